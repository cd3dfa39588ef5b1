"""Play one negotiation and watch it round by round: the front page."""

from __future__ import annotations

import streamlit as st

from sim.app import draw, draw_terms, engine, play_rounds, play_settings, play_table, session, story
from sim.app.links import State
from sim.app.texts import said, t
from sim.scenario.load import Scenario


def show() -> None:
    """Draw the page."""
    state = session.current()
    draw.lead(t("play.kicker"), t("play.title"), t("play.lead"))
    _episodes(state)
    scenario = engine.scenario(state.scenario, state.changes)
    _episode(state, scenario)
    if state.round is None:
        _before(scenario)
    else:
        play_rounds.rounds()
    st.divider()
    play_settings.what_if(state)
    play_table.constraints(state)
    play_table.table_manners(state)
    play_settings.every_other(state)


def _episodes(state: State) -> None:
    """A card for every episode, in order of their dates."""
    with st.container(key="episodes", horizontal=True, wrap=False, gap="small"):
        for episode in engine.episodes():
            table = episode.table
            place = f" · {said(table.place)}" if table.place else ""
            st.button(
                f"{table.date[:4]}{place}  \n**{story.capital(said(table.title))}**",
                key=f"play.episode.{table.id}",
                type="secondary",
                disabled=table.id == state.scenario,
                on_click=_choose,
                args=(table.id,),
                wrap=True,
            )


def _choose(scenario: str) -> None:
    session.change(scenario=scenario, changes={}, strategies={}, round=None)


def _run() -> None:
    session.change(round=1)


def _luck() -> None:
    state = session.current()
    session.change(seed=state.seed + 1, round=1)


def _episode(state: State, scenario: Scenario) -> None:
    """The episode in a few lines, and the button that starts it all."""
    table = scenario.table
    date = f"{table.date}, {said(table.place)}" if table.place else table.date
    with st.container(key="episode", gap="small"):
        st.header(said(table.title), anchor=False)
        st.markdown(f"{date}. {said(table.summary)}")
        with st.container(horizontal=True, gap="small"):
            st.button(
                t("play.run" if state.round is None else "play.again"),
                key="play.run",
                type="primary",
                on_click=_run,
            )
            if state.round is not None:
                st.button(t("play.luck"), key="play.luck", help=t("play.luck_help"), on_click=_luck)


def _before(scenario: Scenario) -> None:
    """What there is before Run: the status quo."""
    left, right = st.columns([7, 5], gap="large")
    with left:
        draw_terms.island_map(
            scenario.table,
            scenario.table.status_quo,
            key="play.map",
            before=t("play.map.today"),
            height=470,
            grey=True,
        )
    with right:
        st.markdown(t("play.before"))
