"""Play one negotiation and watch it round by round."""

from __future__ import annotations

import streamlit as st

from sim.app import draw, engine, session
from sim.app.texts import said


def show() -> None:
    """Draw the page."""
    state = session.current()
    scenario = engine.scenario(state.scenario, state.changes)
    draw.lead("", said(scenario.table.title), said(scenario.table.summary))
    st.write(engine.play(state.play()).result)
