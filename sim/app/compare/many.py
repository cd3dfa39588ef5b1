"""Many pairs of runs on the page Compare: started, stopped, gone on with, and what they amount to."""

from __future__ import annotations

import streamlit as st

from sim.app.compare import charts, pairing
from sim.app.kit import pieces, theme
from sim.app.state import extras, session
from sim.app.state.guard import guarded, handled
from sim.app.state.links import State
from sim.domain.comparison import Comparison
from sim.telling import comparison
from sim.telling.catalogue import t
from sim.telling.numbers import number, signed

RUNS = "compare.runs"
INK = {False: "#1C1B19", True: "#E9E6DE"}
_WANTED = "compare.wanted"
_SLICE = 0.4
"""Seconds between two looks at the page while runs are played: a click is never kept waiting longer."""


def many(a: State, b: State) -> None:
    """Draw the choice of how many, the button, the progress, and the figures so far."""
    pieces.heading(t("compare.many.heading"))
    runs = extras.among(a, RUNS, pairing.CHOICES, pairing.USUAL)
    st.markdown(t("compare.many.text"))
    st.segmented_control(
        t("compare.many.runs"),
        pairing.CHOICES,
        required=True,
        wrap=True,
        **session.control(RUNS, runs, session.with_extra(RUNS)),
    )
    key = (pairing.sides(a, b), runs)
    done = len(pairing.played(key[0]).pairs)
    if st.session_state.get(_WANTED, key) != key:
        # Another question was asked meanwhile: the old one does not go on by itself when it is asked again.
        _stop()
    if _WANTED in st.session_state and done < runs:
        st.fragment(guarded(lambda: _progress(a, b, runs)), run_every=0.1, key="compare.progress")()
        return
    if done < runs:
        st.button(
            t("compare.many.run" if done == 0 else "compare.many.go_on", n=runs),
            type="primary",
            key="compare.run",
            on_click=_start,
            args=key,
        )
    record = pairing.record(a, b, runs)
    if record is None:
        pieces.note(t("compare.many.empty"))
    else:
        _figures(record, f"compare-{a.scenario}.csv")


@handled
def _start(both: pairing.Sides, runs: int) -> None:
    st.session_state[_WANTED] = (both, runs)


@handled
def _stop() -> None:
    st.session_state.pop(_WANTED, None)


def _progress(a: State, b: State, runs: int) -> None:
    """Play for a moment and say how far it is; at the end the whole page is drawn again."""
    if _WANTED not in st.session_state:
        st.rerun()
    wanted = st.session_state.pop(_WANTED)
    now = pairing.advance(a, b, runs, _SLICE)
    # Only now: where a run cannot be played, the next look must not try it again for ever.
    st.session_state[_WANTED] = wanted
    done, left = len(now.pairs), pairing.seconds_left(now, runs)
    if done >= runs:
        _stop()
        st.rerun()
    text = t("compare.many.progress", done=done, n=runs)
    if left is not None and left >= 1.0:
        text = t("compare.many.progress_left", done=done, n=runs, seconds=round(left))
    st.progress(done / runs, text=text)
    st.button(t("compare.many.stop"), key="compare.stop", on_click=_stop)


def _bars(record: Comparison) -> list[charts.Bar]:
    """The measures for the charts, without those that are zero on both sides."""
    return [
        charts.Bar(
            comparison.measure(name),
            row.a,
            row.b,
            row.difference,
            row.low,
            row.high,
            signed(row.difference),
            row.excludes_zero,
        )
        for name, row in comparison.in_order(record)
        if row.a or row.b
    ]


def _figures(record: Comparison, file: str) -> None:
    """Draw what the pairs amount to: in words, as charts, as a table, as a file."""
    ink = INK[theme.dark()]
    for line in comparison.warnings(record):
        pieces.note(line)
    st.markdown("\n".join(f"- {line}" for line in comparison.conclusion(record)))
    bars, decimal = _bars(record), number(0.5)[1]
    left, right = st.columns(2, gap="medium")
    with left:
        letters = (t("compare.a"), t("compare.b"))
        pieces.chart(
            charts.levels(bars, letters, ink, decimal),
            t("compare.chart.levels"),
            title=comparison.farthest(record),
            key="compare.levels",
        )
    with right:
        ends = (t("compare.chart.lower"), t("compare.chart.higher"))
        chart = charts.intervals(bars, ends, ink, decimal)
        pieces.chart(
            chart,
            t("compare.chart.intervals"),
            title=comparison.beyond_luck(record),
            key="compare.intervals",
        )
    pieces.table(_table(record), caption=f"{t('compare.table.bold')} {t('compare.measure_says.shares')}")
    pieces.note(t("compare.says.caveat"))
    st.download_button(
        t("compare.many.download"),
        pairing.as_csv(record),
        file_name=file,
        mime="text/csv",
        on_click="ignore",
    )


def _table(record: Comparison) -> list[dict[str, str]]:
    """The figures; a difference stands with its interval in one cell, so that a phone shows the whole table."""
    first, a, b, difference, interval = comparison.headings(record)
    together = t("compare.table.with_interval", difference=difference, interval=interval)
    rows = []
    for row in comparison.figures(record):
        cell = t("compare.table.with_interval", difference=row.difference, interval=row.interval)
        rows.append({first: row.measure, a: row.a, b: row.b, together: f"**{cell}**" if row.apart else cell})
    return rows
