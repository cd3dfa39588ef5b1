"""The database of the classroom: the only SQL there is."""
