"""What the signatories could sign: the outcomes within reach, and those that all of them would take."""

from __future__ import annotations

import numpy as np

from sim.domain.game import Game
from sim.domain.issue import Bools
from sim.rules.table import Rules, refusals
from sim.rules.valuation import Valuation


def within_reach(rules: Rules) -> Bools:
    """Return which outcomes cross no signatory's red line, shape ``(n_outcomes,)``; all where red lines are off.

    >>> from sim.testing import pie
    >>> within_reach(Rules(pie(2))).tolist()
    [True, True, True]
    """
    crossed: Bools = np.any(refusals(rules)[list(rules.game.signatories)], axis=0)
    return ~crossed


def signable(game: Game, value: Valuation) -> Bools:
    """Return which outcomes are acceptable to every signatory by their worths of now, shape ``(n_outcomes,)``.

    >>> from sim.rules.standing import opening_standing
    >>> from sim.rules.valuation import valuation
    >>> from sim.testing import pie
    >>> signable(pie(2), valuation(pie(2), opening_standing(pie(2)))).tolist()
    [True, True, True]
    """
    agreed: Bools = np.all(value.signable[list(game.signatories)], axis=0)
    return agreed
