"""What the pages call: the classroom of one process, whose rooms lie in a database."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sim.classroom.teacher import Teacher
from sim.classroom.views import Front, ProjectorView, StudentView
from sim.engine.sitting import Plain


class Classroom:
    """The rooms of a database; every method that cannot do what it is asked raises `ClassError` and nothing else."""

    def __init__(self, database: str, clock: Callable[[], float] = time.time) -> None:
        raise NotImplementedError

    def new_key(self) -> str:
        raise NotImplementedError

    def numbers(self) -> Mapping[str, int]:
        """Return room code to the number of its last event, in one look at the database: for the poller."""
        raise NotImplementedError

    def front(self, code: str, address: str) -> Front | None:
        raise NotImplementedError

    def join(self, code: str, nickname: str, address: str) -> str:
        raise NotImplementedError

    def room_of(self, token: str) -> str:
        """Return the code of the room that a token belongs to."""
        raise NotImplementedError

    def student(self, token: str, now: float | None = None) -> StudentView:
        raise NotImplementedError

    def move(self, token: str, move: Plain, seen: int) -> None:
        raise NotImplementedError

    def say(self, token: str, text: str, channel: Literal["group", "delegation"]) -> None:
        raise NotImplementedError

    def keep_draft(self, token: str, draft: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def open_brief(self, token: str) -> None:
        raise NotImplementedError

    def check(self, token: str, answers: Sequence[int], right: int | None = None) -> None:
        """Note the answers to the check questions; ``right``: how many of them are right, as the page has found."""
        raise NotImplementedError

    def guess(self, token: str, ending: str, blocker: str | None) -> None:
        """Note how a person thinks that it ends: a step of `LADDER`, and a constraint of `CONSTRAINTS`, or `None` for nothing."""
        raise NotImplementedError

    def ticket(self, token: str, first: str, second: str) -> None:
        raise NotImplementedError

    def rate(self, token: str, stars: int) -> None:
        raise NotImplementedError

    def teacher(self, key: str, address: str) -> Teacher:
        raise NotImplementedError

    def projector(self, code: str, now: float | None = None) -> ProjectorView:
        raise NotImplementedError
