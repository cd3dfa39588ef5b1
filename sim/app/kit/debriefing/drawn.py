"""The picture of a class for every width, what its signs mean, and the numbers behind it that take a moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from html import escape

import streamlit as st

from sim.app.state import aside
from sim.classroom import beside, shown
from sim.classroom.beside import Model, Real
from sim.classroom.debrief import Debrief
from sim.report.plane import NARROW, WIDE, Plane, drawn
from sim.scenario.setup import Setup
from sim.telling.catalogue import t
from sim.telling.numbers import count

SIGNS = {
    "signed": '<circle cx="9" cy="9" r="6" fill="currentColor"/>',
    "failed": '<circle cx="9" cy="9" r="5" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    "none": '<rect x="4" y="4" width="10" height="10" fill="currentColor"/>',
    "runs": '<circle cx="9" cy="9" r="7" fill="#56B4E9" fill-opacity=".4" stroke="#0072B2"/>',
    "real": '<path d="M9 1L17 9L9 17L1 9Z" fill="#E69F00" stroke="currentColor"/>',
    "frontier": '<path d="M1 4L10 7L17 15" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "origin": '<path d="M9 1V17M1 9H17" stroke="currentColor" stroke-dasharray="3 2" opacity=".7"/>',
}
"""What stands before each line of the legend."""


def plane(found: Plane, *, turn: int = 0) -> None:
    """Draw a picture for a wide page and for a phone; another ``turn`` lets it begin anew."""
    pictures = "".join(
        f"<div class='plane-{name}'>{drawn(found, size)}</div>"
        for name, size in (("wide", WIDE), ("narrow", NARROW))
    )
    st.html(f"<div data-turn='{turn}'>{pictures}</div>")


def legend(found: Debrief, model: Model | None, real: Real | None) -> None:
    """Draw what the signs of the picture mean."""
    rows = "".join(
        f"<li><svg viewBox='0 0 18 18' width='18' height='18' aria-hidden='true'>{SIGNS[sign]}</svg> {escape(line)}</li>"
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
