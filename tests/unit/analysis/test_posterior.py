"""The fit: weights over a table, and that no episode's own outcome enters its forecast."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.posterior import (
    coverage,
    effective_size,
    facts_likelihood,
    forecasts_of,
    leave_one_out,
    log_likelihood,
    misgrading,
    permuted,
    probabilities,
    quantiles,
    weights,
    without_each,
)
from sim.analysis.scoring import ranked_probability_score

RNG = np.random.default_rng(5)
EPISODES, STEPS, PLAYS = 6, 5, 20


def table(n: int = 1500) -> tuple[np.ndarray, np.ndarray]:
    """A model with two numbers: where the episodes lie on the ladder, and how far they differ."""
    draws = RNG.uniform([0, 0], [4, 2], (n, 2))
    place = draws[:, :1] + draws[:, 1:] * np.linspace(-1, 1, EPISODES)
    steps = np.clip(np.rint(place[:, :, None] + RNG.normal(0, 0.5, (n, EPISODES, PLAYS))), 0, STEPS - 1)
    return draws, np.eye(STEPS, dtype=int)[steps.astype(int)].sum(axis=2)


DRAWS, COUNTS = table()
CHANCES = probabilities(COUNTS)


@pytest.mark.parametrize("episode", range(EPISODES))
def test_an_episode_is_forecast_without_its_outcome(episode: int) -> None:
    observed = np.array([1, 1, 2, 2, 3, 3])
    before = leave_one_out(CHANCES, observed)
    for other in range(STEPS):
        changed = observed.copy()
        changed[episode] = other
        assert (leave_one_out(CHANCES, changed)[episode] == before[episode]).all()
    assert not np.allclose(before, leave_one_out(CHANCES, observed[::-1].copy()))


def test_probabilities_are_probabilities_and_none_is_nought() -> None:
    assert CHANCES.sum(axis=-1) == pytest.approx(1)
    assert (CHANCES > 0).all()
    assert misgrading(STEPS).sum(axis=1) == pytest.approx(1)


def test_the_fit_finds_the_numbers_that_made_a_history() -> None:
    truth = np.array([2.0, 1.0])
    history = np.rint(truth[0] + truth[1] * np.linspace(-1, 1, EPISODES)).astype(int)
    weight = weights(log_likelihood(CHANCES, history), np.arange(EPISODES))
    low, high = quantiles(DRAWS, weight, [0.1, 0.9])
    assert (low < truth).all()
    assert (truth < high).all()
    assert high[0] - low[0] < 1.5
    assert 1 < effective_size(weight) < len(DRAWS)


def test_nothing_observed_leaves_the_prior() -> None:
    weight = weights(log_likelihood(CHANCES, np.zeros(EPISODES, dtype=int)), np.array([], dtype=int))
    assert effective_size(weight) == pytest.approx(len(DRAWS))


def test_intervals_cover_what_they_promise() -> None:
    found = coverage(DRAWS, [CHANCES], 200, 1)
    assert ((found > 0.7) & (found < 0.9)).all()


def test_a_history_in_order_is_forecast_better_than_shuffled() -> None:
    observed = np.array([0, 1, 2, 2, 3, 4])
    real = ranked_probability_score(leave_one_out(CHANCES, observed), observed).mean()
    shuffled = permuted(CHANCES, observed, ranked_probability_score, 60, 2)
    assert (shuffled > real).mean() > 0.9


def test_draws_that_were_taken_more_often_count_less() -> None:
    """Importance sampling: a draw that was twice as likely to be taken counts half."""
    likelihood = np.log(np.array([[0.5], [0.5], [0.25]]))
    taken = np.log(np.array([1.0, 2.0, 1.0]))
    assert weights(likelihood, np.array([0]), taken) == pytest.approx(np.array([4, 2, 2]) / 8)


def test_leaving_each_out_is_weighing_by_all_others() -> None:
    likelihood = log_likelihood(CHANCES, np.array([1, 1, 2, 2, 3, 3]))
    taken = RNG.random(len(DRAWS))
    left = without_each(likelihood, taken)
    assert left.shape == (EPISODES, len(DRAWS))
    for i in range(EPISODES):
        assert (left[i] == weights(likelihood, np.delete(np.arange(EPISODES), i), taken)).all()
    assert forecasts_of(left, CHANCES).sum(axis=1) == pytest.approx(1)


def test_what_else_is_known_enters_the_forecast_of_the_others_alone() -> None:
    observed = np.array([1, 1, 2, 2, 3, 3])
    besides = RNG.normal(0, 2, (len(DRAWS), EPISODES))
    before = leave_one_out(CHANCES, observed, besides)
    besides[:, 2] = RNG.normal(0, 2, len(DRAWS))
    after = leave_one_out(CHANCES, observed, besides)
    assert (before[2] == after[2]).all()
    assert not np.allclose(before[3], after[3])


def test_a_fact_counts_by_its_share_and_a_source_may_be_wrong() -> None:
    told = np.exp(facts_likelihood(np.array([0, 2, 4]), np.array([4, 4, 4])))
    assert told[1] == pytest.approx(0.5)
    assert told[0] + told[2] == pytest.approx(1)
    assert 0.1 < told[0] < told[1] < told[2] < 0.9
