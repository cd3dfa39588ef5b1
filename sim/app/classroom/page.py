"""The lesson as a student has it: before the room, in it, and what stands on the page in each phase."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from sim.app.classroom import brief, debrief, live, talks, ticket, waiting, welcome
from sim.app.classroom.here import Here
from sim.app.state import rooms
from sim.app.state.guard import guarded
from sim.classroom.faults import ClassError
from sim.classroom.plan import Phase
from sim.telling.catalogue import LANGUAGES

SCREENS: Mapping[Phase, Callable[[Here], None]] = {
    "lobby": waiting.lobby,
    "deal": waiting.dealt,
    "brief": brief.brief,
    "talks": talks.talks,
    "event": talks.talks,
    "talks_again": talks.talks,
    "ticket": ticket.ticket,
    "debrief": debrief.debrief,
    "end": debrief.debrief,
}
"""What is drawn in each phase."""


LOST = (*live.GONE, "class.service.too_often")
"""Why there is no seat to wait for."""


def show() -> None:
    """Draw the page."""
    secret = rooms.token()
    if secret is None:
        welcome.welcome()
        return
    try:
        rooms.draw_with(rooms.read(secret))
    except ClassError as error:
        _without(error)
        return
    here = Here(secret)
    here.flush()
    welcome.speak(here.choice("language", (here.view.language, *LANGUAGES)))
    top = st.container(key="class-top", gap=None)
    rooms.refusal()
    SCREENS[here.view.phase](here)
    welcome.links(here.keeping("language"))
    live.begin(here, top)


def _without(error: ClassError) -> None:
    """Say why there is no seat to show: for good, or until the database is back."""
    if error.key in LOST:
        welcome.lost(error)
        return
    st.info(str(error))
    st.fragment(guarded(_again), run_every="3s")()


def _again() -> None:
    """Look whether the seat can be shown by now."""
    try:
        rooms.read(rooms.token() or "")
    except ClassError as error:
        if error.key not in LOST:
            return
    st.rerun()
