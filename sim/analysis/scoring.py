"""How good forecasts over an ordered scale are: the ranked probability score, and what to hold it against.

Epstein (1969), doi:10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2; as a proper score: Gneiting and Raftery (2007),
doi:10.1198/016214506000001437.
"""

from __future__ import annotations

import numpy as np

from sim.domain.issue import Floats, Ints
from sim.errors import InputError


def ranked_probability_score(forecasts: Floats, observed: Ints) -> Floats:
    """Return the score of each forecast: 0 is perfect, 1 the worst, and every step off costs more.

    ``forecasts``: shape ``(..., n, steps)``, probabilities that sum to 1; ``observed``: shape ``(n,)``, the step that
    came. The squared distance of the two cumulative distributions, over the ``steps - 1`` places where they can
    differ. Raises `InputError` for shapes that do not fit.

    >>> ranked_probability_score(np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), np.array([1, 2])).tolist()
    [0.0, 1.0]
    """
    forecasts, observed = np.asarray(forecasts, dtype=np.float64), np.asarray(observed)
    if forecasts.shape[-2:-1] != observed.shape or forecasts.shape[-1] < 2:
        raise InputError(
            f"forecasts: have the shape {forecasts.shape} but there are {observed.shape} observations; "
            "give a row of at least two probabilities for each"
        )
    steps = forecasts.shape[-1]
    came = np.arange(steps) >= observed[:, None]
    apart = np.cumsum(forecasts, axis=-1)[..., :-1] - came[:, :-1]
    found: Floats = (apart * apart).sum(axis=-1) / (steps - 1)
    return found


def base_rate(observed: Ints, steps: int) -> Floats:
    """Return for each episode how often each step came in the others: shape ``(n, steps)``.

    >>> base_rate(np.array([0, 1, 1]), 2).tolist()
    [[0.0, 1.0], [0.5, 0.5], [0.5, 0.5]]
    """
    if len(observed) < 2:
        raise InputError(f"observed: has {len(observed)} episodes; a base rate needs at least two")
    held = np.eye(steps)[observed]
    found: Floats = (held.sum(axis=0) - held) / (len(observed) - 1)
    return found


def smoothed_base_rate(observed: Ints, steps: int) -> Floats:
    """Return the base rate with one more observation that is spread evenly over the steps: shape ``(n, steps)``.

    >>> smoothed_base_rate(np.array([0, 1, 1]), 2).round(3).tolist()
    [[0.167, 0.833], [0.5, 0.5], [0.5, 0.5]]
    """
    others = len(observed) - 1
    found: Floats = (base_rate(observed, steps) * others + 1 / steps) / (others + 1)
    return found


def known_frequencies(observed: Ints, steps: int) -> Floats:
    """Return for each episode how often each step came in all of them, its own included: no forecast, but a bound.

    >>> known_frequencies(np.array([0, 1, 1, 1]), 2)[0].tolist()
    [0.25, 0.75]
    """
    found: Floats = np.tile(np.eye(steps)[observed].mean(axis=0), (len(observed), 1))
    return found


def persistence(observed: Ints, steps: int) -> Floats:
    """Return for each episode the certainty that what came last comes again: shape ``(n, steps)``, in order of time.

    The first has no other before it, and gets the base rate of the rest.

    >>> persistence(np.array([1, 0, 0]), 2).tolist()
    [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    """
    found = np.vstack([base_rate(observed, steps)[:1], np.eye(steps)[observed[:-1]]])
    return found


def calibration(forecasts: Floats, observed: Ints) -> tuple[Floats, Floats]:
    """Return every "at most this step" that was forecast, and whether it came so: two rows, for a calibration plot.

    >>> [row.tolist() for row in calibration(np.array([[0.2, 0.5, 0.3]]), np.array([1]))]
    [[0.2, 0.7], [0.0, 1.0]]
    """
    cumulated = np.cumsum(forecasts, axis=1)[:, :-1]
    came = (np.arange(forecasts.shape[1] - 1) >= np.asarray(observed)[:, None]).astype(np.float64)
    return cumulated.ravel(), came.ravel()
