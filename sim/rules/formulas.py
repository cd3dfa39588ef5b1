"""The formulas of the rules, each said once: the Mesa model and the compiled engine both compute by these.

Every function here is one expression of numbers or of arrays, place by place, and gives the same bits for both: only
the four basic operations, comparisons, minimum, maximum, and what `sim.rules.arith` builds from them, in a fixed
order. The compiled engine compiles this very source (`sim.engine.compiled.formulas`). What loops and branches stands
elsewhere, once for each engine.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.domain.codes import Result, Stance, Step
from sim.rules.arith import Number, greater, lesser, logistic, pick

# Compiled code mixes these with numbers from arrays, so they are plain numbers here.
THREATEN, OBJECT = int(Stance.THREATEN), int(Stance.OBJECT)
ACQUIESCE, SUPPORT = int(Stance.ACQUIESCE), int(Stance.SUPPORT)
_SETBACK, _PROCEDURAL = int(Step.SETBACK), int(Step.PROCEDURAL)
_NOT_RATIFIED, _DEADLINE = int(Result.NOT_RATIFIED), int(Result.DEADLINE)
_WALKED_OUT, _SUSPENDED = int(Result.WALKED_OUT), int(Result.SUSPENDED)

LEAST, MOST = 0.03, 0.97
"""Where texts have depths, trust and rapport stay between these: nobody is believed blindly, or not at all (our assumption)."""

_SPREAD = 2.449489742783178  # The square root of 6: the sum of two uniform numbers, less 1, has a variance of a sixth.


def unit(x: Number) -> Number:
    """Return ``x``, or the nearer end of [0, 1].

    >>> unit(1.5), unit(-0.5), unit(0.25)
    (1.0, 0.0, 0.25)
    """
    return lesser(1.0, greater(0.0, x))


def between(x: Number, low: Number, high: Number) -> Number:
    """Return ``x``, or the nearer end of [low, high].

    >>> between(1.5, -1.0, 1.0)
    1.0
    """
    return lesser(high, greater(low, x))


def drawn_place(uniform: float, count: int) -> int:
    """Return the place among ``count`` that a uniform number in [0, 1) draws, each with the same chance.

    >>> [drawn_place(u, 3) for u in (0.0, 0.5, 0.99)]
    [0, 1, 2]
    """
    return min(count - 1, int(uniform * count))


# What an outcome is worth.


def private_part(first: Number, second: Number, spread: Number) -> Number:
    """Return the part of a reservation that nobody outside knows, from two uniform numbers.

    Triangular about 0 with the standard deviation ``spread``.

    >>> private_part(0.5, 0.5, 0.1)
    0.0
    """
    return spread * _SPREAD * (first + second - 1.0)


def reserved(reservation: Number, private: Number) -> Number:
    """Return a party's reservation with its private part, in [0, 1]: more than 1 would bar even what binds nothing.

    >>> reserved(0.25, 0.5), reserved(0.25, -0.5), reserved(0.75, 0.5)
    (0.75, 0.0, 1.0)
    """
    return unit(reservation + private)


def kept(gain: Number, reservation: Number, binding: Number) -> Number:
    """Return what a side has once a text is signed: its gain, and what the text leaves of the worth of having none.

    A text that binds in full (1) takes the place of the reservation; one that binds nothing (0) leaves it as it is. So
    the same reservation is the test of a text of any depth: it is worth signing where this is no less.

    >>> kept(0.3, 0.2, 1.0), kept(0.0, 0.2, 0.0)
    (0.3, 0.2)
    """
    return gain + reservation * (1.0 - binding)


def ties(weight: Number, rapport: Number, coldness: Number, warmth: Number) -> Number:
    """Return what the rapport of the leaders adds to a text, or takes away below ``coldness``."""
    return weight * (rapport - coldness) * warmth


def belief(trust: Number, confidence: Number) -> Number:
    """Return how far a party believes a promise: its trust, times its confidence in this promise in particular."""
    return trust * confidence


def pledged(trust: Number, confidence: Number) -> Number:
    """Return how far a party believes a promise that a third party backs, where texts have depths.

    Half of it is up to the backer, so the trust in the one who promises counts by its square root (our assumption).

    >>> float(pledged(0.25, 0.8))
    0.4
    """
    return np.sqrt(trust) * confidence


def backed(belief: Number, press: Number) -> Number:
    """Return what the pressure on a promise's backer leaves of the belief in it.

    >>> backed(0.5, 0.5)
    0.25
    """
    return belief * (1.0 - press)


def at_stake(deferral: Number, gain: Number) -> Number:
    """Return what of a promised gain comes after signing."""
    return deferral * gain


def doubted(utility: Number, belief: Number, stake: Number) -> Number:
    """Return the utility less the doubted part of one promise: ``u - (1 - belief) * stake``.

    The commitment problem: what the other side performs later is worth less (Fearon 1995, "Rationalist
    Explanations for War").

    >>> doubted(1.0, 0.5, 0.25)
    0.875
    """
    return utility - (1.0 - belief) * stake


def stance_of(
    utility: Number,
    binding: Number,
    reservation: Number,
    support_margin: Number,
    threat_margin: Number,
    objection_margin: Number,
) -> Any:
    """Return a guarantor's stance on each outcome, by its number (`sim.domain.codes.Stance`).

    As far as a text binds: at least ``support_margin`` above the reservation: support; at most ``objection_margin``
    below it: acquiesce; more than ``threat_margin`` below: threaten; else object.
    """
    margin = utility * binding - reservation
    stance = pick(margin >= -objection_margin, ACQUIESCE, OBJECT)
    stance = pick(margin >= support_margin, SUPPORT, stance)
    return pick(margin < -threat_margin, THREATEN, stance)


def pressure(stance: Any, leverage: Number, objection: Number) -> Number:
    """Return how hard a stance presses, in [0, 1]: leverage at a threat, a share of it at an objection, else 0."""
    return pick(stance == THREATEN, leverage, pick(stance == OBJECT, leverage * objection, 0.0))


def with_ally(
    worth: Number, stance: Any, press: Number, stake: Number, support: Number, binding: Number
) -> Number:
    """Return the worth less what the ally's pressure costs, and with what its support adds, as far as the text binds."""
    return worth - press * stake * binding + pick(stance == SUPPORT, support * binding, 0.0)


def ratifier_score(
    worth: Number, nationalist: Number, hawkishness: Number, threshold: Number, binding: Number
) -> Number:
    """Return by how much the ratifier's view of a gain passes its threshold, as far as the text binds (negative: fails)."""
    return (1.0 - hawkishness) * worth + hawkishness * nationalist - threshold * binding


def passing(score: Number, spread: Number) -> Number:
    """Return the chance that a ratifier agrees: one half at a score of 0, the more gradual the larger the spread.

    >>> passing(0.0, 0.1)
    0.5
    """
    return logistic(score * (1.0 / spread))


def fallback(reservation: Number, failure_cost: Number, binding: Number, low: Number) -> Number:
    """Return what a failed ratification leaves a leader with, never below ``low``: the worse the more the text bound."""
    return greater(low, reservation - failure_cost * binding)


def foreseen(worth: Number, passing: Number, fallback: Number) -> Number:
    """Return ``q·u + (1 - q)·fallback``: what an outcome is worth to a leader who foresees its ratification.

    Two-level games: Putnam (1988), "Diplomacy and Domestic Politics".
    """
    return passing * worth + (1.0 - passing) * fallback


def wanted(utility: Number, floor: Number, refused: Any) -> Any:
    """Return whether an outcome would be acceptable if every promise were kept and every text ratified."""
    return (utility >= floor) & (refused == 0)


def asked(fit: Any, expected: Number, cap: Number) -> Any:
    """Return whether a party may table an outcome that is acceptable to it: none that asks for more than its demand."""
    return fit & (expected <= cap)


def acceptable(utility: Number, worth: Number, expected: Number, floor: Number, refused: Any) -> Any:
    """Return whether a party may propose and accept an outcome.

    It crosses no red line, and utility, worth after doubts and ally, and expectation reach the floor. The worth is
    asked for too: rounding can lift a hopeless text's expectation to the reservation.
    """
    return (utility >= floor) & (worth >= floor) & (expected >= floor) & (refused == 0)


# What meetings and events change.


def mood(uniform: Number, width: Number) -> Number:
    """Return what chance adds to trust after a meeting, between ``-width`` and ``width``."""
    return (2.0 * uniform - 1.0) * width


def conceded(now: Number, before: Number) -> Number:
    """Return what a new text gives over its author's last one, never below 0."""
    return greater(0.0, now - before)


def trust_after(
    trust: Number, conceded: Number, threat: Number, mood: Number, rapport: Number, gain: Number, loss: Number
) -> Number:
    """Return one party's trust after a meeting, in [0, 1].

    ``conceded``: worth that the others' proposals gave it since their last ones (0 or more); ``threat``: the
    leverage behind a threat of this round (0: none); ``mood``: what chance adds. A concession counts in full
    at rapport 1 and half at rapport 0.

    >>> trust_after(0.5, 0.1, 0.0, 0.0, 1.0, 1.0, 0.2)
    0.6
    """
    return unit(trust + gain * conceded * (0.5 + 0.5 * rapport) - loss * threat + mood)


def rapport_after(rapport: Number, warmth: Number, threat: Number, gain: Number, loss: Number) -> Number:
    """Return the rapport after a meeting, in [0, 1]; ``warmth``: what all texts together conceded.

    >>> rapport_after(0.5, 0.5, 0.5, 0.5, 0.25)
    0.5
    """
    return unit(rapport + 0.5 * gain * warmth - loss * threat)


def trust_moved(
    trust: Number,
    usual: Number,
    conceded: Number,
    threat: Number,
    mood: Number,
    rapport: Number,
    gain: Number,
    loss: Number,
    revert: Number,
    wear: Number,
) -> Number:
    """Return one party's trust after a meeting where texts have depths, in [`LEAST`, `MOST`].

    As `trust_after`, but a concession wins the less the more there is already, a threat takes a share of what there is,
    the less the more often it was heard (``wear``, 1 at the first), and trust goes back by ``revert`` of the way to
    what it usually is.

    >>> round(trust_moved(0.5, 0.5, 0.1, 0.0, 0.0, 1.0, 1.0, 0.2, 0.3, 1.0), 9)
    0.55
    """
    won = gain * conceded * (1.0 - trust) * (0.5 + 0.5 * rapport)
    lost = loss * threat * wear * trust
    return between(trust + won + revert * (usual - trust) - lost + mood, LEAST, MOST)


def rapport_moved(
    rapport: Number,
    usual: Number,
    warmth: Number,
    threat: Number,
    gain: Number,
    loss: Number,
    revert: Number,
    wear: Number,
) -> Number:
    """Return the rapport after a meeting where texts have depths, in [`LEAST`, `MOST`]; a threat costs half of what trust loses."""
    lost = 0.5 * loss * threat * wear * rapport
    return between(
        rapport + 0.5 * gain * warmth * (1.0 - rapport) + revert * (usual - rapport) - lost, LEAST, MOST
    )


def worn(wear: Number, threat: Number) -> Number:
    """Return how much a threat still counts after a meeting with this threat in it: half as much each time."""
    return pick(threat > 0.0, 0.5 * wear, wear)


def shifted(x: Number, by: Number) -> Number:
    """Return a number in [0, 1] after an event has moved it."""
    return unit(x + by)


def swayed(x: Number, by: Number) -> Number:
    """Return trust or rapport after an event has moved it, where texts have depths: in [`LEAST`, `MOST`].

    >>> swayed(0.1, -0.3), swayed(0.5, 0.25)
    (0.03, 0.75)
    """
    return between(x + by, LEAST, MOST)


def deadline_after(deadline: Number, round_: Number, left: Number) -> Number:
    """Return the last round when an event of ``round_`` leaves ``left`` rounds: never later than before, nor past.

    >>> [deadline_after(12, 5, left) for left in (0, 3, 99)]
    [5, 7, 12]
    """
    return greater(lesser(deadline, round_ + left - 1), round_)


def resume_after(resume: Number, round_: Number, suspended: Number) -> Number:
    """Return the first round of the next meeting when an event of ``round_`` suspends the talks."""
    return greater(resume, round_ + suspended)


# What texts and endings amount to.


def apart(option: Number, other: Number, options: Number) -> Number:
    """Return the distance of two options in their order, as a share of the longest; at least two options.

    >>> apart(0, 3, 4), apart(2, 1, 3)
    (1.0, 0.5)
    """
    return abs(option - other) / (options - 1)


def exposed(deferral: Number, belief: Number) -> Number:
    """Return how far a shock breaks a promise: the share that comes later, as far as it is not believed."""
    return deferral * (1.0 - belief)


def yearly_risk(shock: Number, exposed: Number) -> Number:
    """Return the chance that a signed text lapses in a year; ``exposed``: of its most exposed promise."""
    return shock * exposed


def shortfall(floor: Number, plain: Number, worth: Number, signing: Number) -> Number:
    """Return how much an outcome lacks for a party to sign it, by the test that it fails most; 0 where it fails none."""
    return greater(0.0, floor - lesser(plain, lesser(worth, signing)))


def surplus(signing: Number, floor: Number) -> Number:
    """Return what a party has of a text over its reservation, never below 0."""
    return greater(0.0, signing - floor)


def step_signed(result: Any, step: Any) -> Any:
    """Return the step of the ladder that came into force, by its number; ``step``: what the signed text stands for.

    A text that failed at home counts as procedural, for the leaders had agreed on it; without a text it is a setback.
    """
    signed = (result != _DEADLINE) & (result != _WALKED_OUT) & (result != _SUSPENDED)
    return pick(result == _NOT_RATIFIED, _PROCEDURAL, pick(signed, step, _SETBACK))
