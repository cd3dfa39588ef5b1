"""Designs out of a CSV file, as spreadsheets of any country write it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.experiments.runs.vary import Axis, Variation, ends, settle
from sim.scenario.changes import changeable
from sim.scenario.load import Scenario

_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
"""A number with a decimal comma."""


@dataclass(frozen=True)
class DesignTable:
    """A file of designs: its keys, its rows as texts, and the line in which each of them stands."""

    path: Path
    keys: list[str]
    rows: list[list[str]]
    lines: list[int]

    def place(self, line: int) -> str:
        """Return how a message about a line begins."""
        return f"--designs: {self.path}: line {line}: "

    def line_of(self, key: str, text: str) -> int:
        """Return the first line that has a text under a key."""
        column = self.keys.index(key)
        return next(line for row, line in zip(self.rows, self.lines, strict=True) if row[column] == text)

    def axes(self, scenario: Scenario) -> tuple[Axis, ...]:
        """Return the keys as a scenario reads them. Raises `InputError` naming the line of a value that it cannot take."""
        return tuple(self._axis(column, key, scenario) for column, key in enumerate(self.keys))

    def _axis(self, column: int, key: str, scenario: Scenario) -> Axis:
        shown = f"{len(self.rows)} designs"
        values = tuple(dict.fromkeys(row[column] for row in self.rows))
        try:
            return settle(Variation(key, shown, values), scenario, "")
        except InputError as error:
            if key not in changeable(scenario.document):
                raise InputError(f"{self.place(1)}{error}") from None
            for value in ends(values):
                try:
                    settle(Variation(key, shown, (value,)), scenario, "")
                except InputError as wrong:
                    raise InputError(f"{self.place(self.line_of(key, value))}{wrong}") from None
            raise InputError(f"--designs: {self.path}: {key}: {error}") from None


def read_designs(path: Path) -> DesignTable:
    """Return what a CSV file of designs holds: keys in its first line, a design in every other that is not blank.

    It may be in UTF-8 or UTF-16, with commas, semicolons or tabs, with a first line such as `sep=;`, and, where commas
    do not separate, with decimal commas. Raises `InputError` naming file, line and cure.
    """
    text = _text(path)
    first = _SEPARATOR.fullmatch(text.partition("\n")[0].strip("\r "))
    skipped = 1 if first else 0
    text = text.partition("\n")[2] if first else text
    mark = first.group(1) if first else _separator(text)
    try:
        table = DesignTable(path, *_rows(text, mark, skipped))
    except csv.Error as error:
        raise InputError(f"--designs: {path}: is not CSV: {error}; mend that line") from None
    if not table.rows:
        raise InputError(f"--designs: {path}: holds no design; put keys in the first line and values below")
    for key in table.keys:
        if not key or table.keys.count(key) > 1:
            raise InputError(
                f'{table.place(skipped + 1)}names the key "{key}" {table.keys.count(key)} times; name it once'
            )
    for line, row in zip(table.lines, table.rows, strict=True):
        if len(row) != len(table.keys) or not all(row):
            raise InputError(
                f"{table.place(line)}has {len([cell for cell in row if cell])} values for {len(table.keys)} keys; "
                "give one for each"
            )
    return table


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"--designs: {path}: cannot be read: {error.strerror}; give a readable CSV file"
        ) from None
    code = "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        code = "utf-16"
    elif b"\0" in data[:2]:
        code = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    try:
        return data.decode(code).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise InputError(
            f"--designs: {path}: is not a text file; save it as CSV in UTF-8 or UTF-16"
        ) from None


def _separator(text: str) -> str:
    """What separates the keys. With a single key nothing does, and a comma can only be a decimal one."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(";", "\t", ",", key=head.count)


def _rows(text: str, mark: str, line: int) -> tuple[list[str], list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    rows: list[list[str]] = []
    lines: list[int] = []
    begun = line + 1
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            rows.append([_number(cell) for cell in cells] if mark != "," else cells)
            lines.append(begun)
        begun = line + reader.line_num + 1
    # Spreadsheets end every line alike, perhaps with columns in which nothing stands.
    width = max((place + 1 for row in rows for place, cell in enumerate(row) if cell), default=0)
    rows = [row[:width] for row in rows]
    return (rows[0] if rows else []), rows[1:], lines[1:]


def _number(cell: str) -> str:
    return cell.replace(",", ".") if _COMMA.fullmatch(cell) else cell
