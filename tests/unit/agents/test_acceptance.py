"""Each acceptance rule by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sim.agents.acceptance import ac_aspiration, ac_combi, ac_next, ac_previous, ac_time, acceptance
from sim.agents.formulas import LATE
from sim.agents.offering import Hardliner, TimeDependent
from sim.agents.view import View
from sim.errors import UnknownName
from sim.testing import pie
from tests.games import view_of

LINEAR = TimeDependent(1.0)


def slices(discount: float = 1.0, **changes: Any) -> View:
    return view_of(pie(10, discount, rounds=11), **changes)


@pytest.mark.parametrize(("outcome", "yes"), [(8, False), (9, True), (10, True)])
def test_ac_next_compares_with_the_own_next_text(outcome: int, yes: bool) -> None:
    assert LINEAR.offer(slices(), None, ahead=1) == 9
    assert ac_next(slices(), outcome, LINEAR, None) is yes


def test_ac_next_discounts_what_comes_later() -> None:
    assert not ac_next(slices(), 8, LINEAR, None)
    assert ac_next(slices(discount=0.85), 8, LINEAR, None)  # 0.85 of 9 slices is less than 8
    assert not ac_next(slices(discount=0.85), 7, LINEAR, None)


def test_in_the_last_round_what_is_acceptable_is_taken() -> None:
    last = slices(round=11)
    assert ac_next(last, 0, Hardliner(), None)
    assert ac_time(last, 0, Hardliner(), None)
    assert ac_combi(last, 0, Hardliner(), None)
    assert not ac_aspiration(last, 0, Hardliner(), None)
    assert not ac_previous(replace(last, said=(10,)), 0, Hardliner(), None)


@pytest.mark.parametrize(("round_", "yes"), [(1, False), (9, False), (10, True), (11, True)])
def test_ac_time_takes_anything_late(round_: int, yes: bool) -> None:
    assert (round_ - 1) / 10 >= LATE or not yes
    assert ac_time(slices(round=round_), 0, Hardliner(), None) is yes


@pytest.mark.parametrize(
    ("round_", "offered", "outcome", "yes"),
    [
        (8, (1, 3, 2), 3, True),  # the best of all that was seen, and the time left is longer
        (8, (1, 3, 2), 2, False),
        (10, (6, 3, 2), 3, True),  # two rounds are left: only the last two texts count
        (10, (6, 3, 2), 2, False),
        (8, (3,), 3, False),  # one text is no window
        (8, (), 3, False),
        (5, (1, 3, 2), 3, False),  # in the first half it waits
    ],
)
def test_ac_combi_takes_the_best_of_a_window_as_long_as_the_time_left(
    round_: int, offered: tuple[int, ...], outcome: int, yes: bool
) -> None:
    assert ac_combi(slices(round=round_, offered=offered), outcome, Hardliner(), None) is yes


def test_ac_combi_takes_all_that_ac_next_takes() -> None:
    assert ac_combi(slices(), 9, LINEAR, None)
    assert not ac_combi(slices(), 8, LINEAR, None)


def test_ac_aspiration_compares_with_what_is_held_out_for_now() -> None:
    view = slices(round=6)
    assert [ac_aspiration(view, o, LINEAR, None) for o in (4, 5, 6)] == [False, True, True]


def test_ac_previous_compares_with_the_own_last_text() -> None:
    assert not ac_previous(slices(), 10, LINEAR, None)
    assert [ac_previous(slices(said=(9, 6)), o, LINEAR, None) for o in (5, 6, 7)] == [False, True, True]


def test_an_unknown_rule_is_named() -> None:
    assert acceptance("ac_next") is ac_next
    with pytest.raises(UnknownName, match='did you mean "ac_next"'):
        acceptance("ac_nxt")
