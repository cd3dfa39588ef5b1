"""The charts of the page Many runs: shares with their intervals, the treaty gap, a curve, a heat map. Vega-Lite at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.app.kit.placing import TITLE, tick_words, wrapped
from sim.app.kit.theme import MUTED

Chart = dict[str, Any]
ROW = 46


@dataclass(frozen=True)
class Look:
    """Colours and the decimal mark: ``ink`` for text, ``fill`` for bars, ``ground`` for what is empty."""

    ink: str
    fill: str
    ground: str
    decimal: str = "."


@dataclass(frozen=True)
class Share:
    """A share with its interval: its name and the text that stands beside it."""

    name: str
    share: float
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Cell:
    """One cell: its words, how high, its interval, the text in it, its runs, and whether they are few."""

    x: str
    y: str
    value: float
    low: float
    high: float
    text: str
    few: bool


def _layer(rows: Sequence[Chart], encoding: Chart, **mark: Any) -> Chart:
    return {"data": {"values": list(rows)}, "mark": {**mark, "tooltip": None}, "encoding": encoding}


def _number(field: str, **more: Any) -> Chart:
    return {"field": field, "type": "quantitative", **more}


def _name(field: str, **more: Any) -> Chart:
    return {"field": field, "type": "nominal", **more}


def _labels(names: Sequence[str], field: str, room: float) -> Chart:
    """An axis of names in their order, long ones broken into lines."""
    # A list in a data value would be read as one name; the lines are put in only where the label is written.
    broken = {name: wrapped(name, room) for name in names}
    cases = " : ".join(f"datum.value === {_quoted(name)} ? {_lines(broken[name])}" for name in broken)
    axis = {
        "title": None,
        "domain": False,
        "ticks": False,
        "labelLimit": room + 40,
        "labelFontSize": 12,
        "labelPadding": 8,
        "labelOverlap": False,
        "labelExpr": f"{cases} : datum.label" if cases else "datum.label",
    }
    return _name(field, sort=list(names), axis=axis)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _lines(lines: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(line) for line in lines)}]"


def shares(rows: Sequence[Share], look: Look) -> Chart:
    """Return a bar for each share below its name, its interval as a line over the bar's end, its text beside it."""
    data = [{**vars(row), "zero": 0.0} for row in rows]
    reach = max([0.05, *(row.high for row in rows)])
    x = _number("share", axis=None, scale={"domain": [0, reach], "nice": False})
    # Names above the bars and not beside them: so the bars have the whole width of a phone, too.
    base = {"x": x, "y": _name("name", axis=None, sort=[row.name for row in rows], scale={"padding": 0})}
    span = {**base, "x": {**x, "field": "low"}, "x2": {"field": "high"}}
    text = {**base, "x": {**x, "field": "high"}, "text": _name("text")}
    name = {**base, "x": {**x, "field": "zero"}, "text": _name("name")}
    words: Chart = {"type": "text", "align": "left", "baseline": "middle", "color": look.ink}
    layers = [
        _layer(data, base, type="bar", color=look.fill, height=13, yOffset=8, opacity=0.85),
        _layer(data, span, type="rule", color=look.ink, strokeWidth=1.5, yOffset=8),
        _layer(data, text, **words, dx=8, dy=8, fontSize=12),
        _layer(data, name, **words, dy=-9, fontSize=13),
    ]
    return {
        "layer": layers,
        "height": ROW * len(rows),
        "padding": {"left": 0, "right": 4, "top": 0, "bottom": 4},
    }


def histogram(bars: Sequence[tuple[float, float, float]], middle: float, title: str, look: Look) -> Chart:
    """Return a bar from ``low`` to ``high`` for each share of runs, and a line at the middle of all runs."""
    data = [{"low": low, "high": high, "share": share} for low, high, share in bars]
    ends = [bars[0][0], bars[-1][1]] if bars else [0.0, 1.0]
    form = ".2f" if ends[1] - ends[0] < 0.5 else ".1f"
    axis = {
        "title": wrapped(title, TITLE),
        "grid": False,
        "tickCount": 5,
        "labelExpr": tick_words(form, look.decimal),
    }
    x = _number("low", axis=axis, scale={"domain": ends, "nice": False})
    y = _number("share", axis=None, scale={"domain": [0, max([0.01, *(bar[2] for bar in bars)])]})
    line = {"x": {**x, "field": "middle"}}
    layers = [
        _layer(
            data,
            {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"datum": 0}},
            type="bar",
            color=look.fill,
            opacity=0.85,
        ),
        _layer([{"middle": middle}], line, type="rule", color=look.ink, strokeDash=[5, 4]),
    ]
    return {"layer": layers, "height": 190}


