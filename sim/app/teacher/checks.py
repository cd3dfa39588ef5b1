"""The checks before a lesson: each with what was found, its verdict and, where it is not good, its cure."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import rooms
from sim.app.state.enduring import Figures, endured
from sim.classroom.preflight import Check, checks
from sim.telling.catalogue import t
from sim.telling.numbers import count, number

_FOUND, _ENDURED = "teacher.checked", "teacher.endured"

CLASSES = (20, 40, 60, 80)
"""How many people a load test may try."""


def show() -> None:
    """Draw the checks, run anew whenever somebody asks for them."""
    st.markdown(t("class.teacher.checks.lead"))
    st.button(t("class.teacher.checks.run"), key="teacher.checks.run", on_click=rooms.attempt, args=(_run,))
    found: list[Check] = st.session_state.get(_FOUND, [])
    if found:
        pieces.table([_row(check) for check in found])
    _load()


def _run() -> None:
    address = st.get_option("browser.serverAddress")
    addresses = [] if address in (None, "127.0.0.1", "localhost") else [address]
    st.session_state[_FOUND] = checks(rooms.classroom(), addresses, st.get_option("server.port"))


def _row(check: Check) -> dict[str, str]:
    verdict = t(f"class.teacher.checks.{check.verdict}")
    return {
        t("class.teacher.checks.check"): check.title,
        t("class.teacher.checks.verdict"): f"**{verdict}**",
        t("class.teacher.checks.found"): pieces.plain(f"{check.found} {check.cure}".strip()),
    }


def _load() -> None:
    """A class of connections of this computer's own, for ten seconds, and whether they were served well."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        people = st.selectbox(
            t("class.teacher.checks.people"), CLASSES, index=1, key="teacher.checks.people", width=220
        )
        pressed = st.button(t("class.teacher.checks.load"), key="teacher.checks.load")
    if pressed:
        with st.spinner(t("class.teacher.checks.loading")):
            st.session_state[_ENDURED] = endured(people)
    found: Figures | None = st.session_state.get(_ENDURED)
    if found is not None:
        key = "good" if found.good else "slow"
        values = {
            "people": count(found.people),
            "most": number(found.most, 1),
            "worst": number(found.worst, 1),
        }
        st.markdown(t(f"class.teacher.checks.load_{key}", **values))
