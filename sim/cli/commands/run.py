"""`hikiwake run`: plays one negotiation, or a stored one again, and tells it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.print import as_path, check_writable, command, print_json, show, unbroken, warn_idle, write_file
from sim.cli.types import (
    ArticlesOnly,
    Json,
    Language,
    Offs,
    Protocol,
    Sets,
    Strategies,
    Typed,
    seed_option,
    speak,
    text,
)
from sim.cli.usage import nothing_beside
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.domain.record import RunRecord
    from sim.scenario.scales import Basis
    from sim.scenario.setup import Setup


def run(
    ctx: typer.Context,
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="An id such as 2018-singapore, or a scenario file."),
    ] = None,
    seed: Annotated[int, seed_option("The seed of all chance in the run, a whole number.")] = 0,
    draw: Annotated[
        bool, typer.Option("--draw", help="Draw settings from their ranges instead of taking the likeliest.")
    ] = False,
    sets: Sets = None,
    strategies: Strategies = None,
    off: Offs = None,
    protocol: Protocol = None,
    articles_only: ArticlesOnly = False,
    replay: Annotated[
        str | None, text("--replay", "FILE", "Play a stored run again, move for move, and compare.")
    ] = None,
    out: Annotated[str | None, text("--out", "FILE", "Keep the run's record as JSON in a file.")] = None,
    language: Language = "en",
    json: Json = False,
) -> None:
    """Play one negotiation and tell it round by round.

    The same scenario, options and seed always give the same run. The record that --json prints, or --out
    keeps, holds all that --replay needs.
    """
    speak(language)
    target = None if out is None else Path(out)
    if target is not None:
        check_writable(target, "--out")
    basis = None
    if replay is not None:
        from sim.engine.replay import read_record

        nothing_beside(ctx, "its file", "replay", "out", "json", "language")
        record = read_record(replay)
    elif scenario is not None:
        how = Typed(sets, strategies, off, protocol, articles_only=articles_only)
        setup = how.setup(scenario, _seat)
        record, basis = _played(replace(setup, seed=seed, draw=draw)), setup.loaded.basis
        warn_idle([setup])
    else:
        raise InputError("run: SCENARIO is missing; name one, such as 2018-singapore, or give --replay FILE")
    if target is not None:
        write_file(target, record.to_json() + "\n", "--out")
    if json:
        print_json(record.to_json())
    else:
        _tell(record, basis, replay, out)


def _played(setup: Setup) -> RunRecord:
    from sim.engine.mesa import NegotiationModel

    return NegotiationModel.of(setup).run()


def _seat(name: str) -> None:
    """Object to a strategy that cannot sit down here."""
    if name == "human":
        raise InputError(
            "a person cannot play here; hand sim.Human(decide) to sim.negotiate in Python, or name a strategy "
            "such as linear"
        )
    from sim.agents.names import strategy_of

    strategy_of(name)


def _tell(record: RunRecord, basis: Basis | None, replayed: str | None, kept: str | None) -> None:
    from sim.cli.narrated import account
    from sim.cli.prose import Prose
    from sim.telling import account as told
    from sim.telling.catalogue import t, word
    from sim.telling.story import story_of

    story = story_of(record)
    show(account(story))
    if basis is not None:
        show([Prose(t("told.scales", basis=word("basis", basis)), indent=2)])
    if replayed is not None:
        show(["", t("told.replayed", file=replayed), *told.on_trust(story)])
    if kept is not None:
        show(["", unbroken(t("told.kept", file=kept, command=command("run", "--replay", as_path(kept))))])
