"""Rooms between the database and this process: their states, the tables of their groups, and one writer at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from sim.classroom.events import Event, Kind
from sim.classroom.faults import ClassError
from sim.classroom.plan import Plan
from sim.classroom.state import RoomState, apply, folded
from sim.classroom.store.db import Database
from sim.engine.gathering import Gathered, Gathering, by_agent, enter
from sim.engine.recording import text_of
from sim.errors import SimError
from sim.rules.ladder import ladder

MOST_KEPT, MOST_TABLES = 200, 8
"""Rooms that stay in memory, and those whose tables do; the one whose tables were used longest ago goes first."""


class Kept:
    """A room in memory: its state, and every step of the tables of its groups."""

    def __init__(self, code: str, plan: Plan) -> None:
        self.lock = threading.RLock()
        self.state = RoomState(code, plan)
        self.steps: dict[int, list[Gathered]] = {}
        self.gathering: Gathering | None = None
        self.used = 0.0

    def table(self, state: RoomState, group: int) -> list[Gathered]:
        """Return a group's table before its first entry and after each. Raises `ClassError` where it cannot be played."""
        entries = state.groups[group].entries
        with self.lock:
            self.used = time.monotonic()
            if self.gathering is None:
                self.gathering = Gathering(state.plan.setup, state.plan.seats)
            known = self.steps.setdefault(group, [self.gathering.opened])
            fit = min(len(known) - 1, len(entries))
            while known[fit].entries != entries[:fit]:
                fit -= 1
            if fit < len(entries):
                del known[fit + 1 :]
            try:
                for entry in entries[fit:]:
                    known.append(enter(known[-1], entry))
            except SimError as error:
                raise ClassError("class.service.older") from error
            return known[: len(entries) + 1]


class Rooms:
    """All rooms of a database; ``clock``: the time in seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self.database, self.clock = database, clock
        self._kept: dict[str, Kept] = {}
        self._lock = threading.Lock()

    def kept(self, code: str, connection: sa.Connection, *, lock: bool = False) -> Kept:
        """Return a room as the database has it now. Raises `ClassError` where there is none."""
        number = self.database.number(connection, code, lock=lock)
        if number is None:
            with self._lock:
                self._kept.pop(code, None)
            raise ClassError("class.service.no_room")
        with self._lock:
            found = self._kept.get(code)
            if found is None:
                found = self._read(code, connection)
            self._kept[code] = found
            self._make_room()
        with found.lock:
            if found.state.number < number:
                found.state = folded(found.state, self.database.events(connection, code, found.state.number))
        return found

    def _make_room(self) -> None:
        """Let go of what was used longest ago."""
        order = sorted(self._kept, key=lambda code: self._kept[code].used)
        for code in order[:-MOST_TABLES]:
            self._kept[code].steps = {}
        for code in order[:-MOST_KEPT]:
            del self._kept[code]

    def _read(self, code: str, connection: sa.Connection) -> Kept:
        """A room from all of its events. Raises `ClassError` for one that another version wrote in a way unknown to this one."""
        try:
            events = self.database.events(connection, code, 0)
            found = Kept(code, Plan.of_dict(events[0].data["plan"]))
            found.state = folded(found.state, events)
        except (LookupError, TypeError, ValueError) as error:
            raise ClassError("class.service.older") from error
        return found

    def look(self, code: str) -> tuple[Kept, RoomState]:
        """Return a room and its state as it is now. Raises `ClassError`."""
        with self.database.reading() as connection:
            found = self.kept(code, connection)
        return found, found.state

    def known(self, code: str) -> RoomState | None:
        """Return a room as this process has seen it last, without a look at the database; None where it has not."""
        found = self._kept.get(code)
        return None if found is None else found.state

    def forget(self, code: str) -> None:
        """Let go of a room that has been deleted."""
        with self._lock:
            self._kept.pop(code, None)

    @contextmanager
    def writing(self, code: str) -> Iterator[Writing]:
        """Return a room to write to: everything that happens in it is kept, or nothing. Raises `ClassError`."""
        with self.database.writing() as connection:
            found = self.kept(code, connection, lock=True)
            draft = Writing(found, connection, self.clock())
            yield draft
            if draft.events:
                self.database.append(connection, code, draft.events)
        if draft.events:
            with found.lock:
                if found.state.number < draft.state.number:
                    found.state = draft.state

    def make(self, code: str, plan: Plan) -> None:
        """Make a room. Raises `ClassError` where the plan cannot be played, or the code is taken."""
        assert plan.seats
        with self.database.writing() as connection:
            self.database.open_room(connection, code)
            opened = Event(1, self.clock(), "opened", {"plan": plan.to_dict()})
            self.database.append(connection, code, [opened])


class Writing:
    """A room while something happens in it: ``state`` goes along with what is added."""

    def __init__(self, kept: Kept, connection: sa.Connection, now: float) -> None:
        self.kept, self.connection, self.now = kept, connection, now
        self.state = kept.state
        self.events: list[Event] = []

    def add(self, kind: Kind, **data: Any) -> None:
        """Let something happen."""
        event = Event(self.state.number + 1, self.now, kind, data)
        self.state = apply(self.state, event)
        self.events.append(event)

    def table(self, group: int) -> Gathered:
        """Return where a group's table stands."""
        return self.kept.table(self.state, group)[-1]

    def settle(self, *groups: int) -> None:
        """Let the agents of these groups, or of all, move as long as it is their turn, and note what has ended."""
        for number in groups or tuple(self.state.groups):
            while self._moves(number):
                moved = by_agent(self.table(number))
                self.add("move", group=number, party=moved.party, move=moved.move, person=None)
            self._finish(number)

    def _moves(self, number: int) -> bool:
        """Whether it is the turn of an agent of a group."""
        if not self.state.may_move or self.state.clock.paused:
            return False
        party = self.table(number).to_move
        return party is not None and self.state.groups[number].played(party)

    def _finish(self, number: int) -> None:
        if self.state.groups[number].result is not None:
            return
        gathered = self.table(number)
        if not gathered.over:
            return
        table, game = gathered.table, gathered.table.rules.game
        depth, terms = (None, None) if table.agreement is None else text_of(game, table.agreement)
        self.add(
            "finished",
            group=number,
            result=str(table.result),
            ladder=ladder(game, str(table.result), table.agreement),
            depth=depth,
            terms=terms,
        )
