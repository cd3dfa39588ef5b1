"""`hikiwake compare`: two scenarios, or two settings of one, under common random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.print import print_json, show, warn, warn_idle
from sim.cli.types import (
    ArticlesOnly,
    Json,
    Language,
    Level,
    Offs,
    Protocol,
    Sets,
    Strategies,
    Texts,
    Typed,
    seed_option,
    speak,
    text,
    whole,
)
from sim.cli.waiting import until_stopped

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.domain.comparison import Comparison
    from sim.scenario.schema import ScenarioSpec
    from sim.scenario.setup import Setup

MOST_SHOWN = 12
"""Rows of input shown; --json has all of them."""


_SET, _PLAYER, _OFF = "KEY=VALUE", "PARTY=NAME", "CONSTRAINT"
SetA = Annotated[Texts, text("--set-a", _SET, "The same for A alone.")]
SetB = Annotated[Texts, text("--set-b", _SET, "The same for B alone.")]
StrategyA = Annotated[Texts, text("--strategy-a", _PLAYER, "The same for A alone.")]
StrategyB = Annotated[Texts, text("--strategy-b", _PLAYER, "The same for B alone.")]
OffA = Annotated[Texts, text("--off-a", _OFF, "The same for A alone.")]
OffB = Annotated[Texts, text("--off-b", _OFF, "The same for B alone.")]
ProtocolA = Annotated[str | None, text("--protocol-a", "P", "The same for A alone.")]
ProtocolB = Annotated[str | None, text("--protocol-b", "P", "The same for B alone.")]
ArticlesOnlyA = Annotated[bool, typer.Option("--articles-only-a", help="The same for A alone.")]
ArticlesOnlyB = Annotated[bool, typer.Option("--articles-only-b", help="The same for B alone.")]
Runs = Annotated[int, whole("--runs", 1000, "How many pairs of negotiations to play.")]
Seed = Annotated[int, seed_option("The seed of all chance, a whole number; another one plays other pairs.")]


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="An id such as 2018-singapore, or a scenario file.")],
    b: Annotated[
        str | None, typer.Argument(metavar="[B]", help="Another one. Default: the same as A.")
    ] = None,
    runs: Runs = 1000,
    seed: Seed = 0,
    sets: Sets = None,
    set_a: SetA = None,
    set_b: SetB = None,
    strategies: Strategies = None,
    strategy_a: StrategyA = None,
    strategy_b: StrategyB = None,
    off: Offs = None,
    off_a: OffA = None,
    off_b: OffB = None,
    protocol: Protocol = None,
    protocol_a: ProtocolA = None,
    protocol_b: ProtocolB = None,
    articles_only: ArticlesOnly = False,
    articles_only_a: ArticlesOnlyA = False,
    articles_only_b: ArticlesOnlyB = False,
    level: Level = 0.95,
    language: Language = "en",
    json: Json = False,
) -> None:
    """Compare two scenarios, or two settings, with the same chances on both sides.

    Settings are drawn from their ranges, and both runs of a pair have one seed: what both sides share has the
    same value in both, and every chance falls the same way. What is said of one side alone wins over what is
    said of both. Ctrl-C shows what has been played so far.
    """
    speak(language)
    both = Typed(sets, strategies, off, protocol, articles_only=articles_only)
    one = _side(a, both, Typed(set_a, strategy_a, off_a, protocol_a, "-a", articles_only_a))
    two = _side(
        a if b is None else b, both, Typed(set_b, strategy_b, off_b, protocol_b, "-b", articles_only_b)
    )
    _compared(one, two, _Plan(runs, seed, level), json)


def _side(scenario: str, both: Typed, own: Typed) -> Setup:
    """How one side is played: what is said of it alone is laid over what is said of both."""
    below, above = both.setup(scenario), own.setup(scenario)
    return replace(
        above,
        changes={**below.changes, **above.changes},
        strategies={**below.strategies, **above.strategies},
        off=tuple(dict.fromkeys([*below.off, *above.off])),
        protocol=below.protocol if above.protocol is None else above.protocol,
        articles_only=below.articles_only or above.articles_only,
    )


@dataclass(frozen=True)
class _Plan:
    """How many pairs, by which seed, and how sure the intervals are to be."""

    runs: int
    seed: int
    level: float


def _compared(one: Setup, two: Setup, plan: _Plan, json: bool) -> None:
    from sim.agents.own import slow, words_of
    from sim.experiments.compare import pairs as playing
    from sim.experiments.compare.comparison import compare as record_of

    playing.check_runs(plan.runs, plan.seed, playing.MOST)
    warn_idle([one, two])
    for note in slow([*words_of(one.strategies).values(), *words_of(two.strategies).values()]):
        warn(note)
    portions = playing.play_portions(one, two, plan.runs, plan.seed)
    played, stopped = until_stopped(portions, _size, "Playing pairs", plan.runs, json)
    if stopped and sum(len(portion.a) for portion in played) < 2:
        raise KeyboardInterrupt
    record = record_of(one, two, playing.joined(played), plan.runs, plan.seed, plan.level)
    if json:
        print_json(record.to_json())
    else:
        show(_told(record, one.loaded.spec, two.loaded.spec))
    if stopped:
        raise KeyboardInterrupt


def _size(portion: Any) -> int:
    return len(portion.a) + int(portion.failed)


def _told(record: Comparison, a: ScenarioSpec, b: ScenarioSpec) -> Iterator[RenderableType]:
    """The whole comparison, part by part; ``a`` and ``b`` are the two scenarios."""
    from rich.text import Text

    from sim.cli.prose import Prose
    from sim.cli.rows import Rows
    from sim.telling import comparison
    from sim.telling.catalogue import said, t

    yield Prose(Text.assemble(("A  ", "bold"), said(a.title)))
    same = a.title == b.title
    yield Prose(Text.assemble(("B  ", "bold"), t("compare.side.b_told") if same else said(b.title)))
    yield ""
    if record.differs:
        yield from _input(record)
    else:
        yield t("compare.says.same")
    for line in comparison.warnings(record):
        yield Prose(line, "italic")
    yield ""
    found = comparison.figures(record)
    rows = [(row.measure, row.a, row.b, row.difference, row.interval) for row in found]
    apart = [place for place, row in enumerate(found) if row.apart]
    yield Rows(comparison.headings(record), rows, bold=apart)
    yield ""
    yield from comparison.conclusion(record)


def _input(record: Comparison) -> Iterator[RenderableType]:
    from sim.cli.prose import Prose
    from sim.cli.rows import Rows
    from sim.telling import comparison
    from sim.telling.catalogue import t

    yield Prose(t("compare.differs.heading"), "bold")
    rows = comparison.input_rows(record)
    yield Rows(["", t("compare.a"), t("compare.b")], rows[:MOST_SHOWN], left=(0, 1, 2), indent=2)
    if len(rows) > MOST_SHOWN:
        yield Prose(t("compare.differs.more_json", n=len(rows) - MOST_SHOWN), indent=2)
    yield comparison.shared(record)
