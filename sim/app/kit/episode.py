"""The choice of an episode as one select box, for pages that have another hero than the episode."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.app.state import cache, session
from sim.app.state.links import State
from sim.telling.catalogue import said


def title(episode: str) -> str:
    """Return an episode's title with its year."""
    table = cache.scenario(episode).spec
    return f"{table.date[:4]} · {said(table.title)}"


def chosen(state: State, episode: str, *, at: int | None = None) -> State:
    """Return the state in an episode; in another one, what was changed in the one before is left behind."""
    if episode == state.scenario:
        return state if at is None else replace(state, round=at)
    return replace(state, scenario=episode, changes={}, strategies={}, round=at)


def choice(label: str) -> None:
    """Draw the choice of the page's episode."""
    state = session.current()
    st.selectbox(
        label,
        list(cache.episodes()),
        format_func=title,
        **session.control("episode.choice", state.scenario, chosen),
    )
