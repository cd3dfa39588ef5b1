"""The pages of the application: which there are, in which order, and how one gets to them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from sim.app.state.guard import guarded
from sim.telling.catalogue import t

PAGES = ("play", "lesson", "seat", "compare", "outcomes", "runs", "history", "evidence")
"""The folders of the pages, in their order; each has a ``page.py`` with a function ``show()``. The first is the front page."""


CLASSROOM = {
    "": "classroom.page",
    "teacher": "teacher.page",
    "projector": "projector.page",
    "homework": "seat.page",
    "parents": "classroom.parents",
}
"""The pages of a lesson, an application of their own: path in the address to the module of the page below `sim.app`, whose function ``show()`` draws it."""


def path_of(name: str) -> str:
    """Return the path of a page in an address; the front page answers at the root alone."""
    return "" if name == PAGES[0] else name


def screen(name: str) -> Callable[[], None]:
    """Return a page by its name, loaded when it is first drawn, behind a guard."""

    def draw() -> None:
        importlib.import_module(f"sim.app.{name}.page").show()

    draw.__name__ = name
    return guarded(draw)


def pages() -> list[Any]:
    """Return the pages for the navigation, in the language in use."""
    return [
        st.Page(screen(name), title=t(f"{name}.nav"), url_path=name, default=place == 0)
        for place, name in enumerate(PAGES)
    ]
