"""Formats of pages, read by where their type stands: PDF, OFD, scans and pictures."""
