"""How everything looks: colours, fonts and Streamlit's options for them. Nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from sim.telling.catalogue import language, t

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Colours of the parties in the scenario's order: Okabe and Ito (2008), safe for the colour-blind."""

GREY = "#8A8880"
"""The status quo, and whatever belongs to no party."""

MUTED = "#8C8A83"
"""Lines and labels of second rank, legible on paper and on ink."""

SANS = (
    "Avenir Next, Segoe UI, Helvetica Neue, Hiragino Sans, Yu Gothic UI, Noto Sans, Noto Sans JP, "
    "Noto Sans CJK JP, Liberation Sans, sans-serif"
)
SERIF = (
    "Iowan Old Style, Charter, Palatino Linotype, Georgia, Hiragino Mincho ProN, Yu Mincho, Noto Serif, "
    "Noto Serif JP, Noto Serif CJK JP, Liberation Serif, serif"
)

CSS = Path(__file__).with_name("style.css")
FRAME = (
    "skip",
    "upload",
    "drop",
    "another",
    "remove",
    "refused",
    "help",
    "less",
    "more",
    "open",
    "lost",
    "wait",
    "close",
)
"""What Streamlit says in English whatever the page speaks, said by ``page.js`` instead."""

SCRIPT = Path(__file__).with_name("page.js")
INK = {False: "#1C1B19", True: "#E9E6DE"}
"""Text on the page, by whether it is dark."""

ICON = Path(__file__).with_name("icon.svg")

_LIGHT = {
    "primaryColor": "#1F3A5F",
    "backgroundColor": "#FBFAF6",
    "secondaryBackgroundColor": "#F2F0E8",
    "textColor": "#1C1B19",
    "linkColor": "#1F3A5F",
    "borderColor": "#D9D5C9",
}
_DARK = {
    "primaryColor": "#9DBBDD",
    "backgroundColor": "#12161C",
    "secondaryBackgroundColor": "#1B212A",
    "textColor": "#E9E6DE",
    "linkColor": "#9DBBDD",
    "borderColor": "#39414C",
}


def options() -> dict[str, object]:
    """Return Streamlit's theme options by their full names; the reader's system chooses light or dark."""
    found: dict[str, object] = {
        "theme.font": SANS,
        "theme.headingFont": SERIF,
        "theme.baseRadius": "2px",
        "theme.buttonRadius": "2px",
        "theme.baseFontSize": 16,
    }
    for name, table in (("light", _LIGHT), ("dark", _DARK)):
        found.update({f"theme.{name}.{key}": value for key, value in table.items()})
    return found


def colours(parties: Iterable[str]) -> dict[str, str]:
    """Return each party's colour, by its place among the scenario's parties.

    >>> colours(["north", "south"])
    {'north': '#0072B2', 'south': '#D55E00'}
    """
    return {party: PALETTE[place % len(PALETTE)] for place, party in enumerate(parties)}


def dark() -> bool:
    """Return whether the reader's page is dark."""
    return st.context.theme.type == "dark"


def apply(title: str) -> None:
    """Set the page up: its title, the style sheet, and what it tells screen readers and the keyboard."""
    st.set_page_config(
        page_title=f"{title} · Hikiwake", page_icon=ICON, layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(CSS)
    words = {name: t(f"common.frame.{name}") for name in FRAME}
    script = f"<script>{SCRIPT.read_text('utf-8')}({json.dumps(language())}, {json.dumps(words)})</script>"
    st.html(script, unsafe_allow_javascript=True)
