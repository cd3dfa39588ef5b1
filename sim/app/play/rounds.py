"""Stepping through a run: the map and the story of the round, the drafts, the curves."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from sim.app.kit import pieces, terms, theme
from sim.app.play import charts, result, tables
from sim.app.state import cache, session
from sim.app.state.guard import guarded, handled
from sim.app.state.links import State, next_seed
from sim.telling import depths, labels, verdict
from sim.telling.catalogue import capital, listed, said, t, word
from sim.telling.narrative import round_in_words, sentences, trust_in_words
from sim.telling.numbers import date, number
from sim.telling.story import Story

TICK = 2.0
"""Seconds that a round stays while the rounds play by themselves."""

_PLAYING, _DUE = "play.playing", "play.due"


def current_story(state: State) -> Story:
    """Return the run of a state, ready to be told."""
    scenario = state.loaded
    return Story(cache.play(state.setup), scenario, scenario.game())


def stage() -> None:
    """Draw the stage: the map, the episode and its story; only while the reader has it play does it move by itself."""
    tick = TICK if st.session_state.get(_PLAYING) else None
    st.fragment(guarded(_stage), run_every=tick)()


def _stage() -> None:
    state = session.current()
    told = current_story(state)
    ran = state.round is not None
    place = _played_on(told, min(state.round or 1, len(told.numbers)))
    round_ = told.numbers[place - 1]
    with st.container(key="hero"):
        words, picture = st.columns([5, 7], gap="large")
    with words:
        _episode(told, ran=ran)
        if ran:
            _step(told, place)
            _story(told, place)
        else:
            st.markdown(t("play.before"))
    with picture, st.container(key="map"):
        _map(told, round_ if ran else None)
    if ran:
        _details(told, round_)
        if place == len(told.numbers):
            result.result(told)
        else:
            pieces.note(t("play.result.later"))


def _episode(told: Story, *, ran: bool) -> None:
    """The episode in a few lines, and the button that starts it all."""
    table = told.spec
    st.header(said(table.title), anchor=False)
    when = date(table.date)
    pieces.note(f"{when} · {said(table.place)}" if table.place else when)
    st.markdown(said(table.summary))
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("play.again" if ran else "play.run"), key="play.run", type="primary", on_click=_go, args=(1,)
        )
        if ran:
            st.button(t("play.luck"), key="play.luck", help=t("play.luck_help"), on_click=_luck)


@handled
def _luck() -> None:
    session.change(seed=next_seed(session.current().seed))
    _go(1)


def _played_on(told: Story, place: int) -> int:
    """The place in the rounds, one further when the clock says so; at the end the clock stops."""
    if not st.session_state.get(_PLAYING):
        return place
    last, now = len(told.numbers), time.monotonic()
    if now >= st.session_state.get(_DUE, now) and place < last:
        place += 1
        st.session_state[_DUE] = now + TICK * 0.8
        session.put(replace(session.current(), round=place), link=False)
    if place >= last:
        stop()
        st.rerun()
    return place


def stop() -> None:
    """Stop playing by itself, and let the link say where the reader is."""
    st.session_state[_PLAYING] = False
    session.put(session.current())


@handled
def _toggle(place: int, last: int) -> None:
    if st.session_state.get(_PLAYING):
        stop()
        return
    st.session_state[_PLAYING] = True
    st.session_state[_DUE] = time.monotonic() + TICK * 0.8
    if place == last:
        session.put(replace(session.current(), round=1), link=False)


@handled
def _go(place: int) -> None:
    st.session_state[_PLAYING] = False
    session.change(round=place)


def _step(told: Story, place: int) -> None:
    """The controls: a slider, back and forth, play and pause, to the end."""
    last = len(told.numbers)
    playing = bool(st.session_state.get(_PLAYING))
    with st.container(key="stepping", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            t("play.step.previous"), key="play.previous", disabled=place == 1, on_click=_go, args=(place - 1,),
            shortcut="Left", width="content",
        )  # fmt: skip
        toggled = st.button(
            t("play.step.pause" if playing else "play.step.play"),
            key="play.toggle", on_click=_toggle, args=(place, last), disabled=last == 1,
        )  # fmt: skip
        st.button(
            t("play.step.next"), key="play.next", disabled=place == last, on_click=_go, args=(place + 1,),
            shortcut="Right", width="content",
        )  # fmt: skip
        st.button(t("play.step.end"), key="play.end", disabled=place == last, on_click=_go, args=(last,))
    if last > 1:
        st.slider(
            t("play.step.slider"),
            1,
            last,
            label_visibility="collapsed",
            **session.control("round", place, lambda s, v: replace(s, round=v)),
        )
    if toggled:
        # The clock of a fragment is set where it is called, outside of it.
        st.rerun()


def _map(told: Story, round_: int | None) -> None:
    row = None if round_ is None else tables.shown_text(told, round_)
    if row is None or row.offer is None:
        terms.island_map(
            told.spec,
            told.spec.status_quo,
            key="play.map",
            before=t("play.map.today"),
            height=470,
            grey=True,
        )
        return
    signed = told.record.agreement == row.offer and told.record.depth == row.depth
    signed = signed and round_ == told.numbers[-1]
    who = _who(told, row.proposer or "mediator")
    kind = depths.title(told.spec, row.depth)
    key = "agreed" if signed else "draft"
    before = t(f"play.map.{key}_kind" if told.spec.depths else f"play.map.{key}", who=who, depth=kind)
    terms.island_map(told.spec, row.offer, key="play.map", before=before, height=470)


def _story(told: Story, place: int) -> None:
    round_ = told.numbers[place - 1]
    with st.container(key="story"):
        pieces.heading(t("play.step.of", n=round_, last=told.numbers[-1]))
        st.markdown(sentences(round_in_words(told, round_)))
        if place == len(told.numbers):
            st.markdown(f"**{verdict.ending(told)}**")
        pieces.note(t("told.legend"))


def _who(told: Story, party: str) -> str:
    return capital(told.seat(party))


def _details(told: Story, round_: int) -> None:
    pieces.heading(t("play.offers.title"))
    rows = tables.side_by_side(told, round_)
    if len(rows[0]) > 1:
        quiet = tables.silent(told, round_)
        note = t("play.offers.silent", issues=listed(quiet)) if quiet else ""
        pieces.table(rows, caption=sentences([t("play.offers.caption"), note]))
    else:
        pieces.note(t("play.offers.no_text"))
    pieces.heading(t("play.curves.title"))
    columns = st.columns(len(told.signatories), gap="large")
    for column, party in zip(columns, told.signatories, strict=True):
        with column:
            _curve(told, party, round_)
    left, right = st.columns(2, gap="large")
    with left:
        _trust(told, round_)
    with right:
        _happenings(told, round_)


def _curve(told: Story, party: str, round_: int) -> None:
    every, rows = tables.curve(told, party), tables.curve(told, party, round_)
    newest = {row["kind"]: row["worth"] for row in rows}
    held, floor, offered = newest.get("holds", 0.0), newest.get("leaving", 0.0), newest.get("offered")
    who = _who(told, party)
    if offered is None:
        sentence = t("play.curves.nothing", who=who, held=number(held), floor=number(floor))
    else:
        key = "met" if offered >= held else "sentence"
        values = {"worth": number(offered), "held": number(held), "gap": number(abs(held - offered))}
        sentence = t(f"play.curves.{key}", who=who, **values)
    kinds = {"holds": "holds", "offered": "offered", "leaving": "leaving"}
    names = {kind: t(f"play.curves.{name}") for kind, name in kinds.items()}
    colour = theme.colours(told.spec.parties)[party]
    chart = charts.worth_by_round(
        rows,
        colour,
        names,
        t("play.curves.axis_round"),
        last=tables.place(told.record.rounds[-1]),
        within=charts.span(row["worth"] for row in every),
        closing=t("play.curves.last_day") if told.record.rounds[-1].last_day else "",
    )
    pieces.chart(chart, sentence, key=f"play.curve.{party}")


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
    pieces.chart(chart, sentence, key="play.trust")


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
