"""Reports rendered into every format that is read, so that what is read back can be held against the original."""
