"""Every page for those who do not see it, or see it dimly: axe-core finds nothing on any, in each language, light and dark; what Streamlit says is ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from sim.app.kit.navigation import PAGES
from sim.telling.catalogue import LANGUAGES, in_language, speaking, t
from tests.screens.browser.browsing import cut_off, settle

Visit = Callable[..., Any]

FINDINGS = """async rules => (await axe.run(document, {resultTypes: ['violations'], ...rules})).violations
  .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`))"""


def findings(page: Any, where: str) -> list[str]:
    """What axe-core finds on a page as it is, and what of that depends on the colours when it is dark."""
    found, grounds = [], set()
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        grounds.add(
            page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
        )
        found += [f"{where}, {scheme}: {finding}" for finding in page.evaluate(FINDINGS, rules)]
    assert len(grounds) == 2
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_finding_and_each_says_which_it_is(visit: Visit, language: str) -> None:
    page = visit(lang=language)
    page.add_script_tag(content=AXE_SCRIPT)
    found = findings(page, "before the talks")
    page.locator(".st-key-play-run button").click()
    page.locator(".st-key-play-end button").click()
    for screen in PAGES:
        with speaking(language):
            name = t(f"{screen}.nav")
        page.locator(".st-key-navigation").get_by_role("link", name=name, exact=True).click()
        page.locator(f".st-key-navigation [aria-current=page]:has-text('{name}')").wait_for()
        found += findings(settle(page), screen)
        found += [f"{screen}, cut off: {words}" for words in cut_off(page)]
        assert page.title() == f"{name} · Hikiwake"
    assert found == []


def test_two_keys_skip_to_the_talks_and_the_story_is_heard(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    skip = page.locator("[data-testid=stSkipToContent]:focus")
    assert skip.inner_text() == t("common.frame.skip")
    page.wait_for_function("box => box.getBoundingClientRect().top >= 0", arg=skip.element_handle())
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.innerText") == "Run the talks"
    page.keyboard.press("Enter")
    page.locator(".st-key-story[aria-live=polite] .dialogue").wait_for()
    settle(page)
    presets = page.locator(".st-key-presets button")
    assert presets.first.get_attribute("aria-pressed") == "false"
    presets.first.click()
    page.locator(".st-key-presets [aria-pressed=true]").first.wait_for()


FIELD = "[data-testid=stFileUploaderDropzoneInput]"
CHIP = "[data-testid=stFileChip]"
SHOWN = """() => {
  const block = document.querySelector('[data-testid=stFileUploader]');
  const told = [...block.querySelectorAll(':not([aria-hidden])')]
    .flatMap(e => [e.getAttribute('aria-label'), e.getAttribute('title')]);
  const icons = [...block.querySelectorAll('[data-testid=stIconMaterial]')];
  const shown = icons.reduce((text, icon) => text.replace(icon.innerText, ''), block.innerText);
  return [shown, ...told].filter(Boolean).join(' ').replace(/mine[.]toml|TOML|MB/g, '');
}"""
"""Gives what the field for files shows and tells, without names."""


def dropped(page: Any, data: bytes) -> Any:
    """Give the page a file; gives what the page says of it, once it does."""
    page.locator(FIELD).set_input_files([{"name": "mine.toml", "mimeType": "text/plain", "buffer": data}])
    page.locator(CHIP).wait_for()
    return settle(page)


def in_latin(text: str) -> list[str]:
    return [word for word in text.split() if word.isascii() and word.isalpha() and len(word) > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_told_of_in_the_reader_s_language(visit: Visit, language: str) -> None:
    page = dropped(visit(lang=language), b"#" * 1_200_000)
    alert = page.locator(f"{CHIP} [role=alert]", has_text=in_language(language, "common.frame.refused"))
    alert.wait_for()
    assert alert.bounding_box()["height"] > 10
    labels = [in_language(language, f"common.frame.{name}") for name in ("remove", "another")]
    for label in labels:
        page.locator(f"[data-testid=stFileChips] [aria-label^='{label}']").wait_for()
    assert language == "en" or in_latin(page.evaluate(SHOWN)) == []
