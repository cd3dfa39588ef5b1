"""What a scenario allows before anybody speaks: its outcomes, the frontier, the bargaining solutions, the win-sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.bargaining import Solution, solutions
from sim.analysis.pareto import pareto_frontier
from sim.domain.game import Game
from sim.domain.issue import Bools, Floats
from sim.rules.reach import signable, within_reach
from sim.rules.standing import opening_standing
from sim.rules.table import Rules
from sim.rules.valuation import ALL_ON, Valuation, valuation


@dataclass(frozen=True)
class DepthCounts:
    """How many texts of a depth there are, cross no red line, are worth it to all, are left, and are acceptable to all."""

    n_outcomes: int
    within_reach: int
    rational: int
    surviving: dict[str, int]
    win_sets: dict[str, int]
    zone: int


@dataclass(frozen=True)
class Outcomes:
    """The outcome space of a game at the opening of the talks, seen by its signatories.

    Utilities are worths if all of a text came true, with what it leaves of the worth of having none, by signatory in the
    order of ``signatories``. ``disagreement`` holds the worths of having none. ``within_reach`` counts the outcomes that cross no red line (all of them where red
    lines are switched off), ``rational`` those of them that are worth its reservation to everyone; ``frontier``
    numbers those of them that no other dominates, sorted by falling
    utility of the first signatory; a solution is ``None`` where no outcome within reach is worth its
    reservation to everyone. ``surviving``: constraint to the outcomes left after it and those before;
    ``win_sets``: signatory to the number of outcomes its ratifier would pass; ``zone``: the number acceptable
    to every signatory. ``depths``: depth to the same counts among its texts alone, from shallow to deep.
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
    depths: dict[str, DepthCounts]


def without_text(game: Game, value: Valuation, on: frozenset[str]) -> Floats:
    """Return what having no text is worth to every party, shape ``(P,)``; nothing where interests are switched off.

    A dispute that tells of no depths keeps its reservations also then, for its texts leave nothing of them.
    """
    if "interests" in on:
        return np.array(value.reservation)
    return np.array([0.0 if game.depths.told else party.reservation for party in game.parties])


def describe(game: Game, on: frozenset[str] = ALL_ON) -> Outcomes:
    """Return what the outcome space of a game holds under the constraints ``on``.

    >>> from sim.scenario.load import load
    >>> found = describe(load("2018-singapore").game())
    >>> found.n_outcomes, found.signatories, len(found.frontier) == len(found.frontier_utilities)
    (181, ('japan', 'russia'), True)
    """
    standing, seats = opening_standing(game), list(game.signatories)
    value = valuation(game, standing, on)
    names = tuple(game.parties[place].id for place in seats)
    utilities = value.plain[seats].T
    disagreement = tuple(without_text(game, value, on)[seats].tolist())
    reach = within_reach(Rules(game, on))
    inside = np.flatnonzero(reach)
    frontier = inside[pareto_frontier(utilities[inside])]
    gains: Bools = np.all(utilities >= np.array(disagreement), axis=1)
    # Ties in the first signatory's utility keep the order of outcome numbers.
    frontier = frontier[np.argsort(-utilities[frontier, 0], kind="stable")]
    return Outcomes(
        n_outcomes=game.space.n,
        signatories=names,
        disagreement=disagreement,
        within_reach=int(reach.sum()),
        rational=int((reach & gains).sum()),
        frontier=tuple(frontier.tolist()),
        frontier_utilities=tuple(tuple(row) for row in utilities[frontier].tolist()),
        solutions=solutions(utilities, disagreement, reach),
        surviving={name: int(mask.sum()) for name, mask in value.survives.items()},
        win_sets={name: int(value.wins[place].sum()) for name, place in zip(names, seats, strict=True)},
        zone=int(signable(game, value).sum()),
        depths={
            name: _counts(game, value, game.depths.at(d), reach, gains)
            for d, name in enumerate(game.depths.names)
        },
    )


def _counts(game: Game, value: Valuation, here: Bools, reach: Bools, gains: Bools) -> DepthCounts:
    """The counts among some outcomes."""
    return DepthCounts(
        n_outcomes=int(here.sum()),
        within_reach=int((here & reach).sum()),
        rational=int((here & reach & gains).sum()),
        surviving={name: int((here & mask).sum()) for name, mask in value.survives.items()},
        win_sets={
            game.parties[place].id: int((here & value.wins[place]).sum()) for place in game.signatories
        },
        zone=int((here & signable(game, value)).sum()),
    )
