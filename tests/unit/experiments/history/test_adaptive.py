"""The second round of draws: where history is likely, and weighted so that nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.posterior import effective_size, weights
from sim.experiments.history.adaptive import BINS, EVEN, Proposal, mixed, proposal

RNG = np.random.default_rng(3)


def bell(uniform: np.ndarray) -> np.ndarray:
    """The logarithm of a likelihood that is known: a normal one about 0.7 in the first number alone."""
    found: np.ndarray = -0.5 * ((uniform[:, :1] - 0.7) / 0.05) ** 2
    return found


@given(st.integers(0, 2**32))
def test_every_part_of_a_range_is_taken_and_the_shares_add_up(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = proposal(rng.random((40, 3)), rng.dirichlet(np.full(40, 0.1)))
    assert made.shares.sum(axis=1) == pytest.approx(1)
    assert (made.shares >= EVEN / BINS - 1e-12).all()


def test_draws_follow_the_shares_and_the_density_says_so() -> None:
    made = Proposal(np.array([[0.5, 0.5, *[0.0] * (BINS - 2)], [1 / BINS] * BINS]))
    drawn = made.draw(4000, [1])
    assert drawn.shape == (4000, 2)
    assert drawn[:, 0].max() <= 2 / BINS
    assert drawn[:, 1].mean() == pytest.approx(0.5, abs=0.02)
    assert made.density(drawn) == pytest.approx(np.full(4000, BINS / 2))
    assert np.array_equal(made.draw(10, [7, 1]), made.draw(10, [7, 1]))


def test_a_density_is_that_of_the_even_draws_on_average() -> None:
    made = proposal(RNG.random((200, 2)), RNG.dirichlet(np.full(200, 0.2)))
    assert made.density(RNG.random((100_000, 2))).mean() == pytest.approx(1, abs=0.02)


def test_two_rounds_are_one_mixture() -> None:
    assert mixed(3, 1, np.array([0.0, 1.0, 5.0])).tolist() == [0.75, 1.0, 2.0]
    assert mixed(1, 0, np.array([9.0])).tolist() == [1.0]


def test_the_second_round_finds_the_same_with_more_draws_that_count() -> None:
    first = RNG.random((2000, 2))
    shares = proposal(first, weights(bell(first), np.array([0])))
    both = np.vstack([first, shares.draw(2000, [5])])
    taken = np.log(mixed(2000, 2000, shares.density(both)))
    weight = weights(bell(both), np.array([0]), taken)
    assert weight @ both[:, 0] == pytest.approx(0.7, abs=0.01)
    assert weight @ both[:, 1] == pytest.approx(0.5, abs=0.03)
    even = RNG.random((4000, 2))
    assert effective_size(weight) > 2 * effective_size(weights(bell(even), np.array([0])))
