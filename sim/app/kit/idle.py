"""What a reader asked for and what does nothing, said above what is played."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from sim.app.state import cache
from sim.app.state.links import State
from sim.domain.game import CONSTRAINTS
from sim.scenario.load import Scenario
from sim.scenario.setup import Setup
from sim.telling import labels
from sim.telling.catalogue import language, speaking, t, word
from sim.telling.idle import idle as idle_keys


def idle(*states: State) -> None:
    """Draw a line for each setting and switch of these states that has no effect."""
    for line in dict.fromkeys(line for state in states for line in _lines(state.setup, language())):
        st.info(line)


@lru_cache(maxsize=256)
def _lines(setup: Setup, code: str) -> tuple[str, ...]:
    with speaking(code):
        return tuple(
            t("told.idle.named", what=_named(setup.loaded, key), why=why)
            for key, why in idle_keys(cache.ready(setup))
        )


def _named(scenario: Scenario, key: str) -> str:
    return word("constraint", key) if key in CONSTRAINTS else labels.setting(scenario, key)
