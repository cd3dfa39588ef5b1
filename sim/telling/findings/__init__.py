"""Accounts of many runs: facts, forecasts and tournaments."""
