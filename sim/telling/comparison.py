"""What a comparison says: the input that differs, every measure on both sides, and what may be concluded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.resampling import unseen
from sim.domain.comparison import Comparison, MeasureRow, Plain
from sim.telling.catalogue import capital, listed, t
from sim.telling.numbers import count, number, of_hundred, percent, short, signed, sure

MEASURES = ("treaty", "declaration", "procedural", "talks", "setback", "agreement", "gap", "welfare")
"""The measures in the order of every table: down the ladder, then the rest."""

MEANS = ("gap", "welfare")
"""The measures that are means of a worth; the others are shares of runs."""


@dataclass(frozen=True)
class Figures:
    """A measure as a row of a table; ``apart`` where the interval excludes zero."""

    measure: str
    a: str
    b: str
    difference: str
    interval: str
    apart: bool


def measure(name: str) -> str:
    """Return what a measure is called.

    >>> measure("agreement")
    'a signed text'
    """
    return t(f"compare.measure.{name}")


def input_rows(record: Comparison) -> list[tuple[str, str, str]]:
    """Return what differs in the input: keys and values as one types them."""
    return [(row.key, _typed(row.key, row.a), _typed(row.key, row.b)) for row in record.differs]


def _typed(key: str, value: Plain) -> str:
    if isinstance(value, list):
        return ", ".join(value) or t("compare.differs.nothing" if key == "off" else "compare.differs.empty")
    if isinstance(value, bool):
        return str(value).lower()
    return (
        t("compare.differs.none")
        if value is None
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def shared(record: Comparison) -> str:
    """Return how many settings both sides have in common."""
    return t("compare.differs.alike", alike=count(record.alike), settings=count(record.settings))


def warnings(record: Comparison) -> list[str]:
    """Return what to be careful about."""
    played = record.runs + record.failed
    found = {
        "far": 2 * record.alike < record.settings,
        "parties": list(record.a.strategies) != list(record.b.strategies),
        "failed": record.failed > 0,
        "stopped": played < record.asked,
    }
    return [
        t(
            f"compare.warning.{name}",
            failed=count(record.failed),
            played=count(played),
            runs=count(record.runs),
            asked=count(record.asked),
        )
        for name, holds in found.items()
        if holds
    ]


def in_order(record: Comparison) -> list[tuple[str, MeasureRow]]:
    """Return the measures that there are, in the order of every table."""
    return [(name, record.measures[name]) for name in MEASURES if name in record.measures]


def headings(record: Comparison) -> list[str]:
    """Return what stands above the columns of the figures."""
    return [
        t("compare.table.pairs", n=count(record.runs)),
        t("compare.a"),
        t("compare.b"),
        t("compare.table.difference"),
        t("compare.table.interval", level=sure(record.level)),
    ]


def figures(record: Comparison) -> list[Figures]:
    """Return every measure as a row: shares in percent, their differences in points."""
    return [_figures(name, row) for name, row in in_order(record)]


def _figures(name: str, row: MeasureRow) -> Figures:
    size, places = (1, 2) if name in MEANS else (100, 1)
    a, b = (number(x) if name in MEANS else percent(x, 1) for x in (row.a, row.b))
    shift, low, high = (_side(size * x, places) for x in (row.difference, row.low, row.high))
    interval = t("compare.table.from_to", low=low, high=high)
    return Figures(capital(measure(name)), a, b, shift, interval, row.excludes_zero)


def _side(value: float, places: int) -> str:
    """A difference with its sign; what rounds to zero keeps its side of it."""
    shown = signed(value, places)
    if value == 0.0 or shown != number(0.0, places):
        return shown
    return t("compare.table.above" if value > 0 else "compare.table.below")


def conclusion(record: Comparison) -> list[str]:
    """Return a sentence for every measure whose interval excludes zero, and what to make of them all."""
    return list(_conclusion(record))


def _conclusion(record: Comparison) -> Iterator[str]:
    rows = dict(in_order(record))
    apart = [name for name, row in rows.items() if row.excludes_zero]
    for name in apart:
        yield _mean(name, rows[name]) if name in MEANS else _share(name, rows[name])
    if not record.differs:
        return
    wrong = short(100 * (1 - record.level))
    yield t("compare.says.each", n=wrong) if apart else t("compare.says.together")
    flat = [measure(name) for name, row in rows.items() if row.low == row.high]
    if flat:
        most = short(100 * unseen(record.runs, record.level))
        yield t("compare.says.flat", names=listed(flat), n=most)


def _share(name: str, row: MeasureRow) -> str:
    low, high = sorted((abs(row.low), abs(row.high)))
    return t(
        f"compare.says.share_{'more' if row.difference > 0 else 'fewer'}",
        measure=capital(measure(name)),
        a=of_hundred(row.a),
        b=of_hundred(row.b),
        n=of_hundred(row.difference),
        low=of_hundred(low),
        high=of_hundred(high),
    )


def _mean(name: str, row: MeasureRow) -> str:
    low, high = sorted((abs(row.low), abs(row.high)))
    shift = number(abs(row.difference))
    barely = "barely_" if shift == number(0.0) else ""
    return t(
        f"compare.says.mean_{barely}{'more' if row.difference > 0 else 'less'}",
        measure=capital(measure(name)),
        a=number(row.a),
        b=number(row.b),
        n=shift,
        low=number(low),
        high=number(high),
    )
