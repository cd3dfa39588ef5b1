"""The coast file and the map drawn from it."""

from __future__ import annotations

from typing import Any

import pytest

from sim.app.charts_map import island_map
from sim.report.coast import COAST, coast, islands

GROUPS = {"habomai", "shikotan", "kunashir", "iturup"}
PALETTE = {"north": "#D55E00", "south": "#0072B2", "both": ("#0072B2", "#D55E00")}


def features(role: str) -> dict[str, Any]:
    return {f["properties"]["id"]: f for f in coast()["features"] if f["properties"]["role"] == role}


def points(feature: Any) -> list[tuple[float, float]]:
    return [tuple(p) for part in feature["geometry"]["coordinates"] for ring in part for p in ring]


def middle(feature: Any) -> tuple[float, float]:
    xs, ys = zip(*points(feature), strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def area(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False)) / 2


def test_all_four_groups_lie_where_they_lie() -> None:
    found = features("island")
    assert set(found) == GROUPS == set(islands(coast()))
    assert len(found["habomai"]["geometry"]["coordinates"]) >= 4
    for feature in found.values():
        assert all(145 < x < 149.6 and 43 < y < 46 for x, y in points(feature))
    order = sorted(found, key=lambda name: middle(found[name])[0])
    assert order.index("iturup") == 3
    assert middle(found["habomai"])[1] < middle(found["shikotan"])[1] < middle(found["kunashir"])[1]
    assert set(features("context")) == {"hokkaido", "urup"}


def test_the_file_is_small_names_three_languages_and_no_country() -> None:
    assert COAST.stat().st_size < 40_000
    for feature in [*features("island").values(), *features("context").values()]:
        assert set(feature["properties"]["names"]) == {"en", "ja", "ru"}
        assert set(feature["properties"]) == {"id", "role", "names", "label", "anchor"}


def test_rings_are_wound_so_that_no_island_fills_the_globe() -> None:
    for feature in coast()["features"]:
        for part in feature["geometry"]["coordinates"]:
            assert area(part[0]) < 0


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_shows_holders_in_colour_hatch_and_words(dark: bool) -> None:
    holders = {"habomai": "south", "shikotan": "both", "kunashir": "north", "iturup": "nobody"}
    captions = {name: f"held by {holder}" for name, holder in holders.items()}
    spec = island_map(coast(), holders, PALETTE, captions=captions, locale="ja", dark=dark).to_dict()
    shown = str(spec)
    assert all(text in shown for text in ("択捉島", "held by both", "held by nobody", "#8A8880"))
    filled = {
        row["properties"]["id"]: row["properties"]["fill"]
        for layer in spec["layer"]
        for row in layer["data"]["values"]
        if "fill" in row.get("properties", {}) and "cursor" in layer["mark"]
    }
    assert filled == {"habomai": "#0072B2", "shikotan": "#0072B2", "kunashir": "#D55E00", "iturup": "#8A8880"}
    hatched = [
        row["properties"]
        for layer in spec["layer"]
        for row in layer["data"]["values"]
        if "stroke" in layer["mark"]
    ]
    assert any(row["id"] == "shikotan" and row["fill"] == "#D55E00" for row in hatched if "fill" in row)
