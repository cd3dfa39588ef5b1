"""One server, one browser and one browser context for all tests in a browser; each test gets pages of its own.

The context keeps what the application is made of, so that it is fetched and compiled once and not for every page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.screens.browser.browsing import chromium, served, settle

Visit = Callable[..., Any]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of the application."""
    with served() as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def context(browser: Any) -> Iterator[Any]:
    """The browser context."""
    found = browser.new_context(locale="en-US", accept_downloads=True)
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

    def opened(path: str = "", *, width: int = 1280, url: str | None = None, **params: str) -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
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
