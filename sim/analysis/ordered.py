"""A plain ordered regression, as something to hold a model against: a step of a ladder from a few graded numbers."""

from __future__ import annotations

import numpy as np

from sim.domain.issue import Floats

WIDTH = 1.5
"""Standard deviation of the cut points before anything is known, in units of the logistic's scale."""


def ordered_chances(features: Floats, steps: int, draws: int, seed: int) -> Floats:
    """Return what draws from the prior of a proportional-odds model give every step: ``(draws, episodes, steps)``.

    ``features``: shape ``(episodes, k)``. Each column is brought to mean 0 and standard deviation 1 (one that does not
    vary counts for nothing); coefficients are normal with variance 1/k, so that more columns explain no more
    beforehand; cut points are sorted normal numbers. McCullagh (1980), doi:10.1111/j.2517-6161.1980.tb01109.x.
    Weigh the draws with `sim.analysis.posterior.weights`.

    >>> chances = ordered_chances(np.array([[0.0], [1.0]]), 3, 100, 0)
    >>> chances.shape, bool(np.allclose(chances.sum(axis=2), 1))
    ((100, 2, 3), True)
    """
    rng = np.random.default_rng(seed)
    spread = features.std(axis=0)
    columns = (features - features.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    slopes = rng.normal(size=(draws, columns.shape[1])) / np.sqrt(columns.shape[1])
    cuts = np.sort(rng.normal(scale=WIDTH, size=(draws, steps - 1)), axis=1)
    latent = slopes @ columns.T
    at_most = 1.0 / (1.0 + np.exp(-(cuts[:, None, :] - latent[:, :, None])))
    ends = np.ones((*at_most.shape[:2], 1))
    found: Floats = np.diff(np.concatenate([0 * ends, at_most, ends], axis=2), axis=2)
    return found
