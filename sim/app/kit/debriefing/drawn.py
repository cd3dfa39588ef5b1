"""The picture of a class for every width, what its signs mean, and the numbers behind it that take a moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from html import escape

import streamlit as st

from sim.app.kit.theme import SANS
from sim.app.state import aside
from sim.classroom import beside, shown
from sim.classroom.beside import Model, Real
from sim.classroom.debrief import Debrief
from sim.report.plane import NARROW, WIDE, Plane, picture
from sim.scenario.setup import Setup
from sim.telling.catalogue import t
from sim.telling.numbers import count

SIGNS = {
    "signed": "●",
    "failed": "○",
    "none": "■",
    "runs": "<span style='color:#56B4E9'>●</span>",
    "real": "<span style='color:#E69F00'>◆</span>",
    "frontier": "―",
    "origin": "┼",
}
"""What stands before each line of the legend."""


def plane(found: Plane, *, turn: int = 0) -> None:
    """Draw a picture for a wide page and for a phone; another ``turn`` lets it begin anew."""
    alt = escape(found.alt, quote=True)
    pictures = "".join(
        # What stands behind the sign # is no part of the picture, and makes it another one.
        f"<img class='plane-{name}' src='{picture(found, size, SANS)}#{turn}' alt='{alt}'>"
        for name, size in (("wide", WIDE), ("narrow", NARROW))
    )
    st.html(pictures)


def legend(found: Debrief, model: Model | None, real: Real | None) -> None:
    """Draw what the signs of the picture mean."""
    rows = "".join(
        f"<li><span aria-hidden='true'>{SIGNS[sign]}</span> {escape(line)}</li>"
        for sign, line in shown.legend(found, model, real).items()
    )
    st.html(f"<ul class='plane-legend'>{rows}</ul>")


def model_of(setup: Setup) -> Model | None:
    """Return a thousand runs of a setup, played in a process of their own; None until they are there, or where they failed."""
    future = _runs(setup)
    return future.result() if future.done() and future.exception() is None else None


def with_model(setup: Setup, draw: Callable[[Model | None], None]) -> None:
    """Draw something without the model's runs while they are being played, and anew once they are there."""
    waits = not _runs(setup).done()
    draw(model_of(setup))
    if waits:
        _wait(setup)


@st.fragment(run_every=1.0)
def _wait(setup: Setup) -> None:
    if _runs(setup).done():
        st.rerun()
    st.caption(t("class.teacher.debrief.counting", runs=count(beside.RUNS)))


def _runs(setup: Setup) -> Future[Model]:
    return aside.asked(beside.model, setup)
