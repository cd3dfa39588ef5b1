"""After the talks: the parts of the debrief, and how to go on."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.table import afterwards, brief_drawn
from sim.app.seat import choice, seating, table
from sim.app.state import session
from sim.app.state.guard import handled
from sim.domain.game import LADDER
from sim.domain.record import RunRecord
from sim.engine.sitting import Seated
from sim.telling.account import Part, end
from sim.telling.catalogue import t
from sim.telling.narrative import sentences
from sim.telling.seat import debrief as told


def debrief(seated: Seated) -> None:
    """Draw the page when the talks are over."""
    state = session.current()
    record = seating.record(state.setup, seated.sitting.seat, seated.sitting.signs, seated.moves)
    story = told.story(seated, record)
    parts = end(story, {})
    pieces.lead(
        told.episode(seated),
        told.headline(seated, record),
        told.standing(seated, record),
    )
    afterwards.deal(seated)
    afterwards.possible(seated)
    afterwards.by_depth(seated)
    left, right = st.columns(2, gap="large")
    with left:
        afterwards.better(seated)
    with right:
        _history(seated, record, parts.get("history"))
        _model(seated)
    afterwards.blocked(seated, story, parts.get("blocked") or parts["left"])
    afterwards.others(seated)
    with st.expander(t("seat.so_far.title")):
        table.log(seated)
    _record(record)
    if short_of_history(seated, record):
        choice.hint(state)
    _next()


def short_of_history(seated: Seated, record: RunRecord) -> bool:
    """Whether the talks came no farther than in history, so that a hint may help."""
    happened = seated.sitting.played.spec.happened
    return happened is not None and LADDER.index(record.ladder) <= LADDER.index(happened.ladder)


def _next() -> None:
    with st.container(horizontal=True, gap="small"):
        for key, other_luck in (("same_luck", False), ("other_luck", True)):
            st.button(
                t(f"seat.end.{key}"),
                key=f"seat.{key}",
                type="secondary" if other_luck else "primary",
                on_click=_again,
                args=(other_luck,),
            )
        st.button(t("seat.stand.up"), key="seat.up", type="tertiary", on_click=table.stand_up)


@handled
def _again(other_luck: bool) -> None:
    session.put(seating.again(session.current(), other_luck=other_luck))


def _history(seated: Seated, record: RunRecord, part: Part | None) -> None:
    happened = seated.sitting.played.spec.happened
    if part is None or happened is None:
        return
    pieces.heading(part.title)
    yours = t("seat.end.yours", ladder=t(f"told.ladder.{record.ladder}"))
    st.markdown(sentences([*part.lines, yours]))
    brief_drawn.claims(happened.evidence)


def _model(seated: Seated) -> None:
    """What would have come of it with the same chances and nobody but the computer at the table."""
    pieces.heading(t("seat.end.model"))
    st.markdown(told.without_person(seated, seating.without_person(seated)))


def _record(record: RunRecord) -> None:
    st.download_button(
        t("seat.end.record"),
        record.to_json(),
        file_name=f"{record.scenario}-{record.seed}.json",
        mime="application/json",
        key="seat.record",
        on_click="ignore",
    )
    pieces.note(t("seat.end.record_note"))
