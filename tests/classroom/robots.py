"""Scripted students and teachers, who play through the service as pages do."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.classroom.faults import ClassError
from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from sim.classroom.teacher import Teacher
from sim.classroom.views import StudentView
from sim.engine.sitting import Plain

SHORT = Plan("2018-vladivostok", preset="20")
"""A lesson with few rounds, for tests of something else."""


@dataclass
class Time:
    """A clock that stands until it is moved."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Room:
    """A room with its teacher and its students' tokens."""

    classroom: Classroom
    code: str
    teacher: Teacher
    tokens: list[str]
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    key: str = ""

    def view(self, n: int = 0) -> StudentView:
        return self.classroom.student(self.tokens[n])

    def in_seat(self, seat: str, group: int = 1) -> str:
        """Return the token of somebody in a seat."""
        for token in self.tokens:
            view = self.classroom.student(token)
            if (view.group, view.seat) == (group, seat):
                return token
        raise LookupError(seat)

    def mover(self, group: int = 1) -> str:
        """Return the token of somebody whose turn it is."""
        for token in self.tokens:
            view = self.classroom.student(token)
            if view.group == group and view.may_move:
                return token
        raise LookupError(group)

    def to(self, phase: str) -> None:
        """Go on to a phase."""
        while self.teacher.console(self.code).phase != phase:
            self.teacher.next_phase(self.code)

    def play(self, tokens: Sequence[str] | None = None, rounds: int = 10_000) -> int:
        """Let students move whenever it is their turn, so many times around; return how many moves were made."""
        made = 0
        for _ in range(rounds):
            before = made
            for token in self.tokens if tokens is None else tokens:
                view = self.classroom.student(token)
                if view.may_move:
                    self.classroom.move(token, wish(view, self.chance), view.entries)
                    made += 1
            if made == before:
                break
        return made


def opened(classroom: Classroom, plan: Plan = SHORT, students: int = 3) -> Room:
    """Return a new room with students in its lobby."""
    key = classroom.new_key()
    teacher = classroom.teacher(key, "127.0.0.1")
    code = teacher.open_room(plan)
    tokens = [classroom.join(code, f"Robot {n}", "10.0.0.9") for n in range(students)]
    return Room(classroom, code, teacher, tokens, key=key)


def talking(classroom: Classroom, plan: Plan = SHORT, students: int = 3) -> Room:
    """Return a new room in which the talks have begun."""
    room = opened(classroom, plan, students)
    room.to("talks")
    return room


def wish(view: StudentView, chance: random.Random) -> Plain:
    """Return what a robot does: it goes by its own worths, and each group has a temper of its own."""
    seated = view.seated
    assert seated is not None and view.group is not None
    if view.kind == "speaks":
        return chance.choice(["support", "acquiesce", "object"])
    sees, text = seated.view, seated.table.on_table
    temper = ("sensible", "eager", "stubborn")[view.group % 3]
    if text is None:
        fit = sees.allowed if sees.last_day is None else sees.allowed & sees.last_day
        good = fit & sees.signable & sees.value.signable.all(axis=0) if temper == "sensible" else fit
        choice = np.flatnonzero(good if good.any() else fit)
        return int(chance.choice(choice.tolist())) if choice.size else "pass"
    if temper == "stubborn" or not seated.legal.may_accept:
        return "reject"
    return "accept" if temper == "eager" or sees.signable[text] else "reject"


def refused(act: object, *values: object) -> str:
    """Return the key of the sentence with which something is refused, or nothing where it is done."""
    try:
        act(*values)  # type: ignore[operator]
    except ClassError as error:
        return error.key.removeprefix("class.service.") if str(error) else "no sentence"
    return ""
