"""Help for terminals that are too narrow for two columns: what an option does stands below its name, and nothing is cut."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

ROOM = 80
"""Columns from which on the parser's own layout fits."""

_Context: Any = TyperGroup.context_class


class _Formatter(_Context.formatter_class):  # type: ignore[misc]  # where the parser lives depends on Typer's release
    """Lays help out for the terminal at hand."""

    def _narrow(self) -> bool:
        return shutil.get_terminal_size().columns < ROOM

    def _lines(self, text: str, indent: int = 0) -> None:
        """Write paragraphs, broken between words."""
        from sim.cli.prose import breaks

        before = " " * (int(self.current_indent) + indent)
        room = max(shutil.get_terminal_size().columns - len(before), 1)
        told = []
        for paragraph in text.split("\n\n"):
            flat = " ".join(paragraph.split())
            ends = breaks(flat, room)
            lines = [flat[a:b].rstrip() for a, b in zip([0, *ends], [*ends, len(flat)], strict=True)]
            told.append("\n".join(f"{before}{line}" for line in lines))
        self.write("\n\n".join(told) + "\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        if self._narrow():
            self._lines(f"{prefix or 'Usage: '}{prog} {args}")
        else:
            super().write_usage(prog, args, prefix)

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        if self._narrow():
            self._lines(text)
        else:
            super().write_text(text)

    def write_dl(self, rows: Sequence[tuple[str, str]], *layout: int, **named: int) -> None:
        """Write names and what they mean."""
        if not self._narrow():
            super().write_dl(rows, *layout, **named)
            return
        for name, meaning in rows:
            self._lines(name)
            self._lines(meaning, indent=2)


class _HelpContext(_Context):  # type: ignore[misc]
    formatter_class = _Formatter


class Command(TyperCommand):
    """A command whose help fits any terminal."""

    context_class = _HelpContext

    def get_short_help_str(self, limit: int = 0) -> str:
        """Return the first sentence of the help, whole."""
        return str(super().get_short_help_str(len(self.help or "")))


class Group(TyperGroup):
    """Commands whose help fits any terminal."""

    context_class = _HelpContext
