"""How far the parties came: the step of the ladder that came into force, and how far each depth stayed from being signed."""

from __future__ import annotations

import numpy as np

from sim.domain import codes
from sim.domain.game import Game
from sim.domain.issue import Bools
from sim.rules.formulas import shortfall, step_signed
from sim.rules.valuation import Valuation


def gaps(game: Game, value: Valuation, refused: Bools) -> dict[str, float]:
    """Return how far the nearest text of each depth stayed from being signed, in worth; 0: all would have signed it.

    Of the texts that cross no signatory's red line (``refused``, shape ``(P, n)``), the one whose worst test is failed by
    least: of every signatory, its interests, its doubts and its ally, and its ratifiers. A depth of which every text
    crosses a red line is left out.

    >>> from sim.domain.small import pie
    >>> from sim.rules.standing import opening_standing
    >>> from sim.rules.valuation import valuation
    >>> game = pie(4)
    >>> gaps(game, valuation(game, opening_standing(game)), game.refused)
    {'treaty': 0.0}
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


def ladder(game: Game, result: str, agreement: int | None) -> str:
    """Return the step of the ladder that came into force.

    That of the signed text, also where it lapsed later; a text that failed at home counts as procedural, for the leaders had
    agreed on it; without a text it is a setback.

    >>> from sim.domain.small import pie
    >>> ladder(pie(4), "treaty_performed", 2), ladder(pie(4), "not_ratified", 2), ladder(pie(4), "deadline", None)
    ('treaty', 'procedural', 'setback')
    """
    step = 0 if agreement is None else game.depths.steps[int(game.depths.of[agreement])]
    return codes.Step(step_signed(codes.number(codes.Result, result), step)).name.lower()
