"""What a person at a table sees and does, wherever the table stands: alone against agents, or in a class."""
