"""The axioms behind the Pareto frontier, the bargaining solutions and the distances to them.

Tables are drawn on coarse grids, where ties and duplicates are common and floating point is exact, and
from arbitrary floats, where rounding hides differences. A finite set is not convex, so each axiom is
stated in the version that holds without convexity; the docstrings say where that is weaker.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from math import prod
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.analysis.bargaining import egalitarian, kalai_smorodinsky, nash, solutions, utilitarian
from sim.analysis.distance import distances
from sim.analysis.pareto import pareto_frontier

Table = npt.NDArray[np.float64]
NAMES = ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]
ALL = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
}
GRID = 8


@st.composite
def grids(draw: st.DrawFn, smallest: int = 0, parties: int | None = None) -> tuple[Table, Table]:
    """Utilities (n, k) and a disagreement point (k,), all eighths from 0 to 1: every sum is exact."""
    k = parties or draw(st.integers(1, 4))
    eighths = st.integers(0, GRID)
    rows = draw(st.lists(st.lists(eighths, min_size=k, max_size=k), min_size=smallest, max_size=24))
    point = draw(st.lists(st.integers(0, 3), min_size=k, max_size=k))
    return np.array(rows, dtype=float).reshape(len(rows), k) / GRID, np.array(point, dtype=float) / GRID


@st.composite
def floats(draw: st.DrawFn) -> tuple[Table, Table]:
    """Utilities and a disagreement point of any size, very large, very small and negative ones too."""
    k = draw(st.integers(1, 4))
    number = st.floats(-1e100, 1e100) | st.floats(-1.0, 1.0) | st.sampled_from([0.0, -0.0, 0.1, 0.2, 0.3])
    rows = draw(st.lists(st.lists(number, min_size=k, max_size=k), max_size=12))
    point = draw(st.lists(st.just(-1e100) | number, min_size=k, max_size=k))
    return np.array(rows, dtype=float).reshape(len(rows), k), np.array(point)


def dominates(better: Table, worse: Table) -> bool:
    return bool((better >= worse).all() and (better > worse).any())


def undominated(table: Table) -> list[int]:
    return [i for i, row in enumerate(table) if not any(dominates(other, row) for other in table)]


def gains(table: Table, point: Table) -> list[list[Fraction]]:
    return [
        [Fraction(float(u)) - Fraction(float(d)) for u, d in zip(row, point, strict=True)] for row in table
    ]


def by_definition(table: Table, point: Table) -> dict[str, int | None]:
    """The four solutions in rational arithmetic, straight from their definitions."""
    gain = gains(table, point)
    rational = [i for i, row in enumerate(gain) if min(row) >= 0]
    if not rational:
        return dict.fromkeys(NAMES)
    ideal = [max(gain[i][p] for i in rational) for p in range(len(point))]
    ratio = {
        i: sorted(g / best if best else Fraction(1) for g, best in zip(gain[i], ideal, strict=True))
        for i in rational
    }
    return {
        "nash": max(rational, key=lambda i: (prod(gain[i]), min(gain[i]), sum(gain[i]), -i)),
        "kalai_smorodinsky": max(rational, key=lambda i: (ratio[i], -i)),
        "egalitarian": max(rational, key=lambda i: (sorted(gain[i]), -i)),
        "utilitarian": max(rational, key=lambda i: (sum(gain[i]), min(gain[i]), -i)),
    }


def chosen(table: Table, point: Table) -> dict[str, int | None]:
    found = solutions(table, point)
    return {name: None if solution is None else solution.outcome for name, solution in found.items()}


def nash_product(table: Table, point: Table, outcome: int) -> Fraction:
    return prod(gains(table, point)[outcome], start=Fraction(1))


@given(grids() | floats())
def test_the_frontier_is_what_nothing_dominates(game: tuple[Table, Table]) -> None:
    assert pareto_frontier(game[0]).tolist() == undominated(game[0])


@given(grids(smallest=1))
def test_every_outcome_off_the_frontier_is_dominated_from_the_frontier(game: tuple[Table, Table]) -> None:
    table, _ = game
    frontier = pareto_frontier(table).tolist()
    for outcome in set(range(len(table))) - set(frontier):
        assert any(dominates(table[best], table[outcome]) for best in frontier)


@given(grids() | floats())
def test_solutions_are_those_of_the_definitions_in_exact_arithmetic(game: tuple[Table, Table]) -> None:
    assert chosen(*game) == by_definition(*game)


@given(grids() | floats())
def test_one_by_one_or_together_the_solutions_agree(game: tuple[Table, Table]) -> None:
    assert chosen(*game) == {name: choose(*game) for name, choose in ALL.items()}


@given(grids() | floats())
def test_solutions_are_individually_rational_and_pareto_optimal(game: tuple[Table, Table]) -> None:
    table, point = game
    rational = np.flatnonzero((table >= point).all(axis=1))
    best = set(rational[pareto_frontier(table[rational])].tolist())
    for outcome in chosen(table, point).values():
        assert outcome in best if best else outcome is None


@given(grids() | floats(), st.data())
def test_what_is_not_among_the_outcomes_does_not_count(
    game: tuple[Table, Table], data: st.DataObject
) -> None:
    table, point = game
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))), dtype=bool)
    numbers = np.flatnonzero(among)
    for name, choose in ALL.items():
        alone = chosen(table[among], point)[name]
        assert choose(table, point, among=among) == (None if alone is None else numbers[alone])


@given(grids() | floats(), st.randoms(use_true_random=False))
def test_anonymity_the_order_of_the_parties_does_not_matter(
    game: tuple[Table, Table], random: Random
) -> None:
    """Nash's symmetry, in the form that a set without convexity allows."""
    table, point = game
    order = list(range(len(point)))
    random.shuffle(order)
    assert chosen(table[:, order], point[order]) == chosen(table, point)


