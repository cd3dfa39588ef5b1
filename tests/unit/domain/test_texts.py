"""Texts of several depths: which there are, what is read off them, how one is found."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.issue import LARGEST_SPACE, Issue, OutcomeSpace
from sim.domain.texts import DEPTH, Layout, ReadOff, Settlements, one_depth, text_number, texts
from sim.errors import ScenarioError

MILL, WEIR = Issue("mill", ("stopped", "silent", "runs")), Issue("weir", ("silent", "low", "high"))
FEE = Issue("fee", ("none", "small", "large"))
SILENT = {"mill": "silent", "weir": "silent", "fee": "none"}
NOTE, PACT = {"weir": ["low"]}, {"mill": ["stopped", "runs"], "weir": ["low", "high"]}
FEES = ReadOff(
    "fee", (("large", {"mill": ["runs"], "weir": ["high"]}), ("small", {DEPTH: ["pact"], "mill": ["runs"]}))
)


def layout(**changes: object) -> Layout:
    given = {"issues": (MILL, WEIR), "silent": SILENT, "holds": {"note": NOTE, "pact": PACT}} | changes
    return Layout(**given)  # type: ignore[arg-type]


def rows(space: OutcomeSpace) -> list[tuple[str, ...]]:
    return [tuple(space.terms(o).values()) for o in range(space.n)]


def test_a_text_says_nothing_on_an_issue_or_what_its_depth_may_hold() -> None:
    space = texts(layout())
    assert [issue.id for issue in space.issues] == [DEPTH, "mill", "weir"]
    assert rows(space)[:2] == [("note", "silent", "silent"), ("note", "silent", "low")]
    assert set(rows(space)[2:]) == set(product(["pact"], MILL.options, WEIR.options))


def test_texts_run_from_shallow_to_deep_in_the_order_of_options() -> None:
    order = texts(layout()).outcomes.tolist()
    assert order == sorted(order)


def test_settlements_leave_the_rows_that_the_depth_may_hold() -> None:
    pairs = Settlements(("mill", "weir"), (("silent", "silent"), ("silent", "low"), ("runs", "low")))
    space = texts(layout(settlements=(pairs,)))
    assert rows(space) == [
        ("note", "silent", "silent"),
        ("note", "silent", "low"),
        ("pact", "silent", "silent"),
        ("pact", "silent", "low"),
        ("pact", "runs", "low"),
    ]


def test_a_depth_of_which_no_settlement_is_left_has_no_text() -> None:
    pairs = Settlements(("mill", "weir"), (("runs", "low"),))
    assert [row[0] for row in rows(texts(layout(settlements=(pairs,))))] == ["pact"]


def test_an_issue_is_read_off_by_the_first_case_that_fits_and_is_else_silent() -> None:
    space = texts(layout(issues=(MILL, WEIR, FEE), read_off=(FEES,)))
    fees = {row[:3]: row[3] for row in rows(space)}
    assert fees["pact", "runs", "high"] == "large"
    assert fees["pact", "runs", "low"] == "small"
    assert fees["pact", "stopped", "high"] == fees["note", "silent", "low"] == "none"
    assert space.n == texts(layout()).n  # nobody proposes it


def test_what_is_forbidden_may_rest_on_what_is_read_off() -> None:
    space = texts(layout(issues=(MILL, WEIR, FEE), read_off=(FEES,), forbid=({"fee": ["large"]},)))
    assert "large" not in {row[3] for row in rows(space)}
    assert space.n == texts(layout()).n - 1


def test_nested_issues_never_rise_at_any_depth() -> None:
    space = texts(layout(nested=(["mill", "weir"],)))
    assert all(row[2] <= row[1] for row in space.outcomes.tolist())


def test_rules_that_leave_nothing_are_named() -> None:
    with pytest.raises(ScenarioError, match=r"^feasibility: the rules leave no text at all; relax"):
        texts(layout(forbid=({DEPTH: ["note", "pact"]},)))


def test_too_many_texts_of_a_depth_are_refused_with_the_depth() -> None:
    many = tuple(Issue(f"i{k}", tuple("abcdefghij")) for k in range(8))
    wide = Layout(
        many,
        {issue.id: "a" for issue in many},
        {"note": {}, "pact": {issue.id: list("bcdefghij") for issue in many}},
    )
    with pytest.raises(
        ScenarioError, match=rf"^depths\.pact: 100,000,000 texts .* {LARGEST_SPACE:,}; let it"
    ):
        texts(wide)


def test_a_text_is_found_by_what_it_says_and_silent_on_the_rest() -> None:
    made = layout(issues=(MILL, WEIR, FEE), read_off=(FEES,))
    space = texts(made)
    found = text_number(space, made, {DEPTH: "pact", "mill": "runs"})
    assert space.terms(found) == {DEPTH: "pact", "mill": "runs", "weir": "silent", "fee": "small"}
    with pytest.raises(ScenarioError, match="there is no text with depth = note, mill = runs; see the rules"):
        text_number(space, made, {DEPTH: "note", "mill": "runs"})


def test_without_depths_every_outcome_is_a_treaty() -> None:
    depths = one_depth(3, 4, 2)
    assert (depths.names, depths.steps, depths.ratified, depths.told) == (("treaty",), (4,), (True,), False)
    assert depths.at(0).all() and depths.demand == (-1, -1)
    assert depths.binding.tolist() == depths.warmth.tolist() == [1.0] * 3


@given(st.data())
def test_the_space_is_all_that_the_layout_allows_and_no_more(data: st.DataObject) -> None:
    holds = {
        name: {
            issue.id: data.draw(st.lists(st.sampled_from(issue.options), unique=True))
            for issue in (MILL, WEIR)
        }
        for name in ("note", "accord", "pact")
    }
    forbid = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "mill": st.just(["runs"]),
                    DEPTH: st.lists(st.sampled_from(list(holds)), min_size=1, unique=True),
                }
            ),
            max_size=1,
        )
    )
    wanted = [
        (depth, mill, weir)
        for depth in holds
        for mill in MILL.options
        for weir in WEIR.options
        if mill in {"silent", *holds[depth]["mill"]}
        and weir in {"silent", *holds[depth]["weir"]}
        and not any(mill == "runs" and depth in rule[DEPTH] for rule in forbid)
    ]
    assert rows(texts(layout(holds=holds, forbid=tuple(forbid)))) == wanted
    assert np.all(texts(layout(holds=holds)).outcomes[:, 0] >= 0)
