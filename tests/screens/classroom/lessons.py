"""A small lesson for the tests of the classroom's screens: a room, its teacher, and people in it."""

from __future__ import annotations

from pathlib import Path

from sim.app.kit.table import drafting
from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from sim.classroom.views import StudentView
from sim.domain.game import LADDER
from sim.engine.sitting import Plain

SINGAPORE = "2018-singapore"


class Lesson:
    """A room on a database of its own; ``tokens``: one for each person, in the order in which they came; ``keys``: all keys so far."""

    def __init__(self, folder: Path, language: str = "en", people: int = 3, **plan: object) -> None:
        self.database = str(folder / "rooms.db")
        self.classroom = Classroom(self.database)
        self.keys: list[str] = []
        self.again()
        chosen = Plan(SINGAPORE, language=language, how="arrival", **plan)  # type: ignore[arg-type]
        self.code = self.teacher.open_room(chosen)
        self.tokens = [self.join(f"P{number}") for number in range(people)]

    def again(self) -> None:
        """Make a new key, as a server that starts makes one, too."""
        self.key = self.classroom.new_key()
        self.keys.append(self.key)
        self.teacher = self.classroom.teacher(self.key, "here")

    def join(self, name: str) -> str:
        return self.classroom.join(self.code, name, "here")

    def view(self, token: str) -> StudentView:
        return self.classroom.student(token)

    def to(self, phase: str) -> Lesson:
        """Go on to a phase, dealing the seats on the way."""
        while self.teacher.console(self.code).phase != phase:
            self.teacher.next_phase(self.code)
            if self.teacher.console(self.code).phase == "deal":
                self.teacher.deal(self.code)
        return self

    def in_seat(self, seat: str) -> str:
        """The token of the first person in a seat."""
        return next(token for token in self.tokens if self.view(token).seat == seat)

    def mover(self) -> str:
        """The token of whoever is to move."""
        return next(token for token in self.tokens if (turn := self.view(token).turn) and turn.mine)

    def move(self) -> None:
        """Let whoever is to move do so: table what it has declared, let pass, turn down."""
        token = self.mover()
        view = self.view(token)
        assert view.seated is not None
        moves: dict[str, Plain] = {"speak": "acquiesce", "answer": "reject"}
        move = moves.get(view.seated.turn) or drafting.opening(view.seated)
        self.classroom.move(token, move, view.entries)

    def guess(self) -> None:
        for token, ending in zip(self.tokens, LADDER, strict=False):
            self.classroom.guess(token, ending, None)