def curve(cells: Sequence[Cell], title: str, form: str, look: Look) -> Chart:
    """Return a point with its interval for each value of the one varied key; without runs there is none."""
    known = [cell for cell in cells if cell.text]
    data, names = [vars(cell) for cell in known], [cell.x for cell in cells]
    axis = {
        "title": wrapped(title, TITLE),
        "labelAngle": 0,
        "labelFlush": False,
        "grid": False,
        "ticks": False,
        "labelFontSize": 12,
    }
    broken = _labels(names, "x", 62)["axis"]["labelExpr"]
    x = _name(
        "x",
        sort=names,
        scale={"domain": names},
        axis={**axis, "labelExpr": broken, "labelLimit": 110, "titlePadding": 10},
    )
    low, high = min([c.low for c in known], default=0.0), max([c.high for c in known], default=1.0)
    scale = {"domain": [0.0 if low < 0.5 * high else low, high], "nice": True, "zero": False}
    ticks = {"title": None, "tickCount": 5, "gridOpacity": 0.35, "domain": False}
    y = _number("value", scale=scale, axis={**ticks, "labelExpr": tick_words(form, look.decimal)})
    span = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    sure, unsure = [row for row in data if not row["few"]], [row for row in data if row["few"]]
    layers = [
        _layer(sure, {"x": x, "y": y}, type="line", color=look.fill, strokeWidth=1.5, opacity=0.6),
        _layer(data, span, type="rule", color=look.ink, strokeWidth=1.5),
        _layer(sure, {"x": x, "y": y}, type="point", filled=True, size=80, color=look.fill, opacity=1),
        _layer(unsure, {"x": x, "y": y}, type="point", filled=False, size=70, color=look.fill, opacity=1),
    ]
    return {"layer": layers, "height": 260}


def heat(cells: Sequence[Cell], titles: tuple[str, str], look: Look) -> Chart:
    """Return a cell for each pair of values: the darker the higher; cells with few runs are pale, empty ones blank.

    ``titles``: of the axis across and of the axis up.
    """
    xs, ys = (list(dict.fromkeys(names)) for names in ([c.x for c in cells], [c.y for c in cells]))
    known = [c for c in cells if c.text]
    low, high = min([c.value for c in known], default=0.0), max([c.value for c in known], default=1.0)
    middle = (low + high) / 2
    data = [{**vars(c), "tone": look.ground if c.value > middle and not c.few else look.ink} for c in known]
    across = {
        "title": wrapped(titles[0], TITLE),
        "labelAngle": 0,
        "labelFlush": False,
        "ticks": False,
        "domain": False,
        "titlePadding": 10,
    }
    across["labelOverlap"] = False
    expr = _labels(xs, "x", 54)["axis"]["labelExpr"]
    x = _name("x", sort=xs, scale={"domain": xs}, axis={**across, "labelExpr": expr, "labelLimit": 90})
    y = {**_labels(ys, "y", 66), "scale": {"domain": ys[::-1]}, "sort": ys[::-1]}
    shade = {"domain": [low, high if high > low else low + 1.0], "range": [look.ground, look.fill]}
    fill = _number("value", legend=None, scale={**shade, "interpolate": "lab"})
    pale = {"condition": {"test": "datum.few", "value": 0.35}, "value": 1.0}
    text = {"x": x, "y": y, "text": _name("text"), "color": _name("tone", scale=None, legend=None)}
    layers = [
        _layer(data, {"x": x, "y": y, "color": fill, "opacity": pale}, type="rect", stroke=MUTED, strokeWidth=0.3),
        _layer(data, text, type="text", fontSize=12),
    ]  # fmt: skip
    title = {
        "text": wrapped(titles[1], TITLE),
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 12,
        "fontWeight": "normal",
    }
    own = {"scale": {"color": "independent"}}
    return {"layer": layers, "height": 40 * len(ys) + 110, "title": title, "resolve": own}
