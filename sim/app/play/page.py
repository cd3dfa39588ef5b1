"""Play one negotiation and watch it round by round: the front page."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces, settings
from sim.app.kit.idle import idle
from sim.app.play import conduct, rounds
from sim.app.state import cache, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.telling.catalogue import capital, said, t


def show() -> None:
    """Draw the page."""
    state = session.current()
    pieces.lead(t("play.kicker"), t("play.title"), t("play.lead"))
    _episodes(state)
    idle(state)
    rounds.stage()
    st.divider()
    settings.what_if(state)
    conduct.sources(state)
    conduct.constraints(state)
    conduct.table_manners(state)
    settings.every_other(state)


def _episodes(state: State) -> None:
    """A card for every episode, in order of their dates; the one in use is marked."""
    with st.container(key="episodes", horizontal=True, gap="small"):
        for episode in cache.episodes():
            table, chosen = episode.spec, episode.id == state.scenario
            place = f" · {said(table.place)}" if table.place else ""
            st.button(
                f"{table.date[:4]}{place}  \n**{capital(said(table.title))}**",
                key=f"play.episode.{table.id}",
                type="secondary" if chosen else "tertiary",
                on_click=None if chosen else _choose,
                args=None if chosen else (table.id,),
                wrap=True,
            )


@handled
def _choose(scenario: str) -> None:
    rounds.stop()
    session.change(scenario=scenario, changes={}, strategies={}, round=None)
