"""Every page on a phone, in every language: nothing is scrolled sideways, and no table is cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.app.pages import path_of, screens
from sim.app.texts import LANGUAGES

Visit = Callable[..., Any]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", screens())
def test_nothing_is_wider_than_a_phone(visit: Visit, screen: str, language: str) -> None:
    more = {"r": "60"} if screen == "play" else {}
    page = visit(path_of(screen), width=390, lang=language, **more)
    wide = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain], html')].map(e => e.scrollWidth - e.clientWidth)"
    )
    assert max(wide) <= 0
    cut = page.evaluate("""
      [...document.querySelectorAll('[data-testid=stTable] :is(td, th)')]
        .filter(e => e.getBoundingClientRect().right > 391).map(e => e.innerText)""")
    assert cut == []
