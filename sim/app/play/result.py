"""The end of a run: the result, the ladder, what stood in the way, the distances, the downloads."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.app.kit import pieces, theme
from sim.app.play import charts, story, tables
from sim.app.state import cache, session
from sim.app.state.texts import number, said, t, word
from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import RunRecord
from sim.report.page import report
from sim.telling.story import Story

INK = {False: "#1C1B19", True: "#E9E6DE"}


def result(told: Story) -> None:
    """Draw the end of a run."""
    st.divider()
    st.header(t("play.result.title"), anchor=False)
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.markdown(f"**{story.ending(told)}** {story.closeness(told)}")
        _deal(told)
        _history(told)
    with right:
        _ladder(told)
    _blocked(told)
    _distances(told)
    _downloads(told.record)


def _deal(told: Story) -> None:
    if told.record.agreement is None:
        return
    pieces.heading(t("play.result.deal"))
    st.markdown("\n".join(f"- {line}" for line in story.terms(told.spec, told.record.agreement)))


def _history(told: Story) -> None:
    happened = told.spec.happened
    if happened is not None:
        st.markdown(t("play.history", text=said(happened.text)))
    for text in told.spec.hypotheses:
        pieces.note(t("play.result.hypothesis", text=said(text)))


def _ladder(told: Story) -> None:
    pieces.heading(t("play.ladder.title"))
    happened, step = told.spec.happened, told.record.ladder
    values = {"step": word("ladder", step), "n": LADDER.index(step) + 1}
    if happened is None:
        sentence = t("play.ladder.sentence", **values)
    else:
        sentence = t("play.ladder.sentence_history", happened=word("ladder", happened.ladder), **values)
    rows = tables.ladder(told)
    chart = charts.ladder(rows, t("play.ladder.run"), t("play.ladder.history"), INK[theme.dark()])
    pieces.chart(chart, sentence, key="play.ladder")


def _blocked(told: Story) -> None:
    pieces.heading(t("play.blocked.title"))
    left, right = st.columns(2, gap="large")
    with left:
        rows = tables.survivors(told.record)
        chart = charts.left_after(rows, told.record.n_outcomes, t("play.blocked.axis"))
        pieces.chart(chart, story.blocked(told), key="play.blocked")
    with right:
        _without(told.record)


def _without(record: RunRecord) -> None:
    """The same talks without one constraint at a time."""
    state = session.current()
    rows: list[dict[str, str]] = []
    turning: dict[str, list[str]] = {}
    for name in CONSTRAINTS:
        if name in state.off:
            continue
        off = tuple(item for item in CONSTRAINTS if item in (*state.off, name))
        other = cache.play(replace(state, off=off).setup)
        rows.append(
            {
                t("play.blocked.constraint"): word("constraint", name),
                t("play.blocked.step"): word("ladder", other.ladder),
                t("play.blocked.closeness"): number(other.closeness),
            }
        )
        if other.ladder != record.ladder:
            turning.setdefault(other.ladder, []).append(word("constraint", name))
    lines = [
        t("play.blocked.turns", names=t("play.blocked.or").join(names), step=word("ladder", step))
        for step, names in sorted(turning.items(), key=lambda item: -LADDER.index(item[0]))
    ]
    st.markdown(t("play.blocked.table"))
    pieces.table(rows)
    st.markdown(" ".join(lines) if lines else t("play.blocked.turns_none"))


def _distances(told: Story) -> None:
    pieces.heading(t("play.distance.title"))
    rows = [
        {
            t("play.distance.solution"): word("solution", name),
            t("play.distance.means"): word("solution_says", name),
            t("play.distance.value"): t("play.distance.none") if value is None else number(value),
        }
        for name, value in told.record.distances.items()
    ]
    st.markdown(t("play.distance.sentence"))
    pieces.table(rows)


def _downloads(record: RunRecord) -> None:
    pieces.heading(t("play.download.title"))
    name = f"{record.scenario}-seed-{record.seed}"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            t("play.download.json"),
            record.to_json(),
            f"{name}.json",
            "application/json",
            key="play.json",
            on_click="ignore",
        )
        st.download_button(
            t("play.download.csv"),
            tables.to_csv(record),
            f"{name}.csv",
            "text/csv",
            key="play.csv",
            on_click="ignore",
        )
        st.download_button(
            t("play.download.report"),
            # Made when it is asked for: the same talks are played once more without each constraint.
            lambda: report(record),
            f"{name}.html",
            "text/html",
            key="play.report",
            on_click="ignore",
        )
    pieces.note(t("play.download.note"))
