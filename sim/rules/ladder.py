"""How far the parties came: the residual gap, closeness, and the ladder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.domain import codes
from sim.domain.game import Game
from sim.domain.issue import Bools, Floats
from sim.rules.formulas import leeway_of, missing, shortfall, step_by_gap, step_of, step_signed
from sim.rules.valuation import Valuation

__all__ = ["gaps", "ladder", "leeway_of", "residual_gap", "step_in_force"]


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


def gaps(game: Game, value: Valuation, refused: Bools) -> dict[str, float]:
    """Return how far the nearest text of each depth stayed from being signed, in worth; 0: all would have signed it.

    Of the texts that cross no signatory's red line (``refused``, shape ``(P, n)``), the one whose worst test is failed by
    least: of every signatory, its interests, its doubts and its ally, and its ratifiers. A depth of which every text
    crosses a red line is left out.
    """
    worst, seats = np.zeros(game.space.n), list(game.signatories)
    for place in seats:
        floor = value.reservation[place]
        worst = np.maximum(
            worst, shortfall(floor, value.plain[place], value.credible[place], value.signing[place])
        )
    open_ = ~refused[seats].any(axis=0)
    found = {}
    for d, name in enumerate(game.depths.names):
        mask = game.depths.at(d) & open_
        if mask.any():
            found[name] = float(worst[mask].min())
    return found


def step_in_force(game: Game, result: str, agreement: int | None) -> str:
    """Return the step of the ladder that came into force, where texts have depths."""
    step = 0 if agreement is None else game.depths.steps[int(game.depths.of[agreement])]
    return codes.Step(step_signed(codes.number(codes.Result, result), step)).name.lower()


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
