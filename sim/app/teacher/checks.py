"""The checks before a lesson: each with its verdict and, where it fails, its cure."""

from __future__ import annotations

from html import escape

import streamlit as st

from sim.telling.catalogue import t


def show() -> None:
    """Draw the checks, and run them when asked to."""
    st.markdown(t("class.teacher.checks.lead"))
    st.html(escape(""))
