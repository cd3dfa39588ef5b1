"""What a run leaves for those who want to see all of it: written only where a trace is asked for.

The functions of a run take ``log``, which is `None` where nobody looks; the compiler then drops the branch.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.engine.compiled.bundle import B1, B2, F1, F2, I1
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.places import Real, Row
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State, buffers


class Trace(NamedTuple):
    """Everything that a record tells and a row does not. T rounds, P parties, G guarantors, X texts."""

    held: F2  # (T + 1, P) aspirations; the last row at the end
    trust: F2  # (T, P)
    reservation: F2  # (T, P)
    rapport: F1  # (T,)
    met: B1  # (T,) the round was held
    passed: B2  # (T, P)
    walked: I1  # (T,) place, or -1
    worth: F2  # (X, P) what a text was worth, all things foreseen
    lapsed: I1  # (1,) year, or 0


_SHAPES = {
    "T+1 P": "held",
    "T P": "trust reservation passed",
    "T": "rapport met walked",
    "X P": "worth",
    "1": "lapsed",
}


def trace_of(fixed: CompiledScenario) -> Trace:
    """Return fresh buffers for the trace of one run."""
    return buffers(Trace, _SHAPES, fixed)


@jit
def begin(log: Trace) -> None:
    """Forget the run before."""
    log.met[:] = False
    log.passed[:] = False
    log.walked[:] = -1
    log.lapsed[0] = 0


@jit
def note_round(b: CompiledScenario, s: State, log: Trace, round_: int) -> None:
    """Note the standing during a round."""
    for p in range(b.parties):
        log.trust[round_ - 1, p] = s.party[Row.TRUST, p]
        log.reservation[round_ - 1, p] = s.party[Row.RESERVATION, p]
    log.rapport[round_ - 1] = s.real[Real.RAPPORT]


@jit
def note_text(b: CompiledScenario, s: State, log: Trace, x: int, o: int) -> None:
    """Note what a text is worth now."""
    for p in range(b.parties):
        log.worth[x, p] = s.utility[p, o]
    for p in b.seats:
        log.worth[x, p] = s.expected[p, o]
