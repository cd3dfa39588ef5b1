"""What a scenario allows before anybody speaks: its outcomes, the frontier, the bargaining solutions, the win-sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.bargaining import Solution, solutions
from sim.analysis.pareto import pareto_frontier
from sim.domain.game import Game
from sim.rules.reach import signable, within_reach
from sim.rules.standing import opening_standing
from sim.rules.table import Rules
from sim.rules.valuation import ALL_ON, valuation


@dataclass(frozen=True)
class Outcomes:
    """The outcome space of a game at the opening of the talks, seen by its signatories.

    Utilities are plain preferences, by signatory in the order of ``signatories``. ``disagreement`` holds the
    reservation values. ``within_reach`` counts the outcomes that cross no red line (all of them where red
    lines are switched off), ``rational`` those of them that are worth its reservation to everyone; ``frontier``
    numbers those of them that no other dominates, sorted by falling
    utility of the first signatory; a solution is ``None`` where no outcome within reach is worth its
    reservation to everyone. ``surviving``: constraint to the outcomes left after it and those before;
    ``win_sets``: signatory to the number of outcomes its ratifier would pass; ``zone``: the number acceptable
    to every signatory.
    """

    n_outcomes: int
    signatories: tuple[str, ...]
    disagreement: tuple[float, ...]
    within_reach: int
    rational: int
    frontier: tuple[int, ...]
    frontier_utilities: tuple[tuple[float, ...], ...]
    solutions: dict[str, Solution | None]
    surviving: dict[str, int]
    win_sets: dict[str, int]
    zone: int


def describe(game: Game, on: frozenset[str] = ALL_ON) -> Outcomes:
    """Return what the outcome space of a game holds under the constraints ``on``.

    >>> from sim.scenario.load import load
    >>> found = describe(load("2018-singapore").game())
    >>> found.n_outcomes, found.signatories, len(found.frontier) == len(found.frontier_utilities)
    (2160, ('japan', 'russia'), True)
    """
    standing, seats = opening_standing(game), list(game.signatories)
    value = valuation(game, standing, on)
    names = tuple(game.parties[place].id for place in seats)
    utilities = game.utilities[seats].T
    disagreement = tuple(game.parties[place].reservation for place in seats)
    reach = within_reach(Rules(game, on))
    inside = np.flatnonzero(reach)
    frontier = inside[pareto_frontier(utilities[inside])]
    # Ties in the first signatory's utility keep the order of outcome numbers.
    frontier = frontier[np.argsort(-utilities[frontier, 0], kind="stable")]
    return Outcomes(
        n_outcomes=game.space.n,
        signatories=names,
        disagreement=disagreement,
        within_reach=int(reach.sum()),
        rational=int((reach & (utilities >= np.array(disagreement)).all(axis=1)).sum()),
        frontier=tuple(frontier.tolist()),
        frontier_utilities=tuple(tuple(row) for row in utilities[frontier].tolist()),
        solutions=solutions(utilities, disagreement, reach),
        surviving={name: int(mask.sum()) for name, mask in value.survives.items()},
        win_sets={name: int(value.wins[place].sum()) for name, place in zip(names, seats, strict=True)},
        zone=int(signable(game, value).sum()),
    )
