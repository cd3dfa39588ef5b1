"""The debrief of a room, made once for everybody who looks at it, and the classes before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sim.app.state import rooms
from sim.classroom import beside
from sim.classroom.beside import Real
from sim.classroom.debrief import ClassLine, Debrief, debrief, line
from sim.classroom.plan import Plan
from sim.classroom.state import Guess
from sim.engine.gathering import Gathered
from sim.recent import Recent
from sim.telling.catalogue import t
from sim.telling.numbers import date as day_in_words

_made = Recent[tuple[str, int], Debrief](32)
_real = Recent[str, "Real | None"](32)


def of(
    room: tuple[str, int], plan: Plan, standings: Mapping[int, Gathered], guesses: Iterable[Guess]
) -> Debrief:
    """Return the debrief of a room after so many events; ``room``: its code, and the number of its last event."""

    def made(before: Debrief | None) -> Debrief:
        if before is not None:
            return before
        tables = {number: gathered.table for number, gathered in standings.items()}
        return debrief(plan.setup, tables, [(guess.ending, guess.blocker) for guess in guesses])

    return _made.update(room, made)


def real(found: Debrief) -> Real | None:
    """Return what history made of the episode."""
    scenario = found.setup.loaded
    return _real.update(
        scenario.hash, lambda before: before or beside.real(scenario, found.space, found.axes)
    )


def classes(code: str, found: Debrief) -> list[tuple[str, ClassLine]]:
    """Return this class and those before it that played the same episode on this machine, this one first."""
    lines = [(t("class.teacher.debrief.this"), line(found, date.today()))]
    for room in rooms.classroom().earlier(code):
        view = rooms.classroom().projector(room.code)
        past = of((room.code, view.number), view.plan, view.standings, view.guesses)
        day = date.fromtimestamp(room.opened)
        lines.append((day_in_words(day.isoformat()), line(past, day)))
    return lines
