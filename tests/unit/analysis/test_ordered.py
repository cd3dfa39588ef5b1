"""The regression that a model of negotiation is held against."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.ordered import ordered_chances
from sim.analysis.posterior import leave_one_out, log_likelihood, weights
from sim.analysis.scoring import base_rate, ranked_probability_score

RNG = np.random.default_rng(3)
TELLING = np.linspace(-1, 1, 10)
STEPS = np.array([0, 0, 0, 1, 1, 2, 2, 2, 3, 3])


def test_it_learns_from_a_column_that_tells_and_forecasts_better_than_the_base_rate() -> None:
    chances = ordered_chances(TELLING[:, None], 4, 20_000, 0)
    assert chances.sum(axis=2) == pytest.approx(1)
    learned = ranked_probability_score(leave_one_out(chances, STEPS), STEPS).mean()
    assert learned < ranked_probability_score(base_rate(STEPS, 4), STEPS).mean() - 0.02
    fitted = np.einsum("d,des->es", weights(log_likelihood(chances, STEPS), np.arange(10)), chances)
    assert (np.diff(fitted @ np.arange(4)) > 0).all()


def test_a_column_that_does_not_vary_counts_for_nothing() -> None:
    chances = ordered_chances(np.ones((10, 1)), 4, 50, 0)
    assert (chances == chances[:, :1]).all()


def test_more_columns_explain_no_more_beforehand() -> None:
    def spread(k: int) -> float:
        features = RNG.normal(size=(40, k))
        expected = ordered_chances(features, 4, 4000, 1) @ np.arange(4)
        return float(expected.var(axis=1).mean())

    assert spread(12) == pytest.approx(spread(1), rel=0.25)
