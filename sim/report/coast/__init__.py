"""The outlines of the islands; see ``README.md`` here for where they come from."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

COAST = Path(__file__).with_name("islands.geojson")


@cache
def coast() -> Mapping[str, Any]:
    """Return the shipped outlines as GeoJSON."""
    shapes: Mapping[str, Any] = json.loads(COAST.read_text("utf-8"))
    return shapes


def islands(shapes: Mapping[str, Any]) -> list[str]:
    """Return the ids of the islands that a map colours.

    >>> sorted(islands(coast()))
    ['habomai', 'iturup', 'kunashir', 'shikotan']
    """
    return [f["properties"]["id"] for f in shapes["features"] if f["properties"]["role"] == "island"]


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
