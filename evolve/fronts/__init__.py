"""What a search has found, as values: fronts of runs, their tables, approximations of one call."""
