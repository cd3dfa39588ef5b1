"""The classroom that this process serves: who a visitor is in it, and one look at its rooms for all pages together.

A page that is open looks once a second whether something is new for its group. It asks what this process knows of the
room, which one thread keeps up with the database for all pages, and reads its view only when there is something.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from sim.app.state import session
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

_REFUSED, _DRAWN = "hikiwake.refused", "classroom.drawn"


class Looks:
    """One thread that keeps what this process knows of each room up with the database, while anybody asks for it."""

    def __init__(self, classroom: Classroom) -> None:
        self._classroom = classroom
        self._asked = threading.Event()
        self._until: dict[str, float] = {}
        self._trouble: dict[str, ClassError] = {}
        threading.Thread(target=self._go_on, daemon=True, name="looks").start()

    def news(self, code: str, group: int | None) -> int:
        """Return the number of the last event that a group hears of, 0 in a room not looked at yet.

        What happened through this process is there at once. Raises what the last look met.
        """
        self._until[code] = time.monotonic() + ASKED_FOR
        self._asked.set()
        trouble = self._trouble.get(code)
        if trouble is not None:
            raise trouble
        state = self._classroom.rooms.known(code)
        return 0 if state is None else state.news(group)

    def _go_on(self) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            for code, until in list(self._until.items()):
                if time.monotonic() > until:
                    del self._until[code]
                    self._trouble.pop(code, None)
                    continue
                try:
                    self._classroom.look(code)
                except ClassError as error:
                    self._trouble[code] = error
                else:
                    self._trouble.pop(code, None)
            time.sleep(LOOKS_EVERY)


@dataclass(frozen=True)
class Served:
    """A classroom, and the looks at it."""

    classroom: Classroom
    looks: Looks


_served: list[Served] = []


def serve(classroom: Classroom) -> None:
    """Let this process serve a classroom, in place of any before."""
    _served[:] = [Served(classroom, Looks(classroom))]


def classroom() -> Classroom:
    """Return the classroom that is served. Raises `SimError` where none is."""
    if not _served:
        raise SimError("classroom: this process serves none; start it with: hikiwake classroom")
    return _served[0].classroom


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
    return Drawn(classroom().student(secret, address=session.visitor()), time.monotonic())


def drawn() -> Drawn:
    """Return what this page was drawn with."""
    found: Drawn = st.session_state[_DRAWN]
    return found


def draw_with(found: Drawn) -> None:
    """Let this page, and each of its parts, be drawn with this."""
    st.session_state[_DRAWN] = found


def draft_with(changes: dict[str, Any]) -> None:
    """Let this page know what of its draft has been kept."""
    found = drawn()
    draft = {**found.view.draft, **changes}
    draw_with(replace(found, view=replace(found.view, draft=draft)))


def renew(secret: str) -> None:
    """Read anew what this page is drawn with, where something is new or the last time was long ago. Raises `ClassError`."""
    view, at = drawn().view, drawn().at
    classroom()
    news = _served[0].looks.news(view.code, view.group)
    if news > view.number or time.monotonic() - at > HEARD_EVERY:
        draw_with(read(secret))


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
