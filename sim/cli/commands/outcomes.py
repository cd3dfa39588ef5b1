"""`hikiwake outcomes`: what a scenario allows before anybody speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.print import json_text, print_json, show
from sim.cli.types import Json, Offs, Sets, Typed

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from sim.analysis.bargaining import Solution
    from sim.analysis.outcomes import Outcomes
    from sim.domain.game import Game
    from sim.scenario.schema import ScenarioSpec


def outcomes(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="An id such as 2018-singapore, or a scenario file.")
    ],
    sets: Sets = None,
    off: Offs = None,
    json: Json = False,
) -> None:
    """Show what was possible: frontier, solutions, win-sets.

    That is the Pareto frontier, the four bargaining solutions, and what each side would ratify. Utilities are plain preferences; the disagreement point is the reservation values; only outcomes that
    cross no red line count for the frontier and the solutions.
    """
    setup = Typed(sets, off=off).setup(scenario)
    loaded = setup.loaded
    from sim.analysis.outcomes import describe
    from sim.rules.table import constraints_on

    game = loaded.game()
    found = describe(game, constraints_on(setup.off))
    if json:
        print_json(
            json_text({"scenario": loaded.id, "constraints_off": list(setup.off)} | _rows(found, game))
        )
    else:
        show(_told(loaded.spec, found, game))


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
            }
            for name, solution in found.solutions.items()
        },
        "surviving": found.surviving,
        "win_sets": found.win_sets,
        "zone": found.zone,
    }


def _told(table: ScenarioSpec, found: Outcomes, game: Game) -> Iterator[RenderableType]:
    from rich.text import Text

    from sim.telling.words import number_in_words

    seats = {party: table.parties[party].seat for party in found.signatories}

    def worths(values: Sequence[float]) -> str:
        named = zip(found.signatories, values, strict=True)
        return ", ".join(f"{seats[party]} {number_in_words(value)}" for party, value in named)

    yield Text(table.title, style="bold")
    yield (
        f"{found.n_outcomes:,} outcomes; {found.within_reach:,} cross no red line, and {found.rational:,} of these are "
        f"worth its reservation to every side ({worths(found.disagreement)}). The Pareto frontier has "
        f"{len(found.frontier):,}."
    )
    wins = ", ".join(f"{seats[party]} {count:,}" for party, count in found.win_sets.items())
    yield f"Win-sets, what each side would ratify: {wins}. Acceptable to all, all things foreseen: {found.zone:,}."
    yield ""
    yield _survivors(found)
    yield ""
    for name, solution in found.solutions.items():
        yield from _solution(
            table, game, name, solution, "" if solution is None else worths(solution.utilities)
        )


def _solution(
    table: ScenarioSpec, game: Game, name: str, solution: Solution | None, worths: str
) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    from sim.telling.verdict import SOLUTIONS
    from sim.telling.words import sentence, terms_in_words

    heading = sentence(SOLUTIONS[name])
    if solution is None:
        yield f"{heading}: none, for no outcome within reach is worth its reservation to every side."
        return
    yield Text.assemble((heading, "bold"), f": {worths}")
    yield Padding(Text(f"{terms_in_words(table, game.space.terms(solution.outcome))}."), (0, 0, 0, 2))


def _survivors(found: Outcomes) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("Constraint", "outcomes left", "share"):
        table.add_column(heading, justify="left" if heading == "Constraint" else "right")
    for name, left in found.surviving.items():
        table.add_row(name, f"{left:,}", f"{left / found.n_outcomes:.1%}")
    return table
