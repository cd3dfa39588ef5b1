"""Every possible outcome as a point."""
