"""The debrief on the wall: one thing at a time, anonymous; the teacher's console turns the pages, and so does whoever stands here."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.debriefing import drawn, found
from sim.classroom import shown
from sim.classroom.beside import Model
from sim.classroom.debrief import Debrief
from sim.classroom.plan import SLIDES
from sim.classroom.views import ProjectorView
from sim.telling import catalogue, labels
from sim.telling.briefing.brief import briefing
from sim.telling.catalogue import capital, t

_TURN, _TOLD = "projector.turn", "projector.told"


def show(view: ProjectorView) -> None:
    """Draw the pages of the debrief."""
    made = found.of((view.code, view.number), view.plan, view.standings, view.guesses)
    if view.slide != st.session_state.get(_TOLD, ""):
        st.session_state[f"projector.slide.{catalogue.language()}"] = st.session_state[_TOLD] = view.slide
    slide = pieces.views(t("class.teacher.slide.which"), SLIDES, "class.teacher.slide", "projector.slide")
    _DRAWN[slide](view, made)


def _results(view: ProjectorView, made: Debrief) -> None:
    real = found.real(made)

    def draw(model: Model | None) -> None:
        left, right = st.columns([3, 1], gap="medium")
        with left:
            drawn.plane(shown.picture(made, model, real))
        with right:
            st.markdown(shown.summary(made))
            drawn.legend(made, model, real)
            pieces.note(t("class.teacher.debrief.no_right"))

    drawn.with_model(made.setup, draw)


def _paths(view: ProjectorView, made: Debrief) -> None:
    """The ways of all groups, or of one, round by round once somebody starts it."""
    numbers = [end.group for end in made.groups]
    left, right = st.columns([3, 1], gap="medium")
    with right:
        group = st.selectbox(
            t("class.teacher.slide.group"),
            [0, *numbers],
            format_func=lambda n: t("class.teacher.group", n=n) if n else t("class.teacher.slide.all_groups"),
            key=f"projector.group.{catalogue.language()}",
        )
        started = st.button(t("class.teacher.slide.play"), type="primary", key="projector.play")
        turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + started
        spec = shown.spec_of(made)
        for party, colour in zip(made.axes, shown.colours(made), strict=True):
            who = escape(capital(labels.seat(spec, party)))
            st.html(
                f"<p class='wall-side' style='--side:{colour}'>{escape(t('class.teacher.plane.texts', who=who))}</p>"
            )
        pieces.note(t("class.teacher.debrief.paths_note"))
    with left:
        chosen = [group] if group else numbers
        drawn.plane(
            shown.picture(made, real=found.real(made), paths=chosen, round_by_round=bool(started)), turn=turn
        )


def _blocked(view: ProjectorView, made: Debrief) -> None:
    drawn.with_model(made.setup, lambda model: pieces.table(shown.blocked_rows(made, model)))
    pieces.note(t("class.teacher.debrief.blocked_note"))


def _guesses(view: ProjectorView, made: Debrief) -> None:
    real = found.real(made)
    drawn.with_model(made.setup, lambda model: pieces.table(shown.ending_rows(made, model, real)))
    pieces.note(t("class.teacher.debrief.guesses_note"))


def _briefs(view: ProjectorView, made: Debrief) -> None:
    """What each side knew, side by side."""
    seats = view.plan.seats
    for column, seat in zip(st.columns(len(seats), gap="medium"), seats, strict=True):
        brief = briefing(view.plan.loaded, seat, "short")
        with column:
            parts = "".join(
                f"<p><b>{escape(part.heading)}</b>{escape(t('common.colon'))}{escape(' '.join([part.text, *part.items]))}</p>"
                for part in brief.paragraphs
            )
            st.html(
                f"<div class='wall-brief'><h2>{escape(capital(labels.seat(view.plan.loaded.spec, seat)))}</h2>{parts}</div>"
            )


def _classes(view: ProjectorView, made: Debrief) -> None:
    lines = found.classes(view.code, made)
    if len(lines) == 1:
        st.markdown(t("class.teacher.debrief.first_class"))
        return
    left, right = st.columns([5, 4], gap="medium")
    with left:
        pieces.table(shown.class_rows(lines))
        pieces.note(t("class.teacher.debrief.classes_note"))
    with right:
        drawn.plane(shown.beside_classes(made, [line for _, line in lines[1:]]))


_DRAWN: dict[str, Callable[[ProjectorView, Debrief], None]] = {
    "results": _results,
    "paths": _paths,
    "blocked": _blocked,
    "guesses": _guesses,
    "briefs": _briefs,
    "classes": _classes,
}
