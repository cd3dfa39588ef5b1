"""Pictures of every page: ``python tools/screenshots.py OUTDIR [PAGE...]``.

Every page at 1280 and 390 pixels, in English and Japanese, light and dark, and beside the page as it opens what can be
reached from there: a round and the end of a run, a seat taken and a game over, a comparison, batches, a claim. Starts
its own server and stops it.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.app.kit.navigation import PAGES, path_of
from sim.app.runs import question
from sim.app.seat import seating
from sim.app.state import cache, sides
from sim.app.state.links import State, encode
from sim.experiments.runs import supervisor
from sim.scenario.sources.usage import used_by
from tests.screens.browser.browsing import chromium, served, settle

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


def played(state: State) -> State:
    """Play the batch that a state asks for, unless it is there already; gives the state."""
    asked = question.question(state)
    folder = supervisor.folder_of(asked.digest)
    if supervisor.status_of(folder).phase != "complete":
        supervisor.start(asked.digest, asked.words())
    while supervisor.status_of(folder).busy:
        time.sleep(0.5)
    return state


def reached(page: str) -> dict[str, dict[str, str]]:
    """Return what to show of a page beside how it opens: a name to what the address says."""
    if page == "play":
        return {"round-4": {"r": "4"}, "end": {"r": "60"}}
    if page == "seat":
        seated = seating.seat_taken(State(), "japan")
        over = seated
        while (now := seating.read(over).seated) is not None and now.turn != "over":
            over = seating.moved(over, len(now.moves), "reject" if now.turn == "answer" else "pass")
        return {"seated": encode(seated), "over": encode(over)}
    if page == "compare":
        return {"pressure": encode(State(extras={sides.KEY: {"off": {"alliance": True}}}))}
    if page == "runs":
        trust, leverage = {"runs.x": "parties.japan.trust"}, {"runs.y": "parties.usa.leverage"}
        some: dict[str, Any] = {"runs.n": 1000}
        asked = {"many": some, "curve": {**some, **trust}, "heat": {**some, **trust, **leverage}}
        return {name: encode(played(State(extras=extras))) for name, extras in asked.items()}
    if page == "evidence":
        ledger = cache.ledger()
        claim = next(claim for claim in ledger.claims if claim.disputes and claim.id in used_by())
        return {"claim": encode(State(extras={"evidence.claim": claim.id}))}
    return {}


def shots(wanted: list[str]) -> list[Shot]:
    """Return the pictures to take of the pages that exist."""
    found = []
    for page in PAGES:
        if wanted and page not in wanted:
            continue
        for name, params in {"": {}, **reached(page)}.items():
            for language in LANGUAGES:
                for width in WIDTHS:
                    for dark in (False, True):
                        called = "-".join(
                            filter(None, (page, name, language, str(width), "dark" if dark else ""))
                        )
                        found.append(Shot(called, page, width, language, params, dark))
    return found


def take(browser: Any, address: str, shot: Shot, folder: Path) -> Path:
    """Take one picture of the whole page, however long."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": 900}, color_scheme="dark" if shot.dark else "light"
    )
    page = context.new_page()
    page.goto(f"{address}/{path_of(shot.page)}?{urlencode({**shot.params, 'lang': shot.language})}")
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
