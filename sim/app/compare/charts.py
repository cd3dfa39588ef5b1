"""Two settings as charts: where A and B lie on every measure, and the difference with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from sim.app.kit.placing import tick_words
from sim.app.kit.theme import MUTED

ROW = 34
"""Height of one measure in pixels."""


@dataclass(frozen=True)
class Bar:
    """One measure: what it is called, both sides, the difference B less A with its interval, and a text for it."""

    name: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    text: str
    apart: bool


def _rows(bars: Sequence[Bar]) -> alt.Y:
    return alt.Y(
        "name",
        type="nominal",
        sort=[bar.name for bar in bars],
        title=None,
        scale=alt.Scale(paddingInner=0.2),
        axis=alt.Axis(domain=False, ticks=False, labelLimit=150, labelPadding=10, labelFontSize=13),
    )


def levels(
    bars: Sequence[Bar], sides: tuple[str, str], ink: str, decimal: str = "."
) -> alt.LayerChart | alt.FacetChart:
    """Return where both sides lie, from 0 to 1 and as far beyond as needed: their letters on a line per measure."""
    ends = min([0.0, *(min(bar.a, bar.b) for bar in bars)]), max([1.0, *(max(bar.a, bar.b) for bar in bars)])
    y = _rows(bars)
    axis = alt.Axis(grid=False, tickCount=5, labelExpr=tick_words(".1f", decimal))
    x = alt.X("x", type="quantitative", title=None, scale=alt.Scale(domain=list(ends)), axis=axis)
    lines = pd.DataFrame([{"name": bar.name, "x": bar.a, "x2": bar.b} for bar in bars])
    letters = pd.DataFrame(
        [
            {"name": bar.name, "x": at, "side": side, "dx": _apart(bar, first)}
            for bar in bars
            for at, side, first in ((bar.a, sides[0], True), (bar.b, sides[1], False))
        ]
    )
    ground = pd.DataFrame([{"name": bar.name, "x": ends[0], "x2": ends[1]} for bar in bars])
    x2 = alt.X2("x2")
    rail = alt.Chart(ground).mark_rule(color=MUTED, opacity=0.25).encode(x, x2, y)
    between = alt.Chart(lines).mark_rule(color=MUTED, strokeWidth=3, opacity=0.8).encode(x, x2, y)
    one, two = (letters[letters["side"] == side] for side in sides)
    marks = [
        alt.Chart(frame)
        .mark_text(fontSize=15, fontWeight="bold", color=colour, dx=alt.expr("datum.dx"), dy=dy)
        .encode(x, y, alt.Text("side", type="nominal"), alt.Detail("dx", type="quantitative"))
        for frame, colour, dy in ((one, MUTED, -8), (two, ink, -8))
    ]
    return alt.layer(rail, between, *marks, height=ROW * len(bars) + 20)


def _apart(bar: Bar, first: bool) -> int:
    """How far a letter moves aside, in pixels: from the other where both would stand on one another, and inward."""
    if abs(bar.a - bar.b) > 0.045:
        return 0
    middle = (bar.a + bar.b) / 2
    inward = 9 if middle < 0.04 else -9 if middle > 0.96 else 0
    return inward + (-7 if first == (bar.a <= bar.b) else 7)


def intervals(
    bars: Sequence[Bar], ends: tuple[str, str], ink: str, decimal: str = "."
) -> alt.LayerChart | alt.FacetChart:
    """Return the difference on every measure with its interval, around a line at zero.

    ``ends``: what lies left and right of zero.
    """
    reach = max([0.1, *(max(abs(bar.low), abs(bar.high)) for bar in bars)]) * 1.1
    y = _rows(bars)
    axis = alt.Axis(grid=False, tickCount=5, labelExpr=tick_words("+.2f" if reach < 0.3 else "+.1f", decimal))
    scale = alt.Scale(domain=[-reach, reach])
    x = alt.X("x", type="quantitative", title=None, scale=scale, axis=axis)
    frame = pd.DataFrame(
        [
            {
                "name": bar.name,
                "low": bar.low,
                "high": bar.high,
                "x": bar.difference,
                "text": bar.text,
                "apart": bar.apart,
            }
            for bar in bars
        ]
    )
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=MUTED, strokeDash=[5, 4]).encode(x)
    low = alt.X("low", type="quantitative", title=None, scale=scale, axis=axis)
    span = alt.Chart(frame).mark_rule(color=ink, strokeWidth=2).encode(low, alt.X2("high"), y)
    sure, unsure = frame[frame["apart"]], frame[~frame["apart"]]
    full = alt.Chart(sure).mark_circle(size=80, color=ink, opacity=1.0).encode(x, y)
    open_ = alt.Chart(unsure).mark_point(size=70, color=ink, filled=False, opacity=1.0, strokeWidth=1.6)
    words = (
        alt.Chart(frame)
        .mark_text(color=ink, fontSize=12, dy=-12)
        .encode(x, y, alt.Text("text", type="nominal"))
    )
    sides = pd.DataFrame({"x": [-reach, reach], "text": list(ends)})
    caption = alt.Text("text", type="nominal")
    left = (
        alt.Chart(sides.iloc[[0]]).mark_text(color=MUTED, fontSize=12, align="left", y=-18).encode(x, caption)
    )
    right = (
        alt.Chart(sides.iloc[[1]])
        .mark_text(color=MUTED, fontSize=12, align="right", y=-18)
        .encode(x, caption)
    )
    return alt.layer(
        zero,
        span,
        full,
        open_.encode(x, y),
        words,
        left,
        right,
        height=ROW * len(bars) + 20,
        padding={"left": 4, "top": 30, "right": 8, "bottom": 4},
    )
