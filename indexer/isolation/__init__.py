"""Functions run in child processes that are limited, watched, and cut off from the network."""
