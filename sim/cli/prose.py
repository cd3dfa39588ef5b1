"""Text that breaks its lines as its script does: between words, or between the signs of a script without spaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.containers import Lines

_WIDE = "\u2e80-\u9fff\uff00-\uffef"
_OPENING, _CLOSING = (
    "（「『〈《",
    "、。，．）」』〉》：；／！？ー・〜…％々ぁぃぅぇぉっゃゅょァィゥェォッャュョ",
)
_UNITS = re.compile(rf"[{_OPENING}]*(?:[^\s{_WIDE}]+|\S)[{_CLOSING}]*\s*|\s+")
"""What is never broken: a word of narrow signs, or one wide sign, with the brackets and stops that belong to it."""


def breaks(text: str, width: int) -> list[int]:
    """Return where a text is broken so that each line has at most ``width`` cells.

    >>> breaks("案の価値は0.54。次へ", 12)
    [5]
    """
    found, room = [], width
    for unit in _UNITS.finditer(text):
        cells = cell_len(unit[0].rstrip())
        if cells > room and unit.start():
            found.append(unit.start())
            room = width
        room -= cell_len(unit[0])
    return found


class Prose(Text):
    """Text for a terminal. Where it holds wide signs, no line begins with a stop or a closing bracket."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """Break into lines of at most ``width`` cells."""
        if re.search(f"[{_WIDE}]", self.plain) is None or "\n" in self.plain:
            return super().wrap(console, width, **options)
        lines = self.divide(breaks(self.plain, width))
        for line in lines:
            line.rstrip_end(width)
            line.truncate(width, overflow="fold")
        return lines
