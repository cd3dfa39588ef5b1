"""The formulas of the strategies, each said once, as `sim.rules.formulas` says those of the rules.

Expressions of numbers or of arrays, place by place, that the Mesa model and the compiled engine both compute by.
"""

from __future__ import annotations

from typing import Any

from sim.rules.arith import Number, greater, lesser, pick, power

LATE = 0.9
"""The share of the time after which `ac_time` accepts (our assumption)."""
HALF = 0.5
"""The share of the time after which `ac_combi` looks at what it has seen."""
PRIOR_TEXTS = 2.0
"""How many texts a public declaration counts for in the frequency model (our assumption)."""
TARGET_SPREAD = 0.2
"""Standard deviation of the other's texts around its expected concession line (our assumption)."""
LEAST_EVIDENCE = -14.0
"""Logarithm of the least that one text counts: no hypothesis dies of a single surprise (our assumption)."""
UNKNOWN = 0.5
"""How near an option is to what the other wants, where nobody knows what it wants."""
_TINY = 1e-300


def elapsed(round_: Number, deadline: Number) -> Number:
    """Return the share of the time that is gone: 0 in round 1, 1 in the last round, and after it.

    >>> [elapsed(round_, 5) for round_ in (1, 3, 5, 6)], elapsed(1, 1)
    ([0.0, 0.5, 1.0, 1.0], 1.0)
    """
    return pick(deadline <= 1, 1.0, lesser(1.0, (round_ - 1) / greater(1, deadline - 1)))


# What a party holds out for.


def by_time(best: Number, floor: Number, elapsed: float, inverse_beta: float) -> Number:
    """Return the concession curve's value: ``r + (best - r) * (1 - elapsed ** (1/beta))``, at most ``best``.

    >>> by_time(1.0, 0.5, 0.5, 1.0)
    0.75
    """
    return lesser(best, floor + (best - floor) * (1.0 - power(elapsed, inverse_beta)))


def by_example(best: Number, floor: Number, given: Number, deadline: Number) -> Number:
    """Return the best worth less one round's share of the range and what the others have ``given``, never below ``floor``.

    >>> by_example(1.0, 0.5, 0.25, 5)
    0.65
    """
    goodwill = (best - floor) / greater(1, deadline)
    return lesser(best, greater(floor, best - goodwill - greater(0.0, given)))


def no_less(floor: Number, worth: Number) -> Number:
    """Return the worth of a text that a party stands by, never below the floor."""
    return greater(floor, worth)


def waiting(discount: Number, value: Number) -> Number:
    """Return what the next round's value is worth now."""
    return discount * value


def by_waiting(floor: Number, waiting: Number) -> Number:
    """Return what refusing and proposing next is worth, in [floor, 1]."""
    return lesser(1.0, greater(floor, waiting))


def willingness(mine: Number, theirs: Number, reservation: Number) -> Number:
    """Return what giving in would cost as a share of what there is to lose; of next to nothing where there is nothing."""
    return greater(0.0, (mine - theirs) / greater(_TINY, mine - reservation))


def risk(mine: Number, theirs: Number, reservation: Number) -> Number:
    """Return Zeuthen's willingness to risk conflict: 1 for a party that has nothing to lose.

    >>> risk(0.75, 0.5, 0.25), risk(0.25, 0.0, 0.25)
    (0.5, 1.0)
    """
    return pick(mine - reservation <= 0.0, 1.0, willingness(mine, theirs, reservation))


# When a party accepts.


def is_last(round_: Number, deadline: Number) -> Any:
    """Return whether there is no next round."""
    return round_ >= deadline


def as_good(worth: Number, other: Number) -> Any:
    """Return whether a text is worth at least something else."""
    return worth >= other


def is_late(elapsed: Number) -> Any:
    """Return whether the time is as good as gone."""
    return elapsed >= LATE


def is_second_half(elapsed: Number) -> Any:
    """Return whether half of the time is gone."""
    return elapsed >= HALF


def window(round_: Number, deadline: Number) -> Number:
    """Return how many of the last texts `ac_combi` looks at: as many as there are rounds left."""
    return deadline - round_ + 1


# What a party believes about another.


def share(part: Number, whole: Number) -> Number:
    """Return a count as a share of another that may be too small to divide by.

    >>> share(2.0, 4.0), share(0.0, 0.0)
    (0.5, 0.0)
    """
    return part / greater(whole, 1.0)


def nearness(apart: Number) -> Number:
    """Return how near an option is to the wanted one, from how far it is."""
    return 1.0 - apart


def told(near: Number) -> Number:
    """Return for how many texts a public declaration speaks for an option."""
    return PRIOR_TEXTS * near


def steadiness(kept: Number, options: Number) -> Number:
    """Return an issue's weight: one, and one more each time that two texts in a row agree on it; 0 without a choice."""
    return pick(options > 1, 1.0 + kept, 0.0)


def emphasis(favourite: Any, issue: Any, issues: int) -> Number:
    """Return an issue's weight under the hypothesis that one issue matters most, or all alike (-1).

    >>> [emphasis(favourite, 0, 2) for favourite in (-1, 0, 1)]
    [0.5, 0.75, 0.25]
    """
    return pick(favourite < 0, 1.0 / issues, pick(favourite == issue, 0.5 + 0.5 / issues, 0.5 / issues))


def all_or_nothing(near: Number) -> Number:
    """Return what an option is worth when any other than the wanted one is worth nothing."""
    return pick(near == 1.0, 1.0, 0.0)


def expected_claim(text: Number, deadline: Number) -> Number:
    """Return what the other is expected to ask for itself in its text number ``text``: 1, falling to one half.

    >>> [expected_claim(text, 5) for text in (0, 2, 4, 9)]
    [1.0, 0.75, 0.5, 0.5]
    """
    return 1.0 - 0.5 * lesser(1.0, text / greater(1, deadline - 1))


def evidence(guess: Number, claim: Number) -> Number:
    """Return the logarithm of how well a hypothesis explains a text, up to a constant."""
    error = (guess - claim) / TARGET_SPREAD
    return greater(LEAST_EVIDENCE, -0.5 * error * error)


def inside(rating: Number) -> Number:
    """Return a rating, at most 1: shares that are rounded one by one can add up to a last bit more."""
    return lesser(1.0, rating)
