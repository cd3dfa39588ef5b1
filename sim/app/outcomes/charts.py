"""The outcome space as a chart: every outcome a point, the survivors dark, and what lies among them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sim.app.kit.placing import TITLE, beside, tick_words, width_of, wrapped
from sim.app.kit.theme import MUTED

HEIGHT = 500
PICKED = "picked"
"""The selection's name; what is picked carries the column ``outcome``."""

HAND = "hand"
"""The layer that is clicked."""

RIGHT = 28
"""Pixels beside the plot into which a label may reach."""

LINE = 0.036
"""Height of a line of text, as a share of the chart's height."""


SHAPES = ("circle", "square", "triangle-up", "cross")
"""How texts of a depth are drawn, from the deepest up, as `sim.telling.outcomes.SIGNS` says."""


@dataclass(frozen=True)
class Mark:
    """A labelled point: where it lies, what it is called in full and in a letter or two."""

    x: float
    y: float
    label: str
    short: str


@dataclass(frozen=True)
class Step:
    """One text of the run: who tabled it, where it lies, and the rounds in which it was tabled."""

    who: str
    x: float
    y: float
    order: int
    rounds: str


@dataclass(frozen=True)
class Picture:
    """What the chart shows.

    ``points``: columns x, y, outcome, left, shape; ``floors``: axis to worth and label; ``ink``: the colour of what
    matters, ``accent`` that of the chosen point, where it is another.
    """

    points: pd.DataFrame
    titles: tuple[str, str]
    domain: tuple[tuple[float, float], tuple[float, float]]
    ink: str
    colours: Mapping[str, str]
    frontier: Sequence[tuple[float, float]] = ()
    frontier_label: str = ""
    floors: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    solutions: Sequence[Mark] = ()
    chosen: tuple[float, float] | None = None
    accent: str | None = None
    decimal: str = "."


Layer = dict[str, Any]


def _layer(rows: pd.DataFrame, mark: Mapping[str, Any], encoding: Mapping[str, Any]) -> Layer:
    return {"data": {"values": rows.to_dict("records")}, "mark": dict(mark), "encoding": dict(encoding)}


def _axis(picture: Picture, name: str, field: str | None = None) -> Layer:
    """The channel of an axis, x or y, of a field that is usually called like it."""
    place = "xy".index(name)
    low, high = picture.domain[place]
    form = ".2f" if high - low < 0.55 else ".1f"
    return {
        "field": field or name,
        "type": "quantitative",
        "title": wrapped(picture.titles[place], TITLE),
        "scale": {"domain": [low, high], "nice": False},
        "axis": {"grid": False, "tickCount": 6, "labelExpr": tick_words(form, picture.decimal)},
    }


def _at(picture: Picture, **more: Any) -> Layer:
    """The channels of both axes, and more."""
    return {"x": _axis(picture, "x"), "y": _axis(picture, "y"), **more}


def _text(field: str) -> Layer:
    return {"field": field, "type": "nominal"}


