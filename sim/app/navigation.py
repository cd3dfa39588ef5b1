"""The pages as Streamlit knows them, for the navigation and for going from one to another."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from sim.app.guard import guarded
from sim.app.pages import screens
from sim.app.texts import t


def screen(name: str) -> Callable[[], None]:
    """Return a page by its name, loaded when it is first drawn, behind a guard."""

    def draw() -> None:
        importlib.import_module(f"sim.app.screens.{name}").show()

    draw.__name__ = name
    return guarded(draw)


def pages() -> list[Any]:
    """Return the pages for the navigation, in the language in use."""
    return [
        st.Page(screen(name), title=t(f"common.nav.{name}"), url_path=name, default=place == 0)
        for place, name in enumerate(screens())
    ]
