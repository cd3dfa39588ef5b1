"""The teacher: the key, a lesson to start, the console of a running one, and its debrief."""
