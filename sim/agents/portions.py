"""What a party learns from a row of texts that grows by one in every round."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

PORTION = 64
"""Texts that are learnt from at a time."""

KEPT = 16
"""Beginnings that are kept: one for each party that somebody listens to, and some to spare."""

Texts = tuple[int, ...]
Learnt = TypeVar("Learnt")


def by_portions(step: Callable[..., Learnt]) -> Callable[..., Learnt]:
    """Return what learns from all texts of a row, out of a step from what is known and the texts that are new.

    The first arguments of ``step`` are what the texts before have taught, or ``None``, and the new texts; the others can be
    hashed. What the first portions have taught is kept, so that a row that has grown is not gone through again, and it is
    the same to the last bit: texts are learnt from one after the other, wherever the row is cut. Nobody may write into what
    comes back.

    >>> total = by_portions(lambda before, new: (before or 0) + sum(new))
    >>> total(tuple(range(200)))
    19900
    """

    @wraps(step)
    def learn(texts: Texts, *rest: Any) -> Learnt:
        start = max(0, len(texts) - 1) // PORTION * PORTION
        return step(kept(texts[:start], *rest) if start else None, texts[start:], *rest)

    kept = lru_cache(maxsize=KEPT)(learn)
    return learn


@by_portions
def different(before: Texts | None, new: Texts) -> Texts:
    """Return the different ones of a row of texts, in the order in which they come first.

    >>> different((3, 1, 3, 2))
    (3, 1, 2)
    """
    return tuple(dict.fromkeys((*(before or ()), *new)))
