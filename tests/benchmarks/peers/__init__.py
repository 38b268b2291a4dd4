"""Jiejian beside what one would otherwise use: the same model, the same files, one run. See `__main__`."""
