"""What a reader's page holds: its link, its session, and what the package computed for it."""
