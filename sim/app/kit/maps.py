"""The map: who would hold each island under a text, in colour, in hatching and in words.

The sea is the page's own ground; context land fades away from the islands, so that the map has no frame.
It is written in Vega-Lite at once: Altair copies and checks every point of the outlines many times over, which takes
longer than all else on the page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from sim.app.kit.theme import SANS, SERIF
from sim.app.kit.whereabouts import Island, islands_in_words, locator
from sim.report.coast import both_names, coast, islands, name, of_role
from sim.report.fills import OPEN, Fill
from sim.telling.catalogue import t

__all__ = ["Fill", "coast", "island_map", "islands"]

UNKNOWN = "#8A8880"
SELECTION = "island"
"""The selection's name; what is picked carries the field ``id``."""

_ISLANDS = "islands"

_LAND = {False: "#DDD8CA", True: "#333C48"}
_INK = {False: "#1C1B19", True: "#E9E6DE"}
_QUIET = {False: "#77736A", True: "#9A978F"}
_HALO = {False: 0.22, True: 0.34}
_LINE = 32
"""Letters in a line of a caption."""

_ROOM = (0.2, 0.32, 0.2, 0.4)
"""Room left around the islands west, south, east and north, in degrees."""

Layer = dict[str, Any]


@dataclass(frozen=True)
class _View:
    """The piece of the globe that is always in sight: its middle, and its extent in degrees at the equator."""

    lon: float
    lat: float
    wide: float
    high: float

    @property
    def scale(self) -> str:
        """Pixels to a degree, as an expression of the drawing's size: the view fits whatever that is."""
        return f"min(width / {self.wide:.4f}, height / {self.high:.4f})"

    def shown(self, lon: float, lat: float, room: int) -> str:
        """Whether a point has ``room`` pixels left and right within the drawing, as an expression."""
        x, y = abs(lon - self.lon), abs(_mercator(lat) - _mercator(self.lat))
        return f"({x:.4f} * {self.scale} + {room} < width / 2 && {y:.4f} * {self.scale} + 12 < height / 2)"


