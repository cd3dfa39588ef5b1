"""Play one negotiation and watch it round by round: the front page."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import episode, pieces, settings
from sim.app.kit.idle import idle
from sim.app.play import conduct, stage, stepping
from sim.app.state import cache, own, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.telling import labels
from sim.telling.catalogue import capital, said, t

_OWN = "play.own"


def show() -> None:
    """Draw the page: before an episode is chosen what there is to choose, then the stage."""
    state = session.current()
    if state.round is None:
        pieces.lead(t("play.kicker"), t("play.title"), t("play.lead"))
        pieces.note(labels.ledger_rests(cache.ledger()))
        _episodes(state)
    stage.stage()
    idle(state)
    if state.round is None:
        st.file_uploader(
            t("play.own.label"), key=_OWN, help=t("play.own.help"), on_change=_dropped, width=480
        )
    st.divider()
    conduct.sources(state)
    conduct.constraints(state)
    conduct.table_manners(state)
    settings.every_other(state)


def _episodes(state: State) -> None:
    """A card for every episode, in order of their dates; the one in use is marked."""
    with st.container(key="episodes", horizontal=True, gap="small"):
        for name, item in cache.episodes().items():
            table, chosen = item.spec, name == state.scenario
            place = f" · {said(table.place)}" if table.place else ""
            st.button(
                f"{table.date[:4]}{place}  \n**{capital(said(table.title))}**",
                key=f"play.episode.{name}",
                type="secondary" if chosen else "tertiary",
                on_click=_choose,
                args=(name,),
                wrap=True,
            )


@handled
def _dropped() -> None:
    """Play the file that was dropped."""
    file = st.session_state[_OWN]
    if file is not None:
        stepping.stop()
        session.opened(own.take(file.name, file.getvalue(), guest=session.guest()))


@handled
def _choose(scenario: str) -> None:
    stepping.stop()
    session.put(episode.chosen(session.current(), scenario, at=0))
