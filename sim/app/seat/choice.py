"""Choosing the episode, the table and the seat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from sim.agents.names import parts_of
from sim.app.kit import episode, pieces, theme
from sim.app.kit.idle import idle
from sim.app.seat import seating
from sim.app.state import cache, presets, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.domain.game import PROTOCOLS, STRATEGIES
from sim.scenario.load import Scenario
from sim.streams import LARGEST_SEED
from sim.telling import labels
from sim.telling.catalogue import listed, said, t, word
from sim.telling.depths import named
from sim.telling.seat.brief import role

BENCHMARKS = ("zeuthen", "backward_induction", "human")
"""Strategies that look into the person's cards, or need a person themselves."""


def choose(problem: str | None) -> None:
    """Draw the page before anybody sits; ``problem`` is the key of what was wrong with the link."""
    state = session.current()
    scenario = state.loaded
    pieces.lead(t("seat.kicker"), t("seat.title"), t("seat.lead"))
    if problem is not None:
        st.info(t(problem))
    _episode(state)
    idle(state)
    st.markdown(said(scenario.spec.summary))
    columns = st.columns(len(scenario.spec.parties), gap="large")
    for column, party in zip(columns, scenario.spec.parties, strict=True):
        with column:
            _card(scenario, party)
    hint(state)
    _table(state, scenario)


def hint(state: State) -> None:
    """Draw the hint of an episode, and the way to the table that it needs; nothing where there is none."""
    found = presets.hint(state.scenario)
    happened = state.loaded.spec.happened
    if found is None or happened is None:
        return
    tip, preset = found
    with st.expander(t("seat.hint.title")):
        text = t(
            "seat.hint.says",
            ladder=t(f"told.ladder.{happened.ladder}"),
            who=labels.seat(state.loaded.spec, tip.seat),
            preset=said(preset.title),
            terms=named(state.loaded.spec, tip.depth, tip.terms),
        )
        st.markdown(text)
        st.button(t("seat.hint.try"), key="seat.hint.try", on_click=_try)


@handled
def _try() -> None:
    """Sit down where the hint leads, with its text as the first draft."""
    session.put(seating.hinted(session.current()))


def _new_episode(state: State, chosen: Any) -> State:
    return replace(state, scenario=str(chosen), changes={}, strategies={}, round=None)


def _episode(state: State) -> None:
    st.selectbox(
        t("seat.episode"),
        list(cache.episodes()),
        format_func=episode.title,
        **session.control("seat.episode", state.scenario, _new_episode),
    )
    if set(state.changes) - {seating.ROUNDS}:
        pieces.note(t("seat.choose.changed"))


def _card(scenario: Scenario, party: str) -> None:
    table = scenario.spec
    who, colour = labels.seat(table, party), theme.colours(table.parties)[party]
    with st.container(gap="small"):
        st.html(f'<div style="border-top: 3px solid {colour}"></div>')
        pieces.heading(who)
        st.markdown(role(scenario, party))
        st.button(
            t("seat.sit", who=who), key=f"seat.sit.{party}", on_click=_sit, args=(party,), width="stretch"
        )
        if table.parties[party].role == "guarantor":
            pieces.note(t("seat.speaks_short"))
            st.button(
                t("seat.sign", who=who),
                key=f"seat.sign.{party}",
                type="tertiary",
                on_click=_sit,
                args=(party, True),
            )
            pieces.note(t("seat.raised_short", n=_signing(scenario) + 1))


def _signing(scenario: Scenario) -> int:
    return sum(1 for row in scenario.spec.parties.values() if row.role == "signatory")


@handled
def _sit(party: str, signs: bool = False) -> None:
    session.put(seating.seat_taken(session.current(), party, signs=signs))


def _table(state: State, scenario: Scenario) -> None:
    st.divider()
    kinds = list(seating.TABLES)
    now = next((name for name, off in seating.TABLES.items() if set(off) == set(state.off)), "other")
    if now == "other":
        kinds.append("other")
    off = listed([word("constraint", name) for name in state.off])
    st.radio(
        t("seat.choose.table"),
        kinds,
        format_func=lambda name: t(f"seat.table.{name}"),
        captions=[t(f"seat.table_says.{name}", off=off) for name in kinds],
        **session.control("seat.table", now, _new_table),
    )
    _length(state, scenario)
    with st.expander(t("seat.choose.more")):
        _more(state, scenario)


def _length(state: State, scenario: Scenario) -> None:
    """How many rounds are played: as many as in history, or few enough for a lesson; nothing where history was as short."""
    usual, now = cache.scenario(state.scenario).spec.talks.rounds, scenario.spec.talks.rounds
    lengths = seating.lengths(usual)
    if now not in lengths.values():
        lengths["other"] = now
    if len(lengths) == 1:
        return
    st.radio(
        t("seat.length.title"),
        list(lengths),
        format_func=lambda name: t(f"seat.length.{name}", n=lengths[name]),
        horizontal=True,
        **session.control(
            "seat.length",
            next(name for name, n in lengths.items() if n == now),
            lambda s, v: seating.of_length(s, lengths[str(v)] if v != "history" else None),
        ),
    )


def _new_table(state: State, chosen: Any) -> State:
    return replace(state, off=seating.TABLES.get(str(chosen), state.off))


def _more(state: State, scenario: Scenario) -> None:
    st.radio(
        t("seat.choose.protocol"),
        list(PROTOCOLS),
        format_func=lambda name: t(f"words.protocol.{name}"),
        captions=[t(f"words.protocol_says.{name}") for name in PROTOCOLS],
        **session.control(
            "seat.protocol",
            state.protocol or scenario.spec.talks.protocol,
            lambda s, v: replace(s, protocol=None if v == scenario.spec.talks.protocol else v),
        ),
    )
    for party, row in scenario.spec.parties.items():
        if row.role == "signatory":
            _agent(state, scenario, party)
    st.number_input(
        t("seat.choose.seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        step=1,
        **session.control("seat.seed", state.seed, lambda s, v: replace(s, seed=s.seed if v is None else v)),
    )


def _agent(state: State, scenario: Scenario, party: str) -> None:
    """How the agent in a seat negotiates, should it be an agent's."""
    usual = scenario.spec.parties[party].strategy
    now = state.strategies.get(party, usual)
    names = [name for name in STRATEGIES if name not in BENCHMARKS or name == now]

    def new(before: State, chosen: Any) -> State:
        others = {name: played for name, played in before.strategies.items() if name != party}
        return replace(before, strategies=others if chosen == usual else {**others, party: str(chosen)})

    st.selectbox(
        t("seat.choose.agent", who=labels.seat(scenario.spec, party)),
        names if now in names else [*names, now],
        format_func=lambda name: word("strategy", parts_of(name)[0]),
        **session.control(f"seat.agent.{party}", now, new),
    )