def _mercator(lat: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


def _corners(features: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    points = [p for f in features for part in f["geometry"]["coordinates"] for ring in part for p in ring]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return min(lons), min(lats), max(lons), max(lats)


def _view(shapes: Mapping[str, Any], borders: bool) -> _View:
    """What is in sight: the islands with some room, and with the ``borders`` their years."""
    west, south, east, north = (
        edge + sign * room
        for edge, sign, room in zip(_corners(of_role(shapes, "island")), (-1, -1, 1, 1), _ROOM, strict=True)
    )
    for feature in of_role(shapes, "border") if borders else ():
        lon, _ = feature["properties"]["label"]
        west, east = min(west, lon - _ROOM[0]), max(east, lon + _ROOM[2])
    top, bottom = _mercator(north), _mercator(south)
    lat = math.degrees(math.atan(math.sinh(math.radians((top + bottom) / 2))))
    return _View((west + east) / 2, lat, east - west, top - bottom)


def _layer(rows: list[dict[str, Any]], mark: Mapping[str, Any], encoding: Mapping[str, Any]) -> Layer:
    return {"data": {"values": rows}, "mark": dict(mark), "encoding": dict(encoding)}


def _nominal(field: str, **more: Any) -> dict[str, Any]:
    return {"field": field, "type": "nominal", **more}


def _place(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative"}


def _fading(colour: str, west: bool) -> dict[str, Any]:
    """A gradient over a shape's box, from the colour in its corner next to the islands to nothing."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    run = {"x1": 0.9, "y1": 0.4, "x2": 0.2, "y2": 0.6} if west else {"x1": 0, "y1": 1, "x2": 1, "y2": 0}
    stops = [
        {"offset": offset, "color": f"rgba({red},{green},{blue},{alpha})"}
        for offset, alpha in ((0, 1), (0.1, 1), (0.9, 0), (1, 0))
    ]
    return {"gradient": "linear", **run, "stops": stops}


def _land_layers(shapes: Mapping[str, Any], view: _View, dark: bool) -> list[Layer]:
    return [
        _layer(
            [{"type": "Feature", "geometry": feature["geometry"]}],
            {
                "type": "geoshape",
                "fill": _fading(_LAND[dark], _corners([feature])[0] < view.lon),
                "stroke": None,
                "clip": True,
                "tooltip": None,
            },
            {},
        )
        for feature in of_role(shapes, "context")
    ]


def _filled(
    shapes: Mapping[str, Any],
    role: str,
    fills: Mapping[str, str],
    tips: Mapping[str, str],
    stroke: Mapping[str, Any] | None = None,
    *,
    rim: str = "",
    **mark: Any,
) -> Layer:
    """Draw the shapes of a role that have a fill in it; the rest is left out. ``rim``: the outline of what is left open."""
    rows = []
    for feature in of_role(shapes, role):
        id_ = feature["properties"]["id"]
        if id_ in fills:
            edge = rim if fills[id_] == OPEN else fills[id_]
            properties = {"id": id_, "fill": fills[id_], "edge": edge, "tip": tips.get(id_, id_)}
            rows.append(
                {"type": "Feature", "id": id_, "geometry": feature["geometry"], "properties": properties}
            )
    encoding = {
        "fill": _nominal("properties.fill", scale=None, legend=None),
        "tooltip": _nominal("properties.tip", title=" "),
        "description": _nominal("properties.tip"),
    }
    if stroke is None:
        return _layer(rows, {"type": "geoshape", "cursor": "pointer", "stroke": None, **mark}, encoding)
    return _layer(rows, {"type": "geoshape", "cursor": "pointer", **mark}, {**encoding, "stroke": stroke})


def _island_layers(
    shapes: Mapping[str, Any], fills: Mapping[str, Fill], tips: Mapping[str, str], dark: bool
) -> list[Layer]:
    ground = {name: fill if isinstance(fill, str) else fill[0] for name, fill in fills.items()}
    hatch = {name: fill[1] for name, fill in fills.items() if not isinstance(fill, str)}
    pale, rim = _HALO[dark], _QUIET[dark]
    edge = _nominal("properties.edge", scale=None, legend=None)
    outline = {"condition": {"param": SELECTION, "value": _INK[dark], "empty": False}, **edge}
    island = _filled(shapes, "island", ground, tips, outline, rim=rim, strokeWidth=1.2)
    # Named, because a selection is reported for the layer in which it is made.
    island["name"] = _ISLANDS
    return [
        _filled(shapes, "halo", ground, tips, edge, rim=rim, fillOpacity=pale, strokeWidth=1.2),
        _filled(shapes, "halo-stripes", hatch, tips, fillOpacity=pale + 0.14),
        island,
        _filled(shapes, "stripes", hatch, tips),
    ]


def _leader_layer(shapes: Mapping[str, Any], dark: bool) -> Layer:
    rows = []
    for feature in of_role(shapes, "island"):
        (lon, lat), (lon2, lat2) = feature["properties"]["leader"]
        rows.append({"lon": lon, "lat": lat, "lon2": lon2, "lat2": lat2})
    ends = {"longitude": _place("lon"), "latitude": _place("lat")}
    others = {"longitude2": {"field": "lon2"}, "latitude2": {"field": "lat2"}}
    mark = {"type": "rule", "color": _QUIET[dark], "strokeWidth": 1, "tooltip": None}
    return _layer(rows, mark, {**ends, **others})


def _expr(text: str) -> dict[str, str]:
    return {"expr": text}


def _em(text: str) -> float:
    """About how wide a text is set, in its own size: letters are narrow, and signs fill a square."""
    return sum(1.0 if ord(sign) > 0x2E80 else 0.59 if ord(sign) > 0x3FF else 0.53 for sign in text)


def _words(place: Mapping[str, Any], text: str, **mark: Any) -> Layer:
    align = {"start": "left", "end": "right", "middle": "center"}[place["anchor"]]
    row = {"lon": place["label"][0], "lat": place["label"][1], "text": text}
    encoding = {"longitude": _place("lon"), "latitude": _place("lat"), "text": _nominal("text")}
    return _layer([row], {"type": "text", "align": align, "tooltip": None, **mark}, encoding)


def _island_label(
    place: Mapping[str, Any], lines: list[str], view: _View, ink: str, size: int
) -> list[Layer]:
    """Draw the name and the caption, pushed sideways as far as they need to stay within the drawing."""
    em = f"({size} + (width > 700 && height > 360 ? 2 : 0))"
    above, x = place["side"] == "above", f"(width / 2 + {place['label'][0] - view.lon:.4f} * {view.scale})"
    widest = max(1.15 * _em(lines[0]), *map(_em, lines))
    room = f"({widest:.2f} * {em} + 8)"
    dx = f"max(0, {room} - {x})" if place["anchor"] == "end" else f"6 + min(0, width - {room} - {x})"
    first = f"-6 - {len(lines) - 1} * 1.3 * {em}" if above else "4"
    layers = []
    for number, line in enumerate(lines):
        style = {"fontWeight": "bold", "font": SERIF} if number == 0 else {"font": SANS}
        dy = _expr(f"{first} + {number} * 1.3 * {em}")
        grown = _expr(f"{em} + {int(number == 0)}")
        layers.append(_words(place, line, dx=_expr(dx), dy=dy, fontSize=grown, color=ink, **style))
    return layers


def _island_labels(
    shapes: Mapping[str, Any], captions: Mapping[str, str], view: _View, locale: str, dark: bool, size: int
) -> list[Layer]:
    layers = []
    for feature in of_role(shapes, "island"):
        place = feature["properties"]
        lines = [both_names(place, locale), *wrap(captions.get(place["id"], ""), _LINE)]
        layers += _island_label(place, lines, view, _INK[dark], size)
    return layers


def _border_layers(shapes: Mapping[str, Any], dark: bool, size: int) -> list[Layer]:
    """Dashed lines with their years."""
    ink, layers = _INK[dark], []
    for feature in of_role(shapes, "border"):
        place = feature["properties"]
        row = {"type": "Feature", "geometry": feature["geometry"]}
        line = {"type": "geoshape", "fill": None, "stroke": ink, "strokeDash": [6, 4], "tooltip": None}
        layers.append(_layer([row], {**line, "strokeWidth": 1.4, "clip": True}, {}))
        layers.append(_words(place, str(place["year"]), dy=8, fontSize=size, font=SANS, color=ink))
    return layers


def _tip(island: Island, caption: str | None) -> str:
    """What a pointer over an island shows: its names, the reader's own first, how large and how far, and what becomes of it."""
    about = t("play.map.about", name=island.name, others=island.others, area=island.area, far=island.far)
    return about if not caption else f"{about} {caption}"


def _context_labels(
    shapes: Mapping[str, Any], view: _View, locale: str, dark: bool, size: int
) -> list[Layer]:
    """Names of seas and of land around; each is left out where the drawing is too small to hold it."""
    layers = []
    for role, style in (("context", "normal"), ("sea", "italic")):
        for feature in of_role(shapes, role):
            place = feature["properties"]
            text = name(place, locale)
            room = round(_em(text) * size / (2 if place["anchor"] == "middle" else 1)) + 6
            lon, lat = place["label"]
            seen = f"{view.shown(lon, lat, room)} ? 1 : 0"
            layers.append(
                _words(
                    place,
                    text,
                    opacity=_expr(seen),
                    fontSize=size,
                    fontStyle=style,
                    font=SERIF,
                    color=_QUIET[dark],
                )
            )
    return layers


def island_map(
    shapes: Mapping[str, Any],
    holders: Mapping[str, str],
    palette: Mapping[str, Fill],
    *,
    captions: Mapping[str, str] | None = None,
    locale: str = "en",
    dark: bool = False,
    height: int = 420,
    label_size: int = 13,
    borders: bool = False,
) -> dict[str, Any]:
    """Return the map in Vega-Lite, with every island filled in its holder's colour and labelled.

    ``shapes``: what :func:`coast` returns. ``holders``: island id to holder; ``palette``: holder to a colour,
    to two for a hatch, or to `OPEN` for an outline; a holder that it lacks is grey. ``captions``: island id to the words below its
    name, so that colour is never the only sign. ``locale``: language of the names, English where it lacks.
    ``borders``: whether the lines of other years are drawn.

    The map is as wide as what contains it and fits the islands into any width from a phone's up. A click on
    an island is reported by the selection ``island`` with the field ``id``; a click beside them clears it.
    """
    captions, view = captions or {}, _view(shapes, borders)
    fills: dict[str, Fill] = {}
    tips: dict[str, str] = {}
    for island, told in islands_in_words(locale).items():
        fills[island] = palette.get(holders.get(island, ""), UNKNOWN)
        tips[island] = _tip(told, captions.get(island))
    layers = [
        *_land_layers(shapes, view, dark),
        *_context_labels(shapes, view, locale, dark, label_size),
        *_island_layers(shapes, fills, tips, dark),
        *(_border_layers(shapes, dark, label_size) if borders else ()),
        _leader_layer(shapes, dark),
        *_island_labels(shapes, captions, view, locale, dark, label_size),
        *locator(shapes, locale, land=_LAND[dark], ink=_INK[dark], quiet=_QUIET[dark]),
    ]
    chosen = {"type": "point", "fields": ["id"], "on": "click"}
    return {
        "layer": layers,
        "params": [{"name": SELECTION, "select": chosen, "views": [_ISLANDS]}],
        "height": height,
        "width": "container",
        # Without them Streamlit leaves room for an axis below.
        "padding": dict.fromkeys(("left", "right", "top", "bottom"), 0),
        "projection": {
            "type": "mercator",
            "center": [view.lon, view.lat],
            "scale": _expr(f"{180 / math.pi:.6f} * {view.scale}"),
            "translate": _expr("[width / 2, height / 2]"),
        },
    }
