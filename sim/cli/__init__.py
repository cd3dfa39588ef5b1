"""The `hikiwake` command."""
