"""What a scenario allows before anybody speaks."""

from __future__ import annotations

import numpy as np

from sim.analysis.outcomes import describe
from sim.domain.small import pie
from sim.rules.standing import opening_standing
from sim.rules.valuation import constraints_on, valuation
from sim.scenario.load import load
from sim.telling.outcomes import tied


def test_the_frontier_is_what_nothing_within_reach_dominates() -> None:
    game = load("2018-singapore").game()
    found = describe(game)
    utilities = valuation(game, opening_standing(game)).plain[list(game.signatories)].T
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
    hard = {"parties.fernside.reservation": 1.0, "parties.millbrook.reservation": 1.0}
    found = describe(load("tests/data/lake.toml", hard).game())
    assert found.rational == 0
    assert set(found.solutions.values()) == {None}
    assert found.frontier


def test_every_depth_is_counted_by_itself() -> None:
    game = load("1960-memorandum").game()
    found = describe(game)
    assert list(found.depths) == list(game.depths.names)
    for name in ("n_outcomes", "within_reach", "rational", "zone"):
        assert sum(getattr(one, name) for one in found.depths.values()) == getattr(found, name)
    for constraint, left in found.surviving.items():
        assert sum(one.surviving[constraint] for one in found.depths.values()) == left
    # Every declaration crosses a red line of that year.
    assert found.depths["declaration"].within_reach == 0 < found.depths["treaty"].within_reach
    assert list(describe(load("tests/data/lake.toml").game()).depths) == ["treaty"]


def test_a_text_that_binds_nothing_is_worth_signing_where_it_brings_anything() -> None:
    game = load("2018-singapore").game()
    found, lightest = describe(game), game.depths.binding == 0.0
    gains = (game.utilities[list(game.signatories)] >= 0.0).all(axis=0) & lightest
    assert lightest.any() and found.depths["communique"].rational == int(gains.sum())


def test_a_solution_that_several_outcomes_share_is_called_one_of_them() -> None:
    odd, even = (describe(pie(slices)).solutions["nash"] for slices in (9, 10))
    assert odd is not None and even is not None
    assert (len(odd.outcomes), len(even.outcomes)) == (2, 1)
    assert (tied("Nash", odd), tied("Nash", even)) == ("Nash (one of 2 that tie)", "Nash")
