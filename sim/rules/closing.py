"""The last day: once no meeting is left, the parties go down the depths until they find a text that all can sign.

A text that goes to the ratifiers is tabled by each side in turn, to be taken or left; of the others, the delegations
draft the one with the largest product of surpluses, as Nash (1950) would.
"""

from __future__ import annotations

import numpy as np

from sim.domain.game import Game
from sim.domain.issue import Bools
from sim.rules.formulas import surplus
from sim.rules.valuation import Valuation


def closing_depths(game: Game) -> tuple[int, ...]:
    """Return the depths in the order of the last day, the deepest first; none where the dispute tells of no depths."""
    return tuple(range(len(game.depths.names) - 1, -1, -1)) if game.depths.told else ()


def drafted(game: Game, value: Valuation, depth: int) -> int | None:
    """Return the text of a depth that all would sign with the largest product of surpluses; ties: the lowest number.

    ``None`` where there is none.
    """
    fit: Bools = game.depths.at(depth) & np.all(value.signable[list(game.signatories)], axis=0)
    if not fit.any():
        return None
    product = np.ones(game.space.n)
    for place in game.signatories:
        product = product * surplus(value.signing[place], value.reservation[place])
    return int(np.where(fit, product, -1.0).argmax())
