"""Places of China with their history: the list, the names, and which of them a text means."""
