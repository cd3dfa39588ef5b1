"""`hikiwake compare`: two scenarios, or two settings of one, under common random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.commands.run import Strategies
from sim.cli.print import print_json, show
from sim.cli.types import Json, Offs, Sets, pairs, seed_of
from sim.cli.waiting import share_of, until_stopped, whole_of
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.experiments.compare.pairs import Side

Texts = list[str] | None


def _alone(option: str, shape: str, words: str) -> Any:
    return typer.Option(option, metavar=shape, help=words)


_SET, _PLAYER, _OFF = "KEY=VALUE", "PARTY=NAME", "CONSTRAINT"
SetA = Annotated[Texts, _alone("--set-a", _SET, "The same for A alone.")]
SetB = Annotated[Texts, _alone("--set-b", _SET, "The same for B alone.")]
StrategyA = Annotated[Texts, _alone("--strategy-a", _PLAYER, "The same for A alone.")]
StrategyB = Annotated[Texts, _alone("--strategy-b", _PLAYER, "The same for B alone.")]
OffA = Annotated[Texts, _alone("--off-a", _OFF, "The same for A alone.")]
OffB = Annotated[Texts, _alone("--off-b", _OFF, "The same for B alone.")]
Protocol = Annotated[str | None, _alone("--protocol", "P", "alternating, simultaneous or single_text.")]
ProtocolA = Annotated[str | None, _alone("--protocol-a", "P", "The same for A alone.")]
ProtocolB = Annotated[str | None, _alone("--protocol-b", "P", "The same for B alone.")]
Runs = Annotated[str, _alone("--runs", "N", "How many pairs of negotiations to play.")]
Seed = Annotated[str, _alone("--seed", "N", "Seed of the first pair; each further pair has the next.")]
Level = Annotated[str, _alone("--level", "SHARE", "How sure the intervals are, between 0 and 1.")]


@dataclass(frozen=True)
class _Typed:
    """What was typed for both sides, or for one of them; ``tail`` is what its options end with."""

    tail: str
    sets: Texts
    strategies: Texts
    off: Texts
    protocol: str | None

    def changes(self) -> dict[str, str]:
        return pairs(f"--set{self.tail}", self.sets, _SET)

    def players(self) -> dict[str, str]:
        found = pairs(f"--strategy{self.tail}", self.strategies, _PLAYER)
        from sim.experiments.compare.pairs import check_strategy_name

        for party, name in found.items():
            try:
                check_strategy_name(name)
            except InputError as error:
                raise InputError(f"--strategy{self.tail} {party}={name}: {error}") from None
        return found


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="An id such as 2018-singapore, or a scenario file.")],
    b: Annotated[
        str | None, typer.Argument(metavar="[B]", help="Another one. Default: the same as A.")
    ] = None,
    runs: Runs = "1000",
    seed: Seed = "0",
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
    level: Level = "0.95",
    json: Json = False,
) -> None:
    """Compare two scenarios, or two settings, with the same luck on both sides.

    Settings are drawn from their ranges, and both runs of a pair have one seed: what both sides share has the
    same value in both, and every chance falls the same way. What is said of one side alone wins over what is
    said of both. Ctrl-C shows what has been played so far.
    """
    asked, first = whole_of("--runs", runs, 1000), seed_of(seed)
    confidence = share_of("--level", level, 0.95)
    both = _Typed("", sets, strategies, off, protocol)
    one = _side(a, both, _Typed("-a", set_a, strategy_a, off_a, protocol_a))
    two = _side(a if b is None else b, both, _Typed("-b", set_b, strategy_b, off_b, protocol_b))
    _compared(one, two, _Plan(asked, first, confidence), json)


def _side(scenario: str, both: _Typed, own: _Typed) -> Side:
    changes = {**both.changes(), **own.changes()}
    players = {**both.players(), **own.players()}
    off = list(dict.fromkeys([*(both.off or ()), *(own.off or ())]))
    from sim.experiments.compare.pairs import Side
    from sim.scenario.load import load

    return Side(
        load(scenario, changes), players, off, both.protocol if own.protocol is None else own.protocol
    )


@dataclass(frozen=True)
class _Plan:
    """How many pairs, from which seed on, and how sure the intervals are to be."""

    runs: int
    seed: int
    level: float


def _compared(one: Side, two: Side, plan: _Plan, json: bool) -> None:
    from sim.experiments.compare import pairs as playing
    from sim.experiments.compare.comparison import compare as record_of

    playing.check_runs(plan.runs, plan.seed, playing.MOST)
    portions = playing.play_portions(one, two, plan.runs, plan.seed)
    played, stopped = until_stopped(portions, _size, "Playing pairs", plan.runs)
    if stopped and sum(len(portion.a) for portion in played) < 2:
        raise KeyboardInterrupt
    record = record_of(one, two, playing.joined(played), plan.runs, plan.seed, plan.level)
    if json:
        print_json(record.to_json())
    else:
        from sim.cli.compare_told import told

        show(told(record, one.scenario.spec, two.scenario.spec))
    if stopped:
        raise KeyboardInterrupt


def _size(portion: Any) -> int:
    return len(portion.a) + int(portion.failed)