@given(grids(smallest=1))
def test_symmetry_of_mirror_images_the_lowest_number_is_taken(game: tuple[Table, Table]) -> None:
    table, _ = game
    rows = sorted({tuple(image) for row in table.tolist() for image in permutations(row)}, reverse=True)
    mirrored = np.array(rows)
    for outcome in chosen(mirrored, np.zeros(mirrored.shape[1])).values():
        assert outcome is not None
        assert rows[outcome] == max(permutations(rows[outcome]))


@given(st.integers(0, 12), st.integers(2, 3))
def test_symmetry_where_lotteries_fill_the_set_all_gain_the_same(half: int, parties: int) -> None:
    table = np.array(
        [row for row in product(range(parties * half + 1), repeat=parties) if sum(row) <= parties * half]
    )
    for name, outcome in chosen(table, np.zeros(parties)).items():
        assert table[outcome].tolist() == [half] * parties, name


powers_of_two = st.integers(-6, 6).map(lambda exponent: 2.0**exponent)
eighths = st.integers(-40, 40).map(lambda whole: whole / GRID)


@given(grids(smallest=1), st.data())
def test_scale_invariance_without_rounding(game: tuple[Table, Table], data: st.DataObject) -> None:
    """Kalai-Smorodinsky keeps its outcome; Nash keeps its product, and its outcome unless others tie."""
    table, point = game
    k = len(point)
    scale = np.array(data.draw(st.lists(powers_of_two, min_size=k, max_size=k)))
    shift = np.array(data.draw(st.lists(eighths, min_size=k, max_size=k)))
    other, other_point = table * scale + shift, point * scale + shift
    assert kalai_smorodinsky(other, other_point) == kalai_smorodinsky(table, point)
    before, after = nash(table, point), nash(other, other_point)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        best = nash_product(table, point, before)
        assert nash_product(table, point, after) == best
        rational = np.flatnonzero((table >= point).all(axis=1)).tolist()
        if sum(nash_product(table, point, i) == best for i in rational) == 1:
            assert after == before


@given(grids(smallest=2), st.data())
def test_scale_invariance_of_nash_away_from_ties(game: tuple[Table, Table], data: st.DataObject) -> None:
    table, point = game
    k = len(point)
    scale = np.array(data.draw(st.lists(st.floats(0.01, 100.0), min_size=k, max_size=k)))
    shift = np.array(data.draw(st.lists(st.floats(0.0, 5.0), min_size=k, max_size=k)))
    inside = (table > point).all(axis=1)
    table = table[inside]
    assume(len(table) >= 2)
    ranked = sorted((nash_product(table, point, i) for i in range(len(table))), reverse=True)
    assume(ranked[0] > ranked[1])
    assert nash(table * scale + shift, point * scale + shift) == nash(table, point)


@given(grids(smallest=1), st.data())
def test_translation_invariance_of_all(game: tuple[Table, Table], data: st.DataObject) -> None:
    table, point = game
    shift = np.array(data.draw(st.lists(eighths, min_size=len(point), max_size=len(point))))
    assert chosen(table + shift, point + shift) == chosen(table, point)


@given(grids(smallest=1), powers_of_two)
def test_a_common_scale_changes_nothing(game: tuple[Table, Table], scale: float) -> None:
    table, point = game
    assert chosen(table * scale, point * scale) == chosen(table, point)


