"""What a set of outcomes allows, and how good a deal is: pure functions on arrays."""
