"""One server, one browser and one browser context for all tests in a browser; each test gets pages of its own.

The context keeps what the application is made of, so that it is fetched and compiled once and not for every page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.screens.browser.browsing import ASKED, PATIENCE, chromium, served, settle

Visit = Callable[..., Any]


GATE = """
import os, sys
if sys.orig_argv[1:3] == ["-m", "sim.app"]:
    try:
        from sim.app.compare import pairing
        advance, Played = pairing.advance, pairing.PlayedPairs
    except BaseException as error:
        # Python goes on without what it cannot read here; a server without its gate shall not.
        os.write(2, repr(error).encode())
        os._exit(70)
    def held(a, b, runs, seconds):
        if not os.path.exists({hold!r}):
            return advance(a, b, runs, seconds)
        return Played(advance(a, b, min(runs, 4), seconds).pairs, 1.0)
    pairing.advance = held
"""
"""What Python does first in the server: a comparison gets no further than four pairs, in a second, while a file is there."""


@pytest.fixture(scope="session")
def compare_gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that holds comparisons while it is there."""
    return tmp_path_factory.mktemp("gate") / "hold"


@pytest.fixture
def held_pairs(compare_gate: Path) -> Iterator[None]:
    """Comparisons are held until the test is over."""
    compare_gate.touch()
    yield
    compare_gate.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def address(compare_gate: Path) -> Iterator[str]:
    """The address of the application."""
    (compare_gate.parent / "sitecustomize.py").write_text(GATE.format(hold=str(compare_gate)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(compare_gate.parent), prepend=os.pathsep)
        with served() as found:
            patch.undo()
            yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser. While it is there, no other test in this process can have an event loop of its own."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    """The browser context."""
    found = browser.new_context(locale="en-US", accept_downloads=True)
    found.add_init_script(ASKED)
    found.set_default_timeout(PATIENCE)
    yield found
    found.close()


@pytest.fixture
def visit(address: str, context: Any) -> Iterator[Visit]:
    """Open a page: ``visit("evidence", lang="ja", width=390)``.

    At the end no page may show an exception, and none may have asked a host outside.
    """
    pages: list[Any] = []
    outside: list[str] = []

    def asked(request: Any) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", "localhost", None, ""):
            outside.append(request.url)

    def opened(
        path: str = "", *, width: int = 1280, height: int = 900, url: str | None = None, **params: str
    ) -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        pages.append(page)
        page.on("request", asked)
        page.goto(url or f"{address}/{path}?{urlencode({'lang': 'en', **params})}")
        return settle(page)

    yield opened
    shown = [page.locator("[data-testid=stException]").count() for page in pages]
    for page in pages:
        page.close()
    assert not any(shown), "a page showed an exception"
    assert not outside, f"the page asked {outside[0]}"
