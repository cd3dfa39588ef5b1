"""The map: who would hold each island under a text, in colour, in hatching and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from sim.report.coast import coast, islands

__all__ = ["coast", "island_map", "islands"]

UNKNOWN = "#8A8880"
_LAND = {False: "#E4E0D4", True: "#2A313B"}
_INK = {False: "#1C1B19", True: "#E9E6DE"}
_QUIET = {False: "#77736A", True: "#9A978F"}

Fill = str | tuple[str, str]
"""One colour, or two for a hatch."""


def _rows(shapes: Mapping[str, Any], role: str) -> list[dict[str, Any]]:
    return [feature for feature in shapes["features"] if feature["properties"]["role"] == role]


def _with_fill(feature: Mapping[str, Any], fill: str, tip: str) -> dict[str, Any]:
    properties = {"id": feature["properties"]["id"], "fill": fill, "tip": tip}
    return {"type": "Feature", "geometry": feature["geometry"], "properties": properties}


def _shape_layer(rows: list[dict[str, Any]], **mark: Any) -> alt.Chart:
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_geoshape(**mark)
        .encode(
            color=alt.Color("properties.fill:N", scale=None, legend=None),
            tooltip=alt.Tooltip("properties.tip:N", title=" "),
        )
    )


def _land_layer(shapes: Mapping[str, Any], dark: bool) -> alt.Chart:
    return alt.Chart(alt.Data(values=_rows(shapes, "context"))).mark_geoshape(
        fill=_LAND[dark], stroke=None, tooltip=None
    )


def _label_layers(
    shapes: Mapping[str, Any], captions: Mapping[str, str], locale: str, dark: bool, size: int
) -> list[alt.Chart]:
    layers = []
    for feature in [*_rows(shapes, "context"), *_rows(shapes, "island")]:
        place = feature["properties"]
        island = place["role"] == "island"
        name = place["names"].get(locale, place["names"]["en"])
        for line, text in enumerate([name, captions.get(place["id"], "") if island else ""]):
            row = {"lon": place["label"][0], "lat": place["label"][1], "text": text}
            align = {"start": "left", "end": "right", "middle": "center"}[place["anchor"]]
            mark = alt.Chart(alt.Data(values=[row] if text else [])).mark_text(
                align=align,
                dy=(size + 3) * line,
                fontSize=size,
                fontWeight="bold" if island and line == 0 else "normal",
                fontStyle="normal" if island else "italic",
                color=_INK[dark] if island else _QUIET[dark],
            )
            layers.append(mark.encode(longitude="lon:Q", latitude="lat:Q", text="text:N"))
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
) -> alt.LayerChart:
    """Return the map with every island filled in its holder's colour and labelled.

    ``holders``: island id to holder; ``palette``: holder to a colour, or to two for a hatch; a holder that it
    lacks is grey. ``captions``: island id to the words below its name, so that colour is never the only
    sign. A click on an island is reported by the selection ``island`` with the field ``properties.id``.
    """
    captions = captions or {}
    solid, hatch, halo = [], [], []
    for feature in _rows(shapes, "island"):
        place = feature["properties"]
        fill = palette.get(holders.get(place["id"], ""), UNKNOWN)
        name = place["names"].get(locale, place["names"]["en"])
        tip = f"{name}: {captions[place['id']]}" if captions.get(place["id"]) else name
        ground = fill if isinstance(fill, str) else fill[0]
        solid.append(_with_fill(feature, ground, tip))
        for extra in shapes["features"]:
            if extra["properties"]["id"] == place["id"]:
                if extra["properties"]["role"] == "halo":
                    halo.append(_with_fill(extra, ground, tip))
                if extra["properties"]["role"] == "stripes" and not isinstance(fill, str):
                    hatch.append(_with_fill(extra, fill[1], tip))
    chosen = alt.selection_point(name="island", fields=["properties.id"], on="click", empty=False)
    layers = [
        _land_layer(shapes, dark),
        _shape_layer(halo, fillOpacity=0.28, strokeWidth=1.2, strokeOpacity=0.9).encode(
            stroke=alt.Stroke("properties.fill:N", scale=None, legend=None)
        ),
        _shape_layer(solid, stroke=None, cursor="pointer").add_params(chosen),
        _shape_layer(hatch, stroke=None, tooltip=None),
        *_label_layers(shapes, captions, locale, dark, label_size),
    ]
    return alt.layer(*layers).project(type="mercator").properties(height=height, width="container")
