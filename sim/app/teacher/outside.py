"""What reaches a table from outside: a message, and an event of the episode's list or of the teacher's own."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.app.state import rooms
from sim.app.teacher import desk
from sim.classroom.plan import TALKING
from sim.classroom.views import ConsoleView
from sim.engine.gathering import OwnEvent
from sim.telling import catalogue
from sim.telling.catalogue import said, t

OWN = ""
"""In place of an event's id: one of the teacher's own."""

EFFECTS = {
    "none": OwnEvent(""),
    "warmer": OwnEvent("", rapport=0.2),
    "colder": OwnEvent("", rapport=-0.2),
    "trust_up": OwnEvent("", trust=0.2),
    "trust_down": OwnEvent("", trust=-0.2),
    "pressure_up": OwnEvent("", leverage=0.2),
    "pressure_down": OwnEvent("", leverage=-0.2),
    "suspend": OwnEvent("", suspend=1),
    "hurry": OwnEvent("", rounds_left=2),
}
"""What an event of the teacher's own may do, in steps that are felt and decide nothing alone; its words come later."""


def to_all(view: ConsoleView) -> None:
    """Draw what the teacher may send to all groups."""
    message(view, None)
    if view.phase in TALKING:
        event(view, None)


def message(view: ConsoleView, group: int | None) -> None:
    """Draw the field for a message to a group or to all."""
    name = "all" if group is None else str(group)
    with st.form(f"teacher.message.{name}", clear_on_submit=True, border=False):
        label = t("class.teacher.message.all") if group is None else t("class.teacher.message.one", n=group)
        text = st.text_input(label, key=f"teacher.message.text.{name}", max_chars=300)
        if st.form_submit_button(t("class.teacher.message.send")) and text.strip():
            rooms.attempt(desk.mine().message, view.code, group, text)
            st.rerun()


def event(view: ConsoleView, group: int | None) -> None:
    """Draw the choice of an event for a group or for all; one of the teacher's own has words and an effect."""
    name, code = "all" if group is None else str(group), catalogue.language()
    events = view.plan.loaded.spec.events
    chosen = st.selectbox(
        t("class.teacher.event.all") if group is None else t("class.teacher.event.one", n=group),
        [*events, OWN],
        format_func=lambda one: said(events[one].title) if one else t("class.teacher.event.own"),
        key=f"teacher.event.{name}.{code}",
    )
    given: str | OwnEvent = chosen
    if chosen == OWN:
        words = st.text_input(
            t("class.teacher.event.words"), key=f"teacher.event.words.{name}", max_chars=200
        )
        effect = st.selectbox(
            t("class.teacher.event.effect"),
            list(EFFECTS),
            format_func=lambda one: t(f"class.teacher.effect.{one}"),
            key=f"teacher.event.effect.{name}.{code}",
        )
        given = replace(EFFECTS[effect], words=words.strip())
    empty = isinstance(given, OwnEvent) and not given.words
    label = t("class.teacher.event.inject_all") if group is None else t("class.teacher.event.inject", n=group)
    desk.button(label, f"inject.{name}", desk.mine().inject, view.code, group, given, disabled=empty)
