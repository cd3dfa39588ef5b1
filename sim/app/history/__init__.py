"""Forecasts beside what came."""
