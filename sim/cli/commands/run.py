"""`hikiwake run`: plays one negotiation, or a stored one again, and tells it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.print import check_writable, print_json, show, write_file
from sim.cli.types import Json, Offs, Sets, pairs, scenario_of, seed_of
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.domain.record import RunRecord
    from sim.scenario.scales import Basis

Strategies = Annotated[
    list[str] | None,
    typer.Option(
        "--strategy",
        metavar="PARTY=NAME",
        help="Seat a strategy: NAME, or NAME/ACCEPTANCE/OPPONENT_MODEL; repeatable.",
    ),
]


@dataclass(frozen=True)
class _Wish:
    """What to play, as it was typed."""

    scenario: str | None
    seed: str | None
    draw: bool
    sets: list[str] | None
    strategies: list[str] | None
    off: list[str] | None
    protocol: str | None


def run(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="An id such as 2018-singapore, or a scenario file."),
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option("--seed", metavar="N", help="The luck of the run, a whole number. Default: 0."),
    ] = None,
    draw: Annotated[
        bool, typer.Option("--draw", help="Draw settings from their ranges instead of taking the likeliest.")
    ] = False,
    sets: Sets = None,
    strategies: Strategies = None,
    off: Offs = None,
    protocol: Annotated[
        str | None,
        typer.Option("--protocol", metavar="P", help="alternating, simultaneous or single_text."),
    ] = None,
    replay: Annotated[
        str | None,
        typer.Option("--replay", metavar="FILE", help="Play a stored run again, move for move, and compare."),
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Keep the run's record as JSON in a file.")
    ] = None,
    json: Json = False,
) -> None:
    """Play one negotiation and tell it round by round.

    The same scenario, options and seed always give the same run. The record that --json prints, or --out
    keeps, holds all that --replay needs.
    """
    wish = _Wish(scenario, seed, draw, sets, strategies, off, protocol)
    target = None if out is None else Path(out)
    if target is not None:
        check_writable(target, "--out")
    basis = None
    if replay is not None:
        record = _again(replay, wish)
    else:
        record, basis = _played(wish)
    if target is not None:
        write_file(target, record.to_json() + "\n", "--out")
    if json:
        print_json(record.to_json())
    else:
        _tell(record, basis, replay, out)


def _again(replay: str, wish: _Wish) -> RunRecord:
    names = {"scenario": "SCENARIO", "sets": "--set", "strategies": "--strategy"}
    for field in fields(wish):
        value = getattr(wish, field.name)
        if value is not None and value is not False:
            name = names.get(field.name, f"--{field.name}")
            raise InputError(f"run: --replay takes everything from its file; leave out {name}")
    from sim.engine.replay import read_record
    from sim.engine.replay import replay as play_again

    try:
        return play_again(read_record(replay), replay)
    except InputError as error:
        message = str(error)
        raise InputError(message if message.startswith(replay) else f"{replay}: {message}") from None


def _played(wish: _Wish) -> tuple[RunRecord, Basis | None]:
    if wish.scenario is None:
        raise InputError("run: SCENARIO is missing; name one, such as 2018-singapore, or give --replay FILE")
    seed = 0 if wish.seed is None else seed_of(wish.seed)
    players = pairs("--strategy", wish.strategies, "PARTY=NAME")
    scenario = scenario_of(wish.scenario, wish.sets)
    from sim.engine.mesa import negotiate

    for party, name in players.items():
        _check_player(party, name)
    record = negotiate(
        scenario, seed, draw=wish.draw, strategies=players, off=wish.off or (), protocol=wish.protocol
    )
    return record, scenario.basis


def _check_player(party: str, name: str) -> None:
    """Say which option names a strategy that cannot sit down."""
    from sim.agents.strategies import make_strategy

    if name == "human":
        raise InputError(
            f"--strategy {party}=human: a person cannot play here; hand sim.Human(decide) to sim.negotiate in "
            "Python, or name a strategy such as linear"
        )
    try:
        offering, *parts = name.split("/")
        make_strategy(offering, *[part or None for part in parts[:2]])
    except InputError as error:
        raise InputError(f"--strategy {party}={name}: {error}") from None


def _tell(record: RunRecord, basis: Basis | None, replayed: str | None, kept: str | None) -> None:
    from rich.padding import Padding

    from sim.cli.narrated import account
    from sim.scenario.scales import BASES
    from sim.telling.story import story_of, without_each

    story = story_of(record)
    show(account(story, without_each(story)))
    if basis is not None:
        show([Padding(f"Scales: {BASES[basis]}.", (0, 0, 0, 2))])
    if replayed is not None:
        show(["", f"Played again from {replayed}: every move and every number came out the same."])
    if kept is not None:
        show(["", f"Kept in {kept}; to play it again: hikiwake run --replay {kept}"])
