"""The talks: what is on the table, what the person can do, what is said, and the person's own cards."""

from __future__ import annotations

from html import escape

import streamlit as st

from sim.app.classroom import brief, live, waiting
from sim.app.classroom.here import Here
from sim.app.kit import pieces, terms
from sim.app.kit.table import acts, brief_drawn, draft, drafting
from sim.app.kit.table.desk import Desk
from sim.app.state import rooms, session
from sim.app.state.guard import handled
from sim.classroom.faults import ClassError
from sim.engine.sitting import Plain, Seated
from sim.telling.catalogue import t
from sim.telling.seat import brief as cards
from sim.telling.seat import talks as talks_of


def talks(here: Here) -> None:
    """Draw the table of the person's group; for those without a seat, that they wait for one."""
    if here.view.kind == "waits":
        waiting.no_seat(here)
        return
    _struck(here)
    action, said = st.columns([5, 3], gap="large")
    with action:
        live.part("class.action", _action, here)
    with said:
        live.feed(here)
        live.part("class.cards", _cards, here)


def _struck(here: Here) -> None:
    """What has happened from outside last, and what it means for the person's seat."""
    struck = [line for line in here.view.feed if line.kind == "event"]
    if not struck:
        return
    last = struck[-1]
    words = escape(last.text.replace("**", ""))
    means = t("class.student.event.means", changes=last.changes) if last.changes else ""
    changes = f"<br>{escape(means)}" if means else ""
    st.html(f"<div class='class-event' role='status'><b>{words}</b>{changes}</div>")


def _action(here: Here) -> None:
    view, seated = here.view, here.view.seated
    if view.over is not None or view.closed is not None:
        _over(here)
    elif seated is None:
        _looking_on(here)
    elif not view.may_move or seated.turn == "waits":
        _waiting(here, seated)
    else:
        desk = at_desk(here)
        pieces.heading(acts.turn(seated))
        pieces.note(acts.status(seated))
        (acts.propose if seated.turn == "propose" else acts.answer)(desk, seated)


def _over(here: Here) -> None:
    pieces.heading(t("class.student.over.title"))
    results = [line.text for line in here.view.feed if line.kind == "result"]
    if results:
        st.text(results[-1].replace("**", ""))
    text = None if here.view.seated is None else here.view.seated.table.agreement
    if text is not None and here.view.seated is not None:
        draft.island_map(here.view.seated, text)
        terms.listing(here.spec, here.view.seated.table.rules.game.space.terms(text))
    st.markdown(t("class.student.over.next"))


def _looking_on(here: Here) -> None:
    """The last text on the map, for those who only look on."""
    tabled = [line.outcome for line in here.view.feed if line.outcome is not None]
    pieces.heading(t("class.student.card.observer", n=here.view.group))
    pieces.note(t("class.student.card.observer_says"))
    waiting.seats(here)
    if tabled:
        found = here.view.plan.loaded.game().space.terms(tabled[-1])
        terms.island_map(here.spec, found, key="class.observed")
        terms.listing(here.spec, found)


def _waiting(here: Here, seated: Seated) -> None:
    """While others are to move: what lies on the table, and one's next text to work at."""
    lying = seated.table.on_table
    if lying is None:
        pieces.heading(t("class.student.wait.nothing"))
    else:
        author = seated.table.meeting.offers[seated.table.queue[0][1] or 0].author
        pieces.heading(t("class.student.wait.lying", who=talks_of.name(seated, author)))
    pieces.note(acts.status(seated))
    if lying is not None:
        acts.lying(seated, lying)
    if seated.sitting.speaks:
        pieces.note(t("class.student.wait.speaks"))
        return
    ahead = bool(here.draft("ahead", False))
    st.toggle(
        t("class.student.wait.prepare"),
        **session.bound("class.ahead", ahead, here.keeping("ahead")),
    )
    if ahead:
        acts.propose(at_desk(here), seated)


def at_desk(here: Here) -> Desk:
    """Return where the person works: its draft lies in the classroom, and so do the moves of its group."""
    return Desk(
        seated=lambda: here.view.seated,
        draft=lambda seated: drafting.draft(here.draft("offer"), seated),
        keep=here.keeping("offer"),
        move=lambda seen, move: _move(here, seen, move),
        seen=here.view.entries,
        tag=f".{here.view.entries}",
    )


@handled
def _move(here: Here, seen: int, move: Plain) -> None:
    """Make a move at the table; the draft goes with a text that was tabled."""
    try:
        rooms.classroom().move(here.secret, move, seen)
    except ClassError as error:
        rooms.refuse(error)
        return
    if isinstance(move, int):
        here.keep("offer", None)


def _cards(here: Here) -> None:
    """The person's own cards: at a glance, its brief and who sits where; and what it expects, where it has not said it yet."""
    seated = here.view.seated
    if seated is not None and here.view.seat is not None:
        _own_cards(here, seated)
    if here.view.guess is None and here.view.over is None:
        brief.guess(here)


def _own_cards(here: Here, seated: Seated) -> None:
    with pieces.fold(t("class.student.cards.title"), "class.cards") as unfolded:
        if unfolded:
            found = cards.brief(seated.sitting, seated.sitting.seat)
            brief_drawn.parts(found, key="own", sources=not brief.expects(here))
    with pieces.fold(t("class.student.cards.brief"), "class.own_brief") as unfolded:
        if unfolded:
            brief.own(here)
    with pieces.fold(t("class.student.cards.seats"), "class.seats") as unfolded:
        if unfolded:
            waiting.seats(here)
