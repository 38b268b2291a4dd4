"""Data of the service: function words that carry no search."""
