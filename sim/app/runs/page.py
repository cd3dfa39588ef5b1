"""Many runs: a batch started, watched, stopped, gone on with, and what its runs amount to."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.idle import idle
from sim.app.runs import choice, life, results
from sim.app.runs.question import faults, question
from sim.app.state import session
from sim.experiments.runs import supervisor as home
from sim.telling.catalogue import t


def show() -> None:
    """Draw the page."""
    state = session.current()
    pieces.lead("", t("runs.title"), t("runs.lead"))
    if faults(state):
        st.info(t("runs.fault"))
    asked = question(state)
    choice.choices(state, asked)
    choice.summary(state, asked)
    idle(state)
    try:
        home.home()
    except OSError:
        st.warning(t("runs.no_place", variable=home.PLACE))
        return
    life.stage(state, asked)
    results.command(asked)
