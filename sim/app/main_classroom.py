"""The router of the classroom: its own application, in which nothing is open but the lesson."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from sim.app.kit import theme
from sim.app.kit.navigation import CLASSROOM
from sim.app.state import returning, session, spoken
from sim.app.state.guard import guarded
from sim.telling.catalogue import LANGUAGES, t


def screen(path: str, module: str) -> Callable[[], None]:
    """Return a page, loaded when it is first drawn, behind a guard."""

    def draw() -> None:
        if path == "homework":
            for problem in session.begin(spoken.asked()):
                st.info(problem)
        importlib.import_module(f"sim.app.{module}").show()

    draw.__name__ = path or "lesson"
    return guarded(draw)


def pages() -> list[Any]:
    """Return the pages; they stand in no menu."""
    return [
        st.Page(
            screen(path, module),
            title=t(f"class.student.page.{path or 'lesson'}"),
            url_path=path,
            default=not path,
        )
        for path, module in CLASSROOM.items()
    ]


def main() -> None:
    """Draw the page that the address names."""
    unheard = returning.unheard()
    if not spoken.chosen():
        wanted = st.query_params.get("lang")
        spoken.use(wanted if wanted in LANGUAGES else spoken.asked())
    page = st.navigation(pages(), position="hidden")
    theme.apply(page.title)
    page.run()
    returning.hear(unheard)


guarded(main)()
