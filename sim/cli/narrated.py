"""Lays the account of a negotiation out for a terminal: the words come from `sim.telling`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.prose import Prose
from sim.domain.record import RunRecord
from sim.telling import account as told
from sim.telling import verdict
from sim.telling.catalogue import said, t
from sim.telling.story import Story, without_each

PARTY_COLOURS = ("#0072B2", "#D55E00", "#009E73")
"""The first three parties in their order (Okabe and Ito's palette, which colour-blind readers can tell apart)."""


def account(story: Story) -> Iterator[RenderableType]:
    """Yield a whole negotiation in the language in use: the setting, the rounds, and the end."""
    yield from _opening(story)
    for part in told.rounds(story):
        yield from _part(story, part)
    alone = without_each(story)
    for name, part in told.end(story, alone).items():
        yield from _part(story, part)
        if name in ("blocked", "left"):
            yield Padding(_hurdle_table(story, alone), (1, 0, 0, 2))


def _prose(text: str, style: str = "") -> Padding:
    return Padding(Prose(text, style=style), 0)


def _seats_coloured(story: Story, text: str, *, indent: int = 0) -> Padding:
    """Text in which the seats of the first three parties have their colours."""
    shown = Prose(text)
    for party, colour in zip(story.spec.parties, PARTY_COLOURS, strict=False):
        shown.highlight_words([story.seat(party)], f"bold {colour}")
    return Padding(shown, (0, 0, 0, indent))


def _opening(story: Story) -> Iterator[RenderableType]:
    yield Text(said(story.spec.title), style="bold")
    yield Text(told.when(story), style="dim")
    yield _prose(said(story.spec.summary))
    yield Text("")
    for line in told.settings(story):
        yield _seats_coloured(story, line)
    for line in told.hypotheses(story):
        yield _prose(line, "italic")
    yield _prose(t("told.legend"), "dim")


def _part(story: Story, part: told.Part) -> Iterator[RenderableType]:
    heading = Table.grid(expand=True)
    heading.add_column(no_wrap=True)
    heading.add_column(justify="right")
    heading.add_row(Text(part.title, style="bold"), Text(part.aside, style="dim"))
    yield Text("")
    yield heading
    for line in part.lines:
        yield _seats_coloured(story, line, indent=2)


def _hurdle_table(story: Story, alone: Mapping[str, RunRecord]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(verdict.hurdle_heading(story))
    table.add_column(t("told.hurdle.left"), justify="right")
    table.add_column(t("told.hurdle.share"), justify="right")
    if alone:
        table.add_column(t("told.hurdle.without"))
    for hurdle in verdict.hurdles(story, alone):
        name = Text.assemble(hurdle.constraint, "\n", (hurdle.gloss, "dim"))
        table.add_row(name, hurdle.left, hurdle.share, *([hurdle.without] if alone else []))
    return table
