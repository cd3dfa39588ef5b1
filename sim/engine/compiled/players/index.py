"""The least outcome worth a given level, again and again: a bucket index for games whose worths stand still.

Where trust moves, worths move after every round and one pass over all outcomes is the cheapest answer. Where they
stand still, a counting sort into buckets, made when questions repeat, answers the rest in a few steps.
"""

from __future__ import annotations

from sim.engine.compiled.bundle import Doubles, Flags
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.state import State

_PATIENCE = 8
_MOST = 1e300


@jit
def _bucket(worth: float, last: int) -> int:
    """The bucket of a worth; what lies outside [0, 1] goes to the first or to the last."""
    return max(0, min(last, int(worth * last)))


@jit
def _build(s: State, me: int) -> None:
    """Sort the acceptable outcomes of a party into buckets of worth, in the order of their numbers."""
    expected, fit, start, order = s.expected[me], s.fit[me], s.bucket[me], s.order[me]
    last = start.size - 2
    start[:] = 0
    for o in range(expected.size):
        if fit[o]:
            start[_bucket(expected[o], last) + 1] += 1
    for k in range(1, start.size):
        start[k] += start[k - 1]
    for o in range(expected.size):
        if fit[o]:
            k = _bucket(expected[o], last)
            order[start[k]] = o
            start[k] += 1
    for k in range(start.size - 1, 0, -1):
        start[k] = start[k - 1]
    start[0] = 0


@jit
def _scanned(expected: Doubles, fit: Flags, level: float) -> int:
    """One pass over all outcomes."""
    low = _MOST
    for o in range(expected.size):
        low = min(low, expected[o] if fit[o] and expected[o] >= level else _MOST)
    if low == _MOST:
        return -1
    found = 0
    while not (fit[found] and expected[found] == low):
        found += 1
    return found


@jit
def least(s: State, me: int, level: float) -> int:
    """The acceptable outcome of least worth at or above ``level``, the first of equals; -1 where there is none."""
    expected, fit = s.expected[me], s.fit[me]
    found, low = -1, _MOST
    s.asked[me] += 1
    if s.asked[me] <= _PATIENCE:
        return _scanned(expected, fit, level)
    if s.asked[me] == _PATIENCE + 1:
        _build(s, me)
    start, order = s.bucket[me], s.order[me]
    last = start.size - 2
    for k in range(_bucket(level, last), last + 1):
        for i in range(start[k], start[k + 1]):
            worth = expected[order[i]]
            if worth >= level and worth < low:
                found, low = order[i], worth
        if found >= 0:
            return found
    return found
