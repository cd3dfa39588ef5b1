"""Lays a comparison out for a terminal: what differs in the input, a table, and a sentence for what stands out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from sim.analysis.resampling import unseen
from sim.telling.catalogue import capital as sentence
from sim.telling.catalogue import listed
from sim.telling.numbers import number as number_in_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.experiments.compare.comparison import Comparison, DiffersRow, MeasureRow
    from sim.scenario.schema import ScenarioSpec

NAMES = {
    "treaty": "a treaty",
    "declaration": "a declaration",
    "procedural": "a basis or a date for more",
    "talks": "talks that go on",
    "setback": "a setback",
    "agreement": "a signed text",
    "closeness": "closeness",
    "welfare": "welfare",
}
"""The measures in the order of the table, down the ladder first, and what they are called."""

MEANS = ("closeness", "welfare")
"""The measures that are means of a number from 0 to 1; the others are shares of runs."""

MOST_SHOWN = 12
"""Rows of input shown; --json has all of them."""


def told(record: Comparison, a: ScenarioSpec, b: ScenarioSpec) -> Iterator[RenderableType]:
    """Yield a whole comparison; ``a`` and ``b`` are the two scenarios."""
    yield Text.assemble(("A  ", "bold"), a.title)
    yield Text.assemble(("B  ", "bold"), b.title if a.title != b.title else "the same, but for what differs")
    yield Text("")
    yield from _input(record)
    yield from _warnings(record)
    yield Text("")
    yield _table(record)
    yield Text("")
    yield from _sentences(record)


def _input(record: Comparison) -> Iterator[RenderableType]:
    if not record.differs:
        yield "Nothing differs in the input, so nothing can differ in the result."
        return
    yield Text("What differs in the input", style="bold")
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading in ("", "A", "B"):
        table.add_column(heading, overflow="fold")
    for row in record.differs[:MOST_SHOWN]:
        table.add_row(f"  {row.key}", *_values(row))
    yield table
    left = len(record.differs) - MOST_SHOWN
    if left > 0:
        yield f"  and {left} more, which --json lists"
    yield f"{record.alike} of {record.settings} settings have the same numbers on both sides."


def _values(row: DiffersRow) -> list[str]:
    return [_value(row.key, value) for value in (row.a, row.b)]


def _value(key: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value) or ("nothing" if key == "off" else "none")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return "-" if value is None else str(value)


def _warnings(record: Comparison) -> Iterator[RenderableType]:
    if 2 * record.alike < record.settings:
        yield Text(
            "Be careful: the two share fewer than half of their settings. What differs in the result cannot be "
            "laid to any one of them, and the same seeds hardly make it sharper.",
            style="italic",
        )
    if list(record.a.strategies) != list(record.b.strategies):
        yield Text(
            "Be careful: other parties sign in A than in B, so welfare is a mean over other parties.",
            style="italic",
        )
    if record.failed:
        yield Text(
            f"Be careful: {record.failed:,} of {record.runs + record.failed:,} pairs are left out, because the "
            "numbers drawn for them make no game.",
            style="italic",
        )
    if record.runs + record.failed < record.asked:
        yield Text(f"Stopped after {record.runs:,} of {record.asked:,} pairs.", style="italic")


def _table(record: Comparison) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column(f"{record.runs:,} pairs of runs")
    for heading in ("A", "B", "B less A", f"{100 * record.level:g} % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, words in NAMES.items():
        row = record.measures[name]
        mean = name in MEANS
        cells = [
            _number(row.a, mean),
            _number(row.b, mean),
            _signed(row.difference, mean),
            _interval(row, mean),
        ]
        table.add_row(sentence(words), *cells, style="bold" if stands_out(row) else "")
    return table


def stands_out(row: MeasureRow) -> bool:
    """Return whether the interval of a difference lies wholly on one side of zero."""
    return row.low > 0.0 or row.high < 0.0


def _number(value: float, mean: bool) -> str:
    return number_in_words(value) if mean else f"{100 * value:.1f} %"


def _signed(value: float, mean: bool) -> str:
    """A difference with its sign; a zero has none, and what rounds to zero keeps its side."""
    shown = number_in_words(abs(value)) if mean else f"{100 * abs(value):.1f}"
    if float(shown) == 0.0:
        return shown if value == 0.0 else "above 0" if value > 0 else "below 0"
    return f"{'+' if value > 0 else '-'}{shown}"


def _interval(row: MeasureRow, mean: bool) -> str:
    return f"{_signed(row.low, mean)} to {_signed(row.high, mean)}"


def _sentences(record: Comparison) -> Iterator[RenderableType]:
    apart = [name for name in NAMES if stands_out(record.measures[name])]
    for name in apart:
        yield _sentence(name, record.measures[name])
    if not record.differs:
        return
    if not apart:
        yield "No interval excludes zero: these runs do not show that the two settings lead to different results."
    else:
        yield (
            "Each interval stands for itself: of many about differences that do not exist, "
            f"{100 * (1 - record.level):.2g} in a hundred exclude zero."
        )
    flat = [NAMES[name] for name in NAMES if record.measures[name].low == record.measures[name].high]
    if flat:
        most = 100 * unseen(record.runs, record.level)
        yield (
            f"All pairs say the same of {listed(flat)}, so the interval has no width; at this level, up to "
            f"{most:.2g} in a hundred pairs may still say otherwise."
        )


def _sentence(name: str, row: MeasureRow) -> str:
    more = "more" if row.difference > 0 else "less" if name in MEANS else "fewer"
    ends = sorted((abs(row.low), abs(row.high)))
    if name in MEANS:
        low, high = (number_in_words(end) for end in ends)
        small = number_in_words(abs(row.difference)) == "0.00"
        change = f"less than 0.01 {more}" if small else f"{number_in_words(abs(row.difference))} {more}"
        return (
            f"{sentence(NAMES[name])}: {number_in_words(row.a)} on average in A and {number_in_words(row.b)} in B, "
            f"{change}{'' if high == '0.00' else f' (by {low} to {high})'}."
        )
    low, high = (_hundred(end) for end in ends)
    return (
        f"{sentence(NAMES[name])}: {_hundred(row.a)} of a hundred runs in A and {_hundred(row.b)} in B, "
        f"{_hundred(row.difference)} {more} (by {low} to {high})."
    )


def _hundred(share: float) -> str:
    return f"{100 * abs(share):.1f}".removesuffix(".0")
