"""The hand-outs printed: every sheet on its page, no heading alone at the foot of one, nothing wider than the paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sim.classroom.pack.page import lesson_pack
from sim.scenario.setup import Setup
from sim.telling.catalogue import speaking
from tests.classroom.pack.printing import FORMATS, printed
from tests.screens.browser.browsing import chromium

SHEETS = "() => [...document.querySelectorAll('section')].map(s => [s.className, s.querySelectorAll('h1, h2, h3').length])"
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
  .map(e => e.tagName + ' ' + e.innerText.slice(0, 60))"""

FOOT = 75
"""Points from the bottom of a page below which a heading has no line of text under it."""


@pytest.fixture
def page() -> Iterator[Any]:
    """A page of a browser that ends with the test: while one is open, no other test of this process can run an event loop."""
    with chromium() as browser:
        yield browser.new_page()


@pytest.mark.parametrize(
    ("language", "episode"),
    [("en", "2018-vladivostok"), ("ja", "2016-eight-points"), ("ru", "2016-eight-points")],
)
def test_every_sheet_prints_on_its_own_page_on_both_papers(page: Any, language: str, episode: str) -> None:
    """A long brief may take a second page. These episodes have the most to print."""
    with speaking(language):
        page.set_content(lesson_pack(Setup(episode)))
    sheets = page.evaluate(SHEETS)
    assert len(sheets) > 20
    for paper in FORMATS:
        found = printed(page, paper)
        assert len(found.headings) == sum(n for _, n in sheets)
        assert min(height for _, height in found.headings) > FOOT
        starts, at = [], 0
        for _, n in sheets:
            starts.append(found.headings[at][0])
            at += n
        for (kind, _), start, after in zip(sheets, starts, [*starts[1:], found.pages], strict=True):
            assert after - start in ((1, 2) if "long" in kind else (1,)), (paper, kind, start)
    page.emulate_media(media="print")
    for width in FORMATS.values():
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOO_WIDE) == []


def test_the_pack_can_be_read_on_a_phone(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(lesson_pack(Setup("1956-joint-declaration")))
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
