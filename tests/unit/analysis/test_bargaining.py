"""The bargaining solutions: ties as documented, empty sets, extreme numbers, and what is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.analysis.bargaining import (
    Solution,
    egalitarian,
    kalai_smorodinsky,
    nash,
    solutions,
    utilitarian,
)
from sim.errors import InputError

Choice = Callable[..., Any]
ALL: list[Choice] = [nash, kalai_smorodinsky, egalitarian, utilitarian]


@pytest.mark.parametrize("choose", ALL)
def test_nothing_to_choose_from(choose: Choice) -> None:
    assert choose(np.empty((0, 2)), [0.0, 0.0]) is None
    assert choose([[0.9, 0.1], [0.1, 0.9]], [0.5, 0.5]) is None
    assert choose([[0.9, 0.9]], [0.5, 0.5], among=np.array([False])) is None


@pytest.mark.parametrize("choose", ALL)
def test_the_disagreement_point_itself_is_individually_rational(choose: Choice) -> None:
    assert choose([[0.4, 0.5], [0.5, 0.5]], [0.5, 0.5]) == 1


@pytest.mark.parametrize("choose", ALL)
def test_equal_outcomes_go_to_the_lowest_number(choose: Choice) -> None:
    assert choose([[0.1, 0.1], [0.6, 0.6], [0.6, 0.6]], [0.0, 0.0]) == 1


@pytest.mark.parametrize("choose", ALL)
def test_mirror_images_go_to_the_lowest_number(choose: Choice) -> None:
    assert choose([[0.2, 0.7], [0.7, 0.2]], [0.0, 0.0]) == 0
    assert choose([[0.7, 0.2], [0.2, 0.7]], [0.0, 0.0]) == 0


@pytest.mark.parametrize("choose", ALL)
def test_one_party_takes_its_best(choose: Choice) -> None:
    assert choose([[0.2], [0.9], [0.9]], [0.1]) == 1


def test_nash_ties_go_to_the_larger_smallest_gain() -> None:
    assert nash([[1.0, 4.0], [4.0, 1.0], [2.0, 2.0]], [0.0, 0.0]) == 2


def test_nash_ties_in_the_smallest_gain_go_to_the_larger_sum() -> None:
    assert nash([[2.0, 2.0, 9.0], [2.0, 3.0, 6.0], [2.0, 1.5, 12.0]], [0.0, 0.0, 0.0]) == 0
    assert nash([[1.0, 6.0, 6.0], [1.0, 4.0, 9.0], [1.0, 3.0, 12.0]], [0.0, 0.0, 0.0]) == 2


def test_nash_without_a_common_gain_goes_by_the_sum() -> None:
    assert nash([[3.0, 0.0], [0.0, 4.0], [0.0, 0.0]], [0.0, 0.0]) == 1


def test_kalai_smorodinsky_ignores_a_party_that_cannot_gain() -> None:
    assert kalai_smorodinsky([[5.0, 1.0, 0.5], [2.0, 3.0, 0.5], [4.0, 2.0, 0.5]], [0.0, 0.0, 0.5]) == 2


def test_kalai_smorodinsky_takes_its_ideal_from_the_rational_outcomes_only() -> None:
    table = [[1.0, 0.2], [0.5, 0.5], [0.3, 0.8], [99.0, -1.0]]
    assert kalai_smorodinsky(table, [0.0, 0.0]) == kalai_smorodinsky(table[:3], [0.0, 0.0]) == 1


def test_kalai_smorodinsky_and_egalitarian_look_past_the_worst_off() -> None:
    table = [
        [0.3, 0.3, 0.4],
        [0.3, 0.5, 0.4],
        [0.5, 0.3, 0.5],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, 1.0],
    ]
    assert egalitarian(table, [0.0, 0.0, 0.0]) == 2
    assert kalai_smorodinsky(table, [0.0, 0.0, 0.0]) == 2


def test_utilitarian_ties_go_to_the_larger_smallest_gain() -> None:
    assert utilitarian([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]], [0.0, 0.0]) == 1


def test_the_order_of_addition_makes_no_tie_and_breaks_none() -> None:
    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    assert utilitarian([[0.3, 0.2, 0.1], [0.1, 0.2, 0.3]], [0.0, 0.0, 0.0]) == 0
    assert utilitarian([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]], [0.0, 0.0, 0.0]) == 0


@pytest.mark.parametrize("choose", ALL)
def test_a_gain_that_rounding_would_hide_still_counts(choose: Choice) -> None:
    assert choose([[1.0, 0.0], [1.0, 1e-300], [1.0, 1e-301]], [-1e17, -1.0]) == 1


def test_products_too_small_for_floating_point_are_compared() -> None:
    table = [[1e-200, 1e-200, 1.0], [1e-200, 3e-200, 0.5], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    assert nash(table, [0.0, 0.0, 0.0]) == 1
    assert nash(table, [0.0, 0.0, 0.0], weights=[50, 50, 50]) == 1


def test_weights_shift_nash_towards_the_stronger() -> None:
    dollar = [[cents, 100 - cents] for cents in range(101)]
    assert nash(dollar, [0, 0], weights=[1, 1]) == 50
    assert nash(dollar, [0, 0], weights=[3, 1]) == 75
    assert nash(dollar, [0, 0], weights=[6, 2]) == 75


@pytest.mark.parametrize("wrong", [[1], [1, 0], [1, -1], [1, 0.5], [True, 1], [1, 101], [1, 1, 1]])
def test_other_weights_are_refused(wrong: list[int]) -> None:
    with pytest.raises(InputError, match="weights:"):
        nash([[1.0, 1.0]], [0.0, 0.0], weights=wrong)


def test_all_four_with_their_utilities() -> None:
    found = solutions([[0.0, 1.0], [0.5, 0.75]], [0.0, 0.0], np.array([False, True]))
    assert list(found) == ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]
    assert found["utilitarian"] == Solution("utilitarian", (1,), ((0.5, 0.75),))
    assert all(type(solution.outcome) is int for solution in found.values() if solution is not None)


def test_a_solution_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Solution("nash", (0,), ((1.0,),)).outcomes = (1,)  # type: ignore[misc]


def test_nothing_handed_in_is_changed() -> None:
    table, point, among = np.array([[0.5, 0.5], [0.1, 0.9]]), np.array([0.2, 0.2]), np.array([True, True])
    copies = table.copy(), point.copy(), among.copy()
    solutions(table, point, among)
    assert all((now == before).all() for now, before in zip((table, point, among), copies, strict=True))


@pytest.mark.parametrize("choose", [*ALL, solutions])
def test_wrong_arguments_are_refused(choose: Choice) -> None:
    table = [[0.5, 0.5], [0.1, 0.9]]
    for wrong in ([0.0], 0.0, [0.0, float("nan")], [0.0, float("inf")], "no", [[0.0, 0.0]]):
        with pytest.raises(InputError, match="disagreement:"):
            choose(table, wrong)
    for mask in ([0, 1], np.array([True]), np.array([[True, True]])):
        with pytest.raises(InputError, match="among:"):
            choose(table, [0.0, 0.0], among=mask)
    with pytest.raises(InputError, match="utilities:"):
        choose([[0.5, float("nan")]], [0.0, 0.0])
