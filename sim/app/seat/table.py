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
from sim.telling.briefing.aims import main_aims
from sim.telling.catalogue import t
from sim.telling.narrative import sentences
from sim.telling.numbers import number
from sim.telling.seat import brief, debrief, talks, worth


def table(seated: Seated) -> None:
    """Draw the page while the talks go on."""
    pieces.lead(debrief.episode(seated), acts.turn(seated), acts.status(seated))
    _brief(seated)
    _lately(seated)
    _hint(seated)
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
        advised=seating.advice(session.current(), seated),
    )


@handled
def stand_up() -> None:
    """Go back to the choice of a seat."""
    session.put(seating.stood_up(session.current()))


def _brief(seated: Seated) -> None:
    """The brief, folded so that the table is in sight; before the first move its gist stands above it."""
    sitting = seated.sitting
    if not seated.moves:
        _gist(seated)
    with st.expander(t("seat.brief.title")):
        if seated.moves:
            _gist(seated)
        brief_drawn.parts(brief.brief(sitting, sitting.seat), key="own")


def _gist(seated: Seated) -> None:
    """Who the person is, what it wants most, and what sets its seat apart."""
    sitting = seated.sitting
    aims = main_aims(sitting.played, sitting.seat)
    st.markdown(sentences([brief.role(sitting.played, sitting.seat), aims.text if aims else ""]))
    if sitting.speaks:
        pieces.note(t("seat.speaks"))
    if sitting.raised:
        n = len(seated.table.rules.game.signatories)
        pieces.note(t("seat.raised", who=talks.name(seated, sitting.place), n=n))


def _hint(seated: Seated) -> None:
    """The hint that led the person to this table, with what else is worth taking: no less than its text, and than none."""
    text = seating.advice(session.current(), seated)
    if text is not None:
        found = worth.worth(seated, text)
        least = number(max(found.judged, found.floor))
        st.info(t("seat.hint.stand", worth=least, terms=talks.named(seated, text)))


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
