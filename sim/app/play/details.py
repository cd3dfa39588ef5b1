"""Below the stage: the texts side by side, the curves, trust, and what came from outside."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sim.app.kit import pieces, theme
from sim.app.play import charts, tables
from sim.telling import charted, labels
from sim.telling.catalogue import capital, listed, said, t, word
from sim.telling.narrative import round_in_words, sentences, trust_in_words
from sim.telling.numbers import number, signed
from sim.telling.story import Story


def _who(told: Story, party: str) -> str:
    return capital(told.seat(party))


def details(told: Story, round_: int) -> None:
    """Draw all that is told of a round, and what it amounts to in tables and charts."""
    pieces.heading(t("play.in_full"))
    st.markdown(sentences(round_in_words(told, round_)))
    pieces.note(t("told.legend"))
    pieces.heading(t("play.offers.title"))
    rows = tables.side_by_side(told, round_)
    if len(rows[0]) > 1:
        quiet = tables.silent(told, round_)
        note = t("play.offers.silent", issues=listed(quiet)) if quiet else ""
        pieces.table(rows, caption=sentences([t("play.offers.caption"), note]))
    else:
        pieces.note(t("play.offers.no_text"))
    pieces.heading(t("play.curves.title"))
    worths = [row["worth"] for party in told.signatories for row in charted.worths(told, party)]
    columns = st.columns(len(told.signatories), gap="large")
    for column, party in zip(columns, told.signatories, strict=True):
        with column:
            _curve(told, party, round_, charts.span(worths))
    left, right = st.columns(2, gap="large")
    with left:
        _trust(told, round_)
    with right:
        _happenings(told, round_)


def _curve(told: Story, party: str, round_: int, within: tuple[float, float]) -> None:
    """Draw a side's curves below what is to be seen in them; both sides share one scale of worth, ``within``."""
    rows = charted.worths(told, party, round_)
    newest = {row["kind"]: row["worth"] for row in rows}
    held, floor, offered = newest.get("holds", 0.0), newest.get("leaving", 0.0), newest.get("offered")
    turn, last = charted.turn(rows), told.record.rounds[-1]
    if offered is None:
        sentence = t("play.curves.nothing", held=number(held), floor=number(floor))
    else:
        key = "met" if offered >= held else "sentence"
        values = {"worth": number(offered), "held": number(held), "gap": number(abs(held - offered))}
        sentence = t(f"play.curves.{key}", **values)
    names = {kind: t(f"play.curves.{kind}") for kind in ("holds", "offered", "leaving")}
    colour = theme.colours(told.spec.parties)[party]
    chart = charts.worth_by_round(
        rows,
        colour,
        names,
        t("play.curves.axis_round"),
        last=charted.place(last),
        within=within,
        closing=t("play.curves.last_day") if last.last_day else "",
        mark=None if turn is None else _mark(turn),
    )
    signed_by = told.record.agreement is not None and round_ == told.numbers[-1]
    title = charted.curve(_who(told, party), rows, last, signed=signed_by)
    pieces.chart(chart, sentence, title=title, key=f"play.curve.{party}")


def _mark(turn: charted.Turn) -> dict[str, Any]:
    name = t("play.curves.mark_met") if turn.rise is None else signed(turn.rise)
    return {"round": turn.place, "worth": turn.worth, "name": name}


def _trust(told: Story, round_: int) -> None:
    pieces.heading(t("play.trust.title"))
    rows = [row for row in tables.trust(told) if row["round"] <= round_]
    newest = [row for row in told.record.rounds if row.round <= round_][-1]
    sentence = t(
        "play.trust.sentence", trust=capital(trust_in_words(told, round_)), rapport=number(newest.rapport)
    )
    colours = theme.colours(told.spec.parties)
    names = {party: labels.seat(told.spec, party) for party in newest.trust}
    chart = charts.trust_by_round(
        rows, {party: colours[party] for party in names}, names, t("play.curves.axis_round"),
        last=told.numbers[-1],
    )  # fmt: skip
    pieces.chart(chart, sentence, title=charted.trust(told, round_), key="play.trust")


def _happenings(told: Story, round_: int) -> None:
    """How often each guarantor took which stance so far, and what came from outside."""
    pieces.heading(t("play.happens.title"))
    counted: dict[str, dict[str, int]] = {}
    events: dict[int, list[str]] = {}
    for row in told.record.rounds:
        if row.round <= round_:
            for party, stance in row.stances.items():
                counted.setdefault(party, {}).setdefault(stance, 0)
                counted[party][stance] += 1
            if row.events:
                events[row.round] = row.events
    for party, stances in counted.items():
        listed = t("common.list_comma").join(
            t("play.happens.times", stance=word("stance", name), n=n) for name, n in stances.items()
        )
        st.markdown(t("play.happens.stance", who=_who(told, party), stances=listed))
    for number_, names in events.items():
        for name in names:
            st.markdown(t("play.happens.event", n=number_, title=said(told.spec.events[name].title)))
    if not events:
        pieces.note(t("play.happens.none"))
