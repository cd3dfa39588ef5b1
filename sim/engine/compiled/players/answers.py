"""Acceptance rules in compiled runs: `sim.agents.acceptance`."""

from __future__ import annotations

from sim.domain.codes import Acceptance
from sim.engine.compiled import formulas
from sim.engine.compiled.compiling import dispatch, jit
from sim.engine.compiled.places import Row, Whole
from sim.engine.compiled.players.offers import aspiration, offer
from sim.engine.compiled.players.opponents import learn
from sim.engine.compiled.players.seating import elapsed
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State


@jit
def _next(b: CompiledScenario, s: State, me: int, o: int) -> bool:
    if formulas.is_last(s.whole[Whole.ROUND], s.whole[Whole.DEADLINE]) or s.party[Row.COUNT, me] == 0:
        return True
    learn(b, s, me, True)
    following = offer(b.strategy[me], b, s, me, True, 1)
    later = formulas.waiting(s.party[Row.DISCOUNT, me], s.expected[me, following])
    return formulas.as_good(s.signing[me, o], later)


@jit
def _time(b: CompiledScenario, s: State, me: int, o: int) -> bool:
    last = formulas.is_last(s.whole[Whole.ROUND], s.whole[Whole.DEADLINE])
    return last or formulas.is_late(elapsed(s, 0))


@jit
def _best_of_window(s: State, me: int, o: int) -> bool:
    window = min(formulas.window(s.whole[Whole.ROUND], s.whole[Whole.DEADLINE]), s.listened[me])
    if window <= 1:
        return False
    for t in range(s.listened[me] - window, s.listened[me]):
        if not formulas.as_good(s.signing[me, o], s.expected[me, s.heard[me, t]]):
            return False
    return True


@jit
def _combi(b: CompiledScenario, s: State, me: int, o: int) -> bool:
    if _next(b, s, me, o):
        return True
    return formulas.is_second_half(elapsed(s, 0)) and _best_of_window(s, me, o)


@jit
def _aspiration(b: CompiledScenario, s: State, me: int, o: int) -> bool:
    return formulas.as_good(s.signing[me, o], aspiration(b.strategy[me], b, s, me, True, 0))


@jit
def _previous(b: CompiledScenario, s: State, me: int, o: int) -> bool:
    if s.spoken[me] == 0:
        return False
    return formulas.as_good(s.signing[me, o], s.expected[me, s.said[me, s.spoken[me] - 1]])


ACCEPTANCES = {
    Acceptance.AC_NEXT: _next,
    Acceptance.AC_TIME: _time,
    Acceptance.AC_COMBI: _combi,
    Acceptance.AC_ASPIRATION: _aspiration,
    Acceptance.AC_PREVIOUS: _previous,
}
"""Every acceptance rule's twin."""

_rule = dispatch(ACCEPTANCES)


@jit
def accepts(b: CompiledScenario, s: State, me: int, o: int) -> bool:
    """Whether party ``me`` accepts the text ``o`` that it is asked about."""
    return s.sign[me, o] and _rule(b.acceptance[me], b, s, me, o)
