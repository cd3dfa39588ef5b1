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
