"""Very many runs of one setting."""
