"""The common charts: plain tables in, Vega-Lite out. Lines carry their names; nothing moves by itself.

Written in Vega-Lite at once: they are drawn anew at every step of a run, and Altair takes a hundred times as long.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.app.kit.theme import GREY, MUTED
from sim.telling.catalogue import listed

Rows = Sequence[Mapping[str, Any]]


Chart = dict[str, Any]
"""A chart or a layer of one, in Vega-Lite."""


def _layer(rows: Rows, encoding: Mapping[str, Any], **mark: Any) -> Chart:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": dict(encoding)}


def _number(field: str, **more: Any) -> Chart:
    return {"field": field, "type": "quantitative", **more}


def _name(field: str, **more: Any) -> Chart:
    return {"field": field, "type": "nominal", **more}


def _scaled(field: str, domain: Sequence[Any], values: Sequence[Any]) -> Chart:
    """A column of names as colours or dashes, without a legend."""
    return _name(field, legend=None, scale={"domain": list(domain), "range": list(values)})


def _rounds(last: int, title: str, closing: str = "") -> Chart:
    """The rounds from 1; with ``closing`` the last place is the last day, and called so."""
    ticks = list(range(1, last + 1, 1 if last <= 13 else max(1, last // 6)))
    if closing:
        ticks = [tick for tick in ticks if tick <= last - 2 or last <= 8] + [last]
    axis: dict[str, Any] = {
        "values": ticks,
        "format": "d",
        "grid": False,
        "tickSize": 4,
        "labelOverlap": True,
        "title": title,
    }
    if closing:
        axis["labelExpr"] = f"datum.value == {last} ? {json.dumps(closing, ensure_ascii=False)} : datum.label"
    return _number("round", axis=axis, scale={"domain": [1, max(last, 2)], "nice": False})


def span(values: Iterable[float]) -> tuple[float, float]:
    """Return the tenths around some worths, at least three tenths apart.

    >>> span([0.44, 0.81]), span([-0.31, 1.02])
    ((0.4, 0.9), (-0.4, 1.1))
    """
    found = list(values) or [0.0, 1.0]
    low, high = math.floor(min(found) * 10 - 0.2), math.ceil(max(found) * 10 + 0.2)
    while high - low < 3:
        low, high = low - 1, high + 1
    return low / 10, high / 10


def _worth(field: str, within: tuple[float, float]) -> Chart:
    low, high = round(within[0] * 10), round(within[1] * 10)
    apart = next((step for step in (1, 2, 5) if high - low < 4 * step), 10)
    values = [tenth / 10 for tenth in range(-(-low // apart) * apart, high + 1, apart)]
    axis = {"values": values, "format": ".1f", "gridOpacity": 0.35, "domain": False, "title": None}
    return _number(field, axis=axis, scale={"domain": list(within), "nice": False})


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


_KINDS = ("holds", "offered", "leaving")


def worth_by_round(
    rows: Rows,
    colour: str,
    names: Mapping[str, str],
    axis: str,
    *,
    last: int,
    within: tuple[float, float],
    closing: str = "",
    mark: Mapping[str, Any] | None = None,
) -> Chart:
    """Return what a party holds out for (dashed), what it is offered (solid), what leaving is worth (grey).

    ``rows``: ``round``, ``kind``, ``worth``; ``names``: kind to its label; ``axis``: title of the rounds' axis,
    which reaches to round ``last``; ``within``: the worths that are shown; ``closing``: what the last place is called
    where it is the last day; ``mark``: the turning point (``round``, ``worth``, ``name``). None of them changes while a reader steps on.
    """
    base = {
        "x": _rounds(last, axis, closing),
        "y": _worth("worth", within),
        "color": _scaled("kind", _KINDS, [colour, colour, GREY]),
    }
    dashes = {"strokeDash": _scaled("kind", _KINDS, [[6, 4], [1, 0], [1, 3]])}
    offered = [row for row in rows if row["kind"] == "offered"]
    ends = [{**row, "name": names[row["kind"]]} for row in _ends(rows, "worth", "kind", within)]
    layers = [
        _layer(rows, base | dashes, type="line", strokeWidth=2, interpolate="linear"),
        _layer(offered, base, type="point", size=36, filled=True),
        _line_names(ends, base["color"]),
    ]
    if mark is not None:
        layers += _turning_point(mark, colour, last)
    return _room(layers, 240)


def _turning_point(mark: Mapping[str, Any], colour: str, last: int) -> list[Chart]:
    """A ring round the turning point, and above it what it is."""
    place, text = {"x": _number("round"), "y": _number("worth")}, {"text": _name("name")}
    top = {"x": _number("round"), "y": {"value": 0}}
    align, dx = ("right", -5) if int(mark["round"]) > last / 2 else ("left", 5)
    return [
        _layer([mark], {"x": _number("round")}, type="rule", color=colour, strokeDash=[1, 3]),
        _layer([mark], place, type="point", size=190, filled=False, color=colour, strokeWidth=1.5, opacity=1),
        _layer([mark], top | text, type="text", align=align, dx=dx, fontSize=12, color=colour),
    ]


def trust_by_round(
    rows: Rows, colours: Mapping[str, str], names: Mapping[str, str], axis: str, *, last: int
) -> Chart:
    """Return one line per party; ``rows``: ``round``, ``party``, ``trust``."""
    colour = _scaled("party", list(colours), list(colours.values()))
    base = {"x": _rounds(last, axis), "y": _worth("trust", (0.0, 1.0)), "color": colour}
    ends = [{**row, "name": names[row["party"]]} for row in _ends(rows, "trust", "party", (0.0, 1.0))]
    return _room([_layer(rows, base, type="line", strokeWidth=2), _line_names(ends, colour)], 200)


def _line_names(ends: Rows, colour: Chart) -> Chart:
    encoding = {"x": _number("round"), "y": _number("at"), "text": _name("name"), "color": colour}
    return _layer(ends, encoding, type="text", align="left", dx=7, fontSize=12)


def _room(layers: list[Chart], height: int) -> Chart:
    """Space to the right of the last round, where the lines' names stand."""
    return {
        "layer": layers,
        "height": height,
        "padding": {"left": 0, "right": 92, "top": 8, "bottom": 4},
    }


