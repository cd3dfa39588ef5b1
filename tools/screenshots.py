"""Pictures of every page: ``python tools/screenshots.py OUTDIR [PAGE...]``.

Every page at 1280 and 390 pixels, in every language, light and dark, and beside the page as it opens what can be
reached from there: a round and the end of a run, the steps of the lesson, a seat taken and a game over, a comparison,
batches, a claim; and the lesson of the classroom (``classroom``), played from its lobby to its debrief. Of each state there is also one sheet that has all languages side by side. Starts its own server and
stops it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from PIL import Image

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.app.kit.navigation import PAGES, path_of
from sim.app.runs import question
from sim.app.state.links import State, encode
from sim.experiments.runs import supervisor
from sim.telling.catalogue import LANGUAGES, speaking
from tests.screens.browser.browsing import ASKED, chromium, served, settle
from tests.screens.texts import states
from tools import lesson_pictures

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
SHEETS, LESSON = "sheets", "classroom"
Wait = Callable[[Any], object]
ON_A_SHEET = {1280: 640, 390: 390}
"""The width of a window to the width of its picture on a sheet."""
HEIGHT = "Math.max(...[...document.querySelectorAll('[data-testid=stMain], body')].map(e => e.scrollHeight))"
TALLEST = 12_000


def played(state: State) -> State:
    """Play the batch that a state asks for, unless it is there already; gives the state."""
    asked = question.question(state)
    folder = supervisor.folder_of(asked.digest)
    if supervisor.status_of(folder).phase != "complete":
        supervisor.start(asked.digest, asked.words())
    while supervisor.status_of(folder).busy:
        time.sleep(0.5)
    return state


def looks(wanted: list[str]) -> Iterator[tuple[str, str, State]]:
    """Give a name, a page and a state of everything to look at."""
    for page in PAGES:
        if not wanted or page in wanted:
            found = states.of_page(page)
            if page == "runs":
                found |= {name: played(State(extras=asked)) for name, asked in states.BATCHES.items()}
            for name, state in found.items():
                yield "-".join(filter(None, (page, name))), page, state


def take(page: Any, show: Callable[[], object], width: int, path: Path, still: Wait = settle) -> None:
    """Take pictures of a whole page, however long, in each scheme: ``path`` with the scheme behind its name.

    ``show`` opens the page, in each scheme anew, for charts are drawn in the colours of the scheme that they found;
    ``still`` waits until it stands still.
    """
    for scheme in SCHEMES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        show()
        page.set_viewport_size({"width": width, "height": min(TALLEST, int(page.evaluate(HEIGHT)) + 20)})
        still(page)
        page.screenshot(path=path.with_name(f"{path.name}-{scheme}.png"))


def sheet(folder: Path, name: str, width: int) -> Path:
    """Put the pictures of a state in all languages side by side, and the schemes too where they are narrow."""
    for schemes in (SCHEMES,) if width < 640 else ((one,) for one in SCHEMES):
        opened = [
            Image.open(folder / f"{name}-{language}-{width}-{scheme}.png")
            for scheme in schemes
            for language in LANGUAGES
        ]
        wide = ON_A_SHEET[width]
        small = [one.resize((wide, one.height * wide // one.width)) for one in opened]
        whole = Image.new("RGB", (wide * len(small), max(one.height for one in small)), "grey")
        for place, one in enumerate(small):
            whole.paste(one, (place * wide, 0))
        path = folder / SHEETS / f"{'-'.join((name, str(width), *schemes[: 2 - len(schemes)]))}.png"
        whole.save(path)
    return path


def take_lesson(browser: Any, folder: Path) -> list[str]:
    """Take the pictures of the lesson in all languages; gives their names."""
    names = []
    with lesson_pictures.rooms() as (address, rooms):
        for language, room in rooms.items():
            context = browser.new_context(locale=language)
            context.add_init_script(ASKED)
            page = context.new_page()
            with speaking(language):
                for name, where in lesson_pictures.looks(room):
                    names.append(f"{LESSON}-{name}")
                    still = lesson_pictures.still if where.startswith(lesson_pictures.WALL) else settle
                    for width in WIDTHS:
                        show = partial(lesson_pictures.show, page, address, room, where)
                        take(page, show, width, folder / f"{LESSON}-{name}-{language}-{width}", still)
            context.close()
    return list(dict.fromkeys(names))


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description="Pictures of every page of the browser application.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("page", nargs="*", help="only these pages")
    chosen = parser.parse_args()
    (chosen.folder / SHEETS).mkdir(parents=True, exist_ok=True)
    with served() as address, chromium() as browser:
        context = browser.new_context()
        context.add_init_script(ASKED)
        page = context.new_page()
        for name, screen, state in looks(chosen.page):
            for width in WIDTHS:
                for language in LANGUAGES:
                    asked = {**encode(state), "lang": language}
                    url = f"{address}/{path_of(screen)}?{urlencode(asked)}"
                    take(
                        page, partial(_opened, page, url), width, chosen.folder / f"{name}-{language}-{width}"
                    )
                _told(sheet(chosen.folder, name, width))
        if not chosen.page or LESSON in chosen.page:
            for name in take_lesson(browser, chosen.folder):
                for width in WIDTHS:
                    _told(sheet(chosen.folder, name, width))


def _opened(page: Any, url: str) -> None:
    page.goto(url)
    settle(page)


def _told(path: Path) -> None:
    sys.stdout.write(f"{path}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
