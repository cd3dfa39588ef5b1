"""`hikiwake tournament`: every strategy against every other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.commands.compare import Level, Protocol
from sim.cli.print import bare_table, print_json, show
from sim.cli.types import Json, Language, Offs, Sets, pairs, seed_of, speak
from sim.cli.waiting import share_of, until_stopped, whole_of
from sim.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.domain.tournament import Tournament
    from sim.experiments.compare.pairs import Side
    from sim.experiments.compare.tournament import Entrants

USUAL = "boulware,linear,conceder,tit_for_tat,micro,hardliner,random_walker"
"""The strategies that know no more of the others than a party would."""

Scenarios = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SCENARIO]...", help="Ids or scenario files. Default: all that ship with it."),
]
Strategies = Annotated[
    str,
    typer.Option(
        "--strategies", metavar="A,B,C", help="Two or more: NAME, or NAME/ACCEPTANCE/OPPONENT_MODEL."
    ),
]
Runs = Annotated[
    str,
    typer.Option("--runs", metavar="N", help="How often each assignment is played, with a seed each time."),
]
Seed = Annotated[
    str, typer.Option("--seed", metavar="N", help="The first seed; every assignment has the same seeds.")
]


def tournament(
    scenarios: Scenarios = None,
    strategies: Strategies = USUAL,
    runs: Runs = "100",
    seed: Seed = "0",
    sets: Sets = None,
    off: Offs = None,
    protocol: Protocol = None,
    level: Level = "0.95",
    language: Language = "en",
    json: Json = False,
) -> None:
    """Rank strategies: each against every other and itself, in every seat.

    A strategy's score is what it gains over leaving: the plain worth of the signed text less its reservation. All
    assignments have the same seeds, hence the same settings and the same luck. Ctrl-C ranks what has been played
    so far.
    """
    speak(language)
    asked, first = whole_of("--runs", runs, 100), seed_of(seed)
    confidence = share_of("--level", level, 0.95)
    from sim.experiments.compare.pairs import check_runs
    from sim.experiments.compare.ranking import ranked
    from sim.experiments.compare.tournament import MOST, joined, play_rounds

    check_runs(asked, first, MOST)
    field = _field(scenarios, strategies, pairs("--set", sets, "KEY=VALUE"), (off, protocol))
    played, stopped = until_stopped(play_rounds(field, asked, first), _size, "Playing seeds", asked)
    if stopped and sum(len(portion.values) for portion in played) < 2:
        raise KeyboardInterrupt
    record = ranked(field, joined(played), asked, first, confidence)
    if json:
        print_json(record.to_json())
    else:
        show(_told(record))
    if stopped:
        raise KeyboardInterrupt


def _size(portion: Any) -> int:
    return len(portion.values) + int(portion.failed)


def _field(
    scenarios: list[str] | None,
    strategies: str,
    changes: dict[str, str],
    ways: tuple[list[str] | None, str | None],
) -> Entrants:
    from sim.experiments.compare.pairs import Side, check_strategy_name
    from sim.experiments.compare.tournament import entrants_of
    from sim.scenario.load import episode_ids, load

    names = [name.strip() for name in strategies.split(",")]
    for name in names:
        try:
            check_strategy_name(name)
        except InputError as error:
            raise InputError(f"--strategies {strategies}: {error}") from None
    off, protocol = ways
    sides: list[Side] = [
        Side(load(name, changes), {}, off or (), protocol) for name in scenarios or episode_ids()
    ]
    return entrants_of(sides, names)


def _told(record: Tournament) -> Iterator[RenderableType]:
    """The whole tournament, part by part."""
    from rich.text import Text

    from sim.telling import tournament as telling
    from sim.telling.catalogue import t

    yield Text(telling.heading(record), style="bold")
    yield telling.played(record)
    yield Text(t("tournament.legend"), style="dim")
    for line in telling.warnings(record):
        yield Text(line, style="italic")
    yield ""
    yield bare_table(telling.ranking_headings(record), telling.ranking(record), left=(0, 1))
    yield ""
    yield Text(t("tournament.matrix"), style="bold")
    rows = telling.matrix(record)
    yield bare_table(["", "", *(row[0] for row in rows)], rows, left=(0, 1))
    if len(record.scenarios) > 1:
        yield ""
        yield Text(t("tournament.by_scenario"), style="bold")
        yield bare_table([t("tournament.column.strategy"), *record.by_scenario], telling.by_scenario(record))
    yield ""
    yield from telling.conclusion(record)
