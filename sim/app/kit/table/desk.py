"""Where a person at a table works: what every page with a table on it gives to what is drawn there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.engine.sitting import Plain, Seated


@dataclass(frozen=True)
class Desk:
    """How a page keeps a person's draft and makes its moves.

    ``seated``: the table as it is now, or nothing where there is none any more; ``draft``: of the next text at a table;
    ``keep``: keep another one; ``move``: make a move, unless more than ``seen`` has happened at the table meanwhile;
    ``advised``: a text that a hint has told the person to table; ``tag``: what the keys of buttons end with, so that a button of a table that has gone on is not pressed at the new one.
    """

    seated: Callable[[], Seated | None]
    draft: Callable[[Seated], int]
    keep: Callable[[int], None]
    move: Callable[[int, Plain], None]
    seen: int
    advised: int | None = None
    tag: str = ""

    def key(self, name: str) -> str:
        """Return the key of a button."""
        return name + self.tag
