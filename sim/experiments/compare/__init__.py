"""Settings and strategies held against each other under common random numbers."""
