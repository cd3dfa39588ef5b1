"""The rules of play: pure functions of arrays, numbers and draws."""
