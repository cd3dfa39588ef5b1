"""A file of one's own in a browser: what stands about it is in the reader's language, also where it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.telling.catalogue import LANGUAGES, in_language
from tests.screens.browser.browsing import settle

Visit = Callable[..., Any]

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
