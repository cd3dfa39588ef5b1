"""Pictures of every page: ``python tests/screens/shots.py OUTDIR [PAGE...]``.

Every page at 1280 and 390 pixels, in English and Japanese, and the front page also before and after a run and in
the dark. Starts its own server and stops it.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from sim.app.pages import path_of, screens
from tests.screens.browsing import chromium, served, settle

WIDTHS = (1280, 390)
LANGUAGES = ("en", "ja")
HEIGHT = "Math.max(...[...document.querySelectorAll('[data-testid=stMain], body')].map(e => e.scrollHeight))"


@dataclass(frozen=True)
class Shot:
    """One picture: a page, what its address says, and how it is looked at."""

    name: str
    page: str
    width: int
    language: str
    params: dict[str, str] = field(default_factory=dict)
    dark: bool = False


def shots(wanted: list[str]) -> list[Shot]:
    """Return the pictures to take of the pages that exist."""
    found = []
    for page in screens():
        for language in LANGUAGES:
            for width in WIDTHS:
                found.append(Shot(f"{page}-{language}-{width}", page, width, language))
                if page == "play":
                    for name, row in (("round-4", "4"), ("end", "60")):
                        found.append(
                            Shot(f"{page}-{name}-{language}-{width}", page, width, language, {"r": row})
                        )
    found.append(Shot("play-dark-ru-1280", "play", 1280, "ru", {"r": "60"}, dark=True))
    found.append(Shot("play-dark-en-390", "play", 390, "en", {"r": "4"}, dark=True))
    return [shot for shot in found if not wanted or shot.page in wanted]


def take(browser: Any, address: str, shot: Shot, folder: Path) -> Path:
    """Take one picture of the whole page, however long."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": 900}, color_scheme="dark" if shot.dark else "light"
    )
    page = context.new_page()
    page.goto(f"{address}/{path_of(shot.page)}?{urlencode({'lang': shot.language, **shot.params})}")
    settle(page)
    page.set_viewport_size({"width": shot.width, "height": min(12_000, int(page.evaluate(HEIGHT)) + 20)})
    settle(page)
    page.wait_for_timeout(700)
    path = folder / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description="Pictures of every page of the browser application.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("page", nargs="*", help="only these pages")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with served() as address, chromium() as browser:
        for shot in shots(chosen.page):
            sys.stdout.write(f"{take(browser, address, shot, chosen.folder)}\n")


if __name__ == "__main__":
    main()
