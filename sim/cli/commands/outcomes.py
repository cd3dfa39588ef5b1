"""`hikiwake outcomes`: what a scenario allows before anybody speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.print import json_text, print_json, show
from sim.cli.types import ArticlesOnly, Json, Language, Offs, Sets, Typed, speak

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.analysis.outcomes import Outcomes
    from sim.domain.game import Game
    from sim.scenario.schema import ScenarioSpec


def outcomes(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="An id such as 2018-singapore, or a scenario file.")
    ],
    sets: Sets = None,
    off: Offs = None,
    articles_only: ArticlesOnly = False,
    language: Language = "en",
    json: Json = False,
) -> None:
    """Show what was possible: frontier, solutions, win-sets.

    That is the Pareto frontier, the four bargaining solutions, and what each side would ratify. Worths are those of texts that come true, with what a text leaves of the worth of having
    none, which is the disagreement point; only outcomes that cross no red line count for the frontier and the solutions.
    """
    speak(language)
    setup = Typed(sets, off=off, articles_only=articles_only).setup(scenario)
    loaded = setup.loaded
    from sim.analysis.outcomes import describe
    from sim.rules.valuation import constraints_on

    game = loaded.game()
    found = describe(game, constraints_on(setup.off))
    if json:
        print_json(
            json_text(
                {
                    "scenario": loaded.id,
                    "constraints_off": list(setup.off),
                    "articles_only": setup.articles_only,
                }
                | _rows(found, game)
            )
        )
    else:
        show(_told(loaded.spec, found, game, articles_only))


def _by_party(found: Outcomes, worths: Sequence[float]) -> dict[str, float]:
    return dict(zip(found.signatories, worths, strict=True))


def _rows(found: Outcomes, game: Game) -> dict[str, Any]:
    return {
        "n_outcomes": found.n_outcomes,
        "within_reach": found.within_reach,
        "rational": found.rational,
        "disagreement": _by_party(found, found.disagreement),
        "frontier": [_by_party(found, worths) for worths in found.frontier_utilities],
        "frontier_outcomes": [game.space.terms(outcome) for outcome in found.frontier],
        "solutions": {
            name: None
            if solution is None
            else {
                "utilities": _by_party(found, solution.utilities),
                "outcome": game.space.terms(solution.outcome),
                "tied": len(solution.outcomes),
                "outcomes": [game.space.terms(outcome) for outcome in solution.outcomes],
            }
            for name, solution in found.solutions.items()
        },
        "surviving": found.surviving,
        "win_sets": found.win_sets,
        "zone": found.zone,
        "depths": {name: asdict(counts) for name, counts in found.depths.items()},
    }


def _told(table: ScenarioSpec, found: Outcomes, game: Game, articles_only: bool) -> Iterator[RenderableType]:
    """What was possible, part by part."""
    from rich.text import Text

    from sim.cli.prose import Prose
    from sim.cli.rows import Rows
    from sim.telling import outcomes as telling
    from sim.telling.catalogue import said, t

    yield Prose(said(table.title), "bold")
    if articles_only:
        yield t("told.opening.articles_only")
    yield telling.counted(table, found)
    yield telling.win_sets(table, found)
    yield ""
    rows = telling.surviving(table, found)
    # Names of a constraint and of kinds of texts, the numbers of which follow them.
    yield Rows(list(rows[0]), [list(row.values()) for row in rows], left=(0, 3))
    yield ""
    for solution in telling.bargaining(table, game, found):
        yield Prose(Text.assemble((solution.name, "bold"), t("common.colon"), solution.worths))
        if solution.text:
            yield Prose(solution.text, indent=2)
