"""The console: where the lesson is, what every group does, and the teacher's ways on, on one page."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import rooms, session
from sim.app.teacher import by_hand, closing, desk, grid, look, outside, people
from sim.classroom.plan import TALKING
from sim.classroom.views import ConsoleView
from sim.telling.catalogue import t

EVERY = 2.0
"""Seconds between two looks at the room."""

ENOUGH = 24
"""Groups of which each has a button of its own."""


def projector(code: str) -> str:
    """Return the address of a room's projector page."""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, "/projector", f"room={code}", ""))


def show(code: str) -> None:
    """Draw the console of a room. Raises `ClassError` where the room is gone."""
    view = desk.mine().console(code)
    with st.container(key="teacher-title"):
        st.title(view.title, anchor=False)
        st.markdown(_kicker(view))
    rooms.refusal()
    _controls(view)
    _now(code, _drawn_at(view))
    if view.phase in ("debrief", "end"):
        closing.pages(view)
        closing.debrief(code)
    if view.groups:
        _look_into(view)
        if desk.group() in [line.group for line in view.groups]:
            look.show(code, view)
            pieces.into_sight("teacher-look", f"group {desk.group()}")
    folds = (
        ("all", "all", outside.to_all),
        ("people", "people", people.show),
        ("hand", "hand", by_hand.show),
        ("close", "closing", closing.show),
    )
    for words, key, draw in folds:
        if draw is by_hand.show and not by_hand.open_to(view):
            continue
        with pieces.fold(t(f"class.teacher.{words}.title"), f"teacher.{key}") as opened:
            if opened:
                draw(view)
    desk.button(t("class.teacher.to_rooms"), "to_rooms", desk.lay, None, type="tertiary")


def _kicker(view: ConsoleView) -> str:
    link = f"[{t('class.teacher.projector')}]({projector(view.code)})"
    return f"{t('class.teacher.code', code=view.code)} · {link}"


def _drawn_at(view: ConsoleView) -> tuple[object, ...]:
    """What the controls outside of the part that renews itself depend on."""
    return (
        view.phase,
        view.slide,
        view.clock.paused,
        tuple(line.group for line in view.groups),
        len(view.loose) == 0,
    )


@st.fragment(run_every=EVERY)
def _now(code: str, drawn: tuple[object, ...]) -> None:
    """Where the lesson is and what every group does; looks again by itself."""
    view = desk.mine().console(code)
    if _drawn_at(view) != drawn:
        st.rerun()
    st.html(grid.head(view))
    st.html(grid.groups(view) if view.groups else grid.lobby(view))


def _controls(view: ConsoleView) -> None:
    """The next phase and the last, the clock, and the deal."""
    code, may = view.code, desk.mine()
    following, before = view.plan.after(view.phase), view.plan.before(view.phase)
    with st.container(key="teacher-controls", horizontal=True, gap="small"):
        if view.phase in ("lobby", "deal") and not view.groups:
            desk.button(t("class.teacher.deal"), "deal", may.deal, code, type="primary")
        if following is not None:
            label = t("class.teacher.next", phase=t(f"class.teacher.phase.{following}"))
            kind = "secondary" if view.phase in ("lobby", "deal") and not view.groups else "primary"
            desk.button(label, "next", may.next_phase, code, type=kind)
        if view.clock.paused:
            desk.button(t("class.teacher.resume"), "resume", may.resume, code)
        else:
            desk.button(t("class.teacher.pause"), "pause", may.pause, code)
        for minutes in (1, 5):
            desk.button(t("class.teacher.extend", n=minutes), f"extend.{minutes}", may.extend, code, minutes)
        if before is not None:
            label = t("class.teacher.back", phase=t(f"class.teacher.phase.{before}"))
            desk.button(label, "back", may.back, code, type="tertiary")
        if view.groups and view.phase not in (*TALKING, "ticket", "debrief", "end"):
            desk.button(t("class.teacher.deal_again"), "deal_again", may.deal, code, type="tertiary")


def _look_into(view: ConsoleView) -> None:
    """The groups by number: one press looks into one, another press closes it."""
    numbers = [line.group for line in view.groups]
    label = t("class.teacher.look.into")
    bound = session.bound(f"teacher.look.{view.code}", desk.group(), desk.look_at)
    if len(numbers) <= ENOUGH:
        st.pills(label, numbers, **bound)
    else:
        st.selectbox(label, numbers, index=None, **bound)
