"""The Pareto frontier of a finite set of outcomes.

An outcome is dominated when another one is at least as good for every party and better for one.
The frontier is what is left. Only comparisons decide, so the answer is exact and the same everywhere.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.errors import InputError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

LARGEST = 1e100
"""Utilities lie within plus or minus this: products of gains and squares then stay finite."""

_FEW = 256  # below this many outcomes, a sort costs less than removing some first
_ROUNDS = 12
_LEAF = 64
_PAIRS = 1 << 14


def check_utilities(utilities: npt.ArrayLike) -> FloatArray:
    """Return ``utilities`` as a float array of shape (outcomes, parties), or say what is wrong with it.

    Refused with ``InputError``: another number of dimensions, no party, NaN, infinity, and numbers
    beyond ``LARGEST``. No outcome at all is fine.

    >>> check_utilities([[1, 0], [0, 1]]).shape
    (2, 2)
    >>> check_utilities([[0.5, float("nan")]])
    Traceback (most recent call last):
    ...
    sim.errors.InputError: utilities: party 1 values outcome 0 at nan, not at a number within 1e+100 of zero
    """
    try:
        values = np.asarray(utilities, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("utilities: not a table of numbers with one row per outcome") from error
    if values.ndim != 2 or values.shape[1] == 0:
        raise InputError(f"utilities: shape {values.shape} is not (outcomes, parties) with a party in it")
    good = np.abs(values) <= LARGEST
    if not good.all():
        outcome, party = (int(place) for place in np.argwhere(~good)[0])
        raise InputError(
            f"utilities: party {party} values outcome {outcome} at {float(values[outcome, party])}, "
            f"not at a number within {LARGEST} of zero"
        )
    return values


def check_point(name: str, point: npt.ArrayLike, parties: int) -> FloatArray:
    """Return one utility per party as floats of shape (parties,), or raise ``InputError`` about ``name``.

    >>> check_point("disagreement", [0, 0.5], 2)
    array([0. , 0.5])
    >>> check_point("disagreement", [0.5], 2)
    Traceback (most recent call last):
    ...
    sim.errors.InputError: disagreement: shape (1,) is not one number for each of 2 parties
    """
    try:
        values = np.asarray(point, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name}: not a list of {parties} numbers") from error
    if values.shape != (parties,):
        raise InputError(f"{name}: shape {values.shape} is not one number for each of {parties} parties")
    if not (np.abs(values) <= LARGEST).all():
        raise InputError(f"{name}: {values.tolist()} are not all numbers within {LARGEST} of zero")
    return values


def check_among(among: npt.ArrayLike | None, outcomes: int) -> BoolArray:
    """Return the mask ``among`` of shape (outcomes,), all true for None, or raise ``InputError``.

    >>> check_among(None, 2)
    array([ True,  True])
    >>> check_among([True], 2)
    Traceback (most recent call last):
    ...
    sim.errors.InputError: among: bool of shape (1,) is not true or false for each of 2 outcomes
    """
    if among is None:
        return np.ones(outcomes, dtype=np.bool_)
    mask = np.asarray(among)
    if mask.dtype != np.bool_ or mask.shape != (outcomes,):
        kind = f"{mask.dtype} of shape {mask.shape}"
        raise InputError(f"among: {kind} is not true or false for each of {outcomes} outcomes")
    return mask


def pareto_frontier(utilities: npt.ArrayLike) -> IntArray:
    """Return the numbers of the outcomes that no other outcome dominates, ascending.

    ``utilities`` has shape (n outcomes, k parties), k at least 1, n may be 0. Equal rows do not
    dominate each other, so duplicates of a frontier point are all kept. Raises ``InputError`` on
    another shape and on NaN or infinity.

    Method: a few strong outcomes first remove most of the rest. Two parties then need one sort and a
    running maximum, O(n log n); more parties the divide and conquer of Kung, Luccio and Preparata
    (1975), "On finding the maxima of a set of vectors", Journal of the ACM 22(4), here in
    O(n (log n)^(k-1)) because every cut sorts anew.

    >>> pareto_frontier([[1.0, 0.0], [0.4, 0.4], [0.5, 0.5], [0.0, 1.0], [0.5, 0.5]])
    array([0, 2, 3, 4])
    """
    columns = np.ascontiguousarray(check_utilities(utilities).T)
    parties = columns.shape[0]
    if parties == 1:
        return np.flatnonzero(columns[0] == columns[0].max(initial=-LARGEST))
    numbers = _survivors(columns)
    columns = columns.take(numbers, axis=1)
    return numbers[_staircase(columns) if parties == 2 else _maxima(columns)]


def _survivors(columns: FloatArray) -> IntArray:
    """Return the numbers, ascending, of the outcomes that a few strong outcomes do not dominate.

    ``columns`` has shape (parties, outcomes). Strong is the largest weighted sum, with the weight
    moving from party to party: which outcomes are asked changes the time taken, never the frontier.
    """
    parties = columns.shape[0]
    numbers = np.arange(columns.shape[1])
    turn = idle = 0
    while numbers.size > _FEW and turn < _ROUNDS and idle < 2:
        score = columns[0] + columns[1]
        for party in range(2, parties):
            score += columns[party]
        if turn:
            score += columns[turn % parties] * (1 << (turn // parties))
        strong = columns[:, int(score.argmax())]
        kept = columns[0] > strong[0]
        same = columns[0] == strong[0]
        for party in range(1, parties):
            kept |= columns[party] > strong[party]
            same &= columns[party] == strong[party]
        places = np.flatnonzero(kept | same)
        idle = idle + 1 if 8 * places.size > 7 * numbers.size else 0
        columns, numbers, turn = columns.take(places, axis=1), numbers[places], turn + 1
    if parties == 2 and numbers.size > _FEW:
        return numbers[_above_buckets(columns)]
    return numbers


def _above_buckets(columns: FloatArray) -> IntArray:
    """Return the places that no outcome in a better bucket of party 0 dominates; two parties.

    Buckets are ranges of party 0's utility: rounding never puts the better of two into a worse one,
    so whoever sits in a better bucket is better for party 0.
    """
    n = columns.shape[1]
    low, high = columns[0].min(), columns[0].max()
    if high <= low:
        return np.arange(n)
    count = n // 4
    bucket = ((columns[0] - low) / (high - low) * count).astype(np.intp)
    best = np.full(count + 2, -np.inf)
    np.maximum.at(best, bucket, columns[1])
    best_from = np.maximum.accumulate(best[::-1])[::-1]
    return np.flatnonzero(columns[1] > best_from[bucket + 1])


def _staircase(columns: FloatArray) -> BoolArray:
    """Return which of the outcomes of two parties are on the frontier.

    Outcomes that are equal for party 0 are judged as one group, so their order in the sort, which
    differs between processors, does not matter.
    """
    n = columns.shape[1]
    if n == 0:
        return np.zeros(0, dtype=np.bool_)
    order = np.argsort(columns[0])
    first, second = columns[0, order], columns[1, order]
    opens = np.ones(n, dtype=np.bool_)
    opens[1:] = first[1:] != first[:-1]
    starts = np.flatnonzero(opens)
    top = np.maximum.reduceat(second, starts)
    beyond = np.full(starts.size, -np.inf)
    beyond[:-1] = np.maximum.accumulate(top[:0:-1])[::-1]
    group = np.cumsum(opens) - 1
    mask = np.empty(n, dtype=np.bool_)
    mask[order] = (second == top[group]) & (top > beyond)[group]
    return mask


def _maxima(columns: FloatArray) -> BoolArray:
    """Return which of the outcomes of three or more parties are on the frontier."""
    order = np.lexsort(-columns[::-1])
    columns = columns.take(order, axis=1)
    fresh = np.ones(order.size, dtype=np.bool_)
    fresh[1:] = (columns[:, 1:] != columns[:, :-1]).any(axis=0)
    best = _undominated(columns.compress(fresh, axis=1))
    mask = np.empty(order.size, dtype=np.bool_)
    mask[order] = best[np.cumsum(fresh) - 1]
    return mask


def _undominated(columns: FloatArray) -> BoolArray:
    """Return which of the outcomes of three or more parties are on the frontier.

    ``columns`` has shape (parties, outcomes); outcomes are distinct and sorted, best first, by party
    0, then 1, and so on. An outcome can then only be dominated by an earlier one, and party 0 drops
    out of the question.
    """
    n = columns.shape[1]
    if n <= _LEAF:
        return ~_any_column(np.triu(_at_least(columns[1:], columns[1:]), 1))
    half = n // 2
    mask = np.empty(n, dtype=np.bool_)
    mask[:half] = _undominated(columns[:, :half])
    best = columns[1:, :half].compress(mask[:half], axis=1)
    places = half + np.flatnonzero(~_covered(columns[1:, half:], best))
    mask[half:] = False
    mask[places] = _undominated(columns.take(places, axis=1))
    return mask


def _at_least(high: FloatArray, low: FloatArray) -> BoolArray:
    """Return, shape (outcomes of high, outcomes of low), where high is at least low for every party."""
    reached: BoolArray = high[0][:, None] >= low[0]
    for party in range(1, high.shape[0]):
        reached &= high[party][:, None] >= low[party]
    return reached


def _any_column(pairs: BoolArray) -> BoolArray:
    found: BoolArray = np.logical_or.reduce(pairs, axis=0)
    return found


def _covered(low: FloatArray, high: FloatArray) -> BoolArray:
    """Return for each outcome of ``low`` whether one of ``high`` is at least as good for every party.

    Both have shape (parties, outcomes), with two parties or more.
    """
    parties, n = low.shape
    if n == 0 or high.shape[1] == 0:
        return np.zeros(n, dtype=np.bool_)
    if n * high.shape[1] <= _PAIRS:
        return _any_column(_at_least(high, low))
    if parties == 2:
        order = np.argsort(high[0])
        best_from = np.maximum.accumulate(high[1, order[::-1]])[::-1]
        place = np.searchsorted(high[0, order], low[0], side="left")
        reached: BoolArray = place < order.size
        reached[reached] = best_from[place[reached]] >= low[1, reached]
        return reached
    return _covered_by_halves(low, high)


def _covered_by_halves(low: FloatArray, high: FloatArray) -> BoolArray:
    """Answer ``_covered`` by cutting both sets at a level of the last party.

    The upper half of ``high`` settles the last party for the lower half of ``low``: that party drops
    out of the question. The lower half of ``high`` says nothing about the upper half of ``low``.
    """
    middle = high.shape[1] // 2
    level = np.partition(high[-1], middle)[middle]
    upper, over = high[-1] >= level, low[-1] >= level
    if upper.all():
        upper, over = high[-1] > level, low[-1] > level
    flat = not upper.any()
    below = np.flatnonzero(~over)
    above = np.flatnonzero(over)
    reached = np.zeros(low.shape[1], dtype=np.bool_)
    best = high if flat else high.compress(upper, axis=1)
    reached[below] = _covered(low[:-1].take(below, axis=1), best[:-1])
    if not flat:
        reached[above] = _covered(low.take(above, axis=1), best)
        open_ = below[~reached[below]]
        reached[open_] = _covered(low.take(open_, axis=1), high.compress(~upper, axis=1))
    return reached
