"""What moves by itself on a student's page: the clock, what is to be done now, and what is said at the table.

Everything else is drawn again only when it has changed, so that nobody is disturbed at a form: what somebody uses draws
its own part, and what happens at the table draws the page.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from sim.app.classroom import chat
from sim.app.classroom.here import CHAT, LIVE, Here
from sim.app.kit import pieces, theme
from sim.app.state import rooms
from sim.app.state.guard import guarded
from sim.classroom.faults import ClassError
from sim.classroom.views import FeedLine, StudentView
from sim.telling.catalogue import capital, t
from sim.telling.seat import talks

EVERY = "1s"
GONE = ("class.service.no_seat", "class.service.no_room")
"""Why there is no page to go on with: the person was taken out of the room, or the room is deleted."""

LINES = 30
"""Lines of the feed that are drawn: it is scrolled, and begins where it is newest."""


def shape(view: StudentView) -> tuple[Any, ...]:
    """Return all that the still part of the page depends on."""
    waiting = view.waiting if view.phase == "lobby" else 0
    seats = (view.group, view.seat, view.kind, tuple(view.mates.items()), view.observers)
    done = (view.brief_opened, view.checked, view.guess, view.ticketed, view.stars)
    turn = None if view.turn is None else (view.turn.party, view.turn.mine)
    table = (view.entries, view.over, view.closed, view.may_move, turn)
    return (view.phase, view.clock.paused, waiting, seats, done, table)


def part(name: str, draw: Callable[[Here], None], here: Here) -> None:
    """Draw a part of the page that is drawn anew by itself, under a name, when something in it is used."""
    fits = shape(here.view)

    def drawn() -> None:
        # What is wrong with the database, the part that moves by itself says.
        with contextlib.suppress(ClassError):
            _keep_up(here, fits)
        rooms.refusal()
        draw(here)

    st.fragment(guarded(drawn), key=name)()


def _keep_up(here: Here, fits: tuple[Any, ...]) -> None:
    """Read what is new; the page is drawn anew when it no longer fits. Raises `ClassError`."""
    rooms.renew(here.secret)
    if shape(here.view) != fits:
        st.rerun()


def begin(here: Here, top: Any) -> None:
    """Draw the clock, what is to be done now and what is said, in their places, and go on doing so."""
    fits = shape(here.view)
    st.fragment(guarded(lambda: _live(here, top, fits)), run_every=EVERY, key=LIVE)()


def _live(here: Here, top: Any, fits: tuple[Any, ...]) -> None:
    trouble = ""
    try:
        _keep_up(here, fits)
    except ClassError as error:
        if error.key in GONE:
            st.rerun()
        trouble = str(error)
    with top:
        st.html(_clock(here, rooms.drawn().remaining(time.monotonic())))
        with st.container(key="class-news"):
            st.html(_news(here, trouble))
    for place in here.feed:
        place.html(_feed(here))


def clock_text(seconds: float) -> str:
    """Return seconds as minutes and seconds.

    >>> clock_text(0.0), clock_text(59.2), clock_text(725)
    ('0:00', '1:00', '12:05')
    """
    whole = int(-(-seconds // 1))
    return f"{whole // 60}:{whole % 60:02d}"


def _clock(here: Here, left: float) -> str:
    view = here.view
    phase = escape(t(f"class.student.phase.{view.phase}"))
    who = escape(t("class.student.seat_line", n=view.group, who=here.mine()) if view.seat else view.nickname)
    shown = clock_text(left)
    label = escape(t("class.student.clock_label", left=shown))
    kind = " paused" if view.clock.paused else " out" if left <= 0.0 else ""
    return (
        f"<div class='class-clock{kind}'><b role='timer' aria-label='{label}'>{shown}</b>"
        f"<span>{phase}</span><span class='class-me'>{who}</span></div>"
    )


def _news(here: Here, trouble: str) -> str:
    """What is to be done, and for those who hear the page what was said last."""
    last = next((line for line in reversed(here.view.feed) if not line.mine), None)
    said = "" if last is None else f"<p class='unseen'>{_line(here, last)}</p>"
    words = escape(trouble or to_do(here))
    return f"<p class='class-todo{' trouble' if trouble else ''}'>{words}</p>{said}"


def to_do(here: Here) -> str:
    """Return what the person is to do now, or what it waits for and why."""
    view = here.view
    if view.clock.paused:
        return t("class.student.now.paused")
    if view.phase in ("talks", "event", "talks_again"):
        return _at_table(here)
    if view.phase == "deal" and view.group is not None:
        return t("class.student.now.dealt")
    if view.phase == "brief" and view.kind == "waits":
        return t("class.student.now.no_seat")
    return t(f"class.student.now.{view.phase}")


def _at_table(here: Here) -> str:
    view = here.view
    if view.kind == "waits":
        return t("class.student.now.no_seat")
    if view.over is not None:
        return t("class.student.now.over")
    if view.turn is None:
        return t("class.student.now.closed")
    if view.turn.mine:
        return t("class.student.now.your_turn")
    if view.turn.party == view.seat:
        return t("class.student.now.held")
    who = capital(here.name(view.turn.party))
    act = _awaited(here)
    return t(f"class.student.now.{'agent' if view.turn.agent else 'other'}", who=who, act=act)


def _awaited(here: Here) -> str:
    """What the party whose turn it is has to do."""
    seated, turn = here.view.seated, here.view.turn
    if seated is None or turn is None or seated.table.on_table is None:
        return t("class.student.act.propose")
    author = seated.table.meeting.offers[seated.table.queue[0][1] or 0].author
    speaks = here.spec.parties[turn.party].role == "guarantor"
    key = "speak" if speaks else "answer"
    return t(f"class.student.act.{key}", who=talks.name(seated, author))


def feed(here: Here) -> None:
    """Leave room for what is said at the table, and draw where the person writes to it."""
    pieces.heading(t("class.student.feed.title"))
    here.feed.append(st.container())
    part(CHAT, chat.chat, here)


def _feed(here: Here) -> str:
    """The last lines of what is said, the newest first, as HTML."""
    lines = "".join(_paragraph(here, line) for line in reversed(here.view.feed[-LINES:]))
    said = lines or f"<p>{escape(t('class.student.feed.empty'))}</p>"
    label = escape(t("class.student.feed.title"), quote=True)
    return f"<div class='dialogue class-feed' role='log' aria-live='off' tabindex='0' aria-label='{label}'>{said}</div>"


def _paragraph(here: Here, line: FeedLine) -> str:
    mine = " mine" if line.mine else ""
    return f"<p class='feed-{line.kind}{mine}'>{_line(here, line)}</p>"


def _line(here: Here, line: FeedLine) -> str:
    """A line of the feed as HTML; whatever people typed stays text."""
    words = escape(line.text if line.kind == "chat" else line.text.replace("**", ""))
    if line.kind == "nudge":
        return escape(t("class.student.feed.nudge"))
    if line.kind == "message":
        return f"<b>{escape(t('class.student.feed.teacher'))}</b> {words}"
    if line.kind == "chat":
        return f"{_speaker(here, line)} {words}"
    if line.party is None:
        return words
    by = t("class.student.feed.computer") if line.agent else line.who
    return f"{_mark(here, line.party)}{words}" + (f" <small>({escape(by)})</small>" if by else "")


def _mark(here: Here, party: str) -> str:
    """A spot in the party's colour."""
    colour = theme.colours(here.spec.parties)[party]
    return f"<i class='spot' style='--side:{colour}'></i>"


def _speaker(here: Here, line: FeedLine) -> str:
    who, mark = escape(line.who), "" if line.party is None else _mark(here, line.party)
    inside = f" <small>{escape(t('class.student.chat.inside'))}</small>" if line.channel != "group" else ""
    return f"{mark}<b>{who}</b>{inside}"
