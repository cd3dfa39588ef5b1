"""The pages of the application and their order."""

from __future__ import annotations

import importlib.util
from functools import cache

SCREENS = (
    "play",
    "seat",
    "compare",
    "outcomes",
    "runs",
    "lenses",
    "history",
    "evidence",
    "classroom",
)
"""A page is there as soon as ``screens/<name>.py`` is. The first is the front page."""


@cache
def screens() -> tuple[str, ...]:
    """Return the names of the pages that exist, in their order.

    >>> screens()[0]
    'play'
    """
    return tuple(name for name in SCREENS if importlib.util.find_spec(f"sim.app.screens.{name}") is not None)


def path_of(name: str) -> str:
    """Return the path of a page in an address; the front page answers at the root alone."""
    return "" if name == screens()[0] else name
