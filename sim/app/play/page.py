"""Play one negotiation and watch it round by round: the front page."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import episode, pieces, settings
from sim.app.play import conduct, stage, stepping
from sim.app.state import cache, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.telling.catalogue import capital, said, t


def show() -> None:
    """Draw the page: before an episode is chosen what there is to choose, then the stage."""
    state = session.current()
    if state.round is None:
        pieces.lead(t("play.kicker"), t("play.title"), t("play.lead"))
        _episodes(state)
    stage.stage()
    st.divider()
    conduct.sources(state)
    conduct.constraints(state)
    conduct.table_manners(state)
    settings.every_other(state)


def _episodes(state: State) -> None:
    """A card for every episode, in order of their dates; the one in use is marked."""
    with st.container(key="episodes", horizontal=True, gap="small"):
        for item in cache.episodes():
            table, chosen = item.spec, item.id == state.scenario
            place = f" · {said(table.place)}" if table.place else ""
            st.button(
                f"{table.date[:4]}{place}  \n**{capital(said(table.title))}**",
                key=f"play.episode.{table.id}",
                type="secondary" if chosen else "tertiary",
                on_click=_choose,
                args=(table.id,),
                wrap=True,
            )


@handled
def _choose(scenario: str) -> None:
    stepping.stop()
    session.put(episode.chosen(session.current(), scenario, at=0))
