"""The drafts of the run as a course through the outcome space: shown up to a round, and played when a reader asks for it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sim.app.outcomes.view import Page, read
from sim.app.state import extras, session
from sim.app.state.clock import Clock
from sim.app.state.guard import guarded, handled
from sim.telling import outcomes as words
from sim.telling.catalogue import t

PACE = 1.2
"""Seconds that a round stays while the course plays."""

UNTIL = "outcomes.until"
_CLOCK = Clock("outcomes.clock")


def playing() -> bool:
    """Return whether the course plays by itself."""
    return _CLOCK.going


def stop() -> None:
    """Stop playing."""
    _CLOCK.stop()


def played(draw: Callable[[Page], None]) -> None:
    """Draw what changes with the rounds, anew in every one while the course plays; jumps, and no motion between them."""

    def looked() -> None:
        page = read(session.current())
        if playing() and _CLOCK.struck(PACE):
            last, now = _last(page), page.choices.until or _last(page)
            session.change_extra(UNTIL, now + 1 if now + 1 < last else None)
            page = read(session.current())
        if playing() and page.choices.until is None:
            stop()
            st.rerun()
        draw(page)

    if playing():
        st.fragment(guarded(looked), run_every=PACE, key="outcomes.course")()
    else:
        draw(read(session.current()))


def _last(page: Page) -> int:
    return page.record.rounds[-1].round


@handled
def _toggle(at_end: bool) -> None:
    if playing():
        stop()
        return
    if at_end:
        session.change_extra(UNTIL, 1)
    _CLOCK.start(PACE)


def controls(page: Page) -> None:
    """Draw play and pause, the slider over the rounds, and what the drafts have come to; nothing where they are not shown."""
    last, until = _last(page), page.choices.until
    if "path" not in page.choices.layers or last < 2:
        return
    with st.container(key="course", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            t("play.step.pause" if playing() else "play.step.play"),
            key="outcomes.play", on_click=_toggle, args=(until is None,), width="content",
        )  # fmt: skip
        st.slider(
            t(UNTIL),
            1,
            last,
            **session.control(
                UNTIL,
                until or last,
                lambda state, value: extras.kept(state, UNTIL, None if value == last else value),
            ),
        )
    choices = page.choices
    st.markdown(
        words.course(
            page.table, page.found, page.record, (choices.x, choices.y), choices.foreseen, until or last
        )
    )
