"""Many runs: a batch started, watched, stopped, gone on with, and what its runs amount to."""

from __future__ import annotations

import streamlit as st

from sim.app import batch_home as home
from sim.app import draw, draw_runs, draw_runs_choice, draw_runs_stage, session
from sim.app.batch_question import faults, question
from sim.app.texts import t


def show() -> None:
    """Draw the page."""
    state = session.current()
    draw.lead("", t("runs.title"), t("runs.lead"))
    if faults(state):
        st.info(t("runs.fault"))
    asked = question(state)
    draw_runs_choice.choices(state, asked)
    draw_runs_choice.summary(state, asked)
    try:
        home.home()
    except OSError:
        st.warning(t("runs.no_place", variable=home.PLACE))
        return
    draw_runs_stage.stage(state, asked)
    draw_runs.command(asked)
