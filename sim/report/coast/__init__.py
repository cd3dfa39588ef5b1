"""The outlines of the islands; see ``README.md`` here for where they come from."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

COAST = Path(__file__).with_name("islands.geojson")


@cache
def coast() -> Mapping[str, Any]:
    """Return the shipped outlines as GeoJSON."""
    shapes: Mapping[str, Any] = json.loads(COAST.read_text("utf-8"))
    return shapes


def of_role(shapes: Mapping[str, Any], role: str) -> list[dict[str, Any]]:
    """Return the shapes of a role, as the file orders them."""
    return [feature for feature in shapes["features"] if feature["properties"]["role"] == role]


def name(place: Mapping[str, Any], locale: str) -> str:
    """Return what a place is called in a language, in English where it has no name in that."""
    names: Mapping[str, str] = place["names"]
    return names.get(locale, names["en"])


def both_names(place: Mapping[str, Any], locale: str) -> str:
    """Return what the reader's side calls an island and, where the reader has a side, what the other one does.

    >>> both_names(coast()["features"][0]["properties"] | {"names": {"en": "K", "ja": "国後島", "ru": "Кунашир"}}, "ja")
    '国後島 / Кунашир'
    """
    own = name(place, locale)
    others = [text for code, text in place["names"].items() if code not in ("en", locale)]
    return own if own == place["names"]["en"] else " / ".join([own, *others])


def islands(shapes: Mapping[str, Any]) -> list[str]:
    """Return the ids of the islands that a map colours.

    >>> sorted(islands(coast()))
    ['habomai', 'iturup', 'kunashir', 'shikotan']
    """
    return [feature["properties"]["id"] for feature in of_role(shapes, "island")]


RADIUS = 6371.0072
"""Of the sphere that has the earth's surface, in km."""


def area(feature: Mapping[str, Any]) -> float:
    """Return how large a shape is on the sphere, in square kilometres; exact for the outline, which is a coarse one.

    >>> round(area({"geometry": {"coordinates": [[[[0, 0], [0, 90], [90, 90], [90, 0], [0, 0]]]]}}) / RADIUS**2, 2)
    1.57
    """
    rings = [ring for part in feature["geometry"]["coordinates"] for ring in part]
    turned = sum(
        math.radians(east - west) * (2 + math.sin(math.radians(south)) + math.sin(math.radians(north)))
        for ring in rings
        for (west, south), (east, north) in pairwise(ring)
    )
    return abs(turned) * RADIUS**2 / 2


def mainland(shapes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the largest land around the islands: what their distances are counted from."""
    return max(of_role(shapes, "context"), key=area)


def _plane(feature: Mapping[str, Any], lat: float) -> tuple[np.ndarray, np.ndarray]:
    """The starts and the ends of a shape's sides in km, on a plane that is true to scale at a latitude."""
    rings = [np.radians(ring) for part in feature["geometry"]["coordinates"] for ring in part]
    scale = RADIUS * np.array([math.cos(math.radians(lat)), 1.0])
    return np.concatenate([r[:-1] for r in rings]) * scale, np.concatenate([r[1:] for r in rings]) * scale


def distance(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Return how far two shapes are apart in km, from shore to shore; good for shapes some hundred km apart at most.

    >>> box = lambda x: {"geometry": {"coordinates": [[[[x, 0], [x, 1], [x + 1, 1], [x + 1, 0], [x, 0]]]]}}
    >>> round(distance(box(0), box(2)), 1)
    111.2
    """
    rings = [ring for feature in (one, other) for part in feature["geometry"]["coordinates"] for ring in part]
    lat = sum(sum(y for _, y in ring) / len(ring) for ring in rings) / len(rings)
    sides = [_plane(feature, lat) for feature in (one, other)]
    return min(_nearest(sides[0][0], *sides[1]), _nearest(sides[1][0], *sides[0]))


def _nearest(points: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> float:
    """How far the nearest of some points is from the nearest of some sides."""
    along, to = ends - starts, points[:, None, :] - starts
    share = np.clip((to * along).sum(-1) / np.maximum((along**2).sum(-1), 1e-12), 0.0, 1.0)
    return float(np.sqrt((((to - share[..., None] * along) ** 2).sum(-1)).min()))
