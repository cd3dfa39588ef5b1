"""Where the islands lie: what they are called, how large they are, how far away, and a small map that finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.app.kit.theme import SANS
from sim.report.coast import area, coast, distance, mainland, name, of_role
from sim.telling.catalogue import t
from sim.telling.numbers import count

SHARE = (0.3, 0.24)
"""The side of the locator, which is a square: the smaller of these shares of the map's height and width."""

TOP = 0.25
"""Where it begins, as a share of the map's height: east of the islands, where no lettering stands."""

_VIEW = (151.0, 49.2, 25.2)
"""Longitude and latitude of the locator's middle, and how many degrees of longitude its side is."""

_FRAME = ((144.9, 43.1), (149.3, 45.9))
"""South-west and north-east of what it marks."""


@dataclass(frozen=True)
class Island:
    """An island in words: its name, what others call it, how large it is, and how far from the mainland, in km."""

    name: str
    others: str
    area: str
    far: str


@cache
def _measured() -> dict[str, tuple[float, float]]:
    """Island to its area and its distance from the mainland."""
    shapes = coast()
    land = mainland(shapes)
    return {f["properties"]["id"]: (area(f), distance(land, f)) for f in of_role(shapes, "island")}


def islands_in_words(locale: str) -> dict[str, Island]:
    """Return the islands of the coast that ships, by id, the nearest first; all numbers are those of its coarse outlines."""
    found = {}
    for feature in sorted(of_role(coast(), "island"), key=lambda f: _measured()[f["properties"]["id"]][1]):
        place = feature["properties"]
        own, (size, far) = name(place, locale), _measured()[place["id"]]
        others = [text for text in dict.fromkeys(place["names"].values()) if text != own]
        found[place["id"]] = Island(
            own, t("common.list_comma").join(others), count(10 * round(size / 10)), count(round(far))
        )
    return found


def table(locale: str) -> list[dict[str, str]]:
    """Return the islands as rows: every name that is in use, area, and distance from the mainland."""
    return [
        {
            t("play.islands.name"): f"**{island.name}** {island.others}",
            t("play.islands.area"): island.area,
            t("play.islands.far"): island.far,
        }
        for island in islands_in_words(locale).values()
    ]


def locator(
    shapes: Mapping[str, Any], locale: str, *, land: str, ink: str, quiet: str
) -> list[dict[str, Any]]:
    """Return the layers of a small map at the right of the large one: the land far around, named, and a frame on the islands."""
    side = f"min({SHARE[0]} * height, {SHARE[1]} * width)"
    left, top = f"(width - {side} - 1)", f"({TOP} * height)"
    lon, lat, wide = _VIEW
    projection = {
        "type": "mercator",
        "center": [lon, lat],
        "scale": {"expr": f"57.29578 * {side} / {wide}"},
        "translate": {"expr": f"[{left} + {side} / 2, {top} + {side} / 2]"},
    }
    square = {
        "x": {"expr": left}, "x2": {"expr": f"{left} + {side}"}, "y": {"expr": top}, "y2": {"expr": f"{top} + {side}"},
    }  # fmt: skip
    (west, south), (east, north) = _FRAME
    ring = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    frame = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    shapes_ = [{"type": "Feature", "geometry": f["geometry"]} for f in of_role(shapes, "locator")]
    box = {"type": "rect", **square, "fill": None, "stroke": quiet, "strokeWidth": 0.8, "tooltip": None}
    found = [
        _geo(shapes_, projection, fill=land),
        _geo([frame], projection, fill=None, stroke=ink, strokeWidth=1.6),
        {"data": {"values": [{}]}, "mark": box},
    ]
    for place in (feature["properties"] for feature in of_role(shapes, "around")):
        row = {"lon": place["label"][0], "lat": place["label"][1], "text": name(place, locale)}
        align = {"start": "left", "end": "right", "middle": "center"}[place["anchor"]]
        mark = {"type": "text", "align": align, "font": SANS, "color": ink, "tooltip": None}
        found.append(
            {
                "data": {"values": [row]},
                "projection": projection,
                "mark": {**mark, "fontSize": {"expr": f"max(8, 0.095 * {side})"}},
                "encoding": {
                    "longitude": {"field": "lon", "type": "quantitative"},
                    "latitude": {"field": "lat", "type": "quantitative"},
                    "text": {"field": "text", "type": "nominal"},
                },
            }
        )
    return found


def _geo(rows: list[dict[str, Any]], projection: Mapping[str, Any], **mark: Any) -> dict[str, Any]:
    shape = {"type": "geoshape", "stroke": None, "tooltip": None, **mark}
    return {"data": {"values": rows}, "projection": dict(projection), "mark": shape, "encoding": {}}
