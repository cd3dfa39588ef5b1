"""Damaged and hostile links on every page, in a browser: a sentence, the default page, and nothing is executed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sim.app.kit.navigation import PAGES, path_of
from sim.app.state.links import State, decode
from sim.app.state.packing import pack
from sim.telling.catalogue import in_language
from tests.screens.browser.browsing import settle

Visit = Callable[..., Any]
TAG = "<img src=x onerror=alert(1)>"


def hostile(screen: str) -> dict[str, tuple[str, str]]:
    """What is wrong: the query, and the key of the sentence that it gets."""
    return {
        "wrong base64": ("c=1.00000000.%25%25%25", "damaged"),
        "an unknown key": (f"c={pack({'parties.japan.temper': 'high'})}", "nearest"),
        "a number out of range": (f"c={pack({'parties.japan.trust': 7})}", "settings"),
        "a seed out of range": ("seed=99999999999999999999", "seed"),
        "HTML as a name": (f"s={quote(TAG)}", "scenario"),
        "HTML in what the page keeps": (f"x={pack({f'{screen}.query': TAG})}", "damaged"),
        "a long state": (f"c=1.00000000.{'A' * 50_000}", "long"),
        "a long number": (f"seed={'9' * 50_000}", "long"),
        "a million characters": (f"c=1.00000000.{'A' * 1_000_000}", "long"),
    }


def alerts(page: Any) -> list[str]:
    return [alert.inner_text() for alert in page.locator("[data-testid=stAlert]").all()]


def asked_of(screen: str) -> dict[str, tuple[str, str]]:
    """Every hostile link on the first page; of the others, those whose words a page could repeat, and the longest.

    All pages read a link by one function; what it answers to these and many more is tested without a browser.
    """
    every = hostile(screen)
    shown = ("HTML as a name", "HTML in what the page keeps", "a million characters")
    return every if screen == PAGES[0] else {what: every[what] for what in shown}


@pytest.mark.parametrize("screen", PAGES)
def test_a_hostile_link_gets_a_sentence_and_the_default_page(visit: Visit, address: str, screen: str) -> None:
    page = visit(path_of(screen))
    asked: list[str] = []

    def dismissed(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismissed)
    for what, (query, problem) in asked_of(screen).items():
        page.goto(f"{address}/{path_of(screen)}?lang=en&{query}")
        settle(page)
        said = in_language("en", f"common.link.{problem}")
        named = {"key": "parties.japan.temper", "nearest": "parties.japan.trust"}
        assert alerts(page) == [said.format(**named) if problem == "nearest" else said], what
        assert page.locator("img[src=x]").count() == 0, what
        assert page.locator("[data-testid=stException]").count() == 0, what
        mended = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
        assert decode(mended) == (State(), []), what
    assert asked == []


def test_a_million_characters_in_the_address_of_an_open_page_do_nothing(visit: Visit) -> None:
    """They come to the script with the next click."""
    page = visit(seed="11")
    page.evaluate("history.replaceState(null, '', '?lang=en&seed=11&c=1.00000000.' + 'A'.repeat(1e6))")
    page.get_by_text("日本語", exact=True).click()
    page.wait_for_function("location.search.length < 200")
    settle(page)
    assert page.locator("[data-testid=stException]").count() == 0
    mended = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    state, problems = decode(mended)
    assert problems == []
    assert state.changes == {}
