"""A question to an answer that cites, or to an abstention with its reason. `ask` drives the others."""
