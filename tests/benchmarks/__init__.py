"""Programs that measure; what they found is in `results/`, as JSON and as one table."""
