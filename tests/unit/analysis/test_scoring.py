"""The ranked probability score: what it must be, whatever the forecast."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.scoring import (
    base_rate,
    calibration,
    known_frequencies,
    persistence,
    ranked_probability_score,
    smoothed_base_rate,
)
from sim.errors import InputError


@st.composite
def forecasts(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n, steps = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    raw = np.array(
        draw(st.lists(st.lists(st.floats(0.01, 1), min_size=steps, max_size=steps), min_size=n, max_size=n))
    )
    came = np.array(draw(st.lists(st.integers(0, steps - 1), min_size=n, max_size=n)))
    return raw / raw.sum(axis=1, keepdims=True), came


@given(forecasts())
def test_it_lies_between_certainty_and_the_other_end(case: tuple[np.ndarray, np.ndarray]) -> None:
    scores = ranked_probability_score(*case)
    assert (scores >= 0).all()
    assert (scores <= 1).all()


@given(forecasts())
@settings(max_examples=50)
def test_it_is_proper(case: tuple[np.ndarray, np.ndarray]) -> None:
    """Nobody expects a better score by saying something else than they believe (Gneiting and Raftery 2007)."""
    believed, _ = case
    said = np.roll(believed, 1, axis=0)
    every = np.arange(believed.shape[1])

    def expected(forecast: np.ndarray, belief: np.ndarray) -> float:
        return float(belief @ ranked_probability_score(np.tile(forecast, (len(every), 1)), every))

    for belief, other in zip(believed, said, strict=True):
        assert expected(belief, belief) <= expected(other, belief) + 1e-12


def test_the_score_of_epsteins_kind_of_example() -> None:
    """By hand: (0.2, 0.5, 0.3) and the second of three: (0.2² + 0.3²) / 2."""
    assert ranked_probability_score(np.array([[0.2, 0.5, 0.3]]), np.array([1]))[0] == pytest.approx(0.065)


def test_a_step_further_off_costs_more() -> None:
    near, far = ranked_probability_score(np.array([[0, 1, 0, 0], [0, 0, 1, 0]]), np.array([0, 0]))
    assert far > near > 0


def test_a_base_rate_knows_nothing_of_its_own_episode() -> None:
    observed = np.array([0, 1, 1, 2])
    for i in range(4):
        changed = observed.copy()
        changed[i] = (changed[i] + 1) % 3
        assert (base_rate(observed, 3)[i] == base_rate(changed, 3)[i]).all()


def test_persistence_says_what_came_last() -> None:
    assert persistence(np.array([2, 0, 1]), 3)[1:].tolist() == [[0, 0, 1], [1, 0, 0]]


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="give a row of at least two probabilities for each"):
        ranked_probability_score(np.array([[0.5, 0.5]]), np.array([0, 1]))
    with pytest.raises(InputError, match="at least two"):
        base_rate(np.array([1]), 3)


def test_a_certain_forecast_that_is_right_is_calibrated() -> None:
    said, came = calibration(np.eye(4), np.arange(4))
    assert (said == came).all()


@given(st.lists(st.integers(0, 4), min_size=2, max_size=12))
def test_leaving_one_out_handicaps_the_base_rate_by_a_known_factor(came: list[int]) -> None:
    """What is left out is what would have been counted: (n / (n - 1)) squared times the score of the frequencies."""
    observed, n = np.array(came), len(came)
    held = ranked_probability_score(known_frequencies(observed, 5), observed).mean()
    left = ranked_probability_score(base_rate(observed, 5), observed).mean()
    assert left == pytest.approx((n / (n - 1)) ** 2 * held)


def test_a_smoothed_base_rate_lies_between_the_base_rate_and_an_even_one() -> None:
    observed = np.array([0, 1, 1, 2])
    found = smoothed_base_rate(observed, 3)
    assert found == pytest.approx(0.75 * base_rate(observed, 3) + 0.25 / 3)
    assert (found > 0).all() and found.sum(axis=1) == pytest.approx(1)
