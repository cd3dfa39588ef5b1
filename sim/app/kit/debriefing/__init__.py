"""The debrief of a class as two pages draw it."""
