"""The outcome space as a chart: every outcome a point, the survivors dark, and what lies among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from sim.app.theme import MUTED

HEIGHT = 500
PICKED = "picked"
"""The selection's name; what is picked carries the column ``outcome``."""

INK = {False: "#1C1B19", True: "#E9E6DE"}
"""Dark ground or not to the colour of what matters most."""

ACCENT = {False: "#1F3A5F", True: "#9DBBDD"}
"""Dark ground or not to the colour of what the reader chose."""

LINE = 0.036
"""Height of a line of text, as a share of the chart's height."""


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
    """What the chart shows. ``points``: columns x, y, outcome, left. ``floors``: axis to worth and label."""

    points: pd.DataFrame
    titles: tuple[str, str]
    domain: tuple[tuple[float, float], tuple[float, float]]
    dark: bool
    colours: Mapping[str, str]
    frontier: Sequence[tuple[float, float]] = ()
    frontier_label: str = ""
    floors: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    solutions: Sequence[Mark] = ()
    chosen: tuple[float, float] | None = None

    @property
    def ink(self) -> str:
        """The colour of first rank on the page's ground."""
        return INK[self.dark]


def _axes(picture: Picture) -> tuple[alt.X, alt.Y]:
    options: dict[str, Any] = {"grid": False, "tickCount": 6, "format": ".1f"}
    (x_title, y_title), (x_domain, y_domain) = picture.titles, picture.domain
    x = alt.X(
        "x:Q", title=x_title, scale=alt.Scale(domain=list(x_domain), nice=False), axis=alt.Axis(**options)
    )
    y = alt.Y(
        "y:Q", title=y_title, scale=alt.Scale(domain=list(y_domain), nice=False), axis=alt.Axis(**options)
    )
    return x, y


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
    pale = alt.Chart(rest).mark_circle(size=16, color=MUTED, opacity=0.28).encode(x, y)
    dark = alt.Chart(left).mark_circle(size=30, color=picture.ink, opacity=0.85).encode(x, y)
    hand = (
        alt.Chart(points)
        .mark_circle(size=30, opacity=0.0, cursor="pointer")
        .encode(x, y, tooltip=alt.value(None))
        .add_params(picked)
    )
    return [pale, dark, hand]


def _floors(picture: Picture) -> list[alt.Chart]:
    layers = []
    for axis, (worth, label) in picture.floors.items():
        across = axis == "y"
        frame = pd.DataFrame({axis: [worth], "label": [label]})
        place = alt.Y("y:Q") if across else alt.X("x:Q")
        rule = alt.Chart(frame).mark_rule(color=MUTED, strokeDash=[5, 4]).encode(place)
        text = alt.Chart(frame).mark_text(
            color=MUTED, fontSize=12, align="left", baseline="bottom", dx=4, dy=-3, angle=0 if across else 270
        )
        start = {"x": alt.value(0)} if across else {"y": alt.value(alt.expr("height"))}
        layers += [rule, text.encode(place, text="label:N", **start)]
    return layers


def _frontier(picture: Picture) -> list[alt.Chart]:
    frame = _inside(pd.DataFrame(picture.frontier, columns=["x", "y"]), picture)
    if frame.empty:
        return []
    line = alt.Chart(frame).mark_line(color=picture.ink, strokeWidth=1.2, opacity=0.7)
    end = frame.iloc[[0]].assign(label=picture.frontier_label)
    text = alt.Chart(end).mark_text(
        color=picture.ink, fontSize=12, align="left", baseline="bottom", dx=2, dy=-6
    )
    x, y = _axes(picture)
    return [line.encode(x, y, alt.Order("x:Q")), text.encode(x, y, text="label:N")]


_SIDES = ((0, -1), (-1, 0), (1, 0), (0, 1), (-1, -1), (1, 1), (1, -1), (-1, 1))
"""Where a number may stand beside its point, best first: above, left, right, below, and the corners."""


def beside(points: Sequence[tuple[float, float, str]], width: float, height: float) -> list[tuple[int, int]]:
    """Return for each labelled point (in pixels, downwards) the offset in pixels at which its label is free.

    Greedy, in the order given: the first side on which a label covers neither a point nor an earlier label,
    else the first side. ``width`` and ``height`` are those of one character.

    >>> beside([(0.0, 0.0, "1"), (0.0, -10.0, "2")], 7.0, 12.0)
    [(-10, 0), (0, -12)]
    """
    taken: list[tuple[float, float, float, float]] = [(x, y, 4.0, 4.0) for x, y, _ in points]
    offsets = []
    for x, y, text in points:
        half = len(text) * width / 2
        fits = [(round(dx * (half + 7)), round(dy * 12)) for dx, dy in _SIDES]
        free = [
            (dx, dy)
            for dx, dy in fits
            if not any(
                abs(x + dx - u) < half + w and abs(y + dy - v) < height / 2 + h for u, v, w, h in taken
            )
        ]
        dx, dy = (free or fits)[0]
        taken.append((x + dx, y + dy, half, height / 2))
        offsets.append((dx, dy))
    return offsets


