"""The charts of the page *Take a seat*: what a text is worth against leaving, and where the person ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from math import ceil
from math import floor as floor_
from typing import Any

import altair as alt

from sim.app.kit.pieces import spec
from sim.app.kit.theme import MUTED

Rows = list[dict[str, Any]]


def _chart(rows: Rows) -> alt.Chart:
    return alt.Chart({"values": rows})


def gauge(worth: float, floor: float, colour: str, sentence: str) -> str:
    """Return a line with a dot at a text's worth and a tick at what leaving is worth, as HTML; ``sentence`` says the same.

    It runs from 0 to 1, and by halves as far beyond as either lies. It is drawn anew with every touch of a draft, and always
    in sight: plain HTML is there at once, and fits between the thumb and the map.
    """
    low, high = min(0.0, floor_(2 * min(worth, floor)) / 2), max(1.0, ceil(2 * max(worth, floor)) / 2)
    at, least = (100 * (x - low) / (high - low) for x in (worth, floor))
    between = f"left:{min(at, least):.1f}%;width:{abs(at - least):.1f}%"
    return (
        f"<div class='worth' role='img' aria-label=\"{escape(sentence)}\" style='--side:{colour}'>"
        f"<i class='between' style='{between}'></i><i class='floor' style='left:{least:.1f}%'></i>"
        f"<i class='text' style='left:{at:.1f}%'></i></div>"
    )


@dataclass(frozen=True)
class Ended:
    """What the last chart shows: all points, and whether every side would have signed them, and what lies among them.

    ``frontier``: the efficient points, ``joined`` by a line where only two sign; ``solutions``: points with a letter or
    two each; ``floors``: worth of leaving to the one and the other; ``end``:
    where the person ended; ``label`` its name; ``elsewhere``: where others ended, with their names; ``titles`` and ``floor_labels``: by axis.
    """

    points: tuple[tuple[float, float, bool], ...]
    frontier: tuple[tuple[float, float], ...]
    joined: bool
    solutions: tuple[tuple[float, float, str], ...]
    floors: tuple[float, float]
    end: tuple[float, float]
    label: str
    titles: tuple[str, str]
    floor_labels: tuple[str, str]
    elsewhere: tuple[tuple[float, float, str], ...]
    colour: str
    ink: str


def _axes(shown: Ended) -> tuple[alt.X, alt.Y]:
    ends = []
    for axis in (0, 1):
        worths = [row[axis] for row in shown.points]
        low, high = min(worths), max(worths)
        ends.append(alt.Scale(domain=[low - 0.03, high + 0.03], nice=False))
    options: dict[str, Any] = {"grid": False, "tickCount": 6, "format": ".1f"}
    x = alt.X("x:Q", title=shown.titles[0], scale=ends[0], axis=alt.Axis(**options))
    y = alt.Y("y:Q", title=shown.titles[1], scale=ends[1], axis=alt.Axis(**options))
    return x, y


def _named(rows: Sequence[tuple[Any, ...]], *columns: str) -> Rows:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _floors(shown: Ended) -> list[Any]:
    x, y = _axes(shown)
    upright = _chart(_named([(shown.floors[0], shown.floor_labels[0])], "x", "label"))
    level = _chart(_named([(shown.floors[1], shown.floor_labels[1])], "y", "label"))
    rule: dict[str, Any] = {"color": MUTED, "strokeDash": [5, 4]}
    text: dict[str, Any] = {
        "color": MUTED,
        "fontSize": 12,
        "align": "left",
        "baseline": "bottom",
        "dx": 4,
        "dy": -3,
    }
    foot = alt.value(alt.expr("height"))
    return [
        upright.mark_rule(**rule).encode(x),
        level.mark_rule(**rule).encode(y),
        upright.mark_text(**text, angle=270).encode(x, y=foot, text="label:N"),
        level.mark_text(**text).encode(y, x=alt.value(0), text="label:N"),
    ]


def ended(shown: Ended) -> Any:
    """Return every text as a point, the acceptable ones dark, with frontier, solutions, and where the person ended."""
    x, y = _axes(shown)
    pale = _chart(_named([(a, b) for a, b, left in shown.points if not left], "x", "y")).mark_circle(
        size=14, color=MUTED, opacity=0.25
    )
    dark = _chart(_named([(a, b) for a, b, left in shown.points if left], "x", "y")).mark_circle(
        size=34, color=shown.ink, opacity=0.9
    )
    efficient = _chart(_named(shown.frontier, "x", "y"))
    line = efficient.mark_line(color=shown.ink, strokeWidth=1.2, opacity=0.7).encode(x, y, alt.Order("x:Q"))
    rings = efficient.mark_point(shape="circle", size=75, color=shown.ink, strokeWidth=1, filled=False)
    solved = _chart(_named(shown.solutions, "x", "y", "label"))
    diamond = solved.mark_point(shape="diamond", size=110, color=shown.ink, strokeWidth=1.8, filled=False)
    letters = solved.mark_text(color=shown.ink, fontSize=13, align="left", baseline="bottom", dx=7, dy=-4)
    end = _chart(_named([(*shown.end, shown.label)], "x", "y", "label"))
    ring = end.mark_point(shape="circle", size=260, color=shown.colour, strokeWidth=3, filled=False)
    name = end.mark_text(
        color=shown.ink, fontSize=14, fontWeight="bold", align="right", baseline="top", dx=-10, dy=8
    )
    others = _chart(_named(shown.elsewhere, "x", "y", "label"))
    triangle = others.mark_point(
        shape="triangle-up", size=120, color=shown.ink, strokeWidth=1.8, filled=False
    )
    called = others.mark_text(color=shown.ink, fontSize=12, align="left", baseline="top", dx=8, dy=4)
    layers = [
        pale.encode(x, y),
        dark.encode(x, y),
        *_floors(shown),
        line if shown.joined else rings.encode(x, y),
        diamond.encode(x, y),
        letters.encode(x, y, text="label:N"),
        *([triangle.encode(x, y), called.encode(x, y, text="label:N")] if shown.elsewhere else []),
        ring.encode(x, y),
        name.encode(x, y, text="label:N"),
    ]
    room = {"left": 6, "right": 0, "top": 6, "bottom": 4}
    return alt.layer(*layers).properties(height=460, padding=room)


@lru_cache(maxsize=32)
def ended_json(shown: Ended) -> str:
    """Return the chart of where the person ended as JSON, kept because it takes long to build."""
    return json.dumps(spec(ended(shown)))
