"""Which engine plays the runs of a batch: the one place to change it."""

from __future__ import annotations

from sim.model.ensemble import Arena, Runs, make_arena, play_many

__all__ = ["Arena", "Runs", "make_arena", "play_many"]
