"""One server and one browser for all tests in a browser; each test gets pages of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.screens.browsing import chromium, served, settle

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


@pytest.fixture
def visit(address: str, browser: Any) -> Iterator[Visit]:
    """Open a page in a browser context of its own: ``visit("evidence", lang="ja", width=390)``.

    At the end no page may show an exception, and none may have asked a host outside.
    """
    contexts: list[Any] = []
    pages: list[Any] = []
    outside: list[str] = []

    def opened(path: str = "", *, width: int = 1280, url: str | None = None, **params: str) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="en-US", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.on(
            "request",
            lambda request: (
                urlsplit(request.url).hostname in ("127.0.0.1", "localhost", None, "")
                or outside.append(request.url)
            ),
        )
        page.goto(url or f"{address}/{path}?{urlencode({'lang': 'en', **params})}")
        return settle(page)

    yield opened
    shown = [page.locator("[data-testid=stException]").count() for page in pages]
    for context in contexts:
        context.close()
    assert not any(shown), "a page showed an exception"
    assert not outside, f"the page asked {outside[0]}"
