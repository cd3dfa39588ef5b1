"""The classroom that this process serves: who a visitor is in it, and one look at its rooms for all pages together.

A page that is open looks once a second whether something is new. It asks the number that one thread has read for all of
them, and reads the room itself only when that has grown.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from sim.app.state.guard import handled
from sim.classroom.faults import ClassError
from sim.classroom.service import Classroom
from sim.classroom.views import StudentView
from sim.errors import SimError

TOKEN, ROOM = "t", "room"
"""What an address holds: the secret of a seat, or the code of a room."""

LOOKS_EVERY = 0.5
"""Seconds between two looks at the database."""

ASKED_FOR = 10.0
"""Seconds after the last question for which the looking goes on."""

HEARD_EVERY = 5.0
"""Seconds after which a page that is open asks for its view again, though nothing is new: the teacher sees who is there."""

_REFUSED = "hikiwake.refused"


class Looks:
    """One thread that reads the number of the last event of each room while anybody asks for it."""

    def __init__(self, read: Callable[[], Mapping[str, int]]) -> None:
        self._read = read
        self._asked = threading.Event()
        self._until = 0.0
        self._numbers: Mapping[str, int] = {}
        self._trouble: ClassError | None = None
        threading.Thread(target=self._go_on, daemon=True, name="looks").start()

    def number(self, code: str) -> int:
        """Return the number of a room's last event, 0 for a room not looked at yet. Raises what the last look met."""
        self._until = time.monotonic() + ASKED_FOR
        self._asked.set()
        if self._trouble is not None:
            raise self._trouble
        return self._numbers.get(code, 0)

    def _go_on(self) -> None:
        while True:
            self._asked.wait()
            try:
                self._numbers, self._trouble = self._read(), None
            except ClassError as error:
                self._trouble = error
            time.sleep(LOOKS_EVERY)
            if time.monotonic() > self._until:
                self._asked.clear()


@dataclass(frozen=True)
class Served:
    """A classroom, and the looks at it."""

    classroom: Classroom
    looks: Looks


_served: list[Served] = []


def serve(classroom: Classroom) -> None:
    """Let this process serve a classroom, in place of any before."""
    _served[:] = [Served(classroom, Looks(classroom.numbers))]


def classroom() -> Classroom:
    """Return the classroom that is served. Raises `SimError` where none is."""
    if not _served:
        raise SimError("classroom: this process serves none; start it with: hikiwake classroom")
    return _served[0].classroom


def number(code: str) -> int:
    """Return the number of the last event of a room, at most `LOOKS_EVERY` seconds old. Raises `ClassError`."""
    classroom()
    return _served[0].looks.number(code)


def token() -> str | None:
    """Return the secret of the visitor's seat, where the address holds one."""
    found = st.query_params.get(TOKEN, "")
    return found[:80] or None


def code() -> str:
    """Return the code of the room that the address names, or nothing."""
    return str(st.query_params.get(ROOM, ""))[:20]


def sit(secret: str) -> None:
    """Make the address the one of a seat: it survives a reload and a restart."""
    st.query_params.from_dict({TOKEN: secret})


def look_for(room: str) -> None:
    """Make the address the one of a room, by its code as somebody typed it."""
    st.query_params.from_dict({ROOM: room.strip()[:20]})


def joining(base: str, room: str) -> str:
    """Return the address under which people join a room.

    >>> joining("http://192.168.0.7:8501", "BKTRWZ")
    'http://192.168.0.7:8501/?room=BKTRWZ'
    """
    return f"{base}/?{urlencode({ROOM: room})}"


@dataclass(frozen=True)
class Drawn:
    """What a page was drawn with: the view, and when it was read."""

    view: StudentView
    at: float

    def remaining(self, now: float) -> float:
        """Return the seconds that are left on the clock by now."""
        clock = self.view.clock
        return clock.remaining if clock.paused else max(0.0, clock.remaining - (now - self.at))


def read(secret: str) -> Drawn:
    """Return what a person may see now. Raises `ClassError`."""
    return Drawn(classroom().student(secret), time.monotonic())


def renewed(secret: str, drawn: Drawn) -> Drawn:
    """Return what a person may see now, read again where something is new or the last time was long ago."""
    late = time.monotonic() - drawn.at > HEARD_EVERY
    return read(secret) if late or number(drawn.view.code) > drawn.view.number else drawn


@handled
def attempt(act: Callable[..., object], *values: object) -> None:
    """Do what a button asks; what the classroom refuses is told by `refusal` when the page is drawn next."""
    try:
        act(*values)
    except ClassError as error:
        refuse(error)


def refuse(error: ClassError) -> None:
    """Keep why an act was refused, to be told by `refusal`."""
    st.session_state[_REFUSED] = error


def refusal() -> None:
    """Draw why the last act was refused, if it was."""
    error = st.session_state.pop(_REFUSED, None)
    if error is not None:
        # As plain text: the sentence may repeat what somebody typed.
        with st.container(key="class-refused"):
            st.text(str(error))
