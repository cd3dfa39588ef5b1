"""The outcome space as a chart: every outcome a point, the survivors dark, and what lies among them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import altair as alt
import pandas as pd

from sim.app.kit.placing import beside, tick_words, width_of
from sim.app.kit.theme import MUTED

HEIGHT = 500
PICKED = "picked"
"""The selection's name; what is picked carries the column ``outcome``."""

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


def _axes(picture: Picture) -> tuple[alt.X, alt.Y]:
    """Both axes. Channels are built whole everywhere: their short forms are looked up slowly, layer by layer."""
    axes, scales = [], []
    for ends in picture.domain:
        form = ".2f" if ends[1] - ends[0] < 0.55 else ".1f"
        axes.append(alt.Axis(grid=False, tickCount=6, labelExpr=tick_words(form, picture.decimal)))
        scales.append(alt.Scale(domain=list(ends), nice=False))
    x = alt.X("x", type="quantitative", title=picture.titles[0], scale=scales[0], axis=axes[0])
    y = alt.Y("y", type="quantitative", title=picture.titles[1], scale=scales[1], axis=axes[1])
    return x, y


def _text(field_name: str) -> alt.Text:
    return alt.Text(field_name, type="nominal")


def _own_colour() -> alt.Color:
    """The colour that stands in the row itself."""
    return alt.Color("colour", type="nominal", scale=None, legend=None)


def _inside(frame: pd.DataFrame, picture: Picture) -> pd.DataFrame:
    """The rows that lie within the axes: what is zoomed out of sight is not drawn on the margin."""
    (x_low, x_high), (y_low, y_high) = picture.domain
    return frame[frame["x"].between(x_low, x_high) & frame["y"].between(y_low, y_high)]


def _cloud(picture: Picture) -> list[alt.Chart]:
    x, y = _axes(picture)
    points = _inside(picture.points, picture)
    rest, left = points[~points["left"]], points[points["left"]]
    # Nearest point to a click or a finger: single points are too small to hit.
    picked = alt.selection_point(
        name=PICKED, fields=["outcome"], on="click", nearest=True, empty=False, toggle=False, clear=False
    )
    shape = alt.Shape("shape", type="nominal", scale=None, legend=None)
    pale = alt.Chart(rest[["x", "y", "shape"]]).mark_point(filled=True, size=16, color=MUTED, opacity=0.28)
    dark = alt.Chart(left[["x", "y", "shape"]]).mark_point(
        filled=True, size=30, color=picture.ink, opacity=0.85
    )
    hand = alt.Chart(points[["x", "y", "outcome"]]).mark_circle(
        size=30, opacity=0.0, cursor="pointer", tooltip=None
    )
    return [pale.encode(x, y, shape), dark.encode(x, y, shape), hand.encode(x, y).add_params(picked)]


def _floors(picture: Picture) -> list[alt.Chart]:
    layers = []
    for axis, (worth, label) in picture.floors.items():
        across = axis == "y"
        frame = pd.DataFrame({axis: [worth], "label": [label]})
        x, y = _axes(picture)
        rule = alt.Chart(frame).mark_rule(color=MUTED, strokeDash=[5, 4]).encode(y if across else x)
        # Beside the start of a level line, and beside the top of an upright one, where points are rare.
        text = alt.Chart(frame).mark_text(
            color=MUTED,
            fontSize=12,
            align="left",
            baseline="bottom" if across else "top",
            dx=4,
            dy=-3 if across else 2,
            x=0 if across else alt.Undefined,
            y=alt.Undefined if across else 0,
        )
        layers += [rule, text.encode(y if across else x, _text("label"))]
    return layers


def _marks(picture: Picture) -> list[tuple[float, float]]:
    """Where other labelled things stand."""
    return [
        *((m.x, m.y) for m in picture.solutions),
        *((s.x, s.y) for s in picture.steps),
        *([picture.chosen] if picture.chosen else []),
    ]


def _frontier(picture: Picture) -> list[alt.Chart]:
    frame = _inside(pd.DataFrame(picture.frontier, columns=["x", "y"]), picture)
    if frame.empty:
        return []
    line = alt.Chart(frame).mark_line(color=picture.ink, strokeWidth=1.2, opacity=0.7)
    # The label stands where the line is farthest from everything else that has one.
    taken = [_pixels(picture, *mark) for mark in _marks(picture)]
    free = [
        min((math.dist(_pixels(picture, x, y), mark) for mark in taken), default=0.0)
        for x, y in zip(frame["x"], frame["y"], strict=True)
    ]
    at = frame.iloc[[free.index(max(free))]].assign(label=picture.frontier_label)
    text = alt.Chart(at).mark_text(color=picture.ink, fontSize=12, align="left", dx=5, dy=-8)
    x, y = _axes(picture)
    return [line.encode(x, y, alt.Order("x", type="quantitative")), text.encode(x, y, _text("label"))]


