"""The outcomes of a game as compiled code walks through them."""

from __future__ import annotations

import numpy as np

from sim.domain.issue import OutcomeSpace
from sim.engine.compiled.bundle import Integers


def tree(space: OutcomeSpace, slots: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the outcomes as a tree, one level per issue: where each level starts, each node's parent, each node's slot.

    A sum over issues needs one addition per node instead of one per issue and outcome, in the same order.
    """
    level, parents, choices = [0], [], []
    above = np.zeros(space.n, dtype=np.int64)
    code = np.zeros(space.n, dtype=np.int64)
    for i, issue in enumerate(space.issues):
        code = code * len(issue.options) + space.outcomes[:, i]
        _, first, node = np.unique(code, return_index=True, return_inverse=True)
        parents.append(above[first])
        choices.append(slots[first, i])
        level.append(level[-1] + first.size)
        above = node.astype(np.int64)
    return np.array(level), np.concatenate(parents), np.concatenate(choices)


def columns(space: OutcomeSpace) -> Integers:
    """Return the options of every outcome, numbered through all issues: shape ``(n, issues)``."""
    return np.ascontiguousarray(space.outcomes + option_starts(space)[:-1])


def option_starts(space: OutcomeSpace) -> Integers:
    """Return where each issue's options begin in that numbering, and how many there are in all."""
    return np.array([0, *np.cumsum([len(issue.options) for issue in space.issues])], dtype=np.int64)
