"""Derives ``islands.geojson``, the small coast file of the map, from Natural Earth's land at 1:10 million.

Usage, with ``pyshp`` 3 and ``shapely`` 2 installed::

    python tools/coast.py ne_10m_land.shp            # writes the islands.geojson that ships
    python tools/coast.py ne_10m_land.shp other.json

The same shapefile gives the same bytes. ``README.md`` tells where the shapefile comes from and what was
done to it. The file holds land and lettering only: who holds an island is a layer that the map colours.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

DECIMALS = 4
"""Decimals of a degree kept: about 10 m, finer than the source."""

STRIPE = 0.055
"""Width of a hatch stripe and of the gap between two, along the parallel, in degrees of longitude."""

SIMPLIFY = 0.006
"""Tolerance for context land, in degrees of longitude; the islands themselves keep every point."""

WINDOW = (143.3, 42.7, 150.8, 46.4)
"""West, south, east, north of what is kept of the context."""

LOCATOR = (138.5, 40.5, 163.5, 57.0)
"""West, south, east, north of what the locator shows."""

ROUGH, LEAST = 0.09, 0.05
"""Of the locator: its tolerance in degrees of longitude, and the least area in square degrees that is land on it."""

PLACES: dict[str, dict[str, Any]] = {
    # `within` names one point inside each polygon that belongs to the place. The lettering stands `side` its
    # `label`, `anchor` says which end of the text is there; `leader` is a line from the lettering to the land.
    # `halo` is an ellipse around islands too small to see: middle, half axes, angle.
    "hokkaido": {
        "role": "context",
        "names": {"en": "Hokkaido", "ja": "北海道", "ru": "Хоккайдо"},
        "label": [144.78, 43.5],
        "anchor": "middle",
        "within": [(144.3, 43.4), (145.33, 43.57)],
    },
    "urup": {
        "role": "context",
        "names": {"en": "Urup", "ja": "得撫島", "ru": "Уруп"},
        "label": [149.95, 45.66],
        "anchor": "start",
        "within": [(150.0, 45.9)],
    },
    "iturup": {
        "role": "island",
        "names": {"en": "Iturup / Etorofu", "ja": "択捉島", "ru": "Итуруп"},
        "label": [147.4, 45.24],
        "anchor": "end",
        "side": "above",
        "leader": [[147.4, 45.2], [147.6, 45.05]],
        "within": [(147.83, 45.1)],
    },
    "kunashir": {
        "role": "island",
        "names": {"en": "Kunashir / Kunashiri", "ja": "国後島", "ru": "Кунашир"},
        "label": [146.02, 44.73],
        "anchor": "end",
        "side": "above",
        "leader": [[145.96, 44.69], [146.1, 44.49]],
        "within": [(145.8, 44.05)],
    },
    "shikotan": {
        "role": "island",
        "names": {"en": "Shikotan", "ja": "色丹島", "ru": "Шикотан"},
        "label": [147.12, 43.82],
        "anchor": "start",
        "side": "beside",
        "leader": [[147.12, 43.8], [146.92, 43.835]],
        "within": [(146.74, 43.79)],
    },
    "habomai": {
        "role": "island",
        "names": {"en": "Habomai", "ja": "歯舞群島", "ru": "Хабомаи"},
        "label": [146.5, 43.42],
        "anchor": "start",
        "side": "beside",
        "leader": [[146.5, 43.4], [146.29, 43.475]],
        "halo": (146.123, 43.526, 0.325, 0.172, 28.0),
        "within": [(146.15, 43.51), (145.91, 43.44), (146.062, 43.424), (146.32, 43.635)],
    },
}

AROUND: dict[str, dict[str, Any]] = {
    # What the locator names: where the islands lie among these. The lettering stands at `label`.
    "hokkaido": {
        "names": {"en": "Hokkaido", "ja": "北海道", "ru": "Хоккайдо"},
        "label": [144.4, 41.6],
        "anchor": "start",
    },
    "sakhalin": {
        "names": {"en": "Sakhalin", "ja": "サハリン", "ru": "Сахалин"},
        "label": [145.2, 52.9],
        "anchor": "start",
    },
    "kamchatka": {
        "names": {"en": "Kamchatka", "ja": "カムチャツカ", "ru": "Камчатка"},
        "label": [162.9, 48.9],
        "anchor": "end",
    },
}

SEAS: dict[str, dict[str, Any]] = {
    "okhotsk": {
        "names": {"en": "Sea of Okhotsk", "ja": "オホーツク海", "ru": "Охотское море"},
        "label": [145.9, 45.72],
        "anchor": "middle",
    },
    "pacific": {
        "names": {"en": "Pacific Ocean", "ja": "太平洋", "ru": "Тихий океан"},
        "label": [148.35, 44.3],
        "anchor": "middle",
    },
}

BORDERS: dict[str, dict[str, Any]] = {
    # Schematic lines through the straits, each with where its year stands; they cross no land of the file.
    "border-1855": {
        "year": 1855,
        "line": [[148.8, 45.95], [149.25, 45.6], [149.6, 45.2]],
        "label": [149.6, 45.2],
        "anchor": "middle",
    },
    "border-1945": {
        "year": 1945,
        "line": [
            [145.15, 44.6],
            [145.52, 44.25],
            [145.3, 43.9],
            [145.38, 43.64],
            [145.6, 43.46],
            [145.84, 43.4],
            [146.0, 43.2],
        ],
        "label": [145.15, 44.6],
        "anchor": "start",
    },
}


def _mercator(lat: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(y))))


def _flat(shape: Any) -> Any:
    """Return the shape with Mercator ordinates for latitudes: widths and angles are those on screen."""
    import shapely

    return shapely.transform(shape, lambda xy: [(x, _mercator(y)) for x, y in xy])


def _geometry(flat: Any) -> dict[str, Any]:
    """Undo :func:`_flat`, round to ``DECIMALS`` and turn exterior rings clockwise.

    The map is drawn on the sphere, where a counter-clockwise ring encloses the whole globe but the island.
    """
    import shapely

    def back(xy: Any) -> list[tuple[float, float]]:
        return [(round(x, DECIMALS), round(_latitude(y), DECIMALS)) for x, y in xy]

    shape = shapely.make_valid(shapely.transform(flat, back))
    parts = [p for p in getattr(shape, "geoms", [shape]) if p.geom_type == "Polygon" and p.area > 1e-6]
    parts = sorted((shapely.orient_polygons(p, exterior_cw=True) for p in parts), key=lambda p: p.bounds)
    return dict(shapely.MultiPolygon(parts).__geo_interface__)


def read_land(path: Path) -> list[Any]:
    """Return every ring of the shapefile as a polygon, in the file's order."""
    import shapefile
    import shapely

    rings: list[Any] = []
    with shapefile.Reader(shp=str(path)) as reader:
        for shape in reader.iterShapes():
            ends = [*shape.parts[1:], len(shape.points)]
            spans = [(a, b) for a, b in zip(shape.parts, ends, strict=True) if b - a > 3]
            rings += [shapely.Polygon(shape.points[a:b]) for a, b in spans]
    return rings