COLUMNS, LINES = 30, 2
"""Dots of a funnel across, and one above the other."""


def dot(total: int) -> int:
    """Return how many texts one dot of a funnel stands for.

    >>> dot(60), dot(2160)
    (1, 36)
    """
    return max(1, -(-total // (COLUMNS * LINES)))


def left_after(rows: Rows, total: int, ink: str) -> Chart:
    """Return dots for all texts and, per constraint, for what it leaves (full) and what it removes (rings).

    ``rows``: ``place``, ``constraint``, ``left``, ``label``. Where anything is left, there is a dot.
    """
    unit, before, dots, ends = dot(total), total, [], []
    for row in rows:
        shown, kept = -(-before // unit), -(-int(row["left"]) // unit)
        dots += [{**row, "x": at // LINES, "line": at % LINES, "kept": at < kept} for at in range(shown)]
        ends.append({**row, "x": -(-shown // LINES) - 1})
        before = int(row["left"])
    x = _number("x", axis=None, scale={"domain": [-0.5, COLUMNS + 3.5], "nice": False})
    base = {"x": x, "y": _steps("constraint")}
    layers = [
        _layer(
            [row for row in dots if row["line"] == line and row["kept"] is kept],
            base,
            type="point",
            size=26,
            yOffset=9 * line - 4,
            filled=kept,
            color=ink if kept else MUTED,
            opacity=1 if kept else 0.55,
            strokeWidth=1,
        )
        for line in range(LINES)
        for kept in (True, False)
    ]
    names = base | {"text": _name("label")}
    layers.append(_layer(ends, names, type="text", align="left", dx=8, fontSize=12, color=ink))
    return {
        "layer": layers,
        "height": 36 * len(rows),
        "padding": {"left": 0, "right": 8, "top": 4, "bottom": 4},
    }


def _steps(field: str) -> Chart:
    """Names from the top down by their place, without a line or ticks."""
    axis = {
        "title": None,
        "domain": False,
        "ticks": False,
        "labelLimit": 220,
        "labelFontSize": 12,
        "labelPadding": 8,
    }
    return _name(field, sort={"field": "place"}, axis=axis)


def ladder(rows: Rows, run: str, history: str, ink: str) -> Chart:
    """Return the ladder with a dot where the run ended and a ring where history did.

    ``rows``: ``place``, ``step``, ``run``, ``history``; ``run`` and ``history`` name the marks.
    """
    marks = []
    for row in rows:
        both = row["run"] and row["history"]
        if row["run"]:
            marks.append({**row, "x": 0.05, "name": listed([run, history]) if both else run})
        if row["history"] and not both:
            marks.append({**row, "x": 0.05, "name": history})
    base = {
        "x": _number("x", axis=None, scale={"domain": [0, 1], "nice": False}),
        "y": _steps("step"),
    }
    rails = [{**row, "x": 0, "x2": 1} for row in rows]
    runs, before = [row for row in marks if row["run"]], [row for row in marks if row["history"]]
    names = base | {"text": _name("name")}
    layers = [
        _layer(rails, base | {"x2": {"field": "x2"}}, type="rule", color=MUTED, opacity=0.35),
        _layer(runs, base, type="point", size=110, filled=True, color=ink, opacity=1),
        _layer(before, base, type="point", size=230, filled=False, color=ink, strokeWidth=1.5),
        _layer(marks, names, type="text", align="left", dx=14, dy=-8, fontSize=12, color=ink),
    ]
    return {"layer": layers, "height": 190}
