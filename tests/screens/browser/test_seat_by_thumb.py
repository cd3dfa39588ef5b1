"""A student's way through a sitting on a phone, by thumb: four islands asked for, told why not, and an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.screens.browser.browsing import ASKED, PATIENCE, settle, too_wide
from tests.screens.sittings import SEATS

WIDTH, HEIGHT, THUMB = 390, 844, 40
MOVES = ("seat-send", "seat-accept", "seat-decline")

SMALL = """least => [...document.querySelectorAll(
  '[data-testid=stMain] :is(button, summary, [data-testid=stRadioOption], input[role=combobox])')]
  .filter(e => e.offsetParent).map(e => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.height < least || box.width < least)
  .map(([box, e]) => `${e.innerText || e.ariaLabel}: ${box.width} x ${box.height}`)"""
"""What can be touched and is smaller than the tip of a thumb."""


@pytest.fixture
def phone(address: str, browser: Any) -> Iterator[Any]:
    """A page on a phone."""
    context = browser.new_context(
        locale="en-US", viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, is_mobile=True
    )
    context.add_init_script(ASKED)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{address}/seat?lang=en&s=2018-singapore")
    yield settle(page)
    context.close()


def in_sight(page: Any, selector: str) -> None:
    """Something is on the screen as a whole."""
    box, window = page.locator(selector).first.bounding_box(), page.viewport_size
    assert box is not None, selector
    assert box["x"] >= 0 and box["x"] + box["width"] <= window["width"], (selector, box)
    assert box["y"] >= 0 and box["y"] + box["height"] <= window["height"], (selector, box)


def touchable(page: Any) -> None:
    assert page.evaluate(SMALL, THUMB) == []
    assert too_wide(page) == []


def at_hand(page: Any) -> list[str]:
    """The moves that can be made, which are in sight with the gauge of worth, wherever the page is scrolled to."""
    touchable(page)
    there = [name for name in MOVES if page.locator(f".st-key-{name}").count()]
    for share in (1.0, 0.5, 0.0):
        page.locator("[data-testid=stMain]").evaluate(
            "(main, share) => main.scrollTo(0, share * main.scrollHeight)", share
        )
        for selector in (".st-key-seat-bar .worth", *(f".st-key-{name} button" for name in there)):
            in_sight(page, selector)
    return there


def tap(page: Any, name: str) -> None:
    """Make a move, and be shown what came of it from its head."""
    before = page.url
    page.locator(f".st-key-{name} button").tap()
    page.wait_for_function("before => location.href !== before", arg=before)
    settle(page)
    in_sight(page, "h1")


def test_four_islands_are_asked_for_refused_with_a_reason_and_the_end_is_told(phone: Any) -> None:
    touchable(phone)
    tap(phone, "seat-sit-japan")
    assert at_hand(phone) == ["seat-send"]
    tap(phone, "seat-send")
    told = phone.get_by_text("Moscow declines", exact=False).first
    assert "crosses one of its red lines (Iturup and Kunashir" in told.inner_text()
    for _ in range(30):
        if not phone.locator(".st-key-seat-bar").count():
            break
        tap(phone, "seat-accept" if "seat-accept" in at_hand(phone) else "seat-send")
    phone.get_by_text("What happened in reality").first.wait_for()
    assert "A treaty in force" in phone.locator("h1").inner_text()
    touchable(phone)


@pytest.mark.parametrize("seat", SEATS)
def test_whoever_sits_down_sees_what_to_do_the_worth_and_the_moves(phone: Any, seat: str) -> None:
    """On a phone, and on the smallest window of a computer; the seat that does not sign has its words at hand."""
    tap(phone, f"seat-sit-{seat}")
    for width, height in ((WIDTH, HEIGHT), (1280, 720)):
        phone.set_viewport_size({"width": width, "height": height})
        phone.reload()
        settle(phone)
        moves = phone.locator(".st-key-seat-bar button").count()
        assert moves == {"japan": 1, "russia": 2, "usa": 5}[seat]
        in_sight(phone, "h1")
        in_sight(phone, ".st-key-seat-bar .worth")
        for place in range(moves):
            in_sight(phone, f".st-key-seat-bar button >> nth={place}")
        touchable(phone)