def _own(field: str) -> Layer:
    """A channel whose value stands in the row itself."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _along(field: str) -> Layer:
    return {"field": field, "type": "quantitative"}


def _inside(frame: pd.DataFrame, picture: Picture) -> pd.DataFrame:
    """The rows that lie within the axes: what is zoomed out of sight is not drawn on the margin."""
    (x_low, x_high), (y_low, y_high) = picture.domain
    return frame[frame["x"].between(x_low, x_high) & frame["y"].between(y_low, y_high)]


def _cloud(picture: Picture) -> tuple[list[Layer], Layer]:
    """The points, and the layer that is clicked: nearest to a finger, for single points are too small to hit."""
    points = _inside(picture.points, picture)
    rest, left = points[~points["left"]], points[points["left"]]
    shown, columns = _at(picture, shape=_own("shape")), ["x", "y", "shape"]
    pale = {"type": "point", "filled": True, "size": 16, "color": MUTED, "opacity": 0.28}
    dark = {"type": "point", "filled": True, "size": 30, "color": picture.ink, "opacity": 0.85}
    hand = {"type": "circle", "size": 30, "opacity": 0.0, "cursor": "pointer", "tooltip": None}
    clicked = _layer(points[["x", "y", "outcome"]], hand, _at(picture))
    return [_layer(rest[columns], pale, shown), _layer(left[columns], dark, shown)], {**clicked, "name": HAND}


def _floors(picture: Picture) -> list[Layer]:
    layers = []
    for axis, (worth, label) in picture.floors.items():
        frame, channel = pd.DataFrame({axis: [worth], "label": [label]}), {axis: _axis(picture, axis)}
        # Beside the start of a level line, and beside the top of an upright one, where points are rare.
        start = (
            {"x": 0, "baseline": "bottom", "dy": -3} if axis == "y" else {"y": 0, "baseline": "top", "dy": 2}
        )
        text = {"type": "text", "color": MUTED, "fontSize": 12, "align": "left", "dx": 4, **start}
        layers.append(_layer(frame, {"type": "rule", "color": MUTED, "strokeDash": [5, 4]}, channel))
        layers.append(_layer(frame, text, {**channel, "text": _text("label")}))
    return layers


def _marks(picture: Picture) -> list[tuple[float, float]]:
    """Where other labelled things stand."""
    return [
        *((m.x, m.y) for m in picture.solutions),
        *((s.x, s.y) for s in picture.steps),
        *([picture.chosen] if picture.chosen else []),
    ]


def _frontier(picture: Picture) -> list[Layer]:
    frame = _inside(pd.DataFrame(picture.frontier, columns=["x", "y"]), picture)
    if frame.empty:
        return []
    line = {"type": "line", "color": picture.ink, "strokeWidth": 1.2, "opacity": 0.7}
    # The label stands where the line is farthest from everything else that has one.
    taken = [_pixels(picture, *mark) for mark in _marks(picture)]
    free = [
        min((math.dist(_pixels(picture, x, y), mark) for mark in taken), default=0.0)
        for x, y in zip(frame["x"], frame["y"], strict=True)
    ]
    at = frame.iloc[[free.index(max(free))]].assign(label=picture.frontier_label)
    text = {"type": "text", "color": picture.ink, "fontSize": 12, "align": "left", "dx": 5, "dy": -8}
    return [
        _layer(frame, line, _at(picture, order=_along("x"))),
        _layer(at, text, _at(picture, text=_text("label"))),
    ]


def _pixels(picture: Picture, x: float, y: float) -> tuple[float, float]:
    """About where a point lies, for a width between a phone's and a desk's."""
    (x_low, x_high), (y_low, y_high) = picture.domain
    return (x - x_low) / (x_high - x_low) * 420, (y_high - y) / (y_high - y_low) * HEIGHT * 0.86


def _steps(picture: Picture) -> list[Layer]:
    frame = pd.DataFrame([vars(step) for step in picture.steps], columns=["who", "x", "y", "order", "rounds"])
    walked = _inside(
        frame.assign(colour=[picture.colours.get(s.who, picture.ink) for s in picture.steps]), picture
    )
    if walked.empty:
        return []
    texts = walked.drop_duplicates(["who", "x", "y"])
    marks = [*((m.x, m.y) for m in picture.solutions), *([picture.chosen] if picture.chosen else [])]
    places = [(*_pixels(picture, row.x, row.y), str(row.rounds)) for row in texts.itertuples()]
    offsets = beside(places, [_pixels(picture, *mark) for mark in marks])
    texts = texts.assign(dx=[dx for dx, _ in offsets], dy=[dy for _, dy in offsets])
    line = {"type": "line", "strokeWidth": 1.6, "opacity": 0.75}
    number = {
        "type": "text",
        "fontSize": 12,
        "fontWeight": "bold",
        **_expressed(dx="datum.dx", dy="datum.dy"),
    }
    at = _at(picture, color=_own("colour"))
    return [
        _layer(walked, line, {**at, "order": _along("order"), "detail": _text("who")}),
        _layer(walked, {"type": "circle", "size": 55, "opacity": 1.0}, at),
        _layer(walked.groupby("who").tail(1), {"type": "circle", "size": 150, "opacity": 1.0}, at),
        _layer(texts, number, {**at, "text": _text("rounds")}),
    ]


def _expressed(**of: str) -> Layer:
    """Properties that the browser works out."""
    return {name: {"expr": words} for name, words in of.items()}


def _ranks(heights: Sequence[float]) -> list[int]:
    """Each height's place from the lowest up; equal ones in their order."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    return [order.index(i) for i in range(len(heights))]


