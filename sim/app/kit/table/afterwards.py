"""After the talks: where the person ended, what was possible, what blocked it, and what the others wanted."""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st

from sim.app.kit import pieces, terms
from sim.app.kit.table import brief_drawn, draft
from sim.app.kit.table.charts import Ended, ended_json
from sim.engine import debrief as found_at
from sim.engine.sitting import Seated
from sim.telling import labels
from sim.telling.account import Part, hypotheses
from sim.telling.catalogue import t
from sim.telling.narrative import sentences
from sim.telling.numbers import number
from sim.telling.seat import brief, talks
from sim.telling.seat import debrief as told
from sim.telling.story import Story


def deal(seated: Seated) -> None:
    """The signed text on the map and in words."""
    text = seated.table.agreement
    if text is None:
        return
    pieces.heading(t("seat.end.deal"))
    left, right = st.columns([3, 2], gap="large")
    with left:
        draft.island_map(seated, text)
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


def possible(seated: Seated, elsewhere: Mapping[int, str] | None = None) -> None:
    """Draw every text as a point, where the person ended among them, and the solutions; ``elsewhere``: the texts
    that others have signed, with what each is called.
    """
    pieces.heading(t("seat.end.possible"))
    other = _other(seated)
    counts, solved = told.counts(seated), found_at.solved(seated)
    title, *more = counts
    says = sentences([*more, t("seat.end.chart", other=talks.name(seated, other))])
    st.markdown(f"**{title}**\n\n{says}")
    chart = json.loads(ended_json(ended_at(seated, other, solved, draft.ink(), elsewhere or {})))
    st.vega_lite_chart(
        spec=chart, width="stretch", theme="streamlit", key="seat.space", alt=f"{title} {says}"
    )
    pieces.note(told.chart_key(seated, [name for names in solved.values() for name in names]))


def ended_at(
    seated: Seated, other: int, solved: dict[int, list[str]], ink: str, elsewhere: Mapping[int, str]
) -> Ended:
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
        elsewhere=tuple((float(across[o]), float(up[o]), name) for o, name in elsewhere.items()),
        colour=draft.party_colour(seated),
        ink=ink,
    )


def better(seated: Seated) -> None:
    """Draw the texts that would have been better for the person, and for all."""
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


def by_depth(seated: Seated) -> None:
    """Draw what could have been signed at the end, by kind of text."""
    rows = told.depth_rows(seated)
    if rows:
        pieces.table(rows, caption=t("seat.end.by_depth"))


def blocked(seated: Seated, story: Story, part: Part) -> None:
    """Draw which constraint leaves how many texts, and what the story says of it."""
    pieces.heading(part.title)
    st.markdown(sentences(part.lines))
    hurdles(seated)
    for hypothesis in hypotheses(story):
        pieces.note(hypothesis)


def hurdles(seated: Seated) -> None:
    """Draw how many texts were left after each constraint."""
    pieces.table(told.hurdle_rows(seated, found_at.hurdles(seated)), caption=t("seat.end.blocked_table"))


def others(seated: Seated) -> None:
    """Draw the briefs that the person could not see."""
    pieces.heading(t("seat.end.others"))
    pieces.note(t("seat.end.others_lead"))
    table = seated.sitting.played.spec
    for party in table.parties:
        if party != seated.sitting.seat:
            with st.expander(t("seat.end.brief_of", who=labels.seat(table, party))):
                st.markdown(brief.role(seated.sitting.played, party))
                brief_drawn.parts(brief.private_parts(seated.sitting, party), key=party)
