"""The page *Projector*: the code, the clock and what to do now in large letters; at the end the debrief. No secrets."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import streamlit as st

from sim.app.kit.share import code as qr_code
from sim.app.projector import slides
from sim.app.state import rooms, spoken
from sim.classroom.faults import ClassError
from sim.classroom.plan import TALKING
from sim.classroom.views import ProjectorView
from sim.telling.catalogue import plural, t
from sim.telling.numbers import count

EVERY = 1.0
"""Seconds between two looks at the room."""

LAST = ("debrief", "end")
"""The phases in which the wall shows the debrief."""


def show() -> None:
    """Draw the room that the address names."""
    code = rooms.code().strip().upper()
    try:
        view = rooms.classroom().projector(code)
    except ClassError as error:
        st.warning(str(error))
        return
    spoken.use(view.language)
    with st.container(key="projector"):
        _now(code, _drawn_at(view))
        if view.phase in LAST and view.standings:
            slides.show(view)


def address(code: str) -> str:
    """Return the address at which students join, as others on the network reach it where the page itself was opened here."""
    here = urlsplit(st.context.url or "")
    return rooms.joining(f"{here.scheme}://{reached(here.netloc)}", code)


def reached(place: str) -> str:
    """Return under which host and port others reach this computer, from those that the address bar of this page names."""
    host, _, port = place.rpartition(":")
    if host not in ("localhost", "127.0.0.1", "[::1]"):
        return place
    return f"{st.get_option('browser.serverAddress') or host}:{port}"


def _drawn_at(view: ProjectorView) -> tuple[object, ...]:
    """What the part that stands still depends on."""
    return view.phase, view.groups, view.slide


@st.fragment(run_every=EVERY)
def _now(code: str, drawn: tuple[object, ...]) -> None:
    """The head, and until the debrief what fills the wall; looks again by itself."""
    view = rooms.classroom().projector(code)
    if _drawn_at(view) != drawn:
        st.rerun()
    st.html(_head(view))
    if view.phase == "lobby":
        st.html(_lobby(view))
    elif view.phase not in LAST:
        st.html(_do_now(view))


def _clock(view: ProjectorView) -> str:
    seconds = int(view.clock.remaining)
    state = "out" if view.clock.out else "paused" if view.clock.paused else "runs"
    says = (
        ""
        if state == "runs" or view.phase in LAST
        else f"<span>{escape(t(f'class.teacher.clock.{state}'))}</span>"
    )
    return f"<p class='wall-clock {state}' role='timer'>{seconds // 60}:{seconds % 60:02d}{says}</p>"


def _head(view: ProjectorView) -> str:
    """The title, the phase and the clock."""
    n = view.phases.index(view.phase) + 1
    phase, place = (
        t(f"class.teacher.phase.{view.phase}"),
        t("class.teacher.phase_of", n=n, all=len(view.phases)),
    )
    return (
        f"<div class='wall-head{' small' if view.phase in LAST else ''}'><div><p>{escape(view.title)} · {escape(place)}</p>"
        f"<h1>{escape(phase)}</h1></div>{_clock(view)}</div>"
    )


def _lobby(view: ProjectorView) -> str:
    """The code, large, the address in letters and as a QR code, and how many have joined."""
    here = address(view.code)
    joined = plural("class.teacher.wall.joined", view.joined, n=count(view.joined))
    return (
        f"<div class='wall-lobby'><img src='{qr_code(here)}' alt='{escape(t('class.teacher.wall.qr'), quote=True)}'>"
        f"<div><p>{escape(t('class.teacher.wall.join'))}</p><p class='wall-address'>{escape(urlsplit(here).netloc)}</p>"
        f"<p class='wall-code'>{escape(view.code)}</p><p class='wall-count' role='status'>{escape(joined)}</p></div></div>"
    )


def _do_now(view: ProjectorView) -> str:
    """What to do now, in one sentence, and how many have done it."""
    facts = "".join(f"<li><b>{escape(number)}</b> {escape(words)}</li>" for number, words in _facts(view))
    return f"<p class='wall-now'>{escape(t(f'class.teacher.wall.now.{view.phase}'))}</p><ul class='wall-facts'>{facts}</ul>"


def _facts(view: ProjectorView) -> list[tuple[str, str]]:
    if view.phase in TALKING:
        return [
            (count(getattr(view, name)), t(f"class.teacher.wall.fact.{name}"))
            for name in ("open", "signed", "failed")
        ]
    if view.phase == "brief":
        return [
            (count(view.briefs_opened), t("class.teacher.wall.fact.briefs")),
            (count(view.guessed), t("class.teacher.wall.fact.guessed")),
        ]
    if view.phase == "ticket":
        return [(count(view.ticketed), t("class.teacher.wall.fact.ticketed"))]
    return [
        (count(view.joined), t("class.teacher.wall.fact.joined")),
        (count(view.groups), t("class.teacher.wall.fact.groups")),
    ]
