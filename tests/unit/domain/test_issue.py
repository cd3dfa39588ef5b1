"""Outcome spaces: which combinations there are, and how they are found again."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.issue import Issue, OutcomeSpace
from sim.errors import ScenarioError, UnknownName

ISLES = [Issue(name, ("theirs", "joint", "ours")) for name in ("first", "second", "third", "fourth")]


def test_four_nested_issues_of_three_options_leave_fifteen_settlements() -> None:
    """C(6, 4): the ways to place four options in an order that never rises."""
    space = OutcomeSpace.build(ISLES, nested=[["first", "second", "third", "fourth"]])
    assert space.n == 15 == math.comb(6, 4)
    for row in space.outcomes.tolist():
        assert row == sorted(row, reverse=True)
    assert len({tuple(row) for row in space.outcomes.tolist()}) == 15


def test_two_chains_of_nested_issues_do_not_know_of_each_other() -> None:
    space = OutcomeSpace.build(ISLES, nested=[["first", "second"], ["third", "fourth"]])
    assert space.n == 6 * 6


def test_outcomes_are_in_lexicographic_order() -> None:
    space = OutcomeSpace.build([Issue("a", ("x", "y")), Issue("b", ("p", "q", "r"))])
    assert space.outcomes.tolist() == [list(row) for row in product(range(2), range(3))]


def test_what_a_condition_forbids_is_left_out() -> None:
    issues = [Issue("a", ("x", "y")), Issue("b", ("p", "q", "r"))]
    space = OutcomeSpace.build(issues, forbid=[{"a": ["x"], "b": ["p", "q"]}, {"b": ["r"], "a": ["y"]}])
    assert [space.terms(o) for o in range(space.n)] == [
        {"a": "x", "b": "r"},
        {"a": "y", "b": "p"},
        {"a": "y", "b": "q"},
    ]


def test_a_condition_matches_where_all_of_its_issues_do() -> None:
    space = OutcomeSpace.build([Issue("a", ("x", "y")), Issue("b", ("p", "q"))])
    assert space.matches({}).tolist() == [True] * 4
    assert space.matches({"a": ["y"], "b": ["p", "q"]}).tolist() == [False, False, True, True]
    assert space.matches({"a": []}).tolist() == [False] * 4


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_terms_and_numbers_are_two_names_of_the_same(sizes: list[int], data: st.DataObject) -> None:
    issues = [Issue(f"i{i}", tuple(f"o{k}" for k in range(m))) for i, m in enumerate(sizes)]
    chains = [[issue.id for issue in issues]] if data.draw(st.booleans()) else []
    space = OutcomeSpace.build(issues, nested=chains)
    for outcome in range(space.n):
        assert space.number(space.terms(outcome)) == outcome


def test_what_cannot_be_is_said() -> None:
    space = OutcomeSpace.build(ISLES, nested=[["first", "second", "third", "fourth"]])
    ours = dict.fromkeys(("first", "second", "third", "fourth"), "ours")
    assert space.number(ours) == 14
    with pytest.raises(ScenarioError, match="ruled out by the feasibility rules"):
        space.number(ours | {"first": "theirs"})
    with pytest.raises(ScenarioError, match='say nothing on "fourth"'):
        space.number({name: "ours" for name in ours if name != "fourth"})
    with pytest.raises(UnknownName, match='did you mean "fourth"'):
        space.number(ours | {"forth": "ours"})
    with pytest.raises(UnknownName, match='did you mean "joint"'):
        space.number(ours | {"first": "jont"})
    with pytest.raises(ScenarioError, match="leave no outcome at all"):
        OutcomeSpace.build([Issue("a", ("x",))], forbid=[{}])
    with pytest.raises(ScenarioError, match="4,194,304 combinations are more than"):
        OutcomeSpace.build([Issue(f"i{i}", ("x", "y")) for i in range(22)])


def test_an_issue_that_is_settled_beforehand_has_one_option() -> None:
    space = OutcomeSpace.build([Issue("a", ("x",)), Issue("b", ("p", "q"))])
    assert space.n == 2
    assert np.array_equal(space.outcomes[:, 0], [0, 0])
