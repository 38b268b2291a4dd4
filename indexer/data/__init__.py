"""Data that the package ships: the gazetteer and the domain dictionary."""
