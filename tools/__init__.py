"""What is run in a checkout only."""
