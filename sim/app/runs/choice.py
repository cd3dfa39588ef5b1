"""The choices of the page Many runs: episode, how many, what is varied and how, the seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from sim.app.kit import episode, pieces
from sim.app.kit.settings import bounds, numbers_between
from sim.app.runs import question as ask
from sim.app.runs import words
from sim.app.state import extras, session
from sim.app.state.links import State
from sim.streams import LARGEST_SEED
from sim.telling.catalogue import t
from sim.telling.numbers import count, number


def choices(state: State, question: ask.Question) -> None:
    """Draw everything that can be chosen, and what comes of it in a sentence."""
    left, middle, right = st.columns([3, 3, 2], gap="medium")
    with left:
        episode.choice(t("runs.episode"))
    with middle:
        st.select_slider(
            t("runs.n"),
            ask.CHOICES,
            format_func=count,
            **session.control("runs.n", question.asked, session.with_extra("runs.n")),
        )
    with right:
        st.number_input(
            t("runs.seed"),
            0,
            LARGEST_SEED,
            step=1,
            help=t("runs.seed_help"),
            **session.control(
                "runs.seed", state.seed, lambda s, v: replace(s, seed=s.seed if v is None else v)
            ),
        )
    first = ask.chosen_key(state, "x")
    left, right = st.columns(2, gap="medium")
    with left:
        _axis(state, "x", first)
    if first is not None:
        with right:
            _axis(state, "y", ask.chosen_key(state, "y"))
    if any(one.exact for one in question.varied):
        _design(question)


def _axis(state: State, axis: str, key: str | None) -> None:
    """Draw the choice of one key to vary, and of its values."""
    scenario = state.unchanged
    other = ask.chosen_key(state, "x") if axis == "y" else None
    st.selectbox(
        t(f"runs.vary_{axis}"),
        ["", *(name for name in ask.keys(scenario) if name != other)],
        format_func=lambda name: words.setting(scenario, name) if name else t("runs.none"),
        **session.control(f"runs.{axis}", key or "", _another(axis)),
    )
    if key is None:
        return
    if ask.exact(state, axis, key):
        _range(state, axis, key)
    else:
        options = ask.words_of(scenario, key)
        st.pills(
            t("runs.words"),
            options,
            selection_mode="multi",
            wrap=True,
            help=t("runs.words_help"),
            format_func=lambda name: words.level(scenario, key, name),
            **session.control(
                f"runs.{axis}_words", list(ask.chosen_words(state, axis, options)), _words(axis, options)
            ),
        )
    if key != ask.PROTOCOL:
        name = f"runs.{axis}_exact"
        st.toggle(
            t("runs.exact"), **session.control(name, ask.exact(state, axis, key), session.with_extra(name))
        )


def _another(axis: str) -> Callable[[State, str], State]:
    """What another key makes of the state: the words and the range of the one before are forgotten."""

    def new(state: State, key: str) -> State:
        for name in ("words", "range", "exact"):
            state = extras.kept(state, f"runs.{axis}_{name}", None)
        if axis == "x" and (not key or key == state.extras.get("runs.y")):
            state = new_second(state)
        return extras.kept(state, f"runs.{axis}", key or None)

    def new_second(state: State) -> State:
        for name in ("runs.y", "runs.y_words", "runs.y_range", "runs.y_exact"):
            state = extras.kept(state, name, None)
        return state

    return new


def _words(axis: str, options: tuple[str, ...]) -> Callable[[State, Any], State]:
    """Keep the words unless they are all of them, or too few."""

    def new(state: State, chosen: Any) -> State:
        kept = [name for name in options if name in chosen]
        return extras.kept(state, f"runs.{axis}_words", kept if 1 < len(kept) < len(options) else None)

    return new


def _range(state: State, axis: str, key: str) -> None:
    scenario = state.unchanged
    low, high = bounds(scenario, scenario.settings[key])

    ends = ask.chosen_range(state, axis, (low, high))

    def changed(place: int) -> Callable[[State, float], State]:
        def new(now: State, chosen: float) -> State:
            both = [round(end, 4) for end in (*ends[:place], chosen, *ends[place + 1 :])]
            whole = both == [round(low, 4), round(high, 4)] or both[0] >= both[1]
            return extras.kept(now, f"runs.{axis}_range", None if whole else both)

        return new

    for place, (column, end) in enumerate(zip(st.columns(2), ("from", "to"), strict=True)):
        with column:
            st.select_slider(
                t(f"runs.range.{end}"),
                numbers_between(low, high, ends[place]),
                format_func=number,
                **session.control(f"runs.{axis}_{end}", ends[place], changed(place)),
            )


def _design(question: ask.Question) -> None:
    st.segmented_control(
        t("runs.design"),
        ask.DESIGNS,
        required=True,
        wrap=True,
        format_func=lambda name: t(f"runs.designs.{name}"),
        **session.control("runs.design", question.design, session.with_extra("runs.design")),
    )
    pieces.note(t(f"runs.designs_say.{question.design}"))


def summary(state: State, question: ask.Question) -> None:
    """Draw what will be played, and what was taken over from another page."""
    st.markdown(words.asked(question))
    kept = words.carried(question.state)
    if kept:
        pieces.note(kept)
