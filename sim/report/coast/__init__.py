"""The outlines of the islands; see ``README.md`` here for where they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
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
