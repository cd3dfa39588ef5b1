"""How far the parties came: the residual gap, closeness, and the ladder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.domain import codes
from sim.domain.issue import Bools, Floats
from sim.rules.formulas import leeway_of, missing, step_by_gap, step_of

__all__ = ["ladder", "leeway_of", "residual_gap"]


def residual_gap(aspirations: Sequence[float], expected: Floats, refused: Bools) -> float:
    """Return ``min over outcomes of max over parties of max(0, aspiration - expected)``, in [0, 1].

    ``expected`` and ``refused`` have the shape ``(parties, n_outcomes)``; an outcome across a party's red line
    counts as worth nothing to it. 0: some outcome gives every party what it still holds out for.

    >>> residual_gap([0.6, 0.5], np.array([[0.9, 0.5], [0.2, 0.4]]), np.zeros((2, 2), dtype=bool))
    0.09999999999999998
    """
    worst = np.zeros(expected.shape[1])
    for aspiration, row, crossed in zip(aspirations, expected, refused, strict=True):
        worst = np.maximum(worst, missing(aspiration, row, crossed))
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
    by_gap = step_by_gap(gap, *cuts, leeway)
    return codes.Step(step_of(codes.number(codes.Result, result), by_gap)).name.lower()
