"""What every compiled strategy asks of the table: the time, its place, its best outcome."""

from __future__ import annotations

from sim.engine.compiled import formulas
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.places import Row, Whole
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State


@jit
def elapsed(s: State, ahead: int) -> float:
    """The share of the time that is gone ``ahead`` rounds from now."""
    return formulas.elapsed(s.whole[Whole.ROUND] + ahead, s.whole[Whole.DEADLINE])


@jit
def top(s: State, me: int) -> int:
    """The acceptable outcome of most own worth."""
    return int(s.party[Row.TOP, me])


@jit
def seat(b: CompiledScenario, me: int) -> int:
    """A party's place among the signatories, or -1."""
    for i in range(b.seats.size):
        if b.seats[i] == me:
            return i
    return -1
