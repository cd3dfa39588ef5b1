"""The end of a lesson: its debrief on the teacher's page, what can be taken along, and the room deleted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.debriefing import drawn, found
from sim.app.state import rooms, session
from sim.app.teacher import desk
from sim.classroom import export, shown
from sim.classroom.beside import Model
from sim.classroom.debrief import Debrief
from sim.classroom.export import Lesson
from sim.classroom.plan import SLIDES
from sim.classroom.teacher import Teacher
from sim.classroom.views import ConsoleView
from sim.telling import catalogue
from sim.telling.catalogue import t


@dataclass(frozen=True)
class _Form:
    """A form of the export: what it is called, its ending, and its kind."""

    name: str
    ending: str
    mime: str


_FORMS = (
    _Form("csv", "zip", "application/zip"),
    _Form("parquet", "zip", "application/zip"),
    _Form("report", "html", "text/html"),
)


def lesson(may: Teacher, code: str) -> Lesson:
    """Return all that a room leaves."""
    state, standings = may.state(code), may.standings(code)
    guesses = [person.guess for person in state.people.values() if person.guess is not None]
    made = found.of((code, state.number), state.plan, standings, guesses)
    return Lesson(state, standings, made)


def pages(view: ConsoleView) -> None:
    """Draw the pages of the debrief by name: the one that is on the projector is pressed, and a press turns to another."""

    def turn(slide: str) -> None:
        rooms.attempt(desk.mine().turn, view.code, slide)

    with st.container(key="teacher-slides"):
        st.segmented_control(
            t("class.teacher.turn"),
            SLIDES,
            format_func=lambda slide: t(f"class.teacher.slide.{slide}"),
            required=True,
            **session.bound(f"teacher.turn.{view.code}", view.slide or SLIDES[0], turn),
        )


def debrief(code: str) -> None:
    """Draw what the class made of the episode."""
    held = lesson(desk.mine(), code)
    if not held.debrief.groups:
        return
    pieces.heading(t("class.teacher.slide.results"))
    st.markdown(shown.summary(held.debrief))
    _picture(held.debrief)
    for row in shown.group_rows(held.debrief):
        (label, number), *rest = row.items()
        facts = " · ".join(f"{name}{t('common.colon')}{value}" for name, value in rest)
        st.markdown(f"**{label} {number}** · {facts}")
    _tickets(held)


def _picture(made: Debrief) -> None:
    real = found.real(made)

    def draw(model: Model | None) -> None:
        drawn.plane(shown.picture(made, model, real))
        drawn.legend(made, model, real)

    drawn.with_model(made.setup, draw)
    pieces.note(t("class.teacher.debrief.no_right"))


def _tickets(held: Lesson) -> None:
    answers = [person.ticket for person in held.room.people.values() if person.ticket is not None]
    if not answers:
        return
    with pieces.fold(t("class.teacher.report.tickets"), "teacher.tickets") as opened:
        if opened:
            for ticket in answers:
                st.markdown(f"- {pieces.plain(ticket.first)}  \n  {pieces.plain(ticket.second)}")


def show(view: ConsoleView) -> None:
    """Draw what can be taken along, the end of the lesson, and the room deleted."""
    _export(view)
    may = desk.mine()
    if view.phase != "end":
        st.markdown(t("class.teacher.close.end_says"))
        desk.button(t("class.teacher.close.end"), "end", may.end, view.code)
    st.markdown(t("class.teacher.close.delete_says"))
    sure = st.checkbox(t("class.teacher.close.sure"), key=f"teacher.sure.{view.code}")
    desk.button(t("class.teacher.close.delete"), "delete", _delete, view.code, disabled=not sure)


def _delete(code: str) -> None:
    desk.mine().delete(code)
    desk.lay(None)


def _export(view: ConsoleView) -> None:
    """Each form as a button; a file is made when its button is pressed."""
    if not view.groups:
        return
    st.markdown(t("class.teacher.export.says"))
    names = st.toggle(t("class.teacher.export.names"), key=f"teacher.names.{view.code}")
    with st.container(horizontal=True, gap="small"):
        for form in _FORMS:
            st.download_button(
                t(f"class.teacher.export.{form.name}"),
                partial(_file, desk.mine(), view.code, form.name, names, catalogue.language()),
                file_name=f"{view.code}-{form.name}.{form.ending}",
                mime=form.mime,
                key=f"teacher.export.{form.name}",
                on_click="ignore",
            )


def _file(may: Teacher, code: str, form: str, names: bool, language: str) -> bytes:
    """A file of the export; it is made outside of the page, which is why it is told all that it needs."""
    held = lesson(may, code)
    if form != "report":
        return export.as_zip(export.tables(held, may.spoken(code) if names else None), form)
    made = held.debrief
    with catalogue.speaking(language):
        return export.report(
            held, drawn.model_of(made.setup), found.real(made), found.classes(code, made)
        ).encode()
