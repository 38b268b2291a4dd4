"""Raw text to a `Report`: mended, its headings found, its metadata read. `parse` drives the others."""
