"""From the state of a room to what each may see of it."""
