"""A guarantor that a person speaks for: what it says of a text stands in place of what the model has it say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.domain.game import STANCES
from sim.domain.issue import Floats, Ints
from sim.rules.arith import Number
from sim.rules.formulas import ACQUIESCE, OBJECT

SAYINGS = (*STANCES, "assure")
"""What it can say of a text, by number: a stance, or to let it pass and to vouch for what its ally promises in it."""

ASSURE = len(STANCES)

VOUCHED = 0.5
"""How much of the doubts about a promise its backer takes away by vouching for it (our assumption)."""


class Word(NamedTuple):
    """What a guarantor has said of a text: its number among the guarantors, the outcome, one of `SAYINGS` by number."""

    guarantor: int
    outcome: int
    saying: int


def heard(stances: Ints, margin: Floats, words: Iterable[Word]) -> Ints:
    """Return one guarantor's stances once it has said these words, the latest last.

    What it says of one text is heard of others, too: it will say nothing worse of what is worth more to it (``margin``),
    and nothing better of what is worth less.

    >>> heard(np.array([0, 1, 3]), np.array([-0.4, -0.1, 0.2]), [Word(0, 1, 3)]).tolist()
    [0, 3, 3]
    """
    for word in words:
        stance = ACQUIESCE if word.saying == ASSURE else word.saying
        at = margin[word.outcome]
        stances = np.where(margin >= at, np.maximum(stances, stance), stances)
        stances = np.where(margin <= at, np.minimum(stances, stance), stances)
    return stances


def vouches(words: Iterable[Word], guarantor: int) -> bool:
    """Return whether a guarantor has given its assurance and not objected or threatened since."""
    said = [
        w.saying for w in words if w.guarantor == guarantor and (w.saying <= OBJECT or w.saying == ASSURE)
    ]
    return bool(said) and said[-1] == ASSURE


def vouched(belief: Number) -> Number:
    """Return how far a promise is believed once its backer has vouched for it.

    >>> vouched(0.5)
    0.75
    """
    return belief + VOUCHED * (1.0 - belief)
