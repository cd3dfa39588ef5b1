"""What every outcome is worth in a compiled run: `sim.rules.valuation`, outcome by outcome, in the same order."""

from __future__ import annotations

import numpy as np

from sim.engine.compiled import state as at
from sim.engine.compiled.compiling import jit, rule
from sim.rules import arith, valuation

THREATEN, OBJECT, ACQUIESCE, SUPPORT = range(4)
INTERESTS, RED_LINES, CREDIBILITY, ALLIANCE, RATIFICATION = range(5)

series = rule(arith.series)
_doubted = rule(valuation.doubted)
_score = rule(valuation.ratifier_score)
_foreseen = rule(valuation.foreseen)


@jit
def exponential(x):
    """`sim.rules.arith.exponential` of a number."""
    return series(min(45.0, max(-45.0, x)))


@jit
def _alliance(b, s):
    """Each guarantor's stance on every outcome, and how hard it presses."""
    for g in range(b.guarantor_party.size):
        stance, press = s.stance[g], s.press[g]
        if not b.on[ALLIANCE]:
            stance[:] = ACQUIESCE
            press[:] = 0.0
            continue
        reservation = s.party[at.RESERVATION, b.guarantor_party[g]]
        utility = s.utility[b.guarantor_party[g]]
        leverage = s.guard[g, at.LEVERAGE]
        objecting = leverage * s.guard[g, at.OBJECTION]
        support, threat = s.guard[g, at.SUPPORT_MARGIN], s.guard[g, at.THREAT_MARGIN]
        for o in range(b.n):
            margin = utility[o] - reservation
            word = ACQUIESCE if margin >= 0.0 else OBJECT
            if margin >= support:
                word = SUPPORT
            if margin < -threat:
                word = THREATEN
            stance[o] = word
            press[o] = leverage if word == THREATEN else objecting if word == OBJECT else 0.0


@jit
def _credible(b, s, p):
    """Party p's utility after doubts and its ally's answer."""
    row, plain = s.credible[p], s.utility[p]
    for o in range(b.n):
        row[o] = plain[o]
    if b.on[CREDIBILITY]:
        for q in range(b.pair_party.size):
            if b.pair_party[q] == p:
                k, stake = b.pair_promise[q], s.stake[q]
                belief = s.party[at.TRUST, p] * s.belief[p, k]
                if b.backer[k] >= 0:
                    press = s.press[b.backer[k]]
                    for o in range(b.n):
                        row[o] = _doubted(row[o], belief * (1.0 - press[o]), stake[o], 1.0)
                else:
                    for o in range(b.n):
                        row[o] = _doubted(row[o], belief, stake[o], 1.0)
    if b.on[ALLIANCE]:
        for g in range(b.ally.size):
            if b.ally[g] == p:
                press, stance = s.press[g], s.stance[g]
                cost, bonus = s.guard[g, at.STAKE], s.guard[g, at.SUPPORT]
                for o in range(b.n):
                    row[o] = row[o] - press[o] * cost + (bonus if stance[o] == SUPPORT else 0.0)
    for o in range(b.n):
        row[o] = min(1.0, max(0.0, row[o]))


@jit
def _ratifier(b, s, p):
    """The chance that party p's side would ratify each outcome."""
    row, worth, national = s.passes[p], s.credible[p], s.national[p]
    if not b.on[RATIFICATION] or s.party[at.HAS_THRESHOLD, p] == 0.0:
        row[:] = 1.0
        return
    hawk, threshold = s.party[at.HAWK, p], s.party[at.THRESHOLD, p]
    steepness = 1.0 / s.real[at.SPREAD]
    for o in range(b.n):
        score = _score(worth[o], national[o], hawk, threshold) * steepness
        row[o] = 1.0 / (1.0 + series(min(45.0, max(-45.0, -score))))


@jit
def _judged(b, s, p):
    """What party p expects of every outcome, which ones it may propose and accept, and the best of them."""
    own, worth, expected, fit = s.utility[p], s.credible[p], s.expected[p], s.fit[p]
    refused, both = b.refused[p], s.both
    reservation = s.party[at.RESERVATION, p]
    fallback = max(0.0, reservation - s.real[at.FAILURE_COST])
    floor = reservation if b.on[INTERESTS] else 0.0
    s.party[at.FLOOR, p] = floor
    for o in range(b.n):
        expected[o] = _foreseen(worth[o], both[o], fallback)
    for o in range(b.n):
        fit[o] = (own[o] >= floor) & (worth[o] >= floor) & (expected[o] >= floor) & (refused[o] == 0)
    # Worths are not negative, so their bits order as they do, and integers have a fast maximum.
    bits, most, count = expected.view(np.int64), -1, 0
    for o in range(b.n):
        most = max(most, bits[o] if fit[o] else -1)
        count += 1 if fit[o] else 0
    top = 0 if count > 0 else -1
    while count > 0 and not (fit[top] and bits[top] == most):
        top += 1
    s.party[at.BEST, p] = expected[top] if count > 0 else floor
    s.party[at.TOP, p] = top
    s.party[at.COUNT, p] = count
    s.asked[p] = 0


@jit
def value(b, s, guarantors):
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
            s.party[at.FLOOR, p] = s.party[at.RESERVATION, p] if b.on[INTERESTS] else 0.0


@jit
def hopeless(b, s, p):
    """Whether nothing would be acceptable to party p even if every promise were kept and ratified."""
    floor = s.party[at.FLOOR, p]
    for o in range(b.n):
        if s.utility[p, o] >= floor and not b.refused[p, o]:
            return False
    return True


@jit
def gap(b, s, held):
    """The residual gap (`sim.rules.ladder.residual_gap`)."""
    least = 1e300
    for o in range(b.n):
        worst = 0.0
        for p in b.seats:
            worst = max(worst, held[p] - (0.0 if b.refused[p, o] else s.expected[p, o]))
        least = min(least, worst)
    return least
