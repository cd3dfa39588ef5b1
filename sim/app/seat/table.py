"""The table itself: what was said, what is on it, and what the person can do."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.table import acts, brief_drawn
from sim.app.kit.table.desk import Desk
from sim.app.seat import seating
from sim.app.state import session
from sim.app.state.guard import handled
from sim.engine.sitting import Seated
from sim.rules.meeting import Meeting
from sim.telling.catalogue import t
from sim.telling.narrative import sentences
from sim.telling.seat import brief, debrief, talks


def table(seated: Seated) -> None:
    """Draw the page while the talks go on."""
    pieces.lead(debrief.episode(seated), acts.turn(seated), acts.status(seated))
    _brief(seated)
    _lately(seated)
    (acts.propose if seated.turn == "propose" else acts.answer)(desk(seated), seated)
    st.divider()
    _log(seated)
    st.button(t("seat.stand.up"), key="seat.up", type="tertiary", on_click=stand_up)


def desk(seated: Seated) -> Desk:
    """Return where the person works: everything lies in the page's state."""
    return Desk(
        seated=lambda: seating.read(session.current()).seated,
        draft=lambda at: seating.draft(session.current(), at),
        keep=lambda text: session.put(seating.drafted(session.current(), text)),
        move=lambda seen, move: session.put(seating.moved(session.current(), seen, move)),
        seen=len(seated.moves),
    )


@handled
def stand_up() -> None:
    """Go back to the choice of a seat."""
    session.put(seating.stood_up(session.current()))


def _brief(seated: Seated) -> None:
    sitting = seated.sitting
    with st.expander(t("seat.brief.title"), expanded=not seated.moves):
        st.markdown(brief.role(sitting.played, sitting.seat))
        if sitting.speaks:
            pieces.note(t("seat.speaks"))
        if sitting.raised:
            n = len(seated.table.rules.game.signatories)
            pieces.note(t("seat.raised", who=talks.name(seated, sitting.place), n=n))
        brief_drawn.parts(brief.brief(sitting, sitting.seat), key="own")


def _lately(seated: Seated) -> None:
    """What happened since the person's last move: the last round and the one in play."""
    shown = [(m, talks.told(seated, m, short=True)) for m in talks.meetings(seated)[-2:]]
    shown = [(meeting, lines) for meeting, lines in shown if lines]
    if shown:
        pieces.heading(t("seat.so_far.heading"))
    for meeting, lines in shown:
        st.markdown(_line(meeting, lines))


def _line(meeting: Meeting, lines: list[str]) -> str:
    """What was said in a meeting, behind when it was."""
    key = "last_day" if meeting.last_day else "line"
    return t(f"seat.so_far.{key}", n=meeting.round, text=sentences(lines))


def _log(seated: Seated) -> None:
    with st.expander(t("seat.so_far.title")):
        log(seated)


def log(seated: Seated) -> None:
    """Draw every round so far."""
    told = [(meeting, talks.told(seated, meeting)) for meeting in talks.meetings(seated)]
    lines = [_line(meeting, said) for meeting, said in told if said]
    st.markdown("\n".join(f"- {line}" for line in lines) if lines else t("seat.so_far.start"))
