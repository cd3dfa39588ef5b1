"""Distances: values worked out by hand, nothing to measure against, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.distance import distances, yardstick
from sim.errors import InputError

TABLE = [[1.0, 0.0], [0.6, 0.6], [0.0, 1.0], [0.2, 0.2]]


def test_by_hand() -> None:
    found = distances([0.2, 0.2], TABLE, [0.0, 0.0])
    assert found["pareto"] == pytest.approx(0.4)
    assert found["nash"] == found["kalai_smorodinsky"] == found["egalitarian"] == found["pareto"]


def test_the_farthest_corners_are_at_distance_one_for_any_number_of_parties() -> None:
    for parties in range(1, 8):
        assert distances(np.zeros(parties), np.ones((1, parties)), np.zeros(parties))["pareto"] == 1.0


def test_one_party_off_by_one_counts_for_its_share() -> None:
    assert distances([1.0, 0.0, 1.0, 1.0], np.ones((1, 4)), np.zeros(4))["pareto"] == 0.5


def test_the_nearest_frontier_point_counts() -> None:
    assert distances([1.0, 0.1], TABLE, [0.0, 0.0])["pareto"] == pytest.approx(0.1 / math.sqrt(2))


def test_the_point_need_not_be_an_outcome() -> None:
    assert distances([2.0, 2.0], TABLE, [0.0, 0.0])["pareto"] == pytest.approx(1.4)


def test_the_frontier_is_that_of_the_outcomes_in_reach() -> None:
    among = np.array([False, False, False, True])
    found = distances([0.2, 0.2], TABLE, [0.0, 0.0], among)
    assert set(found.values()) == {0.0}


def test_no_rational_outcome_leaves_the_frontier() -> None:
    found = distances([0.6, 0.6], TABLE, [0.7, 0.7])
    assert found.pop("pareto") == 0.0
    assert set(found.values()) == {None}


def test_no_outcome_leaves_nothing() -> None:
    assert set(distances([0.6, 0.6], TABLE, [0.0, 0.0], np.zeros(4, dtype=bool)).values()) == {None}
    assert set(distances([0.6, 0.6], np.empty((0, 2)), [0.0, 0.0]).values()) == {None}


def test_a_tiny_gap_is_not_zero() -> None:
    found = distances([0.0, 1e-200], [[0.0, 2e-200]], [0.0, 0.0])
    assert found["pareto"] == pytest.approx(1e-200 / math.sqrt(2))


def test_one_yardstick_measures_many_deals() -> None:
    stick = yardstick(TABLE, [0.1, 0.1])
    for place in TABLE:
        assert stick.distances(place) == distances(place, TABLE, [0.1, 0.1])


def test_a_yardstick_cannot_be_bent() -> None:
    with pytest.raises(ValueError, match="read-only"):
        yardstick(TABLE, [0.0, 0.0]).frontier[0, 0] = 2.0


@pytest.mark.parametrize("wrong", [[0.5], [0.5, float("nan")], "no", [[0.5, 0.5]], 0.5])
def test_another_point_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="point:"):
        distances(wrong, TABLE, [0.0, 0.0])  # type: ignore[arg-type]


@pytest.mark.parametrize("turned", [False, True])
def test_the_distance_to_a_solution_is_that_to_the_nearest_of_those_that_tie(turned: bool) -> None:
    worths = [[0.8, 0.5], [0.5, 0.8], [0.0, 0.0]]
    options = worths[::-1] if turned else worths
    stick = yardstick(options, [0.3, 0.3])
    for solution in stick.solutions.values():
        assert solution is not None and len(solution.outcomes) == len(solution.apart) == 2
    for point in worths[:2]:
        assert set(stick.distances(point).values()) == {0.0}


def test_outcomes_that_give_everybody_the_same_tie_at_one_point() -> None:
    stick = yardstick([[0.6, 0.6], [0.2, 0.9], [0.6, 0.6]], [0.0, 0.0])
    nash = stick.solutions["nash"]
    assert nash is not None and (nash.outcomes, nash.apart, nash.outcome) == ((0, 2), (0,), 0)
