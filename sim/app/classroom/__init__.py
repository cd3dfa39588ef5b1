"""The student's screens of the classroom, from the welcome to the debrief."""
