"""The outcome space: every outcome as a point, what the constraints leave, and one outcome read in words."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sim.app import charts_outcomes, draw, engine, extras, labels, session, space, theme
from sim.app import words_outcomes as words
from sim.app.links import State
from sim.app.outcomes_view import Choices, picture, table_rows
from sim.app.space import Space
from sim.app.texts import said, t
from sim.domain.game import CONSTRAINTS
from sim.scenario.load import Scenario

LAYERS = ("floors", "frontier", "path", "solutions")
"""What can be drawn among the points, in the order of the switches."""


def show() -> None:
    """Draw the page."""
    state = session.current()
    scenario = engine.scenario(state.scenario, state.changes)
    found = space.space(state.scenario, engine.pairs(state.changes), state.off)
    text = t("outcomes.lead", n=words.count(found.game.space.n))
    draw.lead(said(scenario.table.title), t("outcomes.title"), text)
    choices = _choices(scenario, found)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _chart(state, scenario, found, choices)
    with right:
        _point(state, scenario, found, choices)
    _zone(scenario, found)
    _table(state, scenario, found, choices)
