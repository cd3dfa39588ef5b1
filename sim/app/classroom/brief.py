"""The private brief at two lengths, what the person expects, and three questions that check whether it was understood."""

from __future__ import annotations

from html import escape

import streamlit as st

from sim.app.classroom import live, waiting
from sim.app.classroom.here import Here
from sim.app.kit import pieces
from sim.app.state import rooms, session
from sim.app.state.guard import handled
from sim.classroom.plan import TALKING
from sim.domain.game import CONSTRAINTS, LADDER
from sim.telling.briefing.brief import Briefing, briefing
from sim.telling.briefing.questions import Question, questions
from sim.telling.catalogue import capital, t, word
from sim.telling.numbers import count

LENGTHS = ("short", "long")

NOTHING = "nothing"
"""What blocks where nothing does."""


def brief(here: Here) -> None:
    """Draw the phase in which the person reads, says what it expects, and checks what it has read."""
    if here.view.kind == "waits":
        waiting.no_seat(here)
        return
    waiting.seat_card(here)
    if here.view.seat is not None:
        own(here)
    guess(here)
    if here.view.seat is not None and here.view.brief_opened:
        checks(here)
    if here.view.group is not None:
        live.feed(here)


def own(here: Here) -> None:
    """Draw the person's own brief, once it has opened it."""
    if not here.view.brief_opened:
        st.button(
            t("class.student.brief.open"),
            key="class.brief.open",
            type="primary",
            on_click=rooms.attempt,
            args=(rooms.classroom().open_brief, here.secret),
        )
        pieces.note(t("class.student.brief.open_note"))
        return
    length = here.choice("length", LENGTHS)
    st.segmented_control(
        t("class.student.brief.length"),
        list(LENGTHS),
        format_func=lambda name: t(f"class.student.brief.{name}"),
        required=True,
        **session.bound("class.brief.length", length, here.keeping("length")),
    )
    text(here, long=length == "long")


def text(here: Here, *, long: bool) -> None:
    """Draw the brief as prose with its sources."""
    view = here.view
    assert view.seat is not None
    found = briefing(
        view.plan.loaded,
        view.seat,
        "long" if long else "short",
        seed=view.plan.seed,
    )
    st.html(f"<div class='class-brief'>{_prose(found)}</div>")
    if long and found.sources and st.toggle(t("seat.brief.sources"), key="class.brief.sources"):
        rows = (
            f"<li value='{source.number}'>{escape(source.text)} <small>({escape(source.where)})</small></li>"
            for source in found.sources
            if source.early or not expects(here)
        )
        if expects(here):
            pieces.note(t("class.student.brief.later"))
        st.html(f"<ol class='class-sources'>{''.join(rows)}</ol>")


def _prose(found: Briefing) -> str:
    parts = []
    for paragraph in found.paragraphs:
        marks = ", ".join(count(number) for number in found.marks(paragraph))
        below = f" <sup>{marks}</sup>" if marks else ""
        items = "".join(f"<li>{escape(item)}</li>" for item in paragraph.items)
        parts.append(
            f"<h2>{escape(paragraph.heading)}</h2><p>{escape(paragraph.text)}{below}</p>"
            + (f"<ul>{items}</ul>" if items else "")
        )
    return "".join(parts)


def guess(here: Here) -> None:
    """Draw what the person expects: two clicks, how it will end and what will be in the way."""
    pieces.heading(t("class.student.guess.title"))
    view = here.view
    if view.guess is not None:
        blocker = NOTHING if view.guess.blocker is None else view.guess.blocker
        ending = t(f"words.ladder.{view.guess.ending}")
        st.markdown(t("class.student.guess.said", ending=ending, blocker=blocker_named(blocker)))
        return
    st.markdown(t("class.student.guess.lead"))
    ending = here.draft("ending")
    st.markdown(t("class.student.guess.ending"))
    with st.container(key="class-endings", horizontal=True, gap="small"):
        for step in LADDER:
            st.button(
                capital(t(f"words.ladder.{step}")),
                key=f"class.ending.{step}",
                type="primary" if step == ending else "secondary",
                on_click=_ends,
                args=(here, step),
            )
    if ending not in LADDER:
        return
    st.markdown(t("class.student.guess.blocker"))
    with st.container(key="class-blockers", horizontal=True, gap="small"):
        for name in (*CONSTRAINTS, NOTHING):
            st.button(
                capital(blocker_named(name)),
                key=f"class.guess.{name}",
                on_click=rooms.attempt,
                args=(rooms.classroom().guess, here.secret, ending, None if name == NOTHING else name),
            )


@handled
def _ends(here: Here, step: str) -> None:
    """Keep the first of the two clicks."""
    here.keep("ending", step)


def expects(here: Here) -> bool:
    """Return whether the person is still to say what it expects, and must not read how these talks ended."""
    return here.view.guess is None and here.view.phase in ("brief", *TALKING) and here.view.over is None


def blocker_named(name: str) -> str:
    """Return what is in the way in words: a constraint, or nothing."""
    return t("class.student.guess.nothing") if name == NOTHING else word("constraint", name)


def checks(here: Here) -> None:
    """Draw three questions about the brief; once answered, what is right and why."""
    view = here.view
    assert view.seat is not None
    asked = questions(view.plan.loaded, view.seat, seed=view.plan.seed)
    pieces.heading(t("class.student.check.title"))
    if view.answers is not None:
        for question, answer in zip(asked, view.answers, strict=False):
            _answered(question, answer)
        return
    chosen = [here.draft(f"check{place}") for place in range(len(asked))]
    for place, question in enumerate(asked):
        st.radio(
            question.text,
            list(range(len(question.options))),
            format_func=question.options.__getitem__,
            **session.bound(f"class.check.{place}", chosen[place], here.keeping(f"check{place}")),
        )
    ready = all(isinstance(at, int) for at in chosen)
    st.button(
        t("class.student.check.send"),
        key="class.check.send",
        disabled=not ready,
        on_click=_check,
        args=(here, asked, chosen),
    )


@handled
def _check(here: Here, asked: list[Question], chosen: list[int]) -> None:
    """Hand in the answers."""
    right = sum(question.right == answer for question, answer in zip(asked, chosen, strict=True))
    rooms.attempt(rooms.classroom().check, here.secret, chosen, right)


def _answered(question: Question, answer: int) -> None:
    right = question.right == answer
    key = "right" if right else "wrong"
    said = t(f"class.student.check.{key}", answer=question.options[question.right])
    st.html(
        f"<div class='feedback{' right' if right else ''}'><b>{escape(question.text)}</b><br>"
        f"{escape(said)} {escape(question.because)}</div>"
    )
