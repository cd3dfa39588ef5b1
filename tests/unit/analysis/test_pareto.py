"""The Pareto frontier: ties, sizes that take every branch, and what is refused."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from sim.analysis import pareto
from sim.analysis.pareto import pareto_frontier
from sim.errors import InputError

Table = npt.NDArray[np.float64]


def slow_frontier(table: Table) -> list[int]:
    kept = []
    for outcome, row in enumerate(table):
        beaten = (table >= row).all(axis=1) & (table > row).any(axis=1)
        if not beaten.any():
            kept.append(outcome)
    return kept


def tables(kind: str, n: int, parties: int) -> Table:
    rng = np.random.default_rng([n, parties])
    table = rng.random((n, parties))
    if kind == "opposed":
        total = table[:, :1].copy()
        for party in range(1, parties):
            total += table[:, party : party + 1]
        return table / total
    if kind == "grid":
        return np.floor(table * 6)
    if kind == "flat party":
        table[:, -1] = 0.5
    return table


def test_no_outcome_has_no_frontier() -> None:
    for parties in (1, 2, 3):
        assert pareto_frontier(np.empty((0, parties))).tolist() == []


def test_one_outcome_is_the_frontier() -> None:
    for parties in (1, 2, 3):
        assert pareto_frontier(np.zeros((1, parties))).tolist() == [0]


def test_one_party_keeps_all_its_best() -> None:
    assert pareto_frontier([[1.0], [3.0], [3.0], [2.0]]).tolist() == [1, 2]


def test_negative_utilities_are_fine() -> None:
    assert pareto_frontier([[-1.0], [-3.0]]).tolist() == [0]
    assert pareto_frontier([[-1.0, -2.0], [-2.0, -1.0], [-2.0, -2.0]]).tolist() == [0, 1]


@pytest.mark.parametrize("parties", [1, 2, 3, 4])
def test_equal_outcomes_stay_together(parties: int) -> None:
    assert pareto_frontier(np.ones((700, parties))).tolist() == list(range(700))


def test_a_tie_for_one_party_is_decided_by_the_other() -> None:
    assert pareto_frontier([[1.0, 0.2], [1.0, 0.3], [0.9, 0.3]]).tolist() == [1]


def test_zero_has_no_sign() -> None:
    assert pareto_frontier([[0.0, 1.0], [-0.0, 1.0], [1.0, -0.0], [1.0, 0.0]]).tolist() == [0, 1, 2, 3]


def test_a_difference_of_one_bit_counts() -> None:
    up = np.nextafter(1.0, 2.0)
    assert pareto_frontier([[1.0, 1.0], [1.0, up]]).tolist() == [1]


def test_whole_numbers_and_lists_are_accepted_and_left_alone() -> None:
    table = np.array([[1, 0], [0, 1], [0, 0]])
    before = table.copy()
    frontier = pareto_frontier(table)
    assert frontier.tolist() == [0, 1]
    assert frontier.dtype == np.intp
    assert (table == before).all()


@pytest.mark.parametrize("kind", ["uniform", "opposed", "grid", "flat party"])
@pytest.mark.parametrize("parties", [2, 3, 4, 5])
@pytest.mark.parametrize("n", [3, 65, 300, 1500])
def test_every_size_agrees_with_the_slow_way(kind: str, parties: int, n: int) -> None:
    table = tables(kind, n, parties)
    assert pareto_frontier(table).tolist() == slow_frontier(table)


@pytest.mark.parametrize("kind", ["uniform", "opposed", "grid", "flat party"])
@pytest.mark.parametrize("parties", [2, 3, 4, 5])
@pytest.mark.parametrize("few", [1, 10**9])
def test_the_cuts_do_not_depend_on_where_they_fall(
    kind: str, parties: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tables(kind, 200, parties)
    expected = slow_frontier(table)
    monkeypatch.setattr(pareto, "_FEW", few)
    monkeypatch.setattr(pareto, "_LEAF", 2)
    monkeypatch.setattr(pareto, "_PAIRS", 2)
    assert pareto_frontier(table).tolist() == expected


def test_one_party_indifferent_leaves_the_others_question() -> None:
    table = tables("opposed", 2000, 2)
    flat = np.column_stack([np.full(2000, 0.5), table])
    assert pareto_frontier(flat).tolist() == pareto_frontier(table).tolist()


@pytest.mark.parametrize(
    "wrong",
    [[[0.0, float("nan")]], [[float("inf"), 0.0]], [[-float("inf")]], [[2e100]]],
    ids=["nan", "inf", "minus inf", "too large"],
)
def test_what_is_no_number_is_refused(wrong: list[list[float]]) -> None:
    with pytest.raises(InputError, match=r"utilities: party \d values outcome 0 at"):
        pareto_frontier(wrong)


@pytest.mark.parametrize("wrong", [[], [1.0, 2.0], 3.0, [[]], [[[1.0]]]])
def test_another_shape_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="utilities: shape"):
        pareto_frontier(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", ["many", [[1.0, 2.0], [3.0]], [[None, "a"]]])
def test_what_is_no_table_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="utilities: not a table of numbers"):
        pareto_frontier(wrong)  # type: ignore[arg-type]
