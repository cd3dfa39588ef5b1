"""After the talks: where the person ended, what was possible, what blocked it, and what the others wanted."""

from __future__ import annotations

import json

import streamlit as st

from sim.app.kit import pieces, terms
from sim.app.seat import brief_drawn, choice, draft, seating, table
from sim.app.seat.charts import Ended, ended_json
from sim.app.state import session
from sim.app.state.guard import handled
from sim.domain.game import LADDER
from sim.domain.record import RunRecord
from sim.engine import debrief as found_at
from sim.engine.sitting import Seated
from sim.telling import labels
from sim.telling.account import Part, end, hypotheses
from sim.telling.catalogue import t
from sim.telling.narrative import sentences
from sim.telling.numbers import number
from sim.telling.seat import brief, talks
from sim.telling.seat import debrief as told
from sim.telling.story import Story


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
    _deal(seated)
    _possible(seated)
    _by_depth(seated)
    left, right = st.columns(2, gap="large")
    with left:
        _better(seated)
    with right:
        _history(seated, record, parts.get("history"))
        _model(seated)
    _blocked(seated, story, parts.get("blocked") or parts["left"])
    _others(seated)
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


def _deal(seated: Seated) -> None:
    """The signed text on the map and in words."""
    text = seated.table.agreement
    if text is None:
        return
    pieces.heading(t("seat.end.deal"))
    left, right = st.columns([3, 2], gap="large")
    with left:
        draft.island_map(seated, text, clickable=False)
    with right:
        terms.listing(seated.sitting.played.spec, seated.table.rules.game.space.terms(text))


def _other(seated: Seated) -> int:
    """Whose worth the chart shows upwards; with two others the reader chooses."""
    seats = [place for place in seated.table.rules.game.signatories if place != seated.sitting.place]
    if len(seats) == 1:
        return seats[0]
    chosen = st.segmented_control(
        t("seat.end.other"),
        seats,
        format_func=lambda place: talks.name(seated, place),
        default=seats[0],
        required=True,
        key="seat.axis",
    )
    return seats[0] if chosen is None else int(chosen)


def _possible(seated: Seated) -> None:
    pieces.heading(t("seat.end.possible"))
    other = _other(seated)
    counts, solved = told.counts(seated), found_at.solved(seated)
    title, *more = counts
    says = sentences([*more, t("seat.end.chart", other=talks.name(seated, other))])
    st.markdown(f"**{title}**\n\n{says}")
    chart = json.loads(ended_json(ended_at(seated, other, solved, draft.ink())))
    st.vega_lite_chart(
        spec=chart, width="stretch", theme="streamlit", key="seat.space", alt=f"{title} {says}"
    )
    pieces.note(told.chart_key(seated, [name for names in solved.values() for name in names]))


def ended_at(seated: Seated, other: int, solved: dict[int, list[str]], ink: str) -> Ended:
    """Return what the last chart shows."""
    table, me = seated.table, seated.sitting.place
    worths = found_at.worths(seated)
    across, up = worths[me], worths[other]
    floors = (float(table.value.reservation[me]), float(table.value.reservation[other]))
    text = table.agreement
    return Ended(
        points=tuple(
            zip(across.tolist(), up.tolist(), found_at.signable_at_the_end(seated).tolist(), strict=True)
        ),
        frontier=tuple((float(across[o]), float(up[o])) for o in found_at.frontier(seated)),
        joined=len(found_at.sides(seated)) == 2,
        solutions=tuple(
            (float(across[o]), float(up[o]), " ".join(t(f"seat.end.short.{name}") for name in names))
            for o, names in solved.items()
        ),
        floors=floors,
        end=floors if text is None else (float(across[text]), float(up[text])),
        label=t(f"seat.end.ring_{'none' if text is None else 'deal'}"),
        titles=(
            t("seat.end.axis_you", who=talks.name(seated, me)),
            t("seat.end.axis", who=talks.name(seated, other)),
        ),
        floor_labels=(
            t("seat.end.floor", worth=number(floors[0])),
            t("seat.end.floor", worth=number(floors[1])),
        ),
        colour=draft.party_colour(seated),
        ink=ink,
    )


def _better(seated: Seated) -> None:
    pieces.heading(t("seat.end.better"))
    text = found_at.better(seated)
    st.markdown(told.better(seated, text))
    _text(seated, text)
    if seated.table.agreement is not None:
        both = found_at.better_for_all(seated)
        if both is None or both != text:
            st.markdown(t("seat.end.both_none" if both is None else "seat.end.both"))
            _text(seated, both)
    if not found_at.by_depth(seated)[-1].signable:
        text = found_at.nearest(seated)
        st.markdown(told.nearest(seated, text))
        _text(seated, text)


def _text(seated: Seated, text: int | None) -> None:
    """A text line by line, below what kind it is."""
    if text is None:
        return
    lines = [f"- {line.line('**')}" for line in talks.terms(seated, text, seated.table.agreement)]
    kind = f"**{talks.depth(seated, text)}**" if seated.sitting.played.spec.depths else ""
    st.markdown("\n\n".join([kind, "\n".join(lines) or t("play.depth.bare")]))


def _by_depth(seated: Seated) -> None:
    rows = told.depth_rows(seated)
    if rows:
        pieces.table(rows, caption=t("seat.end.by_depth"))


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


def _blocked(seated: Seated, story: Story, part: Part) -> None:
    pieces.heading(part.title)
    st.markdown(sentences(part.lines))
    pieces.table(told.hurdle_rows(seated, found_at.hurdles(seated)), caption=t("seat.end.blocked_table"))
    for hypothesis in hypotheses(story):
        pieces.note(hypothesis)


def _others(seated: Seated) -> None:
    pieces.heading(t("seat.end.others"))
    pieces.note(t("seat.end.others_lead"))
    table = seated.sitting.played.spec
    for party in table.parties:
        if party != seated.sitting.seat:
            with st.expander(t("seat.end.brief_of", who=labels.seat(table, party))):
                st.markdown(brief.role(seated.sitting.played, party))
                brief_drawn.parts(brief.private_parts(seated.sitting, party), key=party)


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
