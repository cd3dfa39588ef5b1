"""Play one negotiation and watch it round by round."""
