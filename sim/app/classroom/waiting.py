"""While there is nothing to do yet: who waits, what comes, and which seat one has been dealt."""

from __future__ import annotations

from html import escape

import streamlit as st

from sim.app.classroom.here import Here
from sim.app.kit import pieces
from sim.telling.catalogue import capital, listed, plural, said, t
from sim.telling.numbers import date
from sim.telling.seat.brief import role


def lobby(here: Here) -> None:
    """Draw the lobby: who the person is, how many are here, and what the lesson holds."""
    view = here.view
    pieces.lead(t("class.student.kicker"), said(here.spec.title), date(here.spec.date))
    st.text(t("class.student.lobby.you", name=view.nickname))
    st.markdown(_counted("here", view.waiting))
    st.markdown(said(here.spec.summary))
    _coming(here)


def _counted(name: str, n: int, **values: object) -> str:
    """A line of the lobby with a number in it."""
    return plural(f"class.student.lobby.{name}", n, n=n, **values)


def _coming(here: Here) -> None:
    """The phases of the lesson with their minutes."""
    pieces.heading(t("class.student.lobby.coming"))
    plan = here.view.plan
    rows = [
        _counted("phase", round(plan.length[phase]), phase=t(f"class.student.phase.{phase}"))
        for phase in here.view.phases
        if phase not in ("lobby", "end")
    ]
    st.markdown("\n".join(f"- {row}" for row in rows))


def dealt(here: Here) -> None:
    """Draw the seat that the person has been dealt; before that the lobby."""
    if here.view.group is None:
        lobby(here)
        return
    seat_card(here)


def seat_card(here: Here) -> None:
    """Draw in which group and seat the person is, with whom, and who sits in the others."""
    view = here.view
    if view.seat is None:
        pieces.lead(t("class.student.kicker"), t("class.student.card.observer", n=view.group), "")
        pieces.note(t("class.student.card.observer_says"))
    else:
        title = t("class.student.card.title", n=view.group, who=here.mine())
        pieces.lead(said(here.spec.title), title, role(view.plan.loaded, view.seat))
        if view.kind == "speaks":
            pieces.note(t("seat.speaks"))
    seats(here)


def seats(here: Here) -> None:
    """Draw who sits where in the group; people's names stay text."""
    rows = []
    for seat, people in here.view.mates.items():
        who = listed([*people]) if people else t("class.student.card.computer")
        rows.append(f"<li><b>{escape(capital(here.name(seat)))}</b> {escape(who)}</li>")
    if here.view.observers:
        label = t("class.student.card.observers")
        rows.append(f"<li><b>{escape(label)}</b> {escape(listed([*here.view.observers]))}</li>")
    st.html(f"<ul class='class-seats'>{''.join(rows)}</ul>")


def no_seat(here: Here) -> None:
    """Draw the page of somebody without a seat while the others are at work."""
    pieces.lead(t("class.student.kicker"), said(here.spec.title), t("class.student.now.no_seat"))
    st.markdown(said(here.spec.summary))
