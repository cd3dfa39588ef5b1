"""The least outcome worth a given level, again and again: a bucket index for games whose worths stand still.

Where trust moves, worths move after every round and one pass over all outcomes is the cheapest answer. Where they
stand still, a counting sort into buckets, made at the third question, answers the rest in a few steps.
"""

from __future__ import annotations

from sim.model.fast.compiling import jit

_PATIENCE = 2


@jit
def _build(s, me):
    """Sort the acceptable outcomes of a party into buckets of worth, in the order of their numbers."""
    expected, fit, start, order = s.expected[me], s.fit[me], s.bucket[me], s.order[me]
    last = start.size - 2
    start[:] = 0
    for o in range(expected.size):
        if fit[o]:
            start[min(last, int(expected[o] * last)) + 1] += 1
    for k in range(1, start.size):
        start[k] += start[k - 1]
    for o in range(expected.size):
        if fit[o]:
            k = min(last, int(expected[o] * last))
            order[start[k]] = o
            start[k] += 1
    for k in range(start.size - 1, 0, -1):
        start[k] = start[k - 1]
    start[0] = 0


@jit
def least(s, me, level):
    """The acceptable outcome of least worth at or above ``level``, the first of equals; -1 where there is none."""
    expected, fit = s.expected[me], s.fit[me]
    found, low = -1, 2.0
    s.asked[me] += 1
    if s.asked[me] <= _PATIENCE:
        for o in range(expected.size):
            if fit[o] and expected[o] >= level and expected[o] < low:
                found, low = o, expected[o]
        return found
    if s.asked[me] == _PATIENCE + 1:
        _build(s, me)
    start, order = s.bucket[me], s.order[me]
    last = start.size - 2
    for k in range(min(last, int(level * last)), last + 1):
        for i in range(start[k], start[k + 1]):
            worth = expected[order[i]]
            if worth >= level and worth < low:
                found, low = order[i], worth
        if found >= 0:
            return found
    return found
