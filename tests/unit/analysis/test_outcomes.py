"""What a scenario allows before anybody speaks."""

from __future__ import annotations

import numpy as np

from sim.analysis.outcomes import describe
from sim.rules.table import constraints_on
from sim.scenario.load import load


def test_the_frontier_is_what_nothing_within_reach_dominates() -> None:
    game = load("2018-singapore").game()
    found = describe(game)
    utilities = game.utilities[list(game.signatories)].T
    allowed = ~np.any(game.refused[list(game.signatories)], axis=0)
    assert found.within_reach == int(allowed.sum())
    for outcome, worths in zip(found.frontier, found.frontier_utilities, strict=True):
        assert allowed[outcome]
        assert worths == tuple(utilities[outcome])
        better = (utilities >= utilities[outcome]).all(axis=1) & (utilities > utilities[outcome]).any(axis=1)
        assert not (better & allowed).any()
    first = [worths[0] for worths in found.frontier_utilities]
    assert first == sorted(first, reverse=True)


def test_solutions_lie_on_the_frontier_and_are_rational() -> None:
    found = describe(load("2018-singapore").game())
    for solution in found.solutions.values():
        assert solution is not None
        assert solution.outcome in found.frontier
        assert all(np.array(solution.utilities) >= np.array(found.disagreement))


def test_constraints_that_are_off_open_the_space() -> None:
    game = load("2018-singapore").game()
    free = describe(
        game, constraints_on(["red_lines", "credibility", "alliance", "ratification", "interests"])
    )
    assert free.within_reach == free.zone == free.n_outcomes
    assert set(free.surviving.values()) == {free.n_outcomes}


def test_nothing_rational_has_no_solution() -> None:
    hard = {"parties.japan.reservation": 1.0, "parties.russia.reservation": 1.0}
    found = describe(load("2018-singapore", hard).game())
    assert found.rational == 0
    assert set(found.solutions.values()) == {None}
    assert found.frontier
