"""What every outcome is worth in a compiled run: `sim.rules.valuation`, outcome by outcome, in the same order."""

from __future__ import annotations

import numpy as np

from sim.domain.codes import Constraint, Stance
from sim.engine.compiled import formulas
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.places import Guard, Real, Row
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State


@jit
def _alliance(b: CompiledScenario, s: State) -> None:
    """Each guarantor's stance on every outcome, and how hard it presses."""
    for g in range(b.guarantor_party.size):
        stance, press = s.stance[g], s.press[g]
        if not b.on[Constraint.ALLIANCE]:
            stance[:] = Stance.ACQUIESCE
            press[:] = 0.0
            continue
        reservation = s.party[Row.RESERVATION, b.guarantor_party[g]]
        utility = s.utility[b.guarantor_party[g]]
        leverage, objection = s.guard[g, Guard.LEVERAGE], s.guard[g, Guard.OBJECTION]
        support, threat = s.guard[g, Guard.SUPPORT_MARGIN], s.guard[g, Guard.THREAT_MARGIN]
        for o in range(b.n):
            word = formulas.stance_of(utility[o], reservation, support, threat)
            stance[o] = word
            press[o] = formulas.pressure(word, leverage, objection)


@jit
def _doubts(b: CompiledScenario, s: State, p: int) -> None:
    """Take the doubted part of every promise that party p receives off its worths."""
    row = s.credible[p]
    for q in range(b.pair_party.size):
        if b.pair_party[q] == p:
            k, stake = b.pair_promise[q], s.stake[q]
            belief = formulas.belief(s.party[Row.TRUST, p], s.belief[p, k])
            if b.backer[k] >= 0:
                press = s.press[b.backer[k]]
                for o in range(b.n):
                    row[o] = formulas.doubted(row[o], formulas.backed(belief, press[o]), stake[o])
            else:
                for o in range(b.n):
                    row[o] = formulas.doubted(row[o], belief, stake[o])


@jit
def _credible(b: CompiledScenario, s: State, p: int) -> None:
    """Party p's utility after doubts and its ally's answer."""
    row, plain = s.credible[p], s.utility[p]
    for o in range(b.n):
        row[o] = plain[o]
    if b.on[Constraint.CREDIBILITY]:
        _doubts(b, s, p)
    if b.on[Constraint.ALLIANCE]:
        for g in range(b.ally.size):
            if b.ally[g] == p:
                press, stance = s.press[g], s.stance[g]
                stake, support = s.guard[g, Guard.STAKE], s.guard[g, Guard.SUPPORT]
                for o in range(b.n):
                    row[o] = formulas.with_ally(row[o], stance[o], press[o], stake, support)
    for o in range(b.n):
        row[o] = formulas.unit(row[o])


@jit
def _ratifier(b: CompiledScenario, s: State, p: int) -> None:
    """The chance that party p's side would ratify each outcome."""
    row, worth, national = s.passes[p], s.credible[p], s.national[p]
    if not b.on[Constraint.RATIFICATION] or s.party[Row.HAS_THRESHOLD, p] == 0.0:
        row[:] = 1.0
        return
    hawk, threshold = s.party[Row.HAWKISHNESS, p], s.party[Row.DOMESTIC_THRESHOLD, p]
    spread = s.real[Real.SPREAD]
    for o in range(b.n):
        score = formulas.ratifier_score(worth[o], national[o], hawk, threshold)
        row[o] = formulas.passing(score, spread)


@jit
def _judged(b: CompiledScenario, s: State, p: int) -> None:
    """What party p expects of every outcome, which ones it may propose and accept, and the best of them."""
    own, worth, expected, fit = s.utility[p], s.credible[p], s.expected[p], s.fit[p]
    refused, both = b.refused[p], s.both
    reservation = s.party[Row.RESERVATION, p]
    fallback = formulas.fallback(reservation, s.real[Real.FAILURE_COST])
    floor = reservation if b.on[Constraint.INTERESTS] else 0.0
    s.party[Row.FLOOR, p] = floor
    for o in range(b.n):
        expected[o] = formulas.foreseen(worth[o], both[o], fallback)
    for o in range(b.n):
        fit[o] = formulas.acceptable(own[o], worth[o], expected[o], floor, refused[o])
    # Worths are not negative, so their bits order as they do, and integers have a fast maximum.
    bits, most, count = expected.view(np.int64), -1, 0
    for o in range(b.n):
        most = max(most, bits[o] if fit[o] else -1)
        count += 1 if fit[o] else 0
    top = 0 if count > 0 else -1
    while count > 0 and not (fit[top] and bits[top] == most):
        top += 1
    s.party[Row.BEST, p] = expected[top] if count > 0 else floor
    s.party[Row.TOP, p] = top
    s.party[Row.COUNT, p] = count
    s.asked[p] = 0


@jit
def value(b: CompiledScenario, s: State, guarantors: bool) -> None:
    """Bring everything up to date that follows from the standing; ``guarantors``: what they say may have changed."""
    if guarantors:
        _alliance(b, s)
    for p in b.seats:
        _credible(b, s, p)
    for p in b.seats:
        _ratifier(b, s, p)
    both, first = s.both, s.passes[b.seats[0]]
    for o in range(b.n):
        both[o] = first[o]
    for i in range(1, b.seats.size):
        row = s.passes[b.seats[i]]
        for o in range(b.n):
            both[o] = both[o] * row[o]
    for p in b.seats:
        _judged(b, s, p)
    for p in range(b.parties):
        seated = False
        for q in b.seats:
            seated = seated or q == p
        if not seated:
            s.party[Row.FLOOR, p] = s.party[Row.RESERVATION, p] if b.on[Constraint.INTERESTS] else 0.0


@jit
def hopeless(b: CompiledScenario, s: State, p: int) -> bool:
    """Whether nothing would be acceptable to party p even if every promise were kept and ratified."""
    floor = s.party[Row.FLOOR, p]
    for o in range(b.n):
        if formulas.wanted(s.utility[p, o], floor, b.refused[p, o]):
            return False
    return True


@jit
def gap(b: CompiledScenario, s: State) -> float:
    """The residual gap (`sim.rules.ladder.residual_gap`)."""
    least = 1e300
    for o in range(b.n):
        worst = 0.0
        for p in b.seats:
            worst = max(worst, formulas.missing(s.held[p], s.expected[p, o], b.refused[p, o]))
        least = min(least, worst)
    return least
