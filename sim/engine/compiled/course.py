"""What was tabled, answered and signed, run by run: the courses of compiled runs, where they are asked for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.domain.codes import Constraint
from sim.domain.course import Courses, empty
from sim.engine.compiled.bundle import B2, I1, I2, S2
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.places import Whole
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State


class Log(NamedTuple):
    """The arrays of `Courses` in two dimensions each; n runs, X texts, P parties, G guarantors."""

    author: S2  # (n, X)
    outcome: I2  # (n, X)
    round: I2  # (n, X)
    last_day: B2  # (n, X)
    answer: S2  # (n, X * P)
    stance: S2  # (n, X * G)
    ratified: B2  # (n, P)
    idle: I1  # (n,)


def room(n: int, fixed: CompiledScenario) -> Courses:
    """Return room for the courses of n runs."""
    texts = (fixed.rounds + fixed.steps.size) * (fixed.seats.size + 1)
    return empty(n, texts, fixed.parties, fixed.guarantor_party.size, fixed.steps.size)


def log_of(courses: Courses) -> Log:
    """Return the arrays of some courses as compiled code fills them; what is written there stands in the courses."""
    n = courses.n
    return Log(
        courses.author,
        courses.outcome,
        courses.round,
        courses.last_day,
        courses.answer.reshape(n, int(np.prod(courses.answer.shape[1:]))),
        courses.stance.reshape(n, int(np.prod(courses.stance.shape[1:]))),
        courses.ratified,
        courses.idle,
    )


@jit
def note(b: CompiledScenario, s: State, log: Log, r: int) -> None:
    """Write down the course of a run that has been played; criticisms of a draft are no texts."""
    at, guarantors = 0, b.guarantor_party.size
    for x in range(s.whole[Whole.TEXTS]):
        if s.text_asked[x]:
            continue
        log.author[r, at], log.outcome[r, at] = s.text_author[x], s.text_outcome[x]
        log.round[r, at], log.last_day[r, at] = s.text_round[x], s.text_last[x]
        for p in range(b.parties):
            log.answer[r, at * b.parties + p] = s.text_answer[x, p]
        for g in range(guarantors):
            # With the alliance switched off no guarantor says anything.
            log.stance[r, at * guarantors + g] = s.text_stance[x, g] if b.on[Constraint.ALLIANCE] else -1
        at += 1
    for p in range(b.parties):
        log.ratified[r, p] = s.voted[p]
    log.idle[r] = s.whole[Whole.IDLE]
