"""What settings rest on: which claims are used where, and a scenario without its documents."""
