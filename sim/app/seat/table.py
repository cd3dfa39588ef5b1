"""The table itself: what was said, what is on it, and what the person can do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from sim.app.kit import pieces
from sim.app.seat import brief_drawn, draft, drafting, seating, speaking
from sim.app.state import session
from sim.app.state.guard import handled
from sim.engine.sitting import Seated
from sim.rules.meeting import Meeting
from sim.telling.catalogue import capital, t
from sim.telling.narrative import sentences
from sim.telling.numbers import number, signed
from sim.telling.seat import brief, debrief, talks, worth


def table(seated: Seated) -> None:
    """Draw the page while the talks go on."""
    _head(seated)
    _brief(seated)
    _lately(seated)
    if seated.turn == "propose":
        _propose(seated)
    else:
        _answer(seated)
    st.divider()
    _log(seated)
    st.button(t("seat.stand.up"), key="seat.up", type="tertiary", on_click=stand_up)


@handled
def stand_up() -> None:
    """Go back to the choice of a seat."""
    session.put(seating.stood_up(session.current()))


def status(seated: Seated) -> str:
    """Return where the talks stand, in one line."""
    standing, me = seated.table.standing, seated.sitting.place
    now, first = standing.parties[me].trust, seated.table.rules.game.parties[me].trust
    shift = round(now, 2) - round(first, 2)
    if seated.sitting.speaks:
        return t(
            f"seat.status.speaks{'_last_day' if seated.table.meeting.last_day else ''}",
            who=talks.name(seated, me),
            round=seated.table.meeting.round,
            deadline=standing.deadline,
            worn=t("seat.status.worn", share=number(standing.wear)) if standing.wear < 1.0 else "",
        )
    return t(
        f"seat.status.{'last_day' if seated.table.meeting.last_day else 'line'}",
        who=talks.name(seated, me),
        round=seated.table.meeting.round,
        deadline=standing.deadline,
        trust=number(now),
        moved="" if abs(shift) < 0.005 else t("seat.status.moved", moved=signed(shift)),
    )


def _head(seated: Seated) -> None:
    if seated.turn in ("answer", "speak"):
        text = seated.table.meeting.offers[seated.table.queue[0][1] or 0]
        title = t(f"seat.turn.{seated.turn}", who=capital(talks.name(seated, text.author)))
    elif seated.table.meeting.last_day:
        title = t("seat.turn.last_day")
    elif seated.table.rules.protocol == "single_text":
        title = t("seat.turn.wish")
    else:
        title = t("seat.turn.propose")
    pieces.lead(debrief.episode(seated), title, status(seated))


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


def _answer(seated: Seated) -> None:
    text = seated.table.on_table
    assert text is not None
    left, right = st.columns([3, 2], gap="large")
    with left:
        draft.island_map(seated, text, clickable=False)
    with right:
        author = seated.table.meeting.offers[seated.table.queue[0][1] or 0].author
        before = talks.last_text(seated, author, seated.table.meeting)
        kind = f"**{talks.depth(seated, text)}**" if seated.sitting.played.spec.depths else ""
        lines = [f"- {line.line('**')}" for line in talks.terms(seated, text, before)]
        st.markdown("\n\n".join([kind, "\n".join(lines) or t("play.depth.bare")]))
        if seated.turn == "speak":
            draft.weigh(seated, text)
            speaking.choices(seated, text)
            return
        for line in talks.stances(seated, seated.table.meeting, text):
            st.markdown(line)
        draft.steps(seated, text)
        barred, reasons = worth.barred(seated, text), worth.reasons(seated, text)
        if seated.table.meeting.last_day:
            st.markdown(t("seat.answer.last_day"))
        if barred or reasons:
            pieces.note(sentences([t(f"seat.answer.{'cannot' if barred else 'but'}"), *(barred or reasons)]))
        leave(seated)
    with _bar(seated, text):
        count = len(seated.moves)
        st.button(
            t("seat.answer.accept"),
            key="seat.accept",
            type="primary",
            disabled=bool(barred),
            on_click=speaking.play,
            args=(count, "accept"),
        )
        st.button(
            t("seat.answer.decline"), key="seat.decline", on_click=speaking.play, args=(count, "reject")
        )


@contextmanager
def _bar(seated: Seated, text: int) -> Iterator[None]:
    """What a text is worth and the buttons that matter most, always in sight at the foot of the window."""
    with st.container(key="seat-bar", gap="xsmall"):
        draft.weigh(seated, text)
        st.markdown(sentences([worth.share(seated, text), worth.at_home(seated, text)]))
        with st.container(horizontal=True, gap="small"):
            yield


def leave(seated: Seated) -> None:
    """Draw the way out, which asks once more."""
    with st.popover(t("seat.answer.leave"), type="tertiary"):
        floor = number(float(seated.table.value.reservation[seated.sitting.place]))
        st.markdown(t("seat.answer.leave_sure", floor=floor))
        st.button(
            t("seat.answer.leave_yes"),
            key="seat.walk",
            on_click=speaking.play,
            args=(len(seated.moves), "walk"),
        )


def _propose(seated: Seated) -> None:
    text = drafting.draft(session.current(), seated)
    pieces.heading(t("seat.draft.heading"))
    if not drafting.fit(seated).any():
        st.info(t("seat.turn.nothing"))
    if seated.table.rules.protocol == "simultaneous" and not seated.table.meeting.last_day:
        pieces.note(t("seat.turn.both"))
    draft.starts(seated)
    left, right = st.columns([2, 3], gap="large")
    with left:
        draft.island_map(seated, text, clickable=True)
        draft.steps(seated, text)
    with right:
        draft.controls(seated, text)
        draft.changes(seated, text)
        _before_sending(seated, text)
    single = seated.table.rules.protocol == "single_text" and not seated.table.meeting.last_day
    with _bar(seated, text):
        st.button(
            t("seat.draft.send_wish" if single else "seat.draft.send"),
            key="seat.send",
            type="primary",
            disabled=bool(worth.barred(seated, text)),
            on_click=speaking.play,
            args=(len(seated.moves), text),
        )


def _before_sending(seated: Seated, text: int) -> None:
    """What speaks against the draft, and the other ways to go on."""
    barred, reasons = worth.barred(seated, text), worth.reasons(seated, text)
    stances = talks.stances(seated, seated.table.meeting, text)
    if stances:
        st.markdown(sentences(stances))
    if barred or reasons:
        key = "cannot_send" if barred else "but_send"
        pieces.note(sentences([t(f"seat.answer.{key}"), *(barred or reasons)]))
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("seat.draft.pass"), key="seat.pass", on_click=speaking.play, args=(len(seated.moves), "pass")
        )
        leave(seated)