def gather(rings: list[Any], within: list[tuple[float, float]]) -> Any:
    """Return the union of the smallest ring around each point; ``ValueError`` if a point lies at sea."""
    import shapely

    found = []
    for point in within:
        around = [ring for ring in rings if ring.contains(shapely.Point(point))]
        if not around:
            raise ValueError(f"no land contains {point}: is this the land file at 1:10 million?")
        found.append(min(around, key=lambda ring: ring.area))
    return shapely.union_all(found)


def stripes(flat: Any) -> Any:
    """Return every second diagonal band of a shape, falling to the south-east, across the run of the islands."""
    import shapely

    west, south, east, north = flat.bounds
    first, last = math.floor((west + south) / STRIPE), math.ceil((east + north) / STRIPE)
    bands = []
    for c in (k * STRIPE for k in range(first, last + 1) if k % 2 == 0):
        right = c + STRIPE
        bands.append(
            shapely.Polygon(
                [(c - south, south), (right - south, south), (right - north, north), (c - north, north)]
            )
        )
    return shapely.simplify(shapely.union_all([flat.intersection(band) for band in bands]), SIMPLIFY / 5)


def ellipse(lon: float, lat: float, long: float, short: float, angle: float) -> Any:
    """Return an ellipse on the Mercator plane; the half axes in degrees of longitude, the angle in degrees."""
    from shapely import Point, affinity

    circle = Point(lon, _mercator(lat)).buffer(1, quad_segs=12)
    return affinity.rotate(affinity.scale(circle, long, short), angle)


def _feature(id_: str, role: str, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"id": id_, "role": role, **properties}, "geometry": geometry}


def surroundings(rings: list[Any]) -> Any:
    """Return the land of the locator, coarse enough for a drawing of a hundred pixels."""
    import shapely

    window = shapely.box(*LOCATOR)
    parts = [ring.intersection(window) for ring in rings if ring.intersects(window)]
    return shapely.simplify(shapely.union_all([part for part in parts if part.area > LEAST]), ROUGH)


def features(rings: list[Any]) -> list[dict[str, Any]]:
    """Return the places, each with its stripes and perhaps its halo, the locator, and the names of the seas."""
    import shapely

    found = []
    for id_, place in PLACES.items():
        words = {key: place[key] for key in ("names", "label", "anchor", "side", "leader") if key in place}
        land = gather(rings, place["within"])
        if place["role"] == "context":
            land = shapely.simplify(land.intersection(shapely.box(*WINDOW)), SIMPLIFY)
        flat = _flat(land)
        found.append(_feature(id_, place["role"], _geometry(flat), **words))
        if place["role"] == "island":
            found.append(_feature(id_, "stripes", _geometry(stripes(flat))))
        if "halo" in place:
            around = ellipse(*place["halo"])
            found.append(_feature(id_, "halo", _geometry(around)))
            found.append(_feature(id_, "halo-stripes", _geometry(stripes(around))))
    found.append(_feature("around", "locator", _geometry(_flat(surroundings(rings)))))
    for id_, place in AROUND.items():
        found.append(_feature(id_, "around", {"type": "Point", "coordinates": place["label"]}, **place))
    for id_, sea in SEAS.items():
        found.append(_feature(id_, "sea", {"type": "Point", "coordinates": sea["label"]}, **sea))
    for id_, border in BORDERS.items():
        when = {key: border[key] for key in ("year", "label", "anchor")}
        found.append(_feature(id_, "border", {"type": "LineString", "coordinates": border["line"]}, **when))
    return found


def derive(shapefile: Path, target: Path) -> None:
    """Write the coast file, one feature a line."""
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features(read_land(shapefile))]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    here = Path(__file__).resolve().parents[1] / "sim" / "report" / "coast" / "islands.geojson"
    derive(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else here)