@pytest.mark.parametrize("name", ["nash", "egalitarian", "utilitarian"])
@given(game=grids() | floats(), data=st.data())
def test_independence_of_irrelevant_alternatives(
    name: str, game: tuple[Table, Table], data: st.DataObject
) -> None:
    """Kalai-Smorodinsky does without this axiom: dropping a party's best outcome moves its ideal."""
    table, point = game
    outcome = ALL[name](table, point)
    assume(outcome is not None)
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))), dtype=bool)
    among[outcome] = True
    assert ALL[name](table, point, among=among) == outcome


def levels(table: Table, point: Table, outcome: int, ideal: list[Fraction]) -> list[Fraction]:
    gain = gains(table, point)[outcome]
    return sorted(g / best if best else Fraction(1) for g, best in zip(gain, ideal, strict=True))


@given(grids(smallest=1), st.data())
def test_kalai_smorodinsky_is_monotone_while_the_ideal_stays(
    game: tuple[Table, Table], data: st.DataObject
) -> None:
    """Restricted monotonicity: with more outcomes and the same ideal, nobody's floor sinks.

    The paper's individual monotonicity, each party by itself, needs a convex set.
    """
    table, point = game
    rational = (table >= point).all(axis=1)
    assume(rational.any())
    tops = table[rational].max(axis=0)
    ideal = [Fraction(float(top)) - Fraction(float(d)) for top, d in zip(tops, point, strict=True)]
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))), dtype=bool)
    for party, top in enumerate(tops):
        among[np.flatnonzero(rational & (table[:, party] == top))[0]] = True
    few, many = kalai_smorodinsky(table, point, among=among), kalai_smorodinsky(table, point)
    assert few is not None
    assert many is not None
    assert levels(table, point, few, ideal) <= levels(table, point, many, ideal)


@given(grids(smallest=1), st.data())
def test_egalitarian_is_strongly_monotone(game: tuple[Table, Table], data: st.DataObject) -> None:
    """With more outcomes the floor never sinks; that every party gains needs a comprehensive set."""
    table, point = game
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))), dtype=bool)
    few, many = egalitarian(table, point, among=among), egalitarian(table, point)
    assume(few is not None)
    assert few is not None
    assert many is not None
    assert sorted(gains(table, point)[few]) <= sorted(gains(table, point)[many])


@given(grids(smallest=1, parties=2), st.integers(1, 4))
def test_weights_of_nash_are_replications_of_parties(game: tuple[Table, Table], copies: int) -> None:
    """A party of weight w counts like w parties of the same mind (Kalai 1977)."""
    table, point = game
    whom = [0] * copies + [1]
    weighted = nash(table, point, weights=[copies, 1])
    copied = nash(table[:, whom], point[whom])
    assert (weighted is None) == (copied is None)
    if weighted is not None and copied is not None:
        crowd, place = table[:, whom], point[whom]
        assert nash_product(crowd, place, weighted) == nash_product(crowd, place, copied)


@given(grids(), st.data())
def test_distances_lie_in_the_unit_interval_and_vanish_only_on_the_goal(
    game: tuple[Table, Table], data: st.DataObject
) -> None:
    table, point = game
    k = len(point)
    place = np.array(data.draw(st.lists(st.floats(0.0, 1.0), min_size=k, max_size=k)))
    if len(table) and data.draw(st.booleans()):
        place = table[data.draw(st.integers(0, len(table) - 1))]
    found = distances(place, table, point)
    goals = {
        name: [table[i] for i in solution.outcomes]
        for name, solution in solutions(table, point).items()
        if solution is not None
    }
    if len(table):
        goals["pareto"] = [table[i] for i in undominated(table)]
    assert list(found) == ["pareto", *NAMES]
    for name, distance in found.items():
        assert (distance is None) == (name not in goals)
        if distance is not None:
            assert 0.0 <= distance <= 1.0
            assert (distance == 0.0) == any((place == goal).all() for goal in goals[name])


@given(grids(smallest=1), st.data())
def test_no_solution_is_nearer_than_the_frontier(game: tuple[Table, Table], data: st.DataObject) -> None:
    """Each solution is on the frontier as long as nobody is excluded by the disagreement point."""
    table, point = game
    place = np.array(data.draw(st.lists(st.floats(0.0, 1.0), min_size=len(point), max_size=len(point))))
    found = distances(place, table, point * 0.0)
    nearest = found["pareto"]
    assert nearest is not None
    assert all(distance is not None and nearest <= distance for distance in found.values())
