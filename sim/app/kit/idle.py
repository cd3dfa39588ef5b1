"""What a reader asked for and what does nothing, said above what is played."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from sim.app.state import cache
from sim.app.state.links import State
from sim.scenario.setup import Setup
from sim.telling.catalogue import language, speaking
from sim.telling.idle import without_effect


def idle(*states: State) -> None:
    """Draw a line for each setting and switch of these states that has no effect."""
    for line in dict.fromkeys(line for state in states for line in _lines(state.setup, language())):
        st.info(line)


@lru_cache(maxsize=256)
def _lines(setup: Setup, code: str) -> tuple[str, ...]:
    with speaking(code):
        return tuple(without_effect(cache.ready(setup)))
