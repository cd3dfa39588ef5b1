"""Frozen values: issues, outcomes, preferences, parties, evidence, the game and the record of a run."""
