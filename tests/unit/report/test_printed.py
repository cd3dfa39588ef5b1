"""The report of a run printed: no table is wider than the paper, and so none is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sim import negotiate
from sim.report.page import report
from sim.telling.catalogue import speaking
from tests.classroom.pack.printing import FORMATS
from tests.screens.browser.browsing import chromium

TOO_WIDE = """() => [...document.querySelectorAll('table')]
  .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 || e.scrollWidth > window.innerWidth)
  .map(e => e.className + ' ' + e.innerText.slice(0, 60))"""


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """A page of a browser."""
    with chromium() as browser:
        yield browser.new_page()


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
def test_no_table_of_a_report_is_wider_than_the_paper(page: Any, language: str) -> None:
    """These talks speak of the most issues."""
    page.emulate_media(media="print")
    for episode in ("1956-joint-declaration", "2018-vladivostok"):
        with speaking(language):
            page.set_content(report(negotiate(episode, 7, off=("ratification",))))
        for width in FORMATS.values():
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(TOO_WIDE) == []
