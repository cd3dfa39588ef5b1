"""The mediator of the single-text procedure: one draft out of several parties' criticisms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.domain.issue import Floats, OutcomeSpace
from sim.rules import formulas


def apart(space: OutcomeSpace, outcome: int) -> Floats:
    """Return how far every outcome's text is from one text, shape ``(n_outcomes,)``.

    Each issue adds the distance of the two options in their order, as a share of the longest distance.
    """
    total = np.zeros(space.n)
    for i, issue in enumerate(space.issues):
        if len(issue.options) > 1:
            total = total + formulas.apart(
                space.outcomes[:, i], space.outcomes[outcome, i], len(issue.options)
            )
    return total


def merged(space: OutcomeSpace, texts: Sequence[int], draft: int) -> int:
    """Return the draft that a mediator tables after hearing every party's ``texts``.

    It is the outcome whose largest distance to the texts is smallest; ties go to the smaller sum of
    distances, then to the one nearest the present ``draft``, then to the lowest number. The mediator sees
    texts and no utilities: the one-text procedure of Raiffa (1982), "The Art and Science of Negotiation".
    """
    worst = np.zeros(space.n)
    total = np.zeros(space.n)
    for text in texts:
        distance = apart(space, text)
        worst = np.maximum(worst, distance)
        total = total + distance
    return int(np.lexsort((np.arange(space.n), apart(space, draft), total, worst))[0])
