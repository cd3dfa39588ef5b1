"""What must hold for the residual gap and the ladder whatever the numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain.game import LADDER, RESULTS
from sim.rules.ladder import ladder, residual_gap
from tests.games import units


@st.composite
def ends(draw: st.DrawFn) -> tuple[list[float], np.ndarray, np.ndarray]:
    p, n = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    held = draw(st.lists(units, min_size=p, max_size=p))
    row = st.lists(units, min_size=n, max_size=n)
    expected = np.array(draw(st.lists(row, min_size=p, max_size=p)))
    flags = st.lists(st.booleans(), min_size=n, max_size=n)
    return held, expected, np.array(draw(st.lists(flags, min_size=p, max_size=p)))


@given(ends())
def test_the_gap_is_in_the_unit_interval_and_zero_only_where_all_are_content(
    case: tuple[list[float], np.ndarray, np.ndarray],
) -> None:
    held, expected, refused = case
    gap = residual_gap(held, expected, refused)
    assert 0.0 <= gap <= 1.0
    worth = np.where(refused, 0.0, expected)
    content = (worth >= np.array(held)[:, None]).all(axis=0).any()
    assert (gap == 0.0) == bool(content)


@given(ends(), units)
def test_who_holds_out_for_more_is_not_nearer(
    case: tuple[list[float], np.ndarray, np.ndarray], by: float
) -> None:
    held, expected, refused = case
    more = [min(1.0, x + by) for x in held]
    assert residual_gap(more, expected, refused) >= residual_gap(held, expected, refused)


@settings(max_examples=200)
@given(st.sampled_from(RESULTS), units, units, st.lists(units, min_size=3, max_size=3).map(sorted))
def test_a_larger_gap_is_never_a_higher_step(result: str, a: float, b: float, cuts: list[float]) -> None:
    steps = (cuts[0], cuts[1], cuts[2])
    near, far = (LADDER.index(ladder(result, gap, steps)) for gap in sorted((a, b)))
    assert near >= far
    assert (near == far == LADDER.index("treaty")) == (result == "treaty_performed")
