"""Facts as a test: what sources say of the talks, each with a check, and the share of runs in which it comes out."""
