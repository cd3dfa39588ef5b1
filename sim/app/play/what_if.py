"""What if, beside the stage: changes in a few words, what came before them and what comes now, and many repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import escape

import numpy as np
import streamlit as st

from sim.analysis.intervals import wilson
from sim.analysis.resampling import bounds
from sim.app.kit import differing_words, pieces, settings
from sim.app.play import stepping
from sim.app.state import aside, presets, session
from sim.app.state.guard import handled
from sim.app.state.links import State
from sim.domain.game import LADDER
from sim.experiments.compare.input_difference import input_difference
from sim.telling import depths
from sim.telling.catalogue import listed, said, t, word
from sim.telling.numbers import of_hundred, percent
from sim.telling.story import Story

_WAITED = "play.repeats.waited"
LOOK = 0.4
"""Seconds between two looks at the repeats while they are played."""


def column(state: State) -> None:
    """Draw the presets, the settings that matter, and the repeats."""
    pieces.heading(t("play.what_if.title"))
    chosen = presets.chosen(state)
    with st.container(key="presets", gap="xsmall"):
        for preset in presets.presets(state.scenario):
            mine = preset.id == chosen
            st.button(
                said(preset.title),
                key=f"play.preset.{preset.id}",
                type="secondary" if mine else "tertiary",
                icon=":material/check:" if mine else None,
                help=t("play.what_if.take_back") if mine else None,
                on_click=_take_back if mine else _take,
                args=() if mine else (preset.id,),
            )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if state.unchanged.spec.key_settings:
            with st.popover(t("play.what_if.settings"), key="play.settings"):
                settings.what_if(state)
        if changed(state):
            st.button(t("play.what_if.reset"), key="play.reset", type="tertiary", on_click=_take_back)


@handled
def _take(preset: str) -> None:
    state = session.current()
    found = next(item for item in presets.presets(state.scenario) if item.id == preset)
    session.put(replace(found.laid_over(presets.plain(state)), round=state.round or 1))


@handled
def _take_back() -> None:
    session.put(presets.plain(session.current()))


def changed(state: State) -> bool:
    """Return whether a reader has changed anything that the talks depend on."""
    return presets.plain(state) != state


def ribbon(state: State) -> str:
    """Return what is changed, in words; empty where nothing is."""
    plain = presets.plain(state)
    rows = input_difference(plain, state).differs
    return (
        t("play.what_if.ribbon", changes=listed([differing_words.change(plain, state, row) for row in rows]))
        if rows
        else ""
    )


def ended(told: Story) -> str:
    """Return how talks ended, in a few words: what was signed and in which round, or that nothing was.

    What was signed and failed at home, or lapsed, says so.
    """
    record, last = told.record, told.numbers[-1]
    if record.agreement is None:
        return t(f"play.what_if.ended.{record.result}", n=last)
    failed = record.result if record.result in ("not_ratified", "treaty_lapsed", "text_lapsed") else "signed"
    return t(f"play.what_if.ended.{failed}", depth=depths.kind(told.spec, record.depth), n=last)


def before_and_now(before: Story, now: Story) -> str:
    """Return both ends in one line."""
    return t("play.what_if.before_now", before=ended(before), now=ended(now))


def repeats(state: State) -> None:
    """Draw the button that repeats the talks, or where the repeats are, or what came of them."""
    asked = aside.repeated(state.setup) is not None
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if not asked:
            st.button(
                t("play.repeat.button", n=aside.REPEATS),
                key="play.repeat", on_click=_repeat, help=t("play.repeat.help"),
            )  # fmt: skip
        st.button(
            t("play.luck"), key="play.luck", type="tertiary", help=t("play.luck_help"), on_click=stepping.luck
        )
    if not asked:
        pieces.note(t("play.repeat.one"))
        return
    sides = _sides(state)
    for side in sides:
        aside.repeat(side.setup)
    st.fragment(lambda: _looked(sides), run_every=None if _there(sides) else LOOK)()


def _sides(state: State) -> list[State]:
    """The talks that are repeated: those before the change, if there is one, and these."""
    return [presets.plain(state), state] if changed(state) else [state]


def found(state: State) -> str:
    """Return what the repeats amount to, in a sentence; empty while they are not all there."""
    every = [aside.repeated(side.setup) for side in _sides(state)]
    steps = [item.steps for item in every if item is not None and item.steps is not None]
    return finding(steps) if len(steps) == len(every) else ""


@handled
def _repeat() -> None:
    aside.repeat(session.current().setup)


def _there(sides: Sequence[State]) -> bool:
    found = [aside.repeated(side.setup) for side in sides]
    return all(item is not None and (item.steps is not None or item.failed) for item in found)


def _looked(sides: Sequence[State]) -> None:
    found = [aside.repeated(side.setup) for side in sides]
    if any(item is not None and item.failed for item in found):
        pieces.note(t("play.repeat.failed"))
        return
    steps = [item.steps for item in found if item is not None and item.steps is not None]
    if len(steps) < len(sides):
        st.session_state[_WAITED] = True
        pieces.note(t("play.repeat.waiting", n=aside.REPEATS))
        return
    st.html(ladders(steps))
    if st.session_state.pop(_WAITED, False):
        # The clock of a fragment is set where it is called: it has nothing to wait for any more.
        st.rerun()


def ladders(steps: Sequence[Sequence[int]]) -> str:
    """Return the ladder from its top as HTML, with a bar for these talks and one, fainter, for those before the change."""
    rows = []
    counted, n = [Counter(side) for side in steps], len(steps[0])
    for step in reversed(range(len(LADDER))):
        bars = ""
        for place, counts in enumerate(counted):
            share = counts[step] / n
            kind = "was" if place == 0 and len(counted) > 1 else "now"
            bars += f"<i class='{kind}' style='width:{100 * share:.1f}%'></i>"
        shares = " → ".join(percent(counts[step] / n) for counts in counted)
        rows.append(
            f"<tr><th scope='row'>{escape(word('ladder', LADDER[step]))}</th><td class='bars'>{bars}</td>"
            f"<td>{shares}</td></tr>"
        )
    return f"<table class='ladders'>{''.join(rows)}</table>"


def finding(steps: Sequence[Sequence[int]]) -> str:
    """Return what the repeats amount to, with the interval: of one side the likeliest step, of two what has moved most."""
    n = len(steps[0])
    if len(steps) == 1:
        step, times = Counter(steps[0]).most_common(1)[0]
        low, high = wilson(times, n)
        return t(
            "play.repeat.single",
            step=word("ladder", LADDER[step]), share=percent(times / n), low=percent(low), high=percent(high), n=n,
        )  # fmt: skip
    was, now = (np.array(side) for side in steps)
    reached = [(now >= step).astype(float) - (was >= step) for step in range(1, len(LADDER))]
    most = int(np.argmax([abs(row.mean()) for row in reached]))
    row, step = reached[most], most + 1
    low, high = (float(end[0]) for end in bounds(row[None, :]))
    words = {
        "step": word("ladder", LADDER[step]), "n": n,
        "before": percent(float((was >= step).mean())), "now": percent(float((now >= step).mean())),
        "low": of_hundred(min(low, high, key=abs)), "high": of_hundred(max(low, high, key=abs)),
    }  # fmt: skip
    if low <= 0.0 <= high:
        return t("play.repeat.alike", **words)
    return t(f"play.repeat.{'more' if low > 0 else 'less'}", **words)
