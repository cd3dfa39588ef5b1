"""Acceptance rules in compiled runs: `sim.agents.acceptance`."""

from __future__ import annotations

from sim.agents.acceptance import LATE
from sim.engine.compiled import state as at
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.offers import aspiration, elapsed, offer
from sim.engine.compiled.opponents import learn

NEXT, TIME, COMBI, ASPIRATION, PREVIOUS = range(5)


@jit
def _next(b, s, me, o):
    if s.whole[at.ROUND] >= s.whole[at.DEADLINE]:
        return True
    learn(b, s, me, True)
    following = offer(b, s, me, True, 1)
    return s.expected[me, o] >= s.party[at.DISCOUNT, me] * s.expected[me, following]


@jit
def _best_of_window(s, me, o):
    window = min(s.whole[at.DEADLINE] - s.whole[at.ROUND] + 1, s.listened[me])
    if window <= 1:
        return False
    for t in range(s.listened[me] - window, s.listened[me]):
        if not s.expected[me, o] >= s.expected[me, s.heard[me, t]]:
            return False
    return True


@jit
def accepts(b, s, me, o):
    """Whether party ``me`` accepts the text ``o`` that it is asked about."""
    if not s.fit[me, o]:
        return False
    kind = b.acceptance[me]
    if kind == NEXT:
        return _next(b, s, me, o)
    if kind == TIME:
        return s.whole[at.ROUND] >= s.whole[at.DEADLINE] or elapsed(s, 0) >= LATE
    if kind == COMBI:
        if _next(b, s, me, o):
            return True
        return elapsed(s, 0) >= 0.5 and _best_of_window(s, me, o)
    if kind == ASPIRATION:
        return s.expected[me, o] >= aspiration(b, s, me, True, 0)
    return s.spoken[me] > 0 and s.expected[me, o] >= s.expected[me, s.said[me, s.spoken[me] - 1]]
