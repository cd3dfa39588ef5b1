"""Derives ``islands.geojson`` from the land outlines of Natural Earth at 1:10 million.

Usage: ``python sim/report/coast/derive.py path/to/ne_10m_land.shp`` with ``pyshp`` and ``shapely`` installed. The same
shapefile gives the same file, byte for byte.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("islands.geojson")
WINDOW = (143.6, 42.6, 150.7, 46.4)
"""West, south, east, north of what is shown."""

HALO = (146.13, 43.52, 0.36, 0.22)
"""Centre, and half axes in degrees, of the ring that makes the smallest group visible."""

PLACES: dict[str, dict[str, Any]] = {
    "hokkaido": {
        "role": "context",
        "names": {"en": "Hokkaido", "ja": "北海道", "ru": "Хоккайдо"},
        "inside": (144.3, 43.4),
        "label": [144.25, 43.5],
        "anchor": "middle",
    },
    "urup": {
        "role": "context",
        "names": {"en": "Urup", "ja": "得撫島", "ru": "Уруп"},
        "inside": (149.9, 45.9),
        "label": [149.45, 46.08],
        "anchor": "end",
    },
    "iturup": {
        "role": "island",
        "names": {"en": "Iturup / Etorofu", "ja": "択捉島", "ru": "Итуруп"},
        "inside": (147.8, 45.1),
        "label": [147.3, 45.25],
        "anchor": "end",
    },
    "kunashir": {
        "role": "island",
        "names": {"en": "Kunashir / Kunashiri", "ja": "国後島", "ru": "Кунашир"},
        "inside": (146.1, 44.35),
        "label": [145.75, 44.58],
        "anchor": "end",
    },
    "shikotan": {
        "role": "island",
        "names": {"en": "Shikotan", "ja": "色丹島", "ru": "Шикотан"},
        "inside": (146.8, 43.8),
        "label": [147.1, 43.87],
        "anchor": "start",
    },
    "habomai": {
        "role": "island",
        "names": {"en": "Habomai", "ja": "歯舞群島", "ru": "Хабомаи"},
        "inside": None,
        "label": [146.62, 43.36],
        "anchor": "start",
    },
}
GROUP = (145.85, 43.38, 146.6, 43.72)
"""Where the islands of the smallest group lie; everything else in this box is left out."""


def _outlines(path: str) -> list[Any]:
    import shapefile
    from shapely.geometry import Polygon, box

    window = box(*WINDOW)
    found = []
    for shape in shapefile.Reader(path).iterShapes():
        ends = [*shape.parts, len(shape.points)]
        for start, end in itertools.pairwise(ends):
            outline = Polygon(shape.points[start:end])
            if outline.area < 1000 and outline.intersects(window):
                clipped = outline.buffer(0).intersection(window)
                found += list(getattr(clipped, "geoms", [clipped]))
    return found


def _stripes(area: Any, step: float) -> Any:
    """Every second one of a set of diagonal bands across an area."""
    from shapely.geometry import Polygon
    from shapely.ops import unary_union

    west, south, east, north = area.bounds
    rise, bands, x = north - south, [], west - (north - south)
    while x < east:
        bands.append(Polygon([(x, south), (x + step, south), (x + step + rise, north), (x + rise, north)]))
        x += 2 * step
    return area.intersection(unary_union(bands))


def _coordinates(area: Any) -> dict[str, Any]:
    """A geometry with four decimals, rings wound clockwise as spherical renderers want them."""
    from shapely.geometry import mapping
    from shapely.geometry.polygon import orient

    parts = [p for p in getattr(area, "geoms", [area]) if p.geom_type == "Polygon" and p.area > 1e-6]
    rings = [mapping(orient(part, sign=-1.0))["coordinates"] for part in parts]
    rounded = [[[[round(x, 4), round(y, 4)] for x, y in ring] for ring in part] for part in rings]
    return {"type": "MultiPolygon", "coordinates": rounded}


def derive(path: str) -> dict[str, Any]:
    """Return the collection of places, the halo, and the stripes of every island."""
    from shapely.affinity import scale, translate
    from shapely.geometry import Point, box
    from shapely.ops import unary_union

    outlines, features = _outlines(path), []
    x, y, wide, high = HALO
    halo = translate(scale(Point(0, 0).buffer(1, 12), wide, high), x, y)
    group = [o for o in outlines if box(*GROUP).contains(o)]
    for name, place in PLACES.items():
        inside = place["inside"]
        area = unary_union(group if inside is None else [o for o in outlines if o.contains(Point(inside))])
        if place["role"] == "context":
            area = area.simplify(0.008)
        rest = {key: place[key] for key in ("role", "names", "label", "anchor")}
        features.append(
            {"type": "Feature", "properties": {"id": name, **rest}, "geometry": _coordinates(area)}
        )
        if place["role"] == "island":
            wider = halo if inside is None else area
            stripes = _stripes(wider, 0.06)
            features.append(_extra(name, "stripes", stripes))
            if inside is None:
                features.append(_extra(name, "halo", halo))
    return {"type": "FeatureCollection", "features": features}


def _extra(name: str, role: str, area: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"id": name, "role": role}, "geometry": _coordinates(area)}


if __name__ == "__main__":
    text = json.dumps(derive(sys.argv[1]), ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(text.encode())} bytes")
