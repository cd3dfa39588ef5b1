"""What is kept of a lesson, for parents and everybody else: what is asked, who sees it, and how it is deleted."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import session, spoken
from sim.telling.catalogue import language, t

PARTS = ("asked", "seen", "place", "deleted", "not")


def show() -> None:
    """Draw the page, in the language of the page that led here or another."""
    pieces.lead(t("class.student.kicker"), t("class.student.parents.title"), t("class.student.parents.lead"))
    for part in PARTS:
        pieces.heading(t(f"class.student.parents.{part}.title"))
        st.markdown(t(f"class.student.parents.{part}.says"))
    with st.container(key="class-language", horizontal=True, horizontal_alignment="right"):
        pieces.languages(session.bound("class.language", language(), spoken.use))
