"""The stage in a real browser: a teacher's five minutes on a projector without a scroll, a student's on a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from sim.app.play import stage
from sim.app.state import presets
from sim.app.state.links import MOST_ROUNDS, State, encode
from sim.scenario.setup import Plain
from tests.screens.browser.browsing import settle, too_wide

Visit = Callable[..., Any]

BELOW = """() => [...document.querySelectorAll('.st-key-bar, .st-key-stage, .before-now, .gauge')]
  .map(e => [e.className.slice(0, 40), Math.round(e.getBoundingClientRect().bottom)])
  .filter(([name, bottom]) => bottom > window.innerHeight)"""
"""What of the stage lies below the fold."""

SCROLLED = "() => Math.max(window.scrollY, ...[...document.querySelectorAll('[data-testid=stMain]')].map(e => e.scrollTop))"


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    settle(page)


def in_sight(page: Any) -> None:
    assert page.evaluate(BELOW) == []
    assert page.evaluate(SCROLLED) == 0


def test_a_teacher_shows_an_episode_a_change_and_what_it_does_without_a_single_scroll(visit: Visit) -> None:
    page = visit(height=720)
    press(page, "Moscow 1956")
    in_sight(page)
    press(page, "Run the talks")
    in_sight(page)
    press(page, "Without the threat over Okinawa")
    press(page, "To the end")
    in_sight(page)
    assert "Before: " in page.locator(".before-now").inner_text()
    press(page, "Repeat 200 times")
    page.locator(".ladders").wait_for()
    settle(page)
    in_sight(page)
    page.get_by_text("95% interval").or_(page.get_by_text("too close to tell apart")).first.wait_for()
    press(page, "Share")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied.").wait_for()
    page.locator("img.qr").wait_for()

    other = visit(url=page.url)
    other.locator(".st-key-ribbon", has_text="Without the threat over Okinawa").wait_for()


def changed(episode: str, preset: str, **changes: Plain) -> State:
    """An episode at its end, with a preset and more settings."""
    plain = State(scenario=episode, round=MOST_ROUNDS)
    state = next((p.laid_over(plain) for p in presets.presets(episode) if p.id == preset), plain)
    keys = {key.replace("__", "."): value for key, value in changes.items()}
    return replace(state, changes={**state.changes, **keys})


FULL = {
    "the longest story": changed("2018-vladivostok", "no_vote"),
    "most is changed": changed(
        "1960-memorandum", "no_vote", talks__rapport="cold", parties__usa__leverage="none", talks__rounds=9
    ),
    "most words under the map": changed("2012-hikiwake", "believed"),
    "a sentence on how it ended": changed("2001-irkutsk", ""),
    "a single round": changed("1956-joint-declaration", "", talks__rounds=1),
}
"""What makes the stage high, of all episodes and presets."""


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
def test_the_stage_is_whole_on_a_projector_however_much_there_is_to_tell(visit: Visit, language: str) -> None:
    page, low = visit(height=720), {}
    address = page.url.split("?")[0]
    for name, state in FULL.items():
        for large in (False, True) if name == "the longest story" else (False,):
            shown = replace(state, language=language, extras={stage.PRESENTER: True} if large else {})
            page.goto(f"{address}?{urlencode(encode(shown))}")
            settle(page)
            for width, height in ((1366, 768), (1280, 720)):
                page.set_viewport_size({"width": width, "height": height})
                settle(page)
                low[name, large, width] = page.evaluate(BELOW)
                told = page.locator(".dialogue").evaluate("e => [e.clientHeight, e.scrollHeight]")
                assert told[0] >= min(150, told[1])
    assert {name: found for name, found in low.items() if found} == {}


def test_the_address_follows_the_rounds_while_they_play(visit: Visit) -> None:
    page = visit(r="1")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("location.search.includes('r=4')")


def test_large_type_is_one_press_away_and_stays_in_the_link(visit: Visit) -> None:
    page = visit(r="2", width=1920, height=1080)
    before = page.evaluate(
        "() => parseFloat(getComputedStyle(document.querySelector('.dialogue p')).fontSize)"
    )
    press(page, "View")
    page.get_by_text("Large type, for a projector").click()
    page.wait_for_function("location.search.includes('&x=')")
    settle(page)
    after = page.evaluate(
        "() => parseFloat(getComputedStyle(document.querySelector('.dialogue p')).fontSize)"
    )
    assert after > 1.2 * before
    in_sight(page)


def test_the_stage_fits_a_phone(visit: Visit) -> None:
    page = visit(width=390, r="3", off="credibility")
    assert too_wide(page) == []
