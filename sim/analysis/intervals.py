"""Intervals of shares and means that were only counted and summed, as many runs leave them."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from scipy.stats import binomtest


@lru_cache(maxsize=4096)
def wilson(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of a share after Wilson (1927); all of [0, 1] where nothing was counted.

    >>> [round(end, 4) for end in wilson(0, 10)]
    [0.0, 0.2775]
    """
    if n == 0:
        return 0.0, 1.0
    # The test is against the share itself: SciPy then has no p-value to search for, which would take milliseconds.
    low, high = binomtest(count, n, count / n).proportion_ci(level, method="wilson")
    return float(low), float(high)


def mean_interval(
    total: float, squares: float, n: int, level: float = 0.95, highest: float = 1.0
) -> tuple[float, float, float]:
    """Return the mean of numbers from 0 to ``highest`` with its normal interval, cut there; of a single number all of it.

    ``total`` and ``squares`` are the sums of the ``n`` numbers and of their squares.

    >>> mean_interval(1.0, 1.0, 2)[0]
    0.5
    """
    if n < 2:
        return (total / n if n else math.nan), 0.0, highest
    mean = total / n
    error = math.sqrt(max(0.0, squares / n - mean * mean) / (n - 1))
    spread = NormalDist().inv_cdf((1.0 + level) / 2.0) * error
    return mean, max(0.0, mean - spread), min(highest, mean + spread)
