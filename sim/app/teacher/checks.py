"""The checks before a lesson: each with what was found, its verdict and, where it is not good, its cure."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import rooms
from sim.classroom.preflight import Check, checks
from sim.telling.catalogue import t

_FOUND = "teacher.checked"


def show() -> None:
    """Draw the checks, run anew whenever somebody asks for them."""
    st.markdown(t("class.teacher.checks.lead"))
    st.button(t("class.teacher.checks.run"), key="teacher.checks.run", on_click=rooms.attempt, args=(_run,))
    found: list[Check] = st.session_state.get(_FOUND, [])
    if found:
        pieces.table([_row(check) for check in found])


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
