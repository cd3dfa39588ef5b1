"""Drawings for a report as plain SVG: the map under a text, and curves over the rounds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sim.report.coast import both_names, islands, name
from sim.report.fills import OPEN, Fill
from sim.telling.catalogue import language
from sim.telling.numbers import number

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Colours of the parties in the scenario's order: Okabe and Ito (2008), safe for the colour-blind."""

GREY = "#8A8880"
LAND, INK, QUIET = "#E4E0D4", "#1C1B19", "#77736A"
WIDTH = 640.0
_WEST, _EAST, _NORTH, _SOUTH = 143.6, 150.7, 46.4, 42.6
_SHRINK = math.cos(math.radians(44.5))
_SCALE = WIDTH / ((_EAST - _WEST) * _SHRINK)


def _point(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude in the drawing: equirectangular, true to scale at 44.5° north."""
    return (x - _WEST) * _SHRINK * _SCALE, (_NORTH - y) * _SCALE


def _path(geometry: Mapping[str, Any]) -> str:
    parts = []
    for part in geometry["coordinates"]:
        for ring in part:
            places = [_point(x, y) for x, y in ring]
            parts.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places) + "Z")
    return "".join(parts)


def _filled(feature: Mapping[str, Any], fill: str, more: str = "") -> str:
    return f'<path d="{_path(feature["geometry"])}" fill={quoteattr(fill)} {more}/>'


def _label(place: Mapping[str, Any], name: str, caption: str) -> str:
    x, y = _point(*place["label"])
    island = place["role"] == "island"
    style = f'font-weight="bold" fill="{INK}"' if island else f'font-style="italic" fill="{QUIET}"'
    anchor = f'text-anchor="{place["anchor"]}"'
    lines = f'<text x="{x:.0f}" y="{y:.0f}" {anchor} font-size="15" {style}>{escape(name)}</text>'
    if caption:
        lines += f'<text x="{x:.0f}" y="{y + 18:.0f}" {anchor} font-size="14" fill="{INK}">{escape(caption)}</text>'
    return lines


def _called(place: Mapping[str, Any]) -> str:
    return (both_names if place["role"] == "island" else name)(place, language())


def drawn_map(
    shapes: Mapping[str, Any],
    fills: Mapping[str, Fill],
    captions: Mapping[str, str],
    title: str,
) -> str:
    """Return the map as SVG, its places named in the language in use; ``fills``: island to its fill."""
    features = shapes["features"]
    found = [_filled(f, LAND) for f in features if f["properties"]["role"] == "context"]
    for feature in features:
        place = feature["properties"]
        whole = fills.get(place["id"], GREY)
        fill = whole if isinstance(whole, str) else whole[0]
        rim = f'stroke="{QUIET if fill == OPEN else fill}"'
        if place["role"] == "halo":
            found.append(_filled(feature, fill, f'fill-opacity="0.25" {rim}'))
        if place["role"] == "island":
            found.append(_filled(feature, fill, rim))
    for feature in features:
        place = feature["properties"]
        whole = fills.get(place["id"], GREY)
        if place["role"] == "stripes" and not isinstance(whole, str):
            found.append(_filled(feature, whole[1]))
    for feature in features:
        place = feature["properties"]
        if place["role"] in ("island", "context", "sea"):
            found.append(_label(place, _called(place), captions.get(place["id"], "")))
    height = (_NORTH - _SOUTH) * _SCALE
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-label={quoteattr(title)} '
        f'font-family="inherit">{"".join(found)}</svg>'
    )


def mappable(shapes: Mapping[str, Any], issues: Sequence[str]) -> bool:
    """Return whether every island of the shapes is an issue, so that a text can be drawn as a map."""
    return set(islands(shapes)) <= set(issues)


@dataclass(frozen=True)
class Curve:
    """A curve: its label, its values by round, its colour, and whether it is dashed."""

    label: str
    values: Mapping[int, float]
    colour: str
    dashed: bool = False


def curves(lines: Sequence[Curve], title: str, names: Mapping[int, str]) -> str:
    """Return curves over the rounds as SVG, from 0 to 1, each labelled at its end; ``names``: of rounds that have one."""
    left, right, top, high = 34.0, 200.0, 12.0, 150.0
    rounds = [round_ for line in lines for round_ in line.values]
    wide, first, last = WIDTH - left - right, min(rounds), max(rounds)

    def at(round_: float, value: float) -> tuple[float, float]:
        share = (round_ - first) / (last - first) if last > first else 0.5
        return left + share * wide, top + (1.0 - value) * high

    # What is worth less than nothing lies below the scale: the rounds are named below that.
    foot = at(first, min(0.0, *(value for line in lines for value in line.values.values())))[1]
    found = []
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = at(first, value)[1]
        found.append(f'<line x1="{left}" x2="{left + wide}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LAND}"/>')
        found.append(
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" font-size="12" fill="{QUIET}">{number(value)}</text>'
        )
    for round_ in dict.fromkeys((first, (first + last) // 2, last)):
        x = at(round_, 0.0)[0]
        found.append(
            f'<text x="{x:.1f}" y="{foot + 18:.1f}" text-anchor="middle" font-size="12" fill="{QUIET}">{escape(names.get(round_, str(round_)))}</text>'
        )
    ends = _apart([at(*list(line.values.items())[-1])[1] for line in lines], 15.0)
    for line, end in zip(lines, ends, strict=True):
        dash = ' stroke-dasharray="5 4"' if line.dashed else ""
        spots = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*spot) for spot in line.values.items()))
        found.append(
            f'<polyline points="{spots}" fill="none" stroke="{line.colour}" stroke-width="2"{dash}/>'
            f'<text x="{left + wide + 8}" y="{end + 4:.1f}" font-size="13" fill="{line.colour}">'
            f"{escape(line.label)}</text>"
        )
    return f'<svg viewBox="0 0 {WIDTH:.0f} {foot + 30:.0f}" role="img" aria-label={quoteattr(title)} font-family="inherit">{"".join(found)}</svg>'


def _apart(places: Sequence[float], gap: float) -> list[float]:
    """Move labels down until none is nearer than ``gap`` to another; their order stays."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for above, below in itertools.pairwise(order):
        moved[below] = max(moved[below], moved[above] + gap)
    return moved
