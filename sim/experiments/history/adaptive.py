"""The second round: more draws where the first round says that history is likely.

Adaptive importance sampling (Oh and Berger 1992, doi:10.1080/00949659208810410): the draws of the second round come from the
weighted histograms of the first, number by number, mixed with the prior; all draws together are weighted by the mixture
that they came from (Veach and Guibas 1995, doi:10.1145/218380.218498).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.domain.issue import Floats

BINS = 8
EVEN = 0.25
"""The share of the prior in the proposal of each number."""


@dataclass(frozen=True, eq=False)
class Proposal:
    """How likely each part of each number's range is to be taken: shape ``(k, BINS)``, each row adding up to 1."""

    shares: Floats

    def density(self, uniform: Floats) -> Floats:
        """Return how much likelier each draw is under the proposal than under the prior: shape ``(n,)``.

        >>> Proposal(np.full((2, BINS), 1 / BINS)).density(np.array([[0.1, 0.9]])).tolist()
        [1.0]
        """
        places = np.minimum(BINS - 1, (uniform * BINS).astype(np.int64))
        each = BINS * self.shares[np.arange(len(self.shares)), places]
        found: Floats = np.prod(each, axis=1)
        return found

    def draw(self, n: int, seed: list[int]) -> Floats:
        """Return n draws, shape ``(n, k)``, in [0, 1]."""
        rng = np.random.default_rng(seed)
        chosen = [rng.choice(BINS, size=n, p=row) for row in self.shares]
        found: Floats = (np.stack(chosen, axis=1) + rng.random((n, len(self.shares)))) / BINS
        return found


def proposal(uniform: Floats, weight: Floats) -> Proposal:
    """Return the proposal that weighted draws make; ``uniform``: shape ``(n, k)``; ``weight``: shape ``(n,)``.

    >>> made = proposal(np.array([[0.05], [0.95]]), np.array([1.0, 0.0]))
    >>> made.shares[0].round(3).tolist()[:2]
    [0.781, 0.031]
    """
    places = np.minimum(BINS - 1, (uniform * BINS).astype(np.int64))
    shares = np.stack([np.bincount(column, weights=weight, minlength=BINS) for column in places.T])
    return Proposal((1 - EVEN) * shares / shares.sum(axis=1, keepdims=True) + EVEN / BINS)


def mixed(first: int, second: int, density: Floats) -> Floats:
    """Return how likely draws of both rounds together were taken, against the prior: shape ``(n,)``.

    ``first`` and ``second``: how many of each round there are; ``density``: of the proposal, at every draw.
    """
    found: Floats = (first + second * density) / (first + second)
    return found
