"""What a record says, in words."""
