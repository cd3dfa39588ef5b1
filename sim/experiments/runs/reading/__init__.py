"""What stored rows amount to, and files to take them along."""
