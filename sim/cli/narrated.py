"""Lays the account of a negotiation out for a terminal: the words come from `sim.telling`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType

from sim.cli.prose import Headline, Prose
from sim.cli.rows import Rows
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
            yield ""
            yield _hurdle_table(story, alone)


def _seats_coloured(story: Story, text: str, *, indent: int = 0) -> Prose:
    """Text in which the seats of the first three parties have their colours."""
    shown = Prose(text, indent=indent)
    for party, colour in zip(story.spec.parties, PARTY_COLOURS, strict=False):
        shown.highlight_words([story.seat(party)], f"bold {colour}")
    return shown


def _opening(story: Story) -> Iterator[RenderableType]:
    yield Prose(said(story.spec.title), "bold")
    yield Prose(told.when(story), "dim")
    yield said(story.spec.summary)
    yield ""
    for line in told.settings(story):
        yield _seats_coloured(story, line)
    for line in told.hypotheses(story):
        yield Prose(line, "italic")
    yield Prose(t("told.legend"), "dim")


def _part(story: Story, part: told.Part) -> Iterator[RenderableType]:
    yield ""
    yield Headline(part.title, part.aside)
    for line in part.lines:
        yield _seats_coloured(story, line, indent=2)


def _hurdle_table(story: Story, alone: Mapping[str, RunRecord]) -> Rows:
    headings = [verdict.hurdle_heading(story), t("told.hurdle.left"), t("told.hurdle.share")]
    if alone:
        headings.append(t("told.hurdle.without"))
    rows = []
    for hurdle in verdict.hurdles(story, alone):
        row = [f"{hurdle.constraint}\n{hurdle.gloss}", hurdle.left, hurdle.share]
        rows.append([*row, hurdle.without] if alone else row)
    return Rows(headings, rows, left=(0, 3), indent=2)
