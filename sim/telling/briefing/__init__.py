"""Briefs for people who sit at one table, check questions about them, and what may strike from outside, in plain words."""
