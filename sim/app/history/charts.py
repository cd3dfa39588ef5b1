"""History as charts: what was forecast for each episode beside what came, and whether forecasts keep their word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis import scoring
from sim.app.kit.placing import TITLE, tick_words, wrapped
from sim.app.kit.theme import MUTED
from sim.domain.findings import History
from sim.domain.game import LADDER
from sim.telling.findings import forecasts
from sim.telling.numbers import percent

ROW = 30
"""Height of an episode in pixels."""


HEADS = 150
"""Height of the names of the steps above the episodes, in pixels."""

BINS = 5


@dataclass(frozen=True)
class Line:
    """One episode: what it is called, the chance of each step in order, and the step that came."""

    name: str
    chances: Sequence[float]
    came: int


def lines(found: History) -> list[Line]:
    """Return what the chart of the forecasts shows."""
    return [
        Line(forecasts.name(row), [row.forecast[step] for step in LADDER], LADDER.index(row.observed))
        for row in found.episodes
    ]


def bins(found: History) -> list[tuple[float, float, int]]:
    """Return what was said and how often it came so, in `BINS` of equal width: said, came, how many."""
    observed = np.array([LADDER.index(row.observed) for row in found.episodes])
    chances = np.array([[row.forecast[step] for step in LADDER] for row in found.episodes])
    said, came = scoring.calibration(chances, observed)
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        (float(said[place == i].mean()), float(came[place == i].mean()), int((place == i).sum()))
        for i in range(BINS)
        if (place == i).any()
    ]


def ladder(lines: Sequence[Line], steps: Sequence[str], ink: str) -> dict[str, Any]:
    """Return the forecasts as a grid: the fuller a square the likelier the step, and a ring round what came."""
    rows = [
        {
            "episode": line.name,
            "step": step,
            "chance": line.chances[i],
            "said": percent(line.chances[i]),
            "came": i == line.came,
        }
        for line in lines
        for i, step in enumerate(steps)
    ]
    y: dict[str, Any] = {
        "field": "episode",
        "type": "nominal",
        "sort": [line.name for line in lines],
        "title": None,
    }
    y["axis"] = {"domain": False, "ticks": False, "labelLimit": 190, "labelPadding": 8, "labelFontSize": 12}
    x: dict[str, Any] = {"field": "step", "type": "nominal", "sort": list(steps), "title": None}
    x["axis"] = {
        "orient": "top",
        "domain": False,
        "ticks": False,
        "labelAngle": -60,
        "labelAlign": "left",
        "labelOverlap": False,
        "labelFontSize": 12,
        "labelLimit": 220,
    }
    size: dict[str, Any] = {"field": "chance", "type": "quantitative", "legend": None}
    size["scale"] = {"domain": [0, 1], "range": [0, 620]}
    tips = [
        {"field": "episode", "type": "nominal", "title": " "},
        {"field": "step", "type": "nominal", "title": " "},
        {"field": "said", "type": "nominal", "title": " "},
    ]
    return {
        "data": {"values": rows},
        "height": ROW * len(lines) + HEADS,
        # Where the last of the slanting names ends.
        "padding": {"left": 0, "top": 6, "right": 64, "bottom": 4},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {"type": "square", "color": MUTED, "opacity": 0.75},
                "encoding": {"size": size, "tooltip": tips},
            },
            {
                "transform": [{"filter": "datum.came"}],
                "mark": {"type": "point", "shape": "circle", "size": 760, "color": ink, "strokeWidth": 2},
            },
        ],
    }


def calibration(
    points: Sequence[tuple[float, float, int]], ink: str, titles: tuple[str, str]
) -> dict[str, Any]:
    """Return what was said against how often it came, a point for each bin: said, came, and how many are in it.

    ``titles``: of the axis across and of the axis up.
    """
    axis = {"grid": False, "tickCount": 5, "labelExpr": tick_words(".0%", ".")}

    def scaled(field: str) -> dict[str, Any]:
        return {
            "field": field,
            "type": "quantitative",
            "scale": {"domain": [0, 1]},
            "axis": axis,
            "title": wrapped(titles["xy".index(field)], TITLE),
        }

    return {
        "height": 320,
        "padding": {"left": 10, "top": 5, "right": 5, "bottom": 5},
        "layer": [
            {
                "data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
                "mark": {"type": "line", "color": MUTED, "strokeDash": [4, 4]},
                "encoding": {"x": scaled("x"), "y": scaled("y")},
            },
            {
                "data": {"values": [{"x": x, "y": y, "n": n} for x, y, n in points]},
                "mark": {"type": "point", "filled": True, "color": ink, "opacity": 1},
                "encoding": {
                    "x": scaled("x"),
                    "y": scaled("y"),
                    "size": {"field": "n", "type": "quantitative", "legend": None},
                },
            },
        ],
    }
