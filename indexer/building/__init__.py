"""What a build keeps of the one before, so that only what is new costs work."""
