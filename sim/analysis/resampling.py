"""Intervals of means by resampling whole runs, and what many tests at once amount to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.random import Generator
from scipy.stats import bootstrap, ttest_1samp

from sim.errors import InputError
from sim.streams import stream

Floats = npt.NDArray[np.float64]

RESAMPLES = 2000
"""Bootstrap samples: the ends of a 95 % interval then move by a few per cent of its width from seed to seed."""

ALIKE = 1e-12
"""Differences of worths that lie closer together than this differ by rounding alone."""


def check_level(level: float) -> None:
    """Raise `InputError` for a level of confidence that is not between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise InputError(f"level: {level} does not lie between 0 and 1; take one such as 0.95")


def bounds(samples: Floats, level: float = 0.95, seed: int | Generator = 0) -> tuple[Floats, Floats]:
    """Return the ends of the percentile-bootstrap interval of each row's mean; shape (rows, n), n at least 2.

    The columns are resampled whole. A row whose numbers are all the same has that number as both ends. Efron and
    Tibshirani (1993), "An introduction to the bootstrap", chapter 13.

    >>> bounds(np.array([[0.5, 0.5, 0.5]]))
    (array([0.5]), array([0.5]))
    """
    low, high, _ = resampled(samples, level, seed)
    return low, high


def resampled(
    samples: Floats, level: float = 0.95, seed: int | Generator = 0
) -> tuple[Floats, Floats, Floats]:
    """Return the same ends, and the means of all bootstrap samples: shape (rows, `RESAMPLES`)."""
    low = samples[:, 0].copy()
    high, means = low.copy(), np.repeat(low[:, None], RESAMPLES, axis=1)
    moving = np.ptp(samples, axis=1) > 0.0
    if moving.any():
        found = bootstrap(
            (samples[moving],),
            np.mean,
            axis=-1,
            batch=max(1, 1_000_000 // samples.size),
            confidence_level=level,
            n_resamples=RESAMPLES,
            method="percentile",
            random_state=seed if isinstance(seed, Generator) else stream(seed, "bootstrap"),
        )
        low[moving], high[moving] = found.confidence_interval.low, found.confidence_interval.high
        means[moving] = found.bootstrap_distribution
    return low, high, means


def unseen(runs: int, level: float = 0.95) -> float:
    """Return how frequent something may still be that was never seen in ``runs`` independent runs.

    The exact form of the rule of three (Hanley and Lippman-Hand 1983, "If nothing goes wrong, is everything all
    right?").

    >>> round(unseen(300), 3)
    0.01
    """
    return 1.0 - float((1.0 - level) ** (1.0 / runs))


def paired_p(differences: Floats) -> float:
    """Return the two-sided p of the paired t-test on one difference per run; at least two runs.

    Where all differences are alike there is no spread to test against. Zero then gives 1; anything else gives what
    the sign test gives: that n coins fall on one side.

    >>> paired_p(np.zeros(5)), paired_p(np.full(5, 0.1))
    (1.0, 0.0625)
    """
    if np.ptp(differences) <= ALIKE:
        return 1.0 if abs(differences[0]) <= ALIKE else 2.0 ** (1 - len(differences))
    return float(ttest_1samp(differences, 0.0).pvalue)


def holm(p_values: npt.ArrayLike) -> Floats:
    """Return p-values corrected for being many: shape (m,), in the order given.

    Whoever calls apart what has a corrected p below 0.05 is wrong even once in at most 5 of 100 such families of
    tests, however the tests depend on each other. Holm (1979), "A simple sequentially rejective multiple test
    procedure".

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    factors = np.arange(len(given), 0, -1)
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(factors * given[order]))
    return corrected
