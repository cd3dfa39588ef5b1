"""The history page in a browser: the charts are there, and a click on an episode plays it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sim.app.state import cache
from sim.scenario.load import load_scales
from sim.telling.findings import forecasts
from tests.screens.browser.browsing import settle

Visit = Callable[..., Any]


def test_a_click_on_an_episode_plays_it(visit: Visit) -> None:
    page = visit("history")
    row = cache.findings().history.episodes[4]
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 2
    page.locator("[data-testid=stButtonGroup] button", has_text=forecasts.name(row)).click()
    page.get_by_role("heading", name=cache.scenario(row.id).spec.title).wait_for()
    settle(page)
    parts = urlsplit(page.url)
    assert parts.path.strip("/") == ""
    assert parse_qs(parts.query)["s"] == [row.id]


def test_what_the_words_mean_unfolds(visit: Visit) -> None:
    page = visit("history")
    page.locator("summary", has_text="What the words mean after the fit").click()
    page.get_by_role("cell", name="What a treaty has to bring").first.wait_for()
    shown = page.locator("[data-testid=stMainBlockContainer]").inner_text()
    meant = forecasts.words(cache.assumed_scales(), load_scales())
    assert all(row["After the fit"] in shown for row in meant[:10])
