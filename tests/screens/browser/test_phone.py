"""Every page on a phone, in every language: nothing is scrolled sideways, no text or table is cut off, no word of a table broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.app.kit.navigation import PAGES, path_of
from sim.telling.catalogue import LANGUAGES
from tests.screens.browser.browsing import broken, cut_off, settle, too_wide

Visit = Callable[..., Any]


@pytest.mark.parametrize("screen", PAGES)
def test_nothing_is_wider_than_a_phone(visit: Visit, address: str, screen: str) -> None:
    more = "&r=60" if screen == "play" else ""
    page = visit(path_of(screen), width=390)
    for language in LANGUAGES:
        page.goto(f"{address}/{path_of(screen)}?lang={language}{more}")
        assert too_wide(settle(page)) == [], language
        assert cut_off(page) == [], language
        assert broken(page) == [], language


OPEN = """() => [...document.querySelectorAll('[data-testid=stMain] [data-testid=stButtonGroup] button')].filter(button => {
  if (button.closest('.st-key-masthead')) return false;
  const style = getComputedStyle(button);
  return ['Top', 'Right', 'Bottom', 'Left'].some(side => parseFloat(style[`border${side}Width`]) < 0.5
    || /^rgba\\(.*, 0\\)$|^transparent$/.test(style[`border${side}Color`]));
}).map(button => button.innerText)"""


def test_each_choice_has_a_border_all_the_way_round_however_they_wrap(visit: Visit) -> None:
    page = visit("outcomes", width=390)
    assert page.locator("[data-testid=stMain] [data-testid=stButtonGroup] button").count() > 5
    assert page.evaluate(OPEN) == []
