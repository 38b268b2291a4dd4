"""Web pages: the document found in its page."""
