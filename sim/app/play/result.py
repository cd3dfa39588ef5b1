"""The end of a run: the result, the ladder, what stood in the way, the distances, the downloads."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from sim.app.kit import pieces, run, theme
from sim.app.play import charts, tables
from sim.app.state import session
from sim.domain.record import RunRecord
from sim.report.page import report
from sim.telling import account, charted, depths, verdict
from sim.telling.catalogue import capital, language, speaking, t, word
from sim.telling.narrative import sentences
from sim.telling.numbers import count
from sim.telling.story import Story


def result(told: Story) -> None:
    """Draw the end of a run."""
    alone = run.without_each(session.current())
    parts = account.end(told, alone)
    st.divider()
    left, right = st.columns([7, 5], gap="large")
    with left:
        pieces.heading(parts["ended"].title)
        st.markdown(f"**{verdict.ending(told)}**")
        _lines([*verdict.deal(told), *verdict.gains(told)])
        _part(parts.get("history"))
        for text in account.hypotheses(told):
            pieces.note(text)
    with right:
        _ladder(told)
    _blocked(told, parts.get("blocked") or parts["left"], alone)
    _part(parts["best"])
    _meanings()
    _part(parts["sources"])
    pieces.note(sentences(account.settings(told)))
    _downloads(told.record)


def _lines(lines: Iterable[str]) -> None:
    for line in lines:
        st.markdown(line)


def _part(part: account.Part | None) -> None:
    if part is not None:
        pieces.heading(part.title)
        _lines(part.lines)


def _ladder(told: Story) -> None:
    pieces.heading(t("play.ladder.title"))
    rows = tables.ladder(told)
    chart = charts.ladder(rows, t("play.ladder.run"), t("play.ladder.history"), theme.INK[theme.dark()])
    pieces.chart(chart, verdict.ladder(told), title=charted.ladder(told), key="play.ladder")


def _blocked(told: Story, part: account.Part, alone: dict[str, RunRecord]) -> None:
    pieces.heading(part.title)
    deepest, total = next(iter(tables.texts_of_each(told).items()))
    says, unit = t("play.blocked.dots", depth=depths.title(told.spec, deepest)), charts.dot(total)
    if unit > 1:
        says = sentences([says, t("play.blocked.dot", n=count(unit))])
    chart = charts.left_after(tables.survivors(told), total, theme.INK[theme.dark()])
    with st.columns([7, 5])[0]:
        title = charted.funnel(told, deepest, total)
        pieces.chart(chart, sentences(part.lines), title=title, key="play.blocked")
        pieces.note(says)
    pieces.table(tables.hurdles(told, alone), caption=t("play.blocked.caption"))


def _meanings() -> None:
    """What each bargaining solution means."""
    rows = [
        {
            t("play.distance.solution"): capital(word("solution", name)),
            t("play.distance.means"): word("solution_says", name),
        }
        for name in verdict.SOLUTIONS
    ]
    pieces.table(rows)


def _report(record: RunRecord, language: str) -> str:
    """The report in the reader's language: it is made when it is asked for, away from the reader's page."""
    with speaking(language):
        return report(record)


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
            partial(_report, record, language()),
            f"{name}.html",
            "text/html",
            key="play.report",
            on_click="ignore",
        )
    pieces.note(t("play.download.note"))
