"""Rows under headings: a table where a terminal has room for it, else a list in which every cell has a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

from sim.cli.prose import Prose, longest
from sim.telling.catalogue import t

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

GAP = 2
"""Cells between two columns."""

HEADING = 12
"""Cells that a heading may take before its words are set one under the other."""


@dataclass(frozen=True)
class Rows:
    """Headings and cells. ``left``: the columns of words, set to the left and broken between words; numbers never are.

    ``key``: the columns that name a row in a list; ``bold``: the rows that stand out; ``indent``: cells that all is set in.
    """

    headings: Sequence[str]
    cells: Sequence[Sequence[str]]
    left: Sequence[int] = (0,)
    key: Sequence[int] = (0,)
    bold: Sequence[int] = ()
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield a table, or where its columns do not fit the lines of a list."""
        widths = self.widths(options.max_width)
        yield from self._list() if widths is None else [self._table(widths)]

    def widths(self, width: int) -> list[int] | None:
        """Return how many cells each column gets of ``width``; ``None`` where something would have to be cut."""
        least, most = [], []
        for place, heading in enumerate(self.headings):
            cells = [longest(row[place]) for row in self.cells]
            unit, line = longest(heading)
            full = max((cell[1] for cell in cells), default=0)
            needed = max((cell[0] for cell in cells), default=0) if place in self.left else full
            least.append(max(needed, unit, min(max(full, line), HEADING)))
            most.append(max(least[-1], full, line if place in self.left else 0))
        room = width - self.indent - GAP * (len(least) - 1) - sum(least)
        if room < 0:
            return None
        # What is left goes to the narrowest column that wants more, cell by cell.
        while room and any(now < wanted for now, wanted in zip(least, most, strict=True)):
            poorest = min((i for i in range(len(least)) if least[i] < most[i]), key=least.__getitem__)
            least[poorest] += 1
            room -= 1
        return least

    def _table(self, widths: Sequence[int]) -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_header=any(self.headings))
        for place, (heading, cells) in enumerate(zip(self.headings, widths, strict=True)):
            set_in = 0 if place else self.indent
            table.add_column(
                Prose(heading, "dim", indent=set_in),
                justify="left" if place in self.left else "right",
                width=cells + set_in,
            )
        for number, row in enumerate(self.cells):
            style = "bold" if number in self.bold else ""
            table.add_row(
                *(Prose(cell, style, indent=0 if place else self.indent) for place, cell in enumerate(row))
            )
        return table

    def _list(self) -> Iterator[RenderableType]:
        names = " ".join(self.headings[place] for place in self.key if self.headings[place])
        if names:
            yield Prose(names, "dim", indent=self.indent)
        for row in self.cells:
            yield Prose(" ".join(row[place] for place in self.key if row[place]), "bold", indent=self.indent)
            for place, (heading, cell) in enumerate(zip(self.headings, row, strict=True)):
                if place not in self.key:
                    name = f"{heading}{t('common.colon')}" if heading else ""
                    yield Prose(f"{name}{cell}", indent=self.indent + GAP)