def _solutions(picture: Picture) -> list[Layer]:
    (x_low, x_high), (y_low, y_high) = picture.domain
    shown = [m for m in picture.solutions if x_low <= m.x <= x_high and y_low <= m.y <= y_high]
    if not shown:
        return []
    height, needed = y_high - y_low, max(width_of(m.label) for m in shown)
    # Stacked upwards from the lowest point: above the frontier there is room.
    lowest = min(m.y for m in shown)
    lines = [lowest + LINE * (0.9 + 1.25 * rank) * height for rank in _ranks([m.y for m in shown])]
    column = (max(m.x for m in shown) - x_low) / (x_high - x_low) + 0.045
    # In pixels, because only the chart knows its width. Where the names would take a third of it, as on a phone,
    # or cover a diamond: letters, and the names below the chart.
    narrow = f"(width < {3.2 * needed:.0f} || width * {1.0 - column + 0.02:.4f} < {needed - RIGHT + 6:.0f})"
    start = f"min(width * {column:.4f}, width + {RIGHT - 6} - ({narrow} ? 14 : {needed:.0f}))"
    frame = pd.DataFrame(
        [
            {"x": m.x, "y": m.y, "y2": at, "label": m.label, "short": m.short}
            for m, at in zip(shown, lines, strict=True)
        ]
    )
    diamond = {"type": "point", "shape": "diamond", "size": 110, "color": picture.ink, "strokeWidth": 1.8}
    text = {
        "type": "text",
        "color": picture.ink,
        "fontSize": 12,
        "align": "left",
        "baseline": "middle",
        "dx": 3,
    }
    text |= _expressed(x=start, text=f"{narrow} ? datum.short : datum.label")
    ends = {"y2": {"field": "y2"}, "x2": {"value": {"expr": start}}}
    return [
        _layer(frame, {"type": "rule", "color": MUTED, "strokeWidth": 0.8}, _at(picture, **ends)),
        _layer(frame, {**diamond, "filled": False, "opacity": 1.0}, _at(picture)),
        # The fields of the labels have to be named by a channel, or they are not sent along.
        _layer(frame, text, {"y": _axis(picture, "y", "y2"), "detail": [_text("label"), _text("short")]}),
    ]


def _chosen(picture: Picture) -> list[Layer]:
    if picture.chosen is None:
        return []
    frame = _inside(pd.DataFrame([picture.chosen], columns=["x", "y"]), picture)
    ring = {
        "type": "point",
        "shape": "circle",
        "size": 280,
        "strokeWidth": 3,
        "opacity": 1.0,
        "filled": False,
    }
    return [_layer(frame, {**ring, "color": picture.accent or picture.ink}, _at(picture))]


def outcome_space(picture: Picture) -> dict[str, Any]:
    """Return the chart as Vega-Lite: points first, then lines and labels; a click picks the nearest outcome."""
    points, hand = _cloud(picture)
    click = {
        "type": "point", "fields": ["outcome"], "on": "click", "nearest": True, "toggle": False, "clear": False,
    }  # fmt: skip
    return {
        "layer": [
            *points,
            *_floors(picture),
            *_frontier(picture),
            *_steps(picture),
            *_solutions(picture),
            *_chosen(picture),
            hand,
        ],
        "params": [{"name": PICKED, "select": click, "views": [HAND]}],
        "height": HEIGHT,
        "padding": {"left": 4, "top": 4, "right": RIGHT, "bottom": 4},
    }
