"""Lays the told account of a negotiation out for a terminal: the sentences come from `sim.telling.narrative`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.domain.record import RunRecord
from sim.telling.narrative import round_in_words, trust_in_words
from sim.telling.story import Story
from sim.telling.verdict import (
    blocked_in_words,
    distances_in_words,
    happened_in_words,
    hurdles,
    result_in_words,
    sources_in_words,
)

PARTY_COLOURS = ("#0072B2", "#D55E00", "#009E73")
"""The first three parties in their order (Okabe and Ito's palette, which colour-blind readers can tell apart)."""

LEGEND = (
    "Worth runs from 0 to 1, all things foreseen: doubts, allies and ratification. What a change of text gives up "
    "is counted in plain preferences, as if all of it came true."
)


def account(story: Story, alone: Mapping[str, RunRecord]) -> Iterator[RenderableType]:
    """Yield a whole negotiation: the setting, the rounds, and the end.

    ``alone``: the same negotiation without each constraint, as `without_each` returns it.
    """
    yield from _opening(story)
    yield from _rounds(story)
    yield from _section(story, "How it ended", result_in_words(story))
    yield from _section(story, _middle(story), blocked_in_words(story, alone))
    yield Padding(_hurdle_table(story, alone), (1, 0, 0, 2))
    yield from _section(story, "Against the best within reach", distances_in_words(story))
    yield from _section(story, "What history made of it", happened_in_words(story))
    yield from _section(story, "What this rests on", [sources_in_words(story)])


def _middle(story: Story) -> str:
    return "What stood in the way" if story.record.agreement is None else "What the constraints left"


def seats_coloured(story: Story, text: str, style: str = "") -> Text:
    """Return text in which the seats of the first three parties have their colours."""
    shown = Text(text, style=style)
    for party, colour in zip(story.spec.parties.values(), PARTY_COLOURS, strict=False):
        shown.highlight_words([party.seat], f"bold {colour}")
    return shown


def _opening(story: Story) -> Iterator[RenderableType]:
    table, record = story.spec, story.record
    yield Text(table.title, style="bold")
    yield Text(f"{table.date}, {table.place}" if table.place else table.date, style="dim")
    yield Text(table.summary)
    yield Text("")
    seats = ", ".join(f"{story.seat(party)} {name}" for party, name in record.strategies.items())
    yield seats_coloured(story, f"Seed {record.seed}, {record.protocol} protocol; strategies: {seats}.")
    if record.drawn:
        yield Text("Settings were drawn from their ranges.")
    if record.changes:
        changed = ", ".join(f"{key} = {value}" for key, value in record.changes.items())
        yield Text(f"Changed by hand: {changed}.")
    if record.constraints_off:
        yield Text(f"Switched off: {', '.join(record.constraints_off)}.")
    if story.game.guarantors and "alliance" not in record.constraints_off:
        for hypothesis in table.hypotheses:
            yield Text(f"A hypothesis, not a finding: {hypothesis}", style="italic")
    yield Text(LEGEND, style="dim")


def _rounds(story: Story) -> Iterator[RenderableType]:
    """The rounds; a run of rounds without a meeting is told once."""
    quiet: list[int] = []
    for number in story.numbers:
        row = story.rows(number)[0]
        silent = row.offer is None and row.walked is None
        if quiet and (row.events or not silent or story.suspended(quiet[0]) != story.suspended(number)):
            yield from _round(story, quiet[0], quiet[-1])
            quiet = []
        if silent:
            quiet.append(number)
        else:
            yield from _round(story, number, number)
    if quiet:
        yield from _round(story, quiet[0], quiet[-1])


def _round(story: Story, first: int, last: int) -> Iterator[RenderableType]:
    heading = Table.grid(expand=True)
    heading.add_column(no_wrap=True)
    heading.add_column(justify="right")
    name = f"Round {first}" if first == last else f"Rounds {first} to {last}"
    heading.add_row(Text(name, style="bold"), Text(trust_in_words(story, first), style="dim"))
    yield Text("")
    yield heading
    for line in round_in_words(story, first):
        yield Padding(seats_coloured(story, line), (0, 0, 0, 2))


def _section(story: Story, title: str, lines: list[str]) -> Iterator[RenderableType]:
    if lines:
        yield Text("")
        yield Text(title, style="bold")
    for line in lines:
        yield Padding(seats_coloured(story, line), (0, 0, 0, 2))


def _hurdle_table(story: Story, alone: Mapping[str, RunRecord]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("An outcome passes when")
    table.add_column("left", justify="right")
    table.add_column("share", justify="right")
    if alone:
        table.add_column("Switched off alone, closeness")
    for hurdle in hurdles(story, alone):
        name = Text.assemble(hurdle.constraint, "\n", (f"{hurdle.gloss}", "dim"))
        left, share = ("off", "") if hurdle.left is None else (f"{hurdle.left:,}", f"{hurdle.share:.1%}")
        table.add_row(name, left, share, *([hurdle.without] if alone else []))
    return table
