"""Everybody dealt by the teacher's hand: a place for each person, beginning with a proposal."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sim.app.kit import pieces
from sim.app.state import rooms
from sim.app.state.guard import handled
from sim.app.teacher import desk, grid
from sim.app.teacher.people import spot_named
from sim.classroom.plan import PHASES, TALKING
from sim.classroom.views import ConsoleView, PersonLine
from sim.telling import catalogue
from sim.telling.catalogue import t

NOW = "now"
"""Where everybody sits already, in place of a way to deal."""


def open_to(view: ConsoleView) -> bool:
    """Return whether people can be dealt: there are some, and no talks have begun."""
    return bool(view.loose or view.groups) and PHASES.index(view.phase) < PHASES.index(TALKING[0])


def show(view: ConsoleView) -> None:
    """Draw the form in which each person is given a place."""
    hows = [*([NOW] if view.groups else []), "random", "arrival"]
    how = st.segmented_control(
        t("class.teacher.hand.start"),
        hows,
        default=hows[0],
        format_func=lambda one: t(f"class.teacher.hand.{one}"),
        required=True,
        key=f"teacher.hand.how.{len(hows)}.{catalogue.language()}",
    )
    found = sorted(grid.everybody(view), key=lambda one: one.nickname.casefold())
    proposed: Mapping[str, tuple[int | None, str | None]]
    if how == NOW:
        proposed = {one.id: (one.group, one.seat) for one in found}
    else:
        proposed = desk.mine().proposal(view.code, "arrival" if how == "arrival" else "random")
    groups = max((number for number, _ in proposed.values() if number), default=0) + 1
    spots = [(number, seat) for number in range(1, groups + 1) for seat in (*view.plan.seats, None)]
    keys = {one.id: _key(one, str(how)) for one in found}
    with st.form("teacher.hand", border=False):
        pieces.note(t("class.teacher.hand.note"))
        # Row by row: on a phone the columns stand below one another, and names stay in their order.
        for row in range(0, len(found), 2):
            for column, one in zip(st.columns(2, gap="medium"), found[row : row + 2], strict=False):
                place = proposed.get(one.id)
                column.selectbox(
                    pieces.plain(one.nickname),
                    spots,
                    index=spots.index(place) if place in spots else None,
                    format_func=lambda spot: spot_named(view, *spot),
                    placeholder=t("class.teacher.people.nowhere"),
                    key=keys[one.id],
                )
        st.form_submit_button(
            t("class.teacher.hand.deal"), type="primary", on_click=_deal, args=(view.code, keys)
        )


def _key(one: PersonLine, how: str) -> str:
    """The key of a person's choice: another one once the person sits elsewhere."""
    return f"teacher.hand.{how}.{one.id}.{one.group}.{one.seat}.{catalogue.language()}"


@handled
def _deal(code: str, keys: Mapping[str, str]) -> None:
    """Deal people as chosen."""
    places = {person: st.session_state[key] for person, key in keys.items() if st.session_state[key]}
    rooms.attempt(desk.mine().deal_by_hand, code, places)
