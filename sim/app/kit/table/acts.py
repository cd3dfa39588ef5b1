"""What a person does at a table: table a text, answer one, or leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.table import draft, drafting, speaking
from sim.app.kit.table.desk import Desk
from sim.engine.sitting import Seated
from sim.telling.catalogue import capital, t
from sim.telling.narrative import sentences
from sim.telling.numbers import number, signed
from sim.telling.seat import talks, worth


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


def turn(seated: Seated) -> str:
    """Return what the person is to do, as a headline."""
    if seated.turn in ("answer", "speak"):
        text = seated.table.meeting.offers[seated.table.queue[0][1] or 0]
        return t(f"seat.turn.{seated.turn}", who=capital(talks.name(seated, text.author)))
    if seated.table.meeting.last_day:
        return t("seat.turn.last_day")
    return t(f"seat.turn.{'wish' if seated.table.rules.protocol == 'single_text' else 'propose'}")


def answer(desk: Desk, seated: Seated) -> None:
    """Draw the text that is up for an answer, or for a word, and what can be said to it."""
    text = seated.table.on_table
    assert text is not None
    speaks = seated.turn == "speak"
    words, picture = st.columns([2, 3], gap="large")
    with picture:
        draft.island_map(seated, text)
    with words:
        said(seated, text)
        if speaks:
            speaking.effects(seated, text)
        else:
            _before_answering(desk, seated, text)
    with _bar(seated, text):
        if speaks:
            speaking.choices(desk, seated, text)
        else:
            _answers(desk, seated, text)


def _before_answering(desk: Desk, seated: Seated, text: int) -> None:
    """What bears on an answer, and the way out."""
    for line in talks.stances(seated, seated.table.meeting, text):
        st.markdown(line)
    draft.steps(seated, text)
    barred, reasons = worth.barred(seated, text), worth.reasons(seated, text)
    if seated.table.meeting.last_day:
        st.markdown(t("seat.answer.last_day"))
    if barred or reasons:
        pieces.note(sentences([t(f"seat.answer.{'cannot' if barred else 'but'}"), *(barred or reasons)]))
    if not barred:
        pieces.note(t("seat.answer.initial"))
    leave(desk, seated)


def _answers(desk: Desk, seated: Seated, text: int) -> None:
    st.button(
        t("seat.answer.accept"),
        key=desk.key("seat.accept"),
        type="primary",
        disabled=bool(worth.barred(seated, text)),
        on_click=speaking.play,
        args=(desk, "accept"),
    )
    st.button(
        t("seat.answer.decline"),
        key=desk.key("seat.decline"),
        on_click=speaking.play,
        args=(desk, "reject"),
    )


def said(seated: Seated, text: int) -> None:
    """Draw what a text on the table says, with what its author's last text said where that differs."""
    author = seated.table.meeting.offers[seated.table.queue[0][1] or 0].author
    before = talks.last_text(seated, author, seated.table.meeting)
    kind = f"**{talks.depth(seated, text)}**" if seated.sitting.played.spec.depths else ""
    lines = [f"- {line.line('**')}" for line in talks.terms(seated, text, before)]
    st.markdown("\n\n".join([kind, "\n".join(lines) or t("play.depth.bare")]))


def lying(seated: Seated, text: int) -> None:
    """Draw a text that others are to answer, and what it is worth to the person."""
    words, picture = st.columns([2, 3], gap="large")
    with picture:
        draft.island_map(seated, text)
    with words:
        said(seated, text)
        draft.weigh(seated, text)
        if not seated.sitting.speaks:
            draft.steps(seated, text)


@contextmanager
def _bar(seated: Seated, text: int) -> Iterator[None]:
    """What a text is worth and the buttons that matter most, always in sight at the foot of the window."""
    with st.container(key="seat-bar", gap="xsmall"):
        draft.weigh(seated, text)
        st.markdown(sentences([worth.share(seated, text), worth.at_home(seated, text)]))
        with st.container(horizontal=True, gap="xsmall"):
            yield


def leave(desk: Desk, seated: Seated) -> None:
    """Draw the way out, which asks once more."""
    with st.popover(t("seat.answer.leave"), type="tertiary"):
        floor = number(float(seated.table.value.reservation[seated.sitting.place]))
        st.markdown(t("seat.answer.leave_sure", floor=floor))
        st.button(
            t("seat.answer.leave_yes"),
            key=desk.key("seat.walk"),
            on_click=speaking.play,
            args=(desk, "walk"),
        )


def propose(desk: Desk, seated: Seated) -> None:
    """Draw the draft of the next text, and what can be done with it; out of turn it can only be drafted."""
    text, mine = desk.draft(seated), seated.turn == "propose"
    pieces.heading(t("seat.draft.heading"))
    if not drafting.fit(seated).any():
        st.info(t("seat.turn.nothing"))
    if seated.table.rules.protocol == "simultaneous" and not seated.table.meeting.last_day:
        pieces.note(t("seat.turn.both"))
    draft.starts(desk, seated)
    left, right = st.columns([2, 3], gap="large")
    with left:
        draft.island_map(seated, text, desk)
        draft.steps(seated, text)
    with right:
        draft.controls(desk, seated, text)
        draft.changes(seated, text)
        _before_sending(desk, seated, text)
    single = seated.table.rules.protocol == "single_text" and not seated.table.meeting.last_day
    with _bar(seated, text):
        st.button(
            t("seat.draft.send_wish" if single else "seat.draft.send"),
            key=desk.key("seat.send"),
            type="primary",
            disabled=not mine or bool(worth.barred(seated, text)),
            on_click=speaking.play,
            args=(desk, text),
        )


def _before_sending(desk: Desk, seated: Seated, text: int) -> None:
    """What speaks against the draft, and the other ways to go on."""
    barred, reasons = worth.barred(seated, text), worth.reasons(seated, text)
    stances = talks.stances(seated, seated.table.meeting, text)
    if stances:
        st.markdown(sentences(stances))
    if barred or reasons:
        key = "cannot_send" if barred else "but_send"
        pieces.note(sentences([t(f"seat.answer.{key}"), *(barred or reasons)]))
    if seated.turn == "propose":
        with st.container(horizontal=True, gap="small"):
            st.button(
                t("seat.draft.pass"), key=desk.key("seat.pass"), on_click=speaking.play, args=(desk, "pass")
            )
            leave(desk, seated)
