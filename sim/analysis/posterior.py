"""What a history of outcomes says about the numbers behind a model: importance weights over one table of draws.

The outcomes are discrete and the episodes are independent given the numbers, so a draw's likelihood is the product
over episodes of how often it gave what came: approximate Bayesian computation without a tolerance and without a
distance, piece by piece (White, Kypraios and Preston 2015, doi:10.1007/s11222-013-9432-2). A regression adjustment
(Beaumont, Zhang and Balding 2002) corrects for a tolerance, and there is none here. That the grading of an outcome may
be one step off is part of the model (Wilkinson 2013, doi:10.1515/sagmb-2013-0010), and is what keeps the weights of a
finite table apart from nought.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.domain.issue import Floats, Ints

MISGRADED = 0.1
"""Assumption: the probability that an outcome belongs on a neighbouring step of the ladder."""

FEW = 0.1
"""Added to every count, so that a step that never came in a few replications is rare and not impossible."""


def misgrading(steps: int, wrong: float = MISGRADED) -> Floats:
    """Return the probability that a true step (row) is graded as another (column): shape ``(steps, steps)``.

    >>> misgrading(3, 0.2).tolist()
    [[0.8, 0.2, 0.0], [0.1, 0.8, 0.1], [0.0, 0.2, 0.8]]
    """
    near = np.abs(np.subtract.outer(np.arange(steps), np.arange(steps))) == 1
    found: Floats = (1 - wrong) * np.eye(steps) + wrong * near / near.sum(axis=1, keepdims=True)
    return found


def probabilities(counts: Ints) -> Floats:
    """Return for each draw and episode how probable each graded step is: the shape of ``counts``.

    ``counts``: shape ``(..., steps)``, how often each step came in the replications. Small whole numbers give half as
    precise probabilities in half as much memory.

    >>> probabilities(np.array([[4, 0]])).round(3).tolist()
    [[0.881, 0.119]]
    """
    smooth = smoothed(counts)
    found: Floats = smooth @ misgrading(counts.shape[-1]).astype(smooth.dtype)
    return found


def smoothed(counts: Ints) -> Any:
    """Return counts as shares along the last axis, none of them nought: the shape of ``counts``.

    >>> smoothed(np.array([4, 0])).round(3).tolist()
    [0.976, 0.024]
    """
    smooth: Any = counts + np.float32(FEW)
    smooth /= smooth.sum(axis=-1, keepdims=True)
    return smooth


def log_likelihood(chances: Floats, observed: Ints) -> Floats:
    """Return the logarithm of what each draw gave to what came: shape ``(draws, episodes)``.

    >>> np.exp(log_likelihood(np.array([[[0.25, 0.75]]]), np.array([1]))).tolist()
    [[0.75]]
    """
    found: Floats = np.log(chances[:, np.arange(len(observed)), observed].astype(np.float64))
    return found


def weights(likelihood: Floats, kept: Ints, taken: Floats | float = 0.0) -> Floats:
    """Return the weights of the draws by the episodes in ``kept``, adding up to 1: shape ``(draws,)``.

    ``taken``: logarithm of how much likelier each draw was to be taken than under the prior (importance sampling).

    >>> weights(np.log(np.array([[0.1, 0.9], [0.3, 0.1]])), np.array([0])).round(2).tolist()
    [0.25, 0.75]
    """
    total = likelihood[:, kept].sum(axis=1) - taken
    raw = np.exp(total - total.max())
    found: Floats = raw / raw.sum()
    return found


def without_each(likelihood: Floats, taken: Floats | float = 0.0) -> Floats:
    """Return the weights that leave out one episode each: shape ``(episodes, draws)``. Row i never sees outcome i."""
    n = likelihood.shape[1]
    return np.stack([weights(likelihood, np.delete(np.arange(n), i), taken) for i in range(n)])


def facts_likelihood(held: Ints, played: Ints, wrong: float = MISGRADED) -> Floats:
    """Return the logarithm of what each draw gives to each fact having come about: the shape of ``held``.

    ``held``: in how many of the ``played`` replications it did. That a source may be wrong, or read wrongly, is part of
    it, as it is of the grading of an outcome.

    >>> np.exp(facts_likelihood(np.array([0, 4]), np.array([4, 4]))).round(2).tolist()
    [0.12, 0.88]
    """
    share = (held + FEW) / (played + 2 * FEW)
    found: Floats = np.log((1 - wrong) * share + wrong * (1 - share))
    return found


def effective_size(weight: Floats) -> float:
    """Return how many equally weighted draws are worth as much as these (Kong, Liu and Wong 1994).

    >>> effective_size(np.array([0.5, 0.5, 0.0]))
    2.0
    """
    return float(1 / (weight * weight).sum())


def quantiles(draws: Floats, weight: Floats, levels: list[float]) -> Floats:
    """Return weighted quantiles of each column: shape ``(levels, columns)``.

    >>> quantiles(np.array([[1.0], [2.0], [3.0]]), np.array([0.0, 0.5, 0.5]), [0.25]).tolist()
    [[2.0]]
    """
    found = [np.quantile(column, levels, weights=weight, method="inverted_cdf") for column in draws.T]
    return np.stack(found, axis=1)


def leave_one_out(
    chances: Floats, observed: Ints, besides: Floats | float = 0.0, taken: Floats | float = 0.0
) -> Floats:
    """Return for each episode the forecast that the other episodes' outcomes make: shape ``(episodes, steps)``.

    ``besides``: logarithm of what each draw gave to something else that is known of each episode, shape
    ``(draws, episodes)``; ``taken``: as in `weights`.

    >>> one = np.array([[[0.9, 0.1], [0.9, 0.1]], [[0.1, 0.9], [0.1, 0.9]]])
    >>> leave_one_out(one, np.array([0, 0])).round(2).tolist()
    [[0.82, 0.18], [0.82, 0.18]]
    """
    return forecasts_of(without_each(log_likelihood(chances, observed) + besides, taken), chances)


def forecasts_of(weight: Floats, chances: Floats) -> Floats:
    """Return each episode's mixture of the draws by its own weights, shape ``(episodes, draws)``: ``(episodes, steps)``.

    >>> forecasts_of(np.array([[0.5, 0.5]]), np.array([[[0.2, 0.8]], [[0.4, 0.6]]])).round(2).tolist()
    [[0.3, 0.7]]
    """
    return np.stack([weight[e] @ chances[:, e] for e in range(len(weight))])


def permuted(
    chances: Floats,
    observed: Ints,
    score: Callable[[Floats, Ints], Floats],
    times: int,
    seed: int,
    besides: Floats | float = 0.0,
    taken: Floats | float = 0.0,
) -> Floats:
    """Return the mean score of leave-one-out forecasts when the outcomes are shuffled among the episodes.

    ``score``: forecasts and outcomes in, one number per episode out; ``besides``: as in `leave_one_out`, not shuffled;
    ``taken``: as in `weights`.
    Shape ``(times,)``.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(times):
        shuffled = rng.permutation(observed)
        found.append(score(leave_one_out(chances, shuffled, besides, taken), shuffled).mean())
    return np.array(found)


def coverage(draws: Floats, known: Sequence[Floats], times: int, seed: int, level: float = 0.8) -> Floats:
    """Return for each number how often its central interval holds the truth, over histories that the model made.

    ``known``: for each thing that is known of the episodes, what each draw gives to what it may be, shape
    ``(draws, episodes, ways)``. A draw of the table is taken as the truth, its history is drawn from what it gave, and
    fitted with the other draws (Talts and others 2018, arXiv:1804.06788). Shape ``(columns,)``.
    """
    rng = np.random.default_rng(seed)
    tails = [(1 - level) / 2, (1 + level) / 2]
    inside = np.zeros(draws.shape[1])
    for truth in rng.choice(len(draws), size=times, replace=False):
        total = np.zeros(len(draws))
        for chances in known:
            history = np.array(
                [rng.choice(row.size, p=row / row.sum()) for row in chances[truth].astype(np.float64)]
            )
            total += log_likelihood(chances, history).sum(axis=1)
        total[truth] = -np.inf
        low, high = quantiles(draws, weights(total[:, None], np.array([0])), tails)
        inside += (low <= draws[truth]) & (draws[truth] <= high)
    return inside / times
