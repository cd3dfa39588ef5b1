"""The classroom of this process."""

from __future__ import annotations

from sim.classroom.service import Classroom

_here: list[Classroom] = []


def serve(classroom: Classroom) -> None:
    """Make a classroom the one that pages show."""
    _here[:] = [classroom]


def classroom() -> Classroom:
    """Return the classroom that pages show."""
    return _here[0]
