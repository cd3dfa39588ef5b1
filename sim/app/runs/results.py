"""The results of the page Many runs, drawn from counts: as many charts as there is something to see in."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path

import streamlit as st

from sim.app.kit import pieces, terms, theme
from sim.app.runs import charts, words, words_grid
from sim.app.runs.question import Question
from sim.app.state import extras, session
from sim.app.state.links import State
from sim.experiments.runs import supervisor as home
from sim.experiments.runs.reading import export as files
from sim.experiments.runs.reading.influence import Influence
from sim.experiments.runs.reading.influence import influences as influences_of
from sim.experiments.runs.reading.tally import Tally
from sim.experiments.runs.store import MANIFEST
from sim.telling.catalogue import t
from sim.telling.numbers import count, number

MEASURES = ("treaty", "gap")
MEASURE = "runs.measure"


def look() -> charts.Look:
    """Return the colours of this reader's page."""
    if theme.dark():
        return charts.Look("#E9E6DE", "#9DBBDD", "#1B212A", number(0.5)[1])
    return charts.Look("#1C1B19", "#1F3A5F", "#F2F0E8", number(0.5)[1])


def results(state: State, question: Question, tally: Tally) -> None:
    """Draw what the runs amount to."""
    if not tally.runs:
        return
    if not tally.played:
        st.markdown(t("runs.says.nothing"))
        _failures(tally)
        return
    st.markdown(words.first(tally))
    if tally.failed:
        pieces.note(t("runs.says.no_game", n=count(tally.failed), all=count(tally.runs)))
    if question.varied:
        pieces.note(t("runs.says.pooled"))
        _grid(state, question, tally)
    _shares(question, tally)
    _texts(question, tally)
    if tally.failed:
        _failures(tally)
    pieces.note(t("runs.says.caveat"))


def _shares(question: Question, tally: Tally) -> None:
    """Draw the ladder, the endings and the treaty gap."""
    left, right = st.columns(2, gap="large")
    happened = question.scenario.spec.happened
    with left:
        pieces.heading(t("runs.part.ladder"))
        bars, title, says = words.ladder(tally, happened.ladder if happened is not None else None)
        pieces.chart(charts.shares(bars, look()), says, title=title, key="runs.ladder")
    with right:
        pieces.heading(t("runs.part.results"))
        bars, title, says = words.results(tally)
        pieces.chart(charts.shares(bars, look()), says, title=title, key="runs.results")
    pieces.heading(t("runs.part.gap"))
    if not tally.gapped:
        st.markdown(t("runs.says.gap_none"))
        return
    parts, middle, title, says = words.gap(tally)
    chart = charts.histogram(parts, middle, t("runs.axis.gap"), look())
    pieces.chart(chart, says, title=title, key="runs.gap")


def _grid(state: State, question: Question, tally: Tally) -> None:
    """Draw what the varied keys do: a curve for one, a heat map for two."""
    pieces.heading(t("runs.part.grid"))
    measure = extras.among(state, MEASURE, MEASURES, MEASURES[0])
    st.segmented_control(
        t("runs.measure.label"),
        MEASURES,
        required=True,
        label_visibility="collapsed",
        format_func=lambda name: t(f"runs.measure.{name}"),
        **session.control(MEASURE, measure, session.with_extra(MEASURE)),
    )
    found = words_grid.grid(question, tally, measure)
    if len(question.varied) == 1:
        form = ".0%" if measure == "treaty" else ".2f"
        chart = charts.curve(found.cells, found.titles[0], form, look())
    else:
        chart = charts.heat(found.cells, (found.titles[0], found.titles[1]), look())
    pieces.chart(chart, found.sentence, title=found.title, key=f"runs.grid.{measure}")


def _texts(question: Question, tally: Tally) -> None:
    """Draw the texts that were signed most often, the first on the map, too."""
    pieces.heading(t("runs.part.texts"))
    if not tally.signed:
        st.markdown(t("runs.says.no_text"))
        return
    st.markdown(
        t("runs.texts.lead", share=words.hundred(tally.signed / tally.played), kinds=len(tally.terms))
    )
    table, first = question.scenario.spec, dict(tally.terms.most_common(1)[0][0])
    left, right = st.columns([3, 2], gap="large")
    with left:
        lines = words.texts(question.scenario, tally)
        st.markdown("\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1)))
    with right:
        terms.island_map(table, first, key="runs.map", height=260)


def influences(question: Question, folder: Path) -> None:
    """Name the settings whose draws go most with the ladder."""
    found = _influences(folder / home.OUT, (folder / home.OUT / MANIFEST).stat().st_mtime_ns)
    if not found:
        return
    pieces.heading(t("runs.part.influence"))
    st.markdown("\n".join(f"- {line}" for line in words.influences(question.scenario, found)))
    pieces.note(t("runs.says.influence", n=count(found[0].n)))


@lru_cache(maxsize=8)
def _influences(out: Path, _written: int) -> list[Influence]:
    return influences_of(out)


def _failures(tally: Tally) -> None:
    """Name the failures."""
    pieces.heading(t("runs.part.failures"))
    for reason, n in tally.reasons.most_common(3):
        pieces.note(t("runs.reasons.line", n=count(n)))
        # As plain text: the command's own words.
        st.text(reason)
    if tally.replay:
        pieces.note(t("runs.reasons.replay"))
        st.code(tally.replay, language=None, wrap_lines=True)


def downloads(question: Question, folder: Path, tally: Tally, *, whole: bool) -> None:
    """Draw the files to take along, and the command that makes the same batch."""
    pieces.heading(t("runs.part.files"))
    out, name = folder / home.OUT, f"hikiwake-{question.state.scenario}-{tally.runs}"
    offers = (
        ("parquet", files.as_parquet, "parquet", "application/vnd.apache.parquet"),
        ("csv", files.as_csv, "csv", "text/csv"),
        ("csv_comma", partial(files.as_csv, comma=True), "comma.csv", "text/csv"),
        ("parts", files.as_zip, "zip", "application/zip"),
    )
    with st.container(horizontal=True, gap="small", key="runs-files"):
        for key, make, ending, mime in offers:
            st.download_button(
                t(f"runs.files.{key}"),
                partial(make, out),
                file_name=f"{name}.{ending}",
                mime=mime,
                key=f"runs.file.{key}",
                on_click="ignore",
            )
    sizes = [words.size(tally.runs * row) for row in (files.PARQUET_ROW, files.CSV_ROW)]
    said = t("runs.files.says", parquet=sizes[0], csv=sizes[1])
    pieces.note(said if whole else said + t("runs.between") + t("runs.files.so_far"))


def command(question: Question) -> None:
    """Draw the command line that gives the same batch."""
    with pieces.fold(t("runs.files.command"), "runs.command") as is_open:
        if is_open:
            st.code(question.command(), language=None, wrap_lines=True)
            pieces.note(t("runs.files.any"))
