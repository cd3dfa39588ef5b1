"""Play one negotiation and watch it round by round: the front page."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces, settings
from sim.app.kit.idle import idle
from sim.app.play import conduct, rounds
from sim.app.state import cache, own, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.telling.catalogue import capital, said, t

_OWN = "play.own"


def show() -> None:
    """Draw the page."""
    state = session.current()
    pieces.lead(t("play.kicker"), t("play.title"), t("play.lead"))
    _episodes(state)
    idle(state)
    rounds.stage()
    st.file_uploader(t("play.own.label"), key=_OWN, help=t("play.own.help"), on_change=_dropped, width=480)
    st.divider()
    settings.what_if(state)
    conduct.sources(state)
    conduct.constraints(state)
    conduct.table_manners(state)
    settings.every_other(state)


def _episodes(state: State) -> None:
    """A card for every episode, in order of their dates; the one in use is marked."""
    with st.container(key="episodes", horizontal=True, gap="small"):
        for name, episode in cache.episodes().items():
            table, chosen = episode.spec, name == state.scenario
            place = f" · {said(table.place)}" if table.place else ""
            st.button(
                f"{table.date[:4]}{place}  \n**{capital(said(table.title))}**",
                key=f"play.episode.{name}",
                type="secondary" if chosen else "tertiary",
                on_click=None if chosen else _choose,
                args=None if chosen else (name,),
                wrap=True,
            )


@handled
def _dropped() -> None:
    """Play the file that was dropped."""
    file = st.session_state[_OWN]
    if file is not None:
        rounds.stop()
        session.opened(own.take(file.name, file.getvalue()))


@handled
def _choose(scenario: str) -> None:
    rounds.stop()
    session.change(scenario=scenario, changes={}, strategies={}, round=None)
