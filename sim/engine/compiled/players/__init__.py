"""How parties decide, compiled: offering rules, acceptance rules, opponent models."""
