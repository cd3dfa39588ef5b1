"""Text that breaks its lines as its script does: between words, or between the signs of a script without spaces.

What is never broken is never cut either: a word that is longer than a line stands on one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef"
_LETTERS = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff"
_OPENING, _CLOSING = (
    "（「『〈《",
    "、。，．）」』〉》：；／！？ー・〜…％々ぁぃぅぇぉっゃゅょァィゥェォッャュョ",
)
_UNITS = re.compile(
    rf"[{_OPENING}]*(?:[{_LETTERS}]{{1,5}}(?=\xa0)|[^\s{_WIDE}]+|\S)(?:\xa0[^\s{_WIDE}]+)*[{_CLOSING}]*\s*|\s+"
)
"""What is never broken: a word of narrow signs, or one wide sign, with what a no-break space ties to it, and the brackets and
stops that belong to it."""


def breaks(text: str, width: int) -> list[int]:
    r"""Return where a text is broken so that each line has at most ``width`` cells, or one unit that is longer.

    >>> breaks("案の価値は0.54。次へ", 12)
    [5]
    >>> breaks("宣言 2、条約\xa025", 12)
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


def longest(text: str) -> tuple[int, int]:
    r"""Return the cells of the longest unit of a text, and those of its longest line.

    >>> longest("to be or\nnot")
    (3, 8)
    """
    units = (cell_len(unit[0].rstrip()) for unit in _UNITS.finditer(text))
    return max(units, default=0), max(map(cell_len, text.split("\n")))


class Prose(Text):
    """Text for a terminal, set in by ``indent`` cells, in which nothing is cut and no line begins with a stop."""

    def __init__(self, text: str | Text = "", style: str = "", *, indent: int = 0) -> None:
        super().__init__(style=style)
        self.append(text)
        self.expand_tabs(8)
        self.indent = indent

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """Break into lines of at most ``width`` cells."""
        room, found = max(width - self.indent, 1), Lines()
        for line in self.split("\n", allow_blank=True):
            found.extend(line.divide(breaks(line.plain, room)))
        right = options.get("justify") == "right"
        for line in found:
            line.rstrip()
            if line.plain:
                line.pad_left(self.indent + (max(room - line.cell_len, 0) if right else 0))
        return found


@dataclass(frozen=True)
class Headline:
    """A heading with a remark at the end of its line, or below it where the line is too short."""

    title: str
    aside: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Prose]:
        """Yield one line or two."""
        room = options.max_width - cell_len(self.title) - cell_len(self.aside)
        if not self.aside or room < 2:
            yield Prose(self.title, "bold")
            if self.aside:
                yield Prose(self.aside, "dim", indent=2)
        else:
            yield Prose(Text.assemble((self.title, "bold"), " " * room, (self.aside, "dim")))
