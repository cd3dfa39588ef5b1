"""The stage in a real browser: a teacher's five minutes on a projector without a scroll, a student's on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.scenario.load import episode_ids
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
    other.locator(".st-key-ribbon", has_text="Washington: Leverage over its ally").wait_for()


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768)])
@pytest.mark.parametrize("language", ["en", "ja", "ru"])
def test_the_stage_is_whole_on_a_projector_in_every_episode(
    visit: Visit, language: str, size: tuple[int, int]
) -> None:
    page = visit(width=size[0], height=size[1], lang=language, r="60", off="credibility")
    low = {}
    for name in episode_ids()[:: 3 if size[0] == 1280 else 5]:
        page.goto(page.url.split("?")[0] + f"?s={name}&seed=7&lang={language}&r=60&off=credibility")
        settle(page)
        low[name] = page.evaluate(BELOW)
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
