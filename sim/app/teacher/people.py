"""Who sits where: everybody in one table, and a place for anybody by hand."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.teacher import desk, grid
from sim.classroom.views import ConsoleView, PersonLine
from sim.telling import catalogue
from sim.telling.catalogue import t
from sim.telling.numbers import count


def show(view: ConsoleView) -> None:
    """Draw the people of a room, and what moves them."""
    found = grid.everybody(view)
    if not found:
        st.markdown(t("class.teacher.lobby.waits"))
        return
    _place(view, found)
    pieces.table([_row(view, one) for one in found])


def _row(view: ConsoleView, one: PersonLine) -> dict[str, str]:
    done = [
        name
        for name, yes in (("brief", one.brief_opened), ("guess", one.guessed), ("ticket", one.ticketed))
        if yes
    ]
    words = [t(f"class.teacher.people.{name}") for name in done]
    if one.right is not None:
        words.insert(1, t("class.teacher.people.checks", n=count(one.right)))
    return {
        t("class.teacher.people.name"): pieces.plain(one.nickname),
        t("class.teacher.people.place"): where(view, one),
        t("class.teacher.people.done"): t("common.list_comma").join(words),
        t("class.teacher.people.silent"): grid.clock(one.silent),
    }


def where(view: ConsoleView, one: PersonLine) -> str:
    """Return a person's place in words."""
    return t("class.teacher.people.nowhere") if one.group is None else spot_named(view, one.group, one.seat)


def spot_named(view: ConsoleView, group: int, seat: str | None) -> str:
    """Return a place in a group in words; without a seat one looks on."""
    named = t("class.teacher.people.watches") if seat is None else grid.seat(view, seat)
    return t("class.teacher.people.at", n=group, seat=named)


def _place(view: ConsoleView, found: list[PersonLine]) -> None:
    """Put a person somewhere else, or out of the room."""
    code = catalogue.language()
    by_id = {one.id: one for one in found}
    numbers = [line.group for line in view.groups]
    spots = [(number, seat) for number in numbers for seat in (*view.plan.seats, None)]
    left, right = st.columns(2, gap="medium")
    with left:
        person = st.selectbox(
            t("class.teacher.people.who"),
            list(by_id),
            format_func=lambda one: f"{by_id[one].nickname} · {where(view, by_id[one])}",
            key=f"teacher.place.who.{code}",
        )
    with right:
        spot = st.selectbox(
            t("class.teacher.people.to"),
            spots,
            format_func=lambda one: spot_named(view, *one),
            key=f"teacher.place.to.{code}",
            disabled=not spots,
        )
    may = desk.mine()
    with st.container(horizontal=True, gap="small"):
        given = (view.code, person, *(spot or (0, None)))
        desk.button(t("class.teacher.people.move"), "place", may.move_person, *given, disabled=not spots)
        desk.button(
            t("class.teacher.people.remove"), "remove", may.remove, view.code, person, type="tertiary"
        )
