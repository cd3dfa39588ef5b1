"""Talks repeated many times: the ladders of those before a change and of those after it, and what they amount to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from sim.analysis.intervals import wilson
from sim.analysis.resampling import bounds
from sim.app.kit import pieces
from sim.app.state import aside
from sim.app.state.links import State
from sim.domain.game import LADDER
from sim.scenario.setup import Setup
from sim.telling.catalogue import listed, t, word
from sim.telling.numbers import of_hundred, percent

_WAITED, _ASKED = "repeats.waited", "repeats.asked"
_REMEMBERED = 50
"""What a visitor asked for is remembered for so many setups."""

LOOK = 0.4
"""Seconds between two looks at the repeats while they are played."""


def _mine() -> list[Setup]:
    """What this visitor has asked for, the last one last: what others asked for is nothing to this page."""
    found: list[Setup] = st.session_state.setdefault(_ASKED, [])
    return found


def ask(state: State) -> bool:
    """Have these talks repeated for this visitor, and return whether there was room to."""
    setup, mine = aside.of(state.setup), _mine()
    taken = aside.repeat(setup, mine)
    if setup not in mine:
        mine.append(setup)
        del mine[:-_REMEMBERED]
    return taken


def asked(state: State) -> bool:
    """Return whether this visitor has asked for these talks to be repeated."""
    return aside.of(state.setup) in _mine()


def repeat(sides: Sequence[State], *, says: bool = False) -> None:
    """Have these talks repeated, those before a change first, and draw their ladders as soon as they are there.

    ``says``: with what they amount to below them. What finds no room waits here, and is asked for again.
    """
    for side in sides:
        ask(side)
    st.fragment(lambda: _looked(sides, says), run_every=None if _there(sides) else LOOK)()


def found(sides: Sequence[State]) -> str:
    """Return what the repeats amount to, in a sentence; empty while they are not all there."""
    every = [aside.repeated(side.setup) for side in sides]
    steps = [item.steps for item in every if item is not None and item.steps is not None]
    return finding(steps) if len(steps) == len(every) else ""


def _there(sides: Sequence[State]) -> bool:
    found = [aside.repeated(side.setup) for side in sides]
    return all(item is not None and (item.steps is not None or item.failed) for item in found)


def _looked(sides: Sequence[State], says: bool) -> None:
    found = [aside.repeated(side.setup) for side in sides]
    if any(item is not None and item.failed for item in found):
        pieces.note(t("play.repeat.failed"))
        return
    steps = [item.steps for item in found if item is not None and item.steps is not None]
    if len(steps) < len(sides):
        st.session_state[_WAITED] = True
        room = [ask(side) for side in sides]
        pieces.note(t("play.repeat.waiting", n=aside.REPEATS) if all(room) else t("play.repeat.full"))
        if not aside.ready():
            pieces.note(t("play.repeat.compiling"))
        return
    st.html(ladders(steps))
    if says:
        st.markdown(finding(steps))
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
        counted = Counter(steps[0])
        times = max(counted.values())
        most = [word("ladder", LADDER[step]) for step in sorted(counted) if counted[step] == times]
        low, high = wilson(times, n)
        return t(
            "play.repeat.single",
            step=listed(most), share=percent(times / n), low=percent(low), high=percent(high), n=n,
        )  # fmt: skip
    was, now = (np.array(side) for side in steps)
    reached = [(now >= step).astype(float) - (was >= step) for step in range(1, len(LADDER))]
    # Of steps that have moved alike the highest: what is nearest to a treaty is what readers ask about.
    moved = max(range(len(reached)), key=lambda i: (abs(reached[i].mean()), i))
    row, step = reached[moved], moved + 1
    low, high = (float(end[0]) for end in bounds(row[None, :]))
    rung = "top" if step == len(LADDER) - 1 else "above"
    words = {
        "step": t(f"play.repeat.{rung}", step=word("ladder", LADDER[step])), "n": n,
        "before": percent(float((was >= step).mean())), "now": percent(float((now >= step).mean())),
        "low": of_hundred(min(low, high, key=abs)), "high": of_hundred(max(low, high, key=abs)),
    }  # fmt: skip
    if low <= 0.0 <= high:
        return t("play.repeat.alike", **words)
    return t(f"play.repeat.{'more' if low > 0 else 'less'}", **words)
