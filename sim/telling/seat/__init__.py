"""What one person at a table is told: its brief, the talks, what a text is worth to it, and the debrief."""