def _pixels(picture: Picture, x: float, y: float) -> tuple[float, float]:
    """About where a point lies, for a width between a phone's and a desk's."""
    (x_low, x_high), (y_low, y_high) = picture.domain
    return (x - x_low) / (x_high - x_low) * 420, (y_high - y) / (y_high - y_low) * HEIGHT * 0.86


def _steps(picture: Picture) -> list[alt.Chart]:
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
    x, y = _axes(picture)
    line = alt.Chart(walked).mark_line(strokeWidth=1.6, opacity=0.75)
    dots = alt.Chart(walked).mark_circle(size=55, opacity=1.0)
    newest = alt.Chart(walked.groupby("who").tail(1)).mark_circle(size=150, opacity=1.0)
    numbers = alt.Chart(texts).mark_text(
        fontSize=12, fontWeight="bold", dx=alt.expr("datum.dx"), dy=alt.expr("datum.dy")
    )
    colour = _own_colour()
    return [
        line.encode(x, y, colour, alt.Order("order", type="quantitative"), alt.Detail("who", type="nominal")),
        dots.encode(x, y, colour),
        newest.encode(x, y, colour),
        numbers.encode(x, y, colour, _text("rounds")),
    ]


def _ranks(heights: Sequence[float]) -> list[int]:
    """Each height's place from the lowest up; equal ones in their order."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    return [order.index(i) for i in range(len(heights))]


def _solutions(picture: Picture) -> list[alt.Chart]:
    (x_low, x_high), (y_low, y_high) = picture.domain
    shown = [m for m in picture.solutions if x_low <= m.x <= x_high and y_low <= m.y <= y_high]
    if not shown:
        return []
    height, needed = y_high - y_low, max(width_of(m.label) for m in shown)
    # Stacked upwards from the lowest point: above the frontier there is room.
    lowest = min(m.y for m in shown)
    lines = [lowest + LINE * (0.9 + 1.25 * rank) * height for rank in _ranks([m.y for m in shown])]
    column = (max(m.x for m in shown) - x_low) / (x_high - x_low) + 0.045
    # In pixels, because only the chart knows its width. Where the names would take a third of it, as on a phone:
    # letters, and the names below the chart.
    narrow = f"width < {3.2 * needed:.0f}"
    start = f"min(width * {column:.4f}, width + {RIGHT - 6} - ({narrow} ? 14 : {needed:.0f}))"
    frame = pd.DataFrame(
        [
            {"x": m.x, "y": m.y, "y2": at, "label": m.label, "short": m.short}
            for m, at in zip(shown, lines, strict=True)
        ]
    )
    x, y = _axes(picture)
    diamond = alt.Chart(frame).mark_point(
        shape="diamond", size=110, color=picture.ink, strokeWidth=1.8, filled=False, opacity=1.0
    )
    leader = alt.Chart(frame).mark_rule(color=MUTED, strokeWidth=0.8)
    text = alt.Chart(frame).mark_text(
        color=picture.ink,
        fontSize=12,
        align="left",
        baseline="middle",
        dx=3,
        x=alt.expr(start),
        text=alt.expr(f"{narrow} ? datum.short : datum.label"),
    )
    y_text = y.copy()
    y_text.shorthand = "y2"
    # The fields of the labels have to be named by a channel, or they are not sent along.
    return [
        leader.encode(x, y, alt.Y2("y2"), x2=alt.value(alt.expr(start))),
        diamond.encode(x, y),
        text.encode(y_text, alt.Detail(["label", "short"], type="nominal")),
    ]


def _chosen(picture: Picture) -> list[alt.Chart]:
    if picture.chosen is None:
        return []
    frame = _inside(pd.DataFrame([picture.chosen], columns=["x", "y"]), picture)
    x, y = _axes(picture)
    ring = alt.Chart(frame).mark_point(
        shape="circle",
        size=280,
        color=picture.accent or picture.ink,
        strokeWidth=3,
        opacity=1.0,
        filled=False,
    )
    return [ring.encode(x, y)]


def outcome_space(picture: Picture) -> alt.LayerChart | alt.FacetChart:
    """Return the chart: points first, then lines and labels; a click picks the nearest outcome."""
    pale, dark, hand = _cloud(picture)
    layers = [
        pale,
        dark,
        *_floors(picture),
        *_frontier(picture),
        *_steps(picture),
        *_solutions(picture),
        *_chosen(picture),
        hand,
    ]
    return alt.layer(*layers).properties(
        height=HEIGHT, padding={"left": 4, "top": 4, "right": RIGHT, "bottom": 4}
    )
