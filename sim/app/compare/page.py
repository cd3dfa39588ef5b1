"""Two settings side by side under the same luck: what differs in the input, one run of each, and many pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from sim.app.compare import free_choice, opening, words
from sim.app.compare.many import many
from sim.app.compare.questions import Question, chosen, questions
from sim.app.kit import episode, pieces, terms
from sim.app.kit.idle import idle
from sim.app.state import cache, extras, session, sides
from sim.app.state.links import State
from sim.app.state.sides import scenario_of
from sim.experiments.compare.input_difference import InputDifference, input_difference
from sim.streams import LARGEST_SEED
from sim.telling import comparison
from sim.telling.catalogue import t
from sim.telling.story import Story

_AT_ONCE = 6
_MORE = ("line", "way", "episode")


def show() -> None:
    """Draw the page."""
    pieces.lead("", t("compare.title"), t("compare.lead"))
    episode.choice(t("compare.episode"))
    a = session.current()
    b = opening.b_of(a)
    if sides.b_of(a, opening.data(a)) is None:
        st.info(t("compare.wrong"))
    rows = input_difference(a, b).differs
    told = (story_of(a), story_of(b))
    st.markdown(words.side_a(a) + "  \n" + words.side_b(a, b, rows))
    idle(a, b)
    if rows:
        st.markdown(comparison.pivot(*told, words.in_short(a, b, rows)))
    _questions(a, b)
    with pieces.fold(t("compare.free.heading"), "compare.free") as is_open:
        if is_open:
            free_choice.render_editor(a, b, rows)
    if not rows:
        st.markdown(t("compare.same"))
        return
    _input(a, b, rows)
    _one(a, told)
    many(a, b)


def _asked(state: State, value: str | None) -> State:
    """The state after a question was chosen, or taken back."""
    asked = next((question for question in questions(state) if question.id == value), None)
    return extras.kept(state, sides.KEY, {} if asked is None else asked.data)


def _questions(a: State, b: State) -> None:
    """Draw the ready-made questions; the one that B answers is marked."""
    asked = questions(a)
    now = chosen(asked, a, b)
    pieces.heading(t("compare.ask.heading"))
    _pills(a, t("compare.ask.constraint"), "constraint", [q for q in asked if q.group == "constraint"], now)
    st.markdown(f":small[{t('compare.ask.setting')}]")
    for columns, keys in _in_pairs([*dict.fromkeys(q.key for q in asked if q.group == "setting")]):
        for column, key in zip(columns, keys, strict=False):
            with column:
                of_key = [q for q in asked if q.group == "setting" and q.key == key]
                _pills(a, words.about(scenario_of(a), key), key, of_key, now)
    with st.expander(t("compare.ask.more"), expanded=now is not None and now.group in _MORE):
        for group in _MORE:
            _pills(a, t(f"compare.ask.{group}"), group, [q for q in asked if q.group == group], now)


def _in_pairs(keys: list[str]) -> Iterator[tuple[Sequence[Any], list[str]]]:
    """Rows of two columns, as many as the keys need."""
    for first in range(0, len(keys), 2):
        yield st.columns(2, gap="medium"), keys[first : first + 2]


def _pills(a: State, label: str, name: str, asked: list[Question], now: Question | None) -> None:
    of_group = {question.id: question for question in asked}
    if not of_group:
        return
    scenario = scenario_of(a)
    marked = now.id if now is not None and now.id in of_group else None
    st.pills(
        label,
        list(of_group),
        format_func=lambda key: words.question(scenario, of_group[key]),
        wrap=True,
        **session.control(f"compare.ask.{name}", marked, _asked),
    )


def _input(a: State, b: State, rows: Sequence[InputDifference]) -> None:
    """Draw what differs in the input, and what it rests on."""
    pieces.heading(t("compare.differs.heading"))
    pieces.table(words.differences_table(a, b, rows[:_AT_ONCE]))
    if len(rows) > _AT_ONCE:
        with st.expander(t("compare.differs.more", n=len(rows) - _AT_ONCE)):
            pieces.table(words.differences_table(a, b, rows[_AT_ONCE:]))
    pieces.note(t("compare.differs.sentence"))
    claims = words.evidence(rows)
    if claims:
        with st.expander(t("compare.differs.sources")):
            st.markdown("\n".join(f"- {words.claim(cache.ledger()[claim])}" for claim in claims))


def _one(a: State, told: tuple[Story, Story]) -> None:
    """Draw one run of each side with the page's seed."""
    pieces.heading(t("compare.one.heading"))
    st.number_input(
        t("compare.one.seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        step=1,
        width=220,
        **session.control("compare.seed", a.seed, lambda s, v: s if v is None else replace(s, seed=v)),
    )
    pieces.note(t("compare.one.text"))
    for column, side, letter in zip(st.columns(2, gap="medium"), told, "ab", strict=True):
        scenario, record = side.scenario, side.record
        row = words.last_text(record)
        with column:
            first, *rest = words.ending(record)
            st.markdown(
                f"**{t(f'compare.{letter}')}{t('common.colon')}{first}**  \n{t('compare.between').join(rest)}"
            )
            st.markdown(words.text_line(scenario, record))
            if row is not None and row.offer is not None:
                terms.island_map(scenario.spec, row.offer, key=f"compare.map.{letter}")
    table, apart = words.terms_table(*told)
    if table:
        alike = "alike" if told[0].record.agreement else "alike_unsigned"
        key = "terms_differ" if apart else alike
        pieces.table(table, caption=t(f"compare.one.{key}", n=apart, all=len(table)))


def story_of(state: State) -> Story:
    """Return the run of a side, ready to be told."""
    scenario = scenario_of(state)
    return Story(cache.play(state.setup), scenario, scenario.game())
