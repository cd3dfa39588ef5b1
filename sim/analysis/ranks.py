"""How far many numbers go up and down with an ordered outcome: rank correlations with their intervals."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from scipy.stats import rankdata

from sim.domain.issue import Floats, Ints


def rank_correlations(
    numbers: Floats, steps: Ints, groups: Ints, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Return Spearman's correlation of each column with the steps, and the ends of its interval; each shape ``(k,)``.

    ``numbers``: shape ``(n, k)``; ``steps`` and ``groups``: shape ``(n,)``. Ranks are taken inside each group, so that
    groups which differ as a whole add nothing. Where nothing varies the correlation is 0, and with fewer than four
    rows the interval is all of [-1, 1]. The interval is that of Bonett and Wright (2000), "Sample size requirements
    for estimating Pearson, Kendall and Spearman correlations".

    >>> r, low, high = rank_correlations(np.arange(10.0)[:, None], np.arange(10), np.zeros(10, dtype=np.int64))
    >>> round(float(r[0]), 6), bool(low[0] < 1.0)
    (1.0, True)
    """
    n, k = numbers.shape
    ranks, placed = np.zeros((n, k)), np.zeros(n)
    for group in np.unique(groups):
        rows = groups == group
        ranks[rows] = rankdata(numbers[rows], axis=0) - (rows.sum() + 1) / 2
        placed[rows] = rankdata(steps[rows]) - (rows.sum() + 1) / 2
    size = np.sqrt((ranks**2).sum(axis=0) * (placed**2).sum())
    r = np.divide(placed @ ranks, size, out=np.zeros(k), where=size > 0.0)
    if n < 4:
        return r, np.full(k, -1.0), np.ones(k)
    spread = NormalDist().inv_cdf((1.0 + level) / 2.0) * np.sqrt((1.0 + r**2 / 2.0) / (n - 3))
    middle = np.arctanh(np.clip(r, -1.0 + 1e-12, 1.0 - 1e-12))
    return r, np.tanh(middle - spread), np.tanh(middle + spread)
