"""The teacher's desk: what this visitor may do, and which room lies on it. Kept in the session alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import rooms, session, spoken
from sim.classroom.teacher import Teacher
from sim.telling import catalogue

_TEACHER, _ROOM, _GROUP = "teacher.may", "teacher.room", "teacher.group"


def teacher() -> Teacher | None:
    """Return what the teacher may do, once the key has been given here."""
    found: Teacher | None = st.session_state.get(_TEACHER)
    return found


def mine() -> Teacher:
    """Return the same where it is known that the key has been given."""
    found: Teacher = st.session_state[_TEACHER]
    return found


def enter(key: str) -> None:
    """Take a key. Raises `ClassError` for a wrong one."""
    st.session_state[_TEACHER] = rooms.classroom().teacher(key.strip(), session.visitor())


def leave() -> None:
    """Forget the key and the room."""
    for name in (_TEACHER, _ROOM, _GROUP):
        st.session_state.pop(name, None)


def room() -> str | None:
    """Return the code of the room that lies on the desk."""
    found: str | None = st.session_state.get(_ROOM)
    return found


def lay(code: str | None) -> None:
    """Lay a room on the desk, or clear it."""
    st.session_state[_ROOM] = code
    look_at(None)


def group() -> int | None:
    """Return the group that is looked into."""
    found: int | None = st.session_state.get(_GROUP)
    return found


def look_at(number: int | None) -> None:
    """Look into a group, or into none."""
    st.session_state[_GROUP] = number


def button(label: str, key: str, work: Callable[..., Any], *given: Any, **look: Any) -> None:
    """Draw a button that does something."""
    st.button(label, key=f"teacher.{key}", on_click=rooms.attempt, args=(work, *given), **look)


def languages() -> None:
    """Draw the languages of the desk."""
    with st.container(key="teacher-language", horizontal=True, horizontal_alignment="right"):
        pieces.languages(session.bound("teacher.language_of_desk", catalogue.language(), spoken.use))
