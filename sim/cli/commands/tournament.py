"""`hikiwake tournament`: every strategy against every other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.print import print_json, show, warn
from sim.cli.types import (
    ArticlesOnly,
    Json,
    Language,
    Level,
    Offs,
    Protocol,
    Sets,
    Typed,
    seed_option,
    speak,
    text,
    whole,
)
from sim.cli.waiting import until_stopped
from sim.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.domain.tournament import Tournament
    from sim.experiments.compare.tournament import Entrants

USUAL = "boulware,linear,conceder,tit_for_tat,micro,hardliner,random_walker"
"""The strategies that know no more of the others than a party would."""

Scenarios = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SCENARIO]...", help="Ids or scenario files. Default: all that ship with it."),
]
Strategies = Annotated[
    str,
    text(
        "--strategies",
        "A,B,C",
        "Two or more: NAME, NAME/ACCEPTANCE/OPPONENT_MODEL, or MODULE:CLASS for one of your own.",
    ),
]
Runs = Annotated[int, whole("--runs", 100, "How often each assignment is played, with a seed each time.")]
Seed = Annotated[
    int, seed_option("The seed of all chance, a whole number; every assignment has the same chances.")
]


def tournament(
    scenarios: Scenarios = None,
    strategies: Strategies = USUAL,
    runs: Runs = 100,
    seed: Seed = 0,
    sets: Sets = None,
    off: Offs = None,
    protocol: Protocol = None,
    articles_only: ArticlesOnly = False,
    level: Level = 0.95,
    language: Language = "en",
    json: Json = False,
) -> None:
    """Rank strategies: each against every other and itself, in every seat.

    A strategy's score is what it gains over leaving: the plain worth of the signed text less its reservation. All
    assignments have the same seeds, hence the same settings and the same chances. Ctrl-C ranks what has been played
    so far.
    """
    speak(language)
    from sim.experiments.compare.pairs import check_runs
    from sim.experiments.compare.ranking import ranked
    from sim.experiments.compare.tournament import MOST, joined, play_rounds

    check_runs(runs, seed, MOST)
    field = _field(scenarios, strategies, Typed(sets, None, off, protocol, articles_only=articles_only))
    played, stopped = until_stopped(play_rounds(field, runs, seed), _size, "Playing seeds", runs, json)
    if stopped and sum(len(portion.values) for portion in played) < 2:
        raise KeyboardInterrupt
    record = ranked(field, joined(played), runs, seed, level)
    if json:
        print_json(record.to_json())
    else:
        show(_told(record))
    if stopped:
        raise KeyboardInterrupt


def _size(portion: Any) -> int:
    return len(portion.values) + int(portion.failed)


def _field(scenarios: list[str] | None, strategies: str, how: Typed) -> Entrants:
    from sim.agents.own import entrant, slow
    from sim.experiments.compare.tournament import entrants_of
    from sim.scenario.load import episode_ids

    names = [name.strip() for name in strategies.split(",")]
    for name in names:
        try:
            entrant(name)
        except InputError as error:
            raise InputError(f"--strategies {strategies}: {error}") from None
    for note in slow(names):
        warn(note)
    return entrants_of([how.setup(name) for name in scenarios or episode_ids()], names)


def _told(record: Tournament) -> Iterator[RenderableType]:
    """The whole tournament, part by part."""
    from sim.cli.prose import Prose
    from sim.cli.rows import Rows
    from sim.telling.catalogue import t
    from sim.telling.findings import tournament as telling

    yield Prose(telling.heading(record), "bold")
    yield telling.played(record)
    if any(row.articles_only for row in record.scenarios):
        yield t("told.opening.articles_only")
    yield Prose(t("tournament.legend"), "dim")
    for line in telling.warnings(record):
        yield Prose(line, "italic")
    yield ""
    yield Rows(telling.ranking_headings(record), telling.ranking(record), left=(0, 1), key=(0, 1))
    yield ""
    yield Prose(t("tournament.matrix"), "bold")
    rows = telling.matrix(record)
    yield Rows(["", "", *(row[0] for row in rows)], rows, left=(0, 1), key=(0, 1))
    if len(record.scenarios) > 1:
        yield ""
        yield Prose(t("tournament.by_scenario"), "bold")
        yield Rows([t("tournament.column.strategy"), *record.by_scenario], telling.by_scenario(record))
    yield ""
    yield from telling.conclusion(record)
