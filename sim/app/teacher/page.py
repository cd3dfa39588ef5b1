"""The page *Teacher*: first the key, then a lesson to start, then its console and its debrief."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import rooms
from sim.app.teacher import console, desk, start
from sim.classroom.faults import ClassError
from sim.telling.catalogue import t


def show() -> None:
    """Draw what the teacher is at."""
    if desk.teacher() is None:
        _key()
        return
    code = desk.room()
    if code is None:
        start.show()
        return
    try:
        console.show(code)
    except ClassError as error:
        st.warning(str(error))
        desk.button(t("class.teacher.to_rooms"), "to_rooms", desk.lay, None)


def _key() -> None:
    desk.languages()
    pieces.lead("", t("class.teacher.key.title"), t("class.teacher.key.lead"))
    rooms.refusal()
    with st.form("teacher.key", border=False):
        key = st.text_input(
            t("class.teacher.key.label"), type="password", key="teacher.key.typed", autocomplete="off"
        )
        sent = st.form_submit_button(t("class.teacher.key.open"), type="primary")
    if sent:
        rooms.attempt(desk.enter, key)
        st.rerun()