def _walked(picture: Picture) -> pd.DataFrame:
    """The run's texts in order, those within the axes."""
    frame = pd.DataFrame([vars(step) for step in picture.steps], columns=["who", "x", "y", "order", "rounds"])
    return _inside(frame, picture)


def _steps(picture: Picture) -> list[alt.Chart]:
    x, y = _axes(picture)
    walked, layers = _walked(picture), []
    texts = walked.drop_duplicates(["who", "x", "y"])
    (x_low, x_high), (y_low, y_high) = picture.domain
    # Labels are placed for a width between a phone's and a desk's.
    places = [
        (
            (row.x - x_low) / (x_high - x_low) * 420,
            (y_high - row.y) / (y_high - y_low) * HEIGHT * 0.86,
            row.rounds,
        )
        for row in texts.itertuples()
    ]
    for who in dict.fromkeys(walked["who"]):
        colour, mine = picture.colours.get(who, picture.ink), walked[walked["who"] == who]
        line = alt.Chart(mine).mark_line(color=colour, strokeWidth=1.6, opacity=0.75)
        dots = alt.Chart(mine).mark_circle(size=55, color=colour, opacity=1.0)
        layers += [line.encode(x, y, alt.Order("order:Q")), dots.encode(x, y)]
    for row, (dx, dy) in zip(texts.itertuples(), beside(places, 7.0, 11.0), strict=True):
        frame = pd.DataFrame({"x": [row.x], "y": [row.y], "rounds": [row.rounds]})
        number = alt.Chart(frame).mark_text(
            color=picture.colours.get(row.who, picture.ink), fontSize=12, fontWeight="bold", dx=dx, dy=dy
        )
        layers.append(number.encode(x, y, text="rounds:N"))
    return layers


def spread(heights: Sequence[float], gap: float, top: float) -> list[float]:
    """Return heights moved apart to at least ``gap`` from one another, in their order, none above ``top``.

    >>> [round(y, 2) for y in spread([0.5, 0.52], 0.1, 1.0)]
    [0.46, 0.56]
    >>> [round(y, 2) for y in spread([0.98, 1.0], 0.1, 1.0)]
    [0.9, 1.0]
    """
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed = [heights[i] for i in order]
    for _ in range(50):
        for low in range(len(placed) - 1):
            lack = gap - (placed[low + 1] - placed[low])
            if lack > 1e-9:
                placed[low] -= lack / 2
                placed[low + 1] += lack / 2
    for high in reversed(range(len(placed))):
        limit = top if high == len(placed) - 1 else placed[high + 1] - gap
        placed[high] = min(placed[high], limit)
    found = [0.0] * len(heights)
    for place, i in enumerate(order):
        found[i] = placed[place]
    return found


def _solutions(picture: Picture) -> list[alt.Chart]:
    (x_low, x_high), (y_low, y_high) = picture.domain
    shown = [m for m in picture.solutions if x_low <= m.x <= x_high and y_low <= m.y <= y_high]
    if not shown:
        return []
    x, y = _axes(picture)
    height = y_high - y_low
    texts = spread([m.y + LINE * height for m in shown], LINE * 1.25 * height, y_high - LINE / 2 * height)
    column = min(x_high, max(m.x for m in shown) + 0.045 * (x_high - x_low))
    layers = []
    for mark, at in zip(shown, texts, strict=True):
        point = alt.Chart(pd.DataFrame({"x": [mark.x], "y": [mark.y]})).encode(x, y)
        layers.append(
            point.mark_point(shape="diamond", size=110, color=picture.ink, strokeWidth=1.8, filled=False)
        )
        leader = pd.DataFrame({"x": [mark.x, column], "y": [mark.y, at]})
        layers.append(alt.Chart(leader).mark_line(color=MUTED, strokeWidth=0.8).encode(x, y))
        # On a phone there is no room for the names: letters, and the names below the chart.
        words = alt.expr(f"width < 460 ? {_quoted(mark.short)} : {_quoted(mark.label)}")
        text = alt.Chart(pd.DataFrame({"x": [column], "y": [at]})).mark_text(
            color=picture.ink, fontSize=12, align="left", baseline="middle", dx=3, text=words
        )
        layers.append(text.encode(x, y))
    return layers


def _quoted(text: str) -> str:
    """A text as a literal of the chart's expression language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _chosen(picture: Picture) -> list[alt.Chart]:
    if picture.chosen is None:
        return []
    frame = _inside(pd.DataFrame([picture.chosen], columns=["x", "y"]), picture)
    x, y = _axes(picture)
    ring = alt.Chart(frame).mark_point(
        shape="circle", size=280, color=ACCENT[picture.dark], strokeWidth=3, opacity=1.0, filled=False
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
        height=HEIGHT, padding={"left": 4, "top": 4, "right": 24, "bottom": 4}
    )
