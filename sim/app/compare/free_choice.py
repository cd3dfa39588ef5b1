"""The free choice of B on the page Compare: any setting, the constraints, the way of talking, the strategies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from sim.agents.names import parts_of
from sim.app.compare import opening
from sim.app.kit import differing_words, episode
from sim.app.state import cache, extras, session, sides
from sim.app.state.guard import handled
from sim.app.state.links import State, settable
from sim.app.state.sides import scenario_of
from sim.domain.game import CONSTRAINTS, PROTOCOLS, STRATEGIES
from sim.experiments.compare.input_difference import InputDifference
from sim.telling import labels
from sim.telling.catalogue import t, word

SETTING = "compare.setting"
_PERSON = "human"


def _with_b(state: State, b: State) -> State:
    """The state with another B, also with one that is A: without any the page opens with one of its own."""
    return extras.kept(state, sides.KEY, sides.data_of(state, b))


def render_editor(a: State, b: State, rows: Sequence[InputDifference]) -> None:
    """Draw every way to change B, and to take back what differs."""
    left, right = st.columns(2, gap="medium")
    with left:
        _setting(a, b)
    with right:
        _ways(b)
    _differences(a, b, rows)


def _setting(a: State, b: State) -> None:
    """Draw the choice of one setting and of its word in B."""
    scenario, other = scenario_of(a), scenario_of(b)
    keys = [*dict.fromkeys([*other.spec.key_settings, *other.settings])]
    keys = [key for key in keys if settable(other, key)]
    key = extras.among(a, SETTING, tuple(keys), keys[0])
    st.selectbox(
        t("compare.free.setting"),
        keys,
        format_func=lambda name: labels.setting(other, name),
        **session.control(SETTING, key, session.with_extra(SETTING)),
    )
    setting = other.settings[key]
    options = list(other.scales[setting.scale].words)
    now = setting.level if setting.level in options else None
    st.pills(
        t("compare.free.word"),
        options,
        format_func=lambda name: labels.level(setting.scale, name),
        wrap=True,
        **session.control(
            "compare.word",
            now,
            lambda s, v: s if v is None else _with_b(s, sides.with_setting(s, opening.b_of(s), key, v)),
        ),
    )
    st.caption(t("compare.free.now", value=differing_words.graded(scenario.settings.get(key))))


def _ways(b: State) -> None:
    """Draw episode, constraints, protocol and strategies of B."""
    table = scenario_of(b).spec
    st.selectbox(
        t("compare.free.episode"),
        list(cache.episodes()),
        format_func=episode.title,
        **session.control("compare.episode", b.scenario, _episode),
    )
    st.toggle(
        t("play.sources.title"),
        **session.control("compare.articles_only", b.articles_only, _field("articles_only")),
    )
    st.pills(
        t("compare.free.off"),
        CONSTRAINTS,
        selection_mode="multi",
        format_func=lambda name: word("constraint", name),
        wrap=True,
        **session.control("compare.off", list(b.off), _field("off")),
    )
    st.selectbox(
        t("compare.free.protocol"),
        PROTOCOLS,
        format_func=lambda name: word("protocol", name),
        **session.control("compare.protocol", b.protocol or table.talks.protocol, _field("protocol")),
    )
    for party, row in table.parties.items():
        if row.role == "signatory":
            name = b.strategies.get(party, row.strategy)
            st.selectbox(
                t("compare.free.strategy", party=labels.seat(table, party)),
                list(dict.fromkeys([*(n for n in STRATEGIES if n != _PERSON), name])),
                format_func=lambda name: word("strategy", parts_of(name)[0]),
                **session.control(f"compare.strategy.{party}", name, _strategy(party)),
            )


def _episode(state: State, episode: str) -> State:
    """The state with B in another episode, everything else of B as it was where the episode has it."""
    data = sides.data_of(state, opening.b_of(state))
    found = sides.b_of(state, {**data, "episode": episode}) or sides.b_of(state, {"episode": episode})
    return state if found is None else _with_b(state, found)


def _field(name: str) -> Any:
    def new(state: State, value: Any) -> State:
        b = opening.b_of(state)
        if name == "off":
            value = tuple(constraint for constraint in CONSTRAINTS if constraint in value)
        elif name == "articles_only":
            b = replace(b, changes=sides.carried(b, b.scenario, value))
        elif name == "protocol" and value == (state.protocol or scenario_of(state).spec.talks.protocol):
            value = state.protocol
        return _with_b(state, replace(b, **{name: value}))

    return new


def _strategy(party: str) -> Any:
    def new(state: State, value: str) -> State:
        b = opening.b_of(state)
        strategies = {**b.strategies, party: value}
        own = scenario_of(state).spec.parties.get(party)
        # What A has anyway is no difference.
        if own is not None and party not in state.strategies and value == own.strategy:
            strategies.pop(party)
        return _with_b(state, replace(b, strategies=strategies))

    return new


def _differences(a: State, b: State, rows: Sequence[InputDifference]) -> None:
    """Draw each difference with a way to take it back, and the way back to the start."""
    with st.container(horizontal=True, gap="small"):
        for row in rows[:12]:
            if row.kind == "setting" and row.key in b.changes:
                label = t("compare.free.back", what=differing_words.what(a, b, row))
                st.button(
                    label, key=f"compare.back.{row.key}", type="tertiary", on_click=_back, args=(row.key,)
                )
        st.button(t("compare.free.reset"), key="compare.reset", disabled=not rows, on_click=_reset)
        st.button(t("compare.free.swap"), key="compare.swap", disabled=not rows, on_click=_swap)


@handled
def _back(key: str) -> None:
    state = session.current()
    session.put(_with_b(state, sides.with_setting(state, opening.b_of(state), key, None)))


@handled
def _reset() -> None:
    session.change_extra(sides.KEY, {})


@handled
def _swap() -> None:
    """Make B the page's setting and A the other side."""
    a = session.current()
    b = opening.b_of(a)
    turned = replace(b, seed=a.seed, round=a.round, language=a.language, extras=dict(a.extras))
    session.put(_with_b(turned, replace(a, extras={})))
