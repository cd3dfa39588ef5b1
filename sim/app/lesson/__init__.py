"""A lesson: predict, run, change, explain, check."""
