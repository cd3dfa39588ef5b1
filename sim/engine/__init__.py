"""Drivers of the rules: the Mesa model and its agents."""
