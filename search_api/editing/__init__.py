"""The lists of an archive that staff edit on the page, and what an edit would change before it is put into use."""
