"""The command line `jiejian`. `cli` is its entry."""
