"""The projector: what the whole class may see, and the debrief on the wall."""
