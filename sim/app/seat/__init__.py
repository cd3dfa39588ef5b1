"""Take a seat against agents."""
