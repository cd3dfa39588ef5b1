"""Lays a tournament out for a terminal: the ranking, who meets whom, and what can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from sim.telling.words import listed, number_in_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.domain.tournament import PairRow, RankRow, Tournament

LEGEND = (
    "Gain is the plain worth of the signed text less the reservation as the talks open, and 0 without a text, from "
    "seat to seat and opponent to opponent; whether a text came into force is another matter."
)
"""What the figures mean."""


def told(record: Tournament) -> Iterator[RenderableType]:
    """Yield a whole tournament."""
    names = [row.strategy for row in record.ranking]
    yield Text(f"{len(names)} strategies, each against every other and itself", style="bold")
    played = listed([row.scenario for row in record.scenarios])
    yield f"{record.negotiations:,} negotiations: {played}, every assignment with the same {record.runs:,} seeds."
    yield Text(LEGEND, style="dim")
    yield from _warnings(record)
    yield Text("")
    yield _ranking(record)
    yield Text("")
    yield Text("Gain of the row against the column", style="bold")
    yield _matrix(record, names)
    if len(record.scenarios) > 1:
        yield Text("")
        yield Text("Gain by scenario", style="bold")
        yield _by_scenario(record, names)
    yield Text("")
    yield from _sentences(record)


def _warnings(record: Tournament) -> Iterator[RenderableType]:
    if record.failed:
        text = f"Be careful: {record.failed:,} seeds are left out, because the numbers drawn for them make no game."
        yield Text(text, style="italic")
    if record.runs + record.failed < record.asked:
        yield Text(f"Stopped after {record.runs:,} of {record.asked:,} seeds.", style="italic")


def _plain_table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for i, heading in enumerate(headings):
        table.add_column(
            heading, justify="left" if i == 1 and headings[0] == "" else "right" if i else "left"
        )
    return table


def _ranking(record: Tournament) -> Table:
    sure = f"{100 * record.level:g} %"
    table = _plain_table("", "Strategy", "gain", sure, "rank", "signed", "in force", "welfare")
    for row in record.ranking:
        table.add_row(
            f"{row.rank}{'=' if _shared(record, row) else ''}",
            row.strategy,
            number_in_words(row.gain),
            f"{number_in_words(row.low)} to {number_in_words(row.high)}",
            str(row.rank_low) if row.rank_low == row.rank_high else f"{row.rank_low} to {row.rank_high}",
            f"{100 * row.agreement:.0f} %",
            f"{100 * row.treaty:.0f} %",
            number_in_words(row.welfare),
        )
    return table


def _shared(record: Tournament, row: RankRow) -> bool:
    return sum(other.rank == row.rank for other in record.ranking) > 1


def _matrix(record: Tournament, names: list[str]) -> Table:
    numbers = [str(i) for i in range(1, len(names) + 1)]
    table = _plain_table("", "", *numbers)
    for number, name in zip(numbers, names, strict=True):
        cells = [number_in_words(record.table[name][other].gain) for other in names]
        table.add_row(number, name, *cells)
    return table


def _by_scenario(record: Tournament, names: list[str]) -> Table:
    scenarios = list(record.by_scenario)
    table = _plain_table("Strategy", *scenarios)
    for name in names:
        table.add_row(name, *(number_in_words(record.by_scenario[scenario][name]) for scenario in scenarios))
    return table


def _sentences(record: Tournament) -> Iterator[RenderableType]:
    first = record.ranking[0]
    level = [row.strategy for row in record.ranking if row.rank == 1]
    tied = [row.strategy for row in record.ranking if row.strategy in first.tied_with]
    if len(level) > 1:
        yield f"{listed(level)} gain the same: a tie at the top."
    elif tied:
        yield f"{first.strategy} gains most, but {listed(tied)} cannot be told apart from it: a tie at the top."
    else:
        yield f"{first.strategy} gains most, and more than each of the others by more than luck."
    ties = [row for row in record.pairs if not row.apart]
    apart = len(record.pairs) - len(ties)
    yield (
        f"{apart} of {len(record.pairs)} pairs can be told apart (paired t-tests over seeds, Holm's correction, "
        f"{100 * (1 - record.level):.2g} in a hundred)."
    )
    if ties:
        yield f"Ties: {'; '.join(_tie(row) for row in ties)}."
    yield from _answers(record)


def _tie(row: PairRow) -> str:
    return f"{row.a} and {row.b} (p {row.p_holm:.2f})"


def _answers(record: Tournament) -> Iterator[RenderableType]:
    for reply in sorted({name for names in record.best_replies.values() for name in names}):
        against = [other for other, names in record.best_replies.items() if reply in names]
        yield f"{reply} is the best answer to {listed(against)}."
    if record.stable:
        yield f"Where all play {' or '.join(record.stable)}, nobody gains by turning to another of these strategies."
    else:
        yield "Whichever strategy all play, somebody gains by turning to another."
