"""Broken and hostile files of every format, made here, and what the intake must say of each."""
