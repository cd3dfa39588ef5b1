"""The common charts: plain tables in, Altair charts out. Lines carry their names; nothing moves by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from sim.app.theme import GREY, MUTED

Rows = Sequence[Mapping[str, Any]]


def _data(rows: Rows) -> alt.InlineData:
    return alt.InlineData(values=list(rows))


def _rounds(last: int, title: str) -> alt.X:
    ticks = list(range(1, last + 1, 1 if last <= 12 else max(1, last // 6)))
    axis = alt.Axis(values=ticks, format="d", grid=False, tickSize=4, labelOverlap=True, title=title)
    return alt.X("round:Q", axis=axis, scale=alt.Scale(domain=[1, max(last, 2)], nice=False))


def span(values: Iterable[float]) -> tuple[float, float]:
    """Return the tenths around some worths, at least three tenths apart, within [0, 1].

    >>> span([0.44, 0.81])
    (0.4, 0.9)
    """
    found = list(values) or [0.0, 1.0]
    low, high = math.floor(min(found) * 10 - 0.2), math.ceil(max(found) * 10 + 0.2)
    while high - low < 3:
        low, high = low - 1, high + 1
    return max(0, low) / 10, min(10, high) / 10


def _worth(field: str, within: tuple[float, float]) -> alt.Y:
    low, high = round(within[0] * 10), round(within[1] * 10)
    tenths = range(low, high + 1, 1 if high - low < 4 else 2 if high - low < 8 else 5)
    values = [tenth / 10 for tenth in tenths]
    axis = alt.Axis(values=values, format=".1f", gridOpacity=0.35, domain=False, title=None)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=list(within), nice=False))


def _ends(rows: Rows, field: str, by: str, within: tuple[float, float]) -> list[dict[str, Any]]:
    """The last row of each line, with its label moved up or down where two would overlap."""
    last: dict[Any, Mapping[str, Any]] = {}
    for row in rows:
        last[row[by]] = row
    ends = sorted((dict(row) for row in last.values()), key=lambda row: float(row[field]))
    apart, height = 0.1 * (within[1] - within[0]), within[0] - 1.0
    for row in ends:
        height = max(float(row[field]), height + apart)
        row["at"] = height
    overshoot = max(0.0, height - within[1])
    return [{**row, "at": row["at"] - overshoot} for row in ends]


def worth_by_round(
    rows: Rows,
    colour: str,
    names: Mapping[str, str],
    axis: str,
    *,
    last: int,
    within: tuple[float, float],
) -> Any:
    """Return what a party holds out for (dashed), what it is offered (solid), what leaving is worth (grey).

    ``rows``: ``round``, ``kind``, ``worth``; ``names``: kind to its label; ``axis``: title of the rounds' axis,
    which reaches to round ``last``; ``within``: the worths that are shown. Neither changes while a reader steps on.
    """
    dashes = alt.StrokeDash(
        "kind:N",
        scale=alt.Scale(domain=["holds", "offered", "leaving"], range=[[6, 4], [1, 0], [1, 3]]),
        legend=None,
    )
    colours = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=["holds", "offered", "leaving"], range=[colour, colour, GREY]),
        legend=None,
    )
    base = alt.Chart(_data(rows)).encode(x=_rounds(last, axis), y=_worth("worth", within), color=colours)
    lines = base.mark_line(strokeWidth=2, interpolate="linear").encode(strokeDash=dashes)
    dots = base.transform_filter("datum.kind == 'offered'").mark_point(size=36, filled=True)
    ends = [{**row, "name": names[row["kind"]]} for row in _ends(rows, "worth", "kind", within)]
    text = (
        alt.Chart(_data(ends))
        .mark_text(align="left", dx=7, fontSize=12)
        .encode(x="round:Q", y="at:Q", text="name:N", color=colours)
    )
    return _room(alt.layer(lines, dots, text), 240)


def trust_by_round(
    rows: Rows, colours: Mapping[str, str], names: Mapping[str, str], axis: str, *, last: int
) -> Any:
    """Return one line per party; ``rows``: ``round``, ``party``, ``trust``."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    colour = alt.Color("party:N", scale=scale, legend=None)
    base = alt.Chart(_data(rows)).encode(x=_rounds(last, axis), y=_worth("trust", (0.0, 1.0)), color=colour)
    ends = [{**row, "name": names[row["party"]]} for row in _ends(rows, "trust", "party", (0.0, 1.0))]
    text = (
        alt.Chart(_data(ends))
        .mark_text(align="left", dx=7, fontSize=12)
        .encode(x="round:Q", y="at:Q", text="name:N", color=colour)
    )
    return _room(alt.layer(base.mark_line(strokeWidth=2), text), 200)


def _room(chart: Any, height: int) -> Any:
    """Space to the right of the last round, where the lines' names stand."""
    return chart.properties(height=height, padding={"left": 0, "right": 92, "top": 8, "bottom": 0})


def left_after(rows: Rows, total: int, title: str) -> Any:
    """Return a bar per constraint; ``rows``: ``place``, ``constraint``, ``left``, ``label``."""
    order = alt.Y("constraint:N", sort=alt.SortField("place"), axis=_names())
    axis = alt.Axis(title=title, tickCount=4, gridOpacity=0.35, domain=False, format="d")
    x = alt.X("left:Q", axis=axis, scale=alt.Scale(domain=[0, total], nice=False))
    base = alt.Chart(_data(rows)).encode(y=order)
    bars = base.mark_bar(color=GREY, height=14).encode(x=x)
    text = base.mark_text(align="left", dx=6, fontSize=12, color=MUTED).encode(x=x, text="label:N")
    return alt.layer(bars, text).properties(
        height=180, padding={"left": 0, "right": 40, "top": 4, "bottom": 0}
    )


def _names() -> alt.Axis:
    return alt.Axis(title=None, domain=False, ticks=False, labelLimit=220, labelFontSize=12, labelPadding=8)


def ladder(rows: Rows, run: str, history: str, ink: str) -> Any:
    """Return the ladder with a dot where the run ended and a ring where history did.

    ``rows``: ``place``, ``step``, ``run``, ``history``; ``run`` and ``history`` name the marks.
    """
    order = alt.Y("step:N", sort=alt.SortField("place"), axis=_names())
    marks = []
    for row in rows:
        both = row["run"] and row["history"]
        if row["run"]:
            marks.append({**row, "x": 0.05, "name": f"{run}, {history}" if both else run})
        if row["history"] and not both:
            marks.append({**row, "x": 0.05, "name": history})
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    rails = alt.Chart(_data([{**row, "x": 0, "x2": 1} for row in rows]))
    rail = rails.mark_rule(color=MUTED, opacity=0.35).encode(y=order, x=x, x2="x2:Q")
    base = alt.Chart(_data(marks)).encode(y=order, x=x)
    dots = base.transform_filter("datum.run").mark_point(size=110, filled=True, color=ink, opacity=1)
    rings = base.transform_filter("datum.history").mark_point(
        size=230, filled=False, color=ink, strokeWidth=1.5
    )
    text = base.mark_text(align="left", dx=14, dy=-8, fontSize=12, color=ink).encode(text="name:N")
    return alt.layer(rail, dots, rings, text).properties(height=190)
