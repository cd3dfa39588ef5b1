"""How far the parties came: the residual gap, closeness, and the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from sim.domain.issue import Bools, Floats

Number = TypeVar("Number", float, Floats)


def residual_gap(aspirations: Sequence[float], expected: Floats, refused: Bools) -> float:
    """Return ``min over outcomes of max over parties of max(0, aspiration - expected)``, in [0, 1].

    ``expected`` and ``refused`` have the shape ``(parties, n_outcomes)``; an outcome across a party's red line
    counts as worth nothing to it. 0: some outcome gives every party what it still holds out for.

    >>> residual_gap([0.6, 0.5], np.array([[0.9, 0.5], [0.2, 0.4]]), np.zeros((2, 2), dtype=bool))
    0.09999999999999998
    """
    worst = np.zeros(expected.shape[1])
    for aspiration, row, crossed in zip(aspirations, expected, refused, strict=True):
        worst = np.maximum(worst, aspiration - np.where(crossed, 0.0, row))
    return float(worst.min())


def ladder(result: str, gap: float, cuts: tuple[float, float, float], leeway: float = 0.0) -> str:
    """Return the step of the ladder that a result and a residual gap stand for.

    A treaty that is performed is a `treaty`; one that lapses was signed in part only, and one that is not ratified
    was signed by the leaders, a `declaration`. A walk-out or a suspension is a `setback`. At a deadline the gap decides,
    through ``cuts``: up to the first a `declaration`, up to the second `procedural`, up to the third `talks`, beyond
    a `setback`. ``leeway`` is added to every cut point (`leeway_of`).

    >>> ladder("deadline", 0.1, (0.05, 0.15, 0.35))
    'procedural'
    """
    if result in _WHATEVER_THE_GAP:
        return _WHATEVER_THE_GAP[result]
    for step, cut in zip(("declaration", "procedural", "talks"), cuts, strict=True):
        if gap <= cut + leeway:
            return step
    return "setback"


def leeway_of(rapport: Number, weight: Number) -> Number:
    """Return how much farther apart than others leaders may be who get on, and still agree on a next step.

    ``rapport`` at the end of the talks, in [0, 1]; ``weight``: the leeway between the warmest and the coldest. Leaders of
    middling rapport have none; those who hardly speak have less than none. That leaders who know each other can agree
    to go on where others break off: Holmes (2018), doi:10.1017/9781108264761.

    >>> [round(leeway_of(rapport, 0.2), 3) for rapport in (0.0, 0.5, 0.9)]
    [-0.1, 0.0, 0.08]
    """
    return weight * (rapport - 0.5)


_WHATEVER_THE_GAP = {
    "treaty_performed": "treaty",
    "treaty_lapsed": "declaration",
    "not_ratified": "declaration",
    "walked_out": "setback",
    "suspended": "setback",
}
