"""The exit ticket: two questions, answered in a sentence or two before the debrief."""

from __future__ import annotations

import streamlit as st

from sim.app.classroom import waiting
from sim.app.classroom.here import Here
from sim.app.kit import pieces
from sim.app.state import rooms, session
from sim.app.state.guard import handled
from sim.telling.catalogue import t

QUESTIONS = ("first", "second")


def ticket(here: Here) -> None:
    """Draw the two questions, or that they are answered."""
    pieces.lead(t("class.student.kicker"), t("class.student.ticket.title"), t("class.student.ticket.lead"))
    if here.view.ticket is not None:
        for name, said in zip(QUESTIONS, (here.view.ticket.first, here.view.ticket.second), strict=True):
            pieces.note(t(f"class.student.ticket.{name}"))
            st.text(said)
        st.markdown(t("class.student.ticket.done"))
        return
    if here.view.group is not None:
        waiting.seats(here)
    for name in QUESTIONS:
        st.text_area(
            t(f"class.student.ticket.{name}"),
            height=110,
            max_chars=600,
            **session.bound(f"class.ticket.{name}", here.draft(name, ""), here.keeping(name)),
        )
    st.button(
        t("class.student.ticket.send"), key="class.ticket.send", type="primary", on_click=_send, args=(here,)
    )


@handled
def _send(here: Here) -> None:
    """Hand in both answers as they stand in the fields."""
    said = [st.session_state.get(session.widget_key(f"class.ticket.{name}"), "") for name in QUESTIONS]
    rooms.attempt(rooms.classroom().ticket, here.secret, *said)
