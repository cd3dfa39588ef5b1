"""What was said and signed in many runs of one game, as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.domain.issue import Bools, Floats, Ints

Bytes = npt.NDArray[np.int8]

MEDIATOR, NO_TEXT = -1, -2
"""Who tabled a text, where it was no party; and the mark of a place without a text."""

NOTHING = -1
"""In place of an outcome, an answer, a stance, a reason or an issue: there is none."""

REASONS = (
    "red_line",
    "holds_out",
    "interests",
    "credibility",
    "alliance",
    "ratification",
    "other_ratification",
)
"""Why a text is turned down; a reason is stored as its place here."""


@dataclass(frozen=True, eq=False)
class Courses:
    """The course of n runs with up to X texts each, in order; P parties, G guarantors, D depths, X at least 1.

    ``author``: shape ``(n, X)``, the place of the party, `MEDIATOR` or `NO_TEXT`; ``outcome``: shape ``(n, X)``;
    ``round``: shape ``(n, X)``, from 1; ``last_day``: shape ``(n, X)``; ``answer``: shape ``(n, X, P)``, 1 for yes and 0 for
    no; ``stance``: shape ``(n, X, G)``, a place in `sim.domain.game.STANCES`; ``signed``: shape ``(n,)``, the outcome that
    the leaders signed; ``ratified``: shape ``(n, P)``; ``idle``: shape ``(n,)``, rounds without a meeting; ``gap``: shape
    ``(n, D)``, how far the nearest text of a depth stayed from being signed; ``reason`` and ``issue``: shape
    ``(n, X, P)``, why a text was turned down and the column of the issue that most of it lies in, where that was kept.
    `NOTHING` stands for what there is not.
    """

    author: Bytes
    outcome: Ints
    round: Ints
    last_day: Bools
    answer: Bytes
    stance: Bytes
    signed: Ints
    ratified: Bools
    idle: Ints
    gap: Floats
    reason: Bytes | None = None
    issue: Bytes | None = None

    @property
    def n(self) -> int:
        """The number of runs."""
        return int(self.signed.shape[0])

    def of(self, runs: Bools) -> Courses:
        """Return the courses of some of the runs."""
        kept: dict[str, Any] = {
            name: value if value is None else value[runs] for name, value in vars(self).items()
        }
        return Courses(**kept)

    @property
    def texts(self) -> Bools:
        """Where there is a text at all, shape ``(n, X)``."""
        found: Bools = self.author != NO_TEXT
        return found


def empty(n: int, texts: int, parties: int, guarantors: int, depths: int) -> Courses:
    """Return courses of n runs in which nothing was said or signed, to be filled in.

    >>> empty(2, 3, 2, 1, 4).texts.tolist()
    [[False, False, False], [False, False, False]]
    """

    def marked(*shape: int, mark: int = NOTHING) -> Bytes:
        return np.full(shape, mark, dtype=np.int8)

    return Courses(
        author=marked(n, texts, mark=NO_TEXT),
        outcome=np.full((n, texts), NOTHING, dtype=np.int64),
        round=np.zeros((n, texts), dtype=np.int64),
        last_day=np.zeros((n, texts), dtype=np.bool_),
        answer=marked(n, texts, parties),
        stance=marked(n, texts, guarantors),
        signed=np.full(n, NOTHING, dtype=np.int64),
        ratified=np.zeros((n, parties), dtype=np.bool_),
        idle=np.zeros(n, dtype=np.int64),
        gap=np.zeros((n, depths)),
        reason=marked(n, texts, parties),
        issue=marked(n, texts, parties),
    )


_BY_TEXT = ("author", "outcome", "round", "last_day", "answer", "stance", "reason", "issue")
_BY_RUN = ("signed", "ratified", "idle", "gap")


def joined(parts: Sequence[Courses]) -> Courses:
    """Return the runs of several courses of one game as one; shorter ones are filled up with places without a text.

    >>> joined([empty(1, 2, 2, 0, 1), empty(2, 5, 2, 0, 1)]).author.shape
    (3, 5)
    """
    longest = max(part.author.shape[1] for part in parts)
    first = parts[0]
    whole = empty(
        sum(part.n for part in parts),
        longest,
        first.answer.shape[2],
        first.stance.shape[2],
        first.gap.shape[1],
    )
    at = 0
    for part in parts:
        for name in _BY_TEXT:
            given = getattr(part, name)
            if given is not None:
                getattr(whole, name)[at : at + part.n, : given.shape[1]] = given
        for name in _BY_RUN:
            getattr(whole, name)[at : at + part.n] = getattr(part, name)
        at += part.n
    return whole
