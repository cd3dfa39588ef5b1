"""What every outcome is worth in a compiled run: `sim.rules.valuation`, outcome by outcome, in the same order."""

from __future__ import annotations

from sim.domain.codes import Constraint, Stance
from sim.engine.compiled import formulas
from sim.engine.compiled.bundle import Doubles
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
        objecting = s.guard[g, Guard.OBJECTION_MARGIN]
        for o in range(b.n):
            word = formulas.stance_of(utility[o], s.bind[o], reservation, support, threat, objecting)
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
                if b.told:
                    belief = formulas.pledged(s.party[Row.TRUST, p], s.belief[p, k])
                press = s.press[b.backer[k]]
                for o in range(b.n):
                    row[o] = formulas.doubted(row[o], formulas.backed(belief, press[o]), stake[o])
            else:
                for o in range(b.n):
                    row[o] = formulas.doubted(row[o], belief, stake[o])


@jit
def _held(b: CompiledScenario, s: State, p: int) -> float:
    """What a text that binds nothing leaves: the reservation, or nothing where having none is worth nothing."""
    if b.told and not b.on[Constraint.INTERESTS]:
        return 0.0
    return formulas.reserved(s.party[Row.RESERVATION, p], s.party[Row.PRIVATE, p])


@jit
def _left(b: CompiledScenario, s: State, p: int, gain: Doubles, out: Doubles) -> None:
    """Gains as worths: with what each text leaves of having none."""
    held, low, high = _held(b, s, p), s.party[Row.LOW, p], s.party[Row.HIGH, p]
    for o in range(b.n):
        out[o] = formulas.between(formulas.kept(gain[o], held, s.bind[o]), low, high)


@jit
def _credible(b: CompiledScenario, s: State, p: int) -> None:
    """Party p's gain after doubts and its ally's answer, in ``s.credible``; what it would be without them, in ``s.plain``."""
    row, plain = s.credible[p], s.utility[p]
    for o in range(b.n):
        row[o] = plain[o]
    if b.told:
        weight, rapport, coldness = s.real[Real.TIES], s.real[Real.RAPPORT], s.real[Real.COLDNESS]
        for o in range(b.n):
            row[o] = row[o] + formulas.ties(weight, rapport, coldness, s.warmth[o])
    _left(b, s, p, row, s.plain[p])
    if b.on[Constraint.CREDIBILITY]:
        _doubts(b, s, p)
    if b.on[Constraint.ALLIANCE]:
        for g in range(b.ally.size):
            if b.ally[g] == p:
                press, stance = s.press[g], s.stance[g]
                stake, support = s.guard[g, Guard.STAKE], s.guard[g, Guard.SUPPORT]
                for o in range(b.n):
                    row[o] = formulas.with_ally(row[o], stance[o], press[o], stake, support, s.bind[o])


@jit
def _ratifier(b: CompiledScenario, s: State, p: int) -> None:
    """The chance that party p's side would ratify each outcome."""
    row, gain, national = s.passes[p], s.credible[p], s.national[p]
    if not b.on[Constraint.RATIFICATION] or s.party[Row.HAS_THRESHOLD, p] == 0.0:
        row[:] = 1.0
        return
    hawk, threshold = s.party[Row.HAWKISHNESS, p], s.party[Row.DOMESTIC_THRESHOLD, p]
    spread, low, high = s.real[Real.SPREAD], s.party[Row.LOW, p], s.party[Row.HIGH, p]
    for o in range(b.n):
        inside = formulas.between(gain[o], low, high)
        score = formulas.ratifier_score(inside, national[o], hawk, threshold, s.bind[o])
        row[o] = formulas.passing(score, spread)
    if b.told:
        for o in range(b.n):
            if not b.ratified[b.depth[o]]:
                row[o] = 1.0


@jit
def _judged(b: CompiledScenario, s: State, p: int) -> None:
    """What party p expects of every outcome, which ones it may propose and would sign, and the best of them."""
    own, worth, expected, fit = s.plain[p], s.credible[p], s.expected[p], s.fit[p]
    signing, sign, refused, both = s.signing[p], s.sign[p], b.refused[p], s.both
    reservation = formulas.reserved(s.party[Row.RESERVATION, p], s.party[Row.PRIVATE, p])
    low, cost, held = s.party[Row.LOW, p], s.real[Real.FAILURE_COST], _held(b, s, p)
    floor = reservation if b.on[Constraint.INTERESTS] else low
    s.party[Row.FLOOR, p] = floor
    if not b.told:
        held = reservation
    for o in range(b.n):
        signing[o] = formulas.foreseen(worth[o], both[o], formulas.fallback(held, cost, s.bind[o], low))
    if b.told:
        passes = s.passes[p]
        for o in range(b.n):
            expected[o] = formulas.foreseen(
                worth[o], passes[o], formulas.fallback(held, cost, s.bind[o], low)
            )
    else:
        for o in range(b.n):
            expected[o] = signing[o]
    for o in range(b.n):
        sign[o] = formulas.acceptable(own[o], worth[o], signing[o], floor, refused[o])
    for o in range(b.n):
        fit[o] = formulas.acceptable(own[o], worth[o], expected[o], floor, refused[o])
    demand = b.demand[p]
    if demand >= 0 and expected[demand] >= floor:
        cap = expected[demand]
        for o in range(b.n):
            fit[o] = formulas.asked(fit[o], expected[o], cap)
    _best(b, s, p)


@jit
def _best(b: CompiledScenario, s: State, p: int) -> None:
    """The best of what party p would table, the first of equals, and how much there is of it."""
    expected, fit = s.expected[p], s.fit[p]
    most, top, count = -1e300, -1, 0
    for o in range(b.n):
        most = max(most, expected[o] if fit[o] else -1e300)
        count += 1 if fit[o] else 0
    if count > 0:
        top = 0
        while not (fit[top] and expected[top] == most):
            top += 1
    s.party[Row.BEST, p] = expected[top] if count > 0 else s.party[Row.FLOOR, p]
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
        _left(b, s, p, s.credible[p], s.credible[p])
    both, first = s.both, s.passes[b.seats[0]]
    for o in range(b.n):
        both[o] = first[o]
    for i in range(1, b.seats.size):
        row = s.passes[b.seats[i]]
        for o in range(b.n):
            both[o] = both[o] * row[o]
    for p in b.seats:
        _judged(b, s, p)


@jit
def hopeless(b: CompiledScenario, s: State, p: int) -> bool:
    """Whether nothing would be acceptable to party p even if every promise were kept and ratified."""
    floor = s.party[Row.FLOOR, p]
    for o in range(b.n):
        if formulas.wanted(s.plain[p, o], floor, b.refused[p, o]):
            return False
    return True


@jit
def gaps(b: CompiledScenario, s: State) -> None:
    """How far the nearest text of each depth is from being signed (`sim.rules.ladder.gaps`), in ``s.gaps``."""
    s.gaps[:] = 1e300
    for o in range(b.n):
        worst, crossed = 0.0, False
        for p in b.seats:
            lacking = formulas.shortfall(
                s.party[Row.FLOOR, p], s.plain[p, o], s.credible[p, o], s.signing[p, o]
            )
            worst, crossed = max(worst, lacking), crossed or b.refused[p, o]
        if not crossed:
            s.gaps[b.depth[o]] = min(s.gaps[b.depth[o]], worst)
