"""The rules of the table on the screen: constraints, order of talking, strategies, rounds, seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.settings import with_change
from sim.app.state import session
from sim.app.state.links import MOST_ROUNDS, State
from sim.app.state.sides import carried
from sim.domain.game import CONSTRAINTS, PROTOCOLS, STRATEGIES
from sim.streams import LARGEST_SEED
from sim.telling import labels
from sim.telling.catalogue import listed, said, t, word

_AGENTS = tuple(name for name in STRATEGIES if name != "human")


def constraints(state: State) -> None:
    """Draw the switches of the five constraints."""
    if state.off:
        # Not in the title of what folds: with another title it would be another thing, and folded.
        names = listed([word("constraint", name) for name in state.off])
        st.markdown(t("play.constraints.some_off", names=names))
    with pieces.fold(t("play.constraints.title"), "play.constraints") as is_open:
        if not is_open:
            return
        st.markdown(t("play.constraints.lead"))
        for name in CONSTRAINTS:
            st.toggle(
                f"**{word('constraint', name)}** · {word('constraint_says', name)}",
                **session.control(f"constraint.{name}", name not in state.off, _switched(name)),
            )
        for text in state.unchanged.spec.hypotheses:
            pieces.note(t("told.opening.hypothesis", text=said(text)))


def _switched(name: str) -> Callable[[State, Any], State]:
    def new(state: State, on: bool) -> State:
        off = (set(state.off) - {name}) if on else {*state.off, name}
        return replace(state, off=tuple(item for item in CONSTRAINTS if item in off))

    return new


def sources(state: State) -> None:
    """Draw the switch that lets documents count for nothing."""
    st.toggle(
        f"**{t('play.sources.title')}** · {t('play.sources.says')}",
        **session.control("articles_only", state.articles_only, _articles_only),
    )


def _articles_only(state: State, on: bool) -> State:
    """What the switch makes of the state; changes that it cannot take along are forgotten."""
    return replace(state, articles_only=on, changes=carried(state, state.scenario, on))


def table_manners(state: State) -> None:
    """Draw the order of talking, the strategies, the rounds and the seed."""
    table = state.unchanged.spec
    with pieces.fold(t("play.table.title"), "play.table") as is_open:
        if not is_open:
            return
        protocol = state.protocol or table.talks.protocol
        st.radio(
            t("play.table.protocol"),
            PROTOCOLS,
            format_func=lambda item: word("protocol", item),
            captions=[word("protocol_says", item) for item in PROTOCOLS],
            **session.control("protocol", protocol, _protocol(table.talks.protocol)),
        )
        for party, row in state.loaded.spec.parties.items():
            if row.role == "signatory":
                _strategy(state, party, row.strategy, labels.seat(table, party))
        st.slider(
            t("play.table.rounds"),
            1,
            max(MOST_ROUNDS, table.talks.rounds),
            **session.control(
                "rounds",
                int(state.changes.get("talks.rounds", table.talks.rounds)),
                with_change("talks.rounds", table.talks.rounds),
            ),
        )
        st.number_input(
            t("play.table.seed"),
            0,
            LARGEST_SEED,
            step=1,
            help=t("play.table.seed_help"),
            width=220,
            **session.control("seed", state.seed, lambda s, v: replace(s, seed=s.seed if v is None else v)),
        )


def _protocol(usual: str) -> Callable[[State, Any], State]:
    return lambda state, value: replace(state, protocol=None if value == usual else value)


def _strategy(state: State, party: str, usual: str, who: str) -> None:
    kept = state.strategies.get(party, usual)

    def new(now: State, value: str) -> State:
        others = {name: item for name, item in now.strategies.items() if name != party}
        return replace(now, strategies=others if value == usual else {**others, party: value})

    st.selectbox(
        t("play.table.strategy", who=who),
        [*_AGENTS, *([kept] if kept not in _AGENTS else [])],
        format_func=lambda item: word("strategy", item),
        **session.control(f"strategy.{party}", kept, new),
    )
