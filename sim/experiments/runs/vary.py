"""What `--vary` says: which key takes which values, and what kind of key a scenario makes of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from sim.errors import InputError
from sim.scenario.changes import changed
from sim.scenario.grades import Setting
from sim.scenario.load import Scenario
from sim.scenario.problems import checked
from sim.scenario.schema import ScenarioSpec
from sim.scenario.settings import resolve, settings_of

Kind = Literal["number", "whole", "word"]
"""A graded setting in numbers, a whole number such as the rounds, or anything said in a word."""

MOST = 100_000
"""Values that one key may take where they are counted out."""


@dataclass(frozen=True)
class Variation:
    """A key and its values as they were typed: a list, or a range from ``low`` to ``high`` of ``count`` points."""

    key: str
    text: str
    values: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    count: int | None = None

    @property
    def is_range(self) -> bool:
        """Whether a range was typed and not a list."""
        return not self.values


@dataclass(frozen=True)
class Axis:
    """A key with its values as a scenario reads them.

    ``numbers``: what a key of the kind ``number`` or ``whole`` can be: the ends of a range, or every listed value.
    ``words``: the same as typed, for the kinds that make a cell of their own.
    """

    key: str
    text: str
    kind: Kind
    is_range: bool
    numbers: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    count: int | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """Every value of a key that is no number; a range of whole numbers is counted out."""
        if self.kind != "whole" or not self.is_range:
            return self.words
        low, high = int(self.numbers[0]), int(self.numbers[-1])
        if self.count is None:
            return tuple(str(x) for x in range(low, high + 1))
        steps = [low + (high - low) * i / max(1, self.count - 1) for i in range(self.count)]
        if any(step != int(step) for step in steps):
            raise InputError(
                f"--vary {self.key}={self.text}: {self.count} even steps from {low} to {high} are not whole numbers; "
                "take another count, or list the values"
            )
        return tuple(str(int(step)) for step in steps)


def parse(texts: Sequence[str]) -> tuple[Variation, ...]:
    """Return what `--vary` options say. Raises `InputError` for one that says nothing, or the same key twice.

    >>> parse(["a.b=0.1:0.9", "c=x,y"])[1].values
    ('x', 'y')
    >>> parse(["a.b=0.9:0.1"])
    Traceback (most recent call last):
    ...
    sim.errors.InputError: --vary a.b=0.9:0.1: 0.9 lies above 0.1; write a.b=0.1:0.9
    """
    found: list[Variation] = []
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not key or not value:
            raise InputError(f'--vary: "{text}" must have the form KEY=LO:HI or KEY=A,B,C')
        if key in [other.key for other in found]:
            raise InputError(f'--vary: "{key}" is given twice; give all its values at once')
        found.append(_range(key, value) if ":" in value else _list(key, value))
    return tuple(found)


def _list(key: str, text: str) -> Variation:
    values = tuple(part.strip() for part in text.split(","))
    if not all(values):
        raise InputError(f"--vary {key}={text}: has an empty value; write {key}=A,B,C")
    if len(set(values)) < len(values):
        twice = Counter(values).most_common(1)[0][0]
        raise InputError(f'--vary {key}={text}: names "{twice}" twice; name every value once')
    return Variation(key, text, values)


def _range(key: str, text: str) -> Variation:
    parts = [part.strip() for part in text.split(":")]
    shown = f"--vary {key}={text}"
    if not 2 <= len(parts) <= 3:
        raise InputError(f"{shown}: write a range as LO:HI or LO:HI:COUNT, such as {key}=0.2:0.8")
    for part in parts[:2]:
        if not math.isfinite(_number(part)):
            raise InputError(f'{shown}: "{part}" is not a finite number; write LO:HI, such as {key}=0.2:0.8')
    low, high = parts[:2]
    if _number(low) > _number(high):
        raise InputError(f"{shown}: {low} lies above {high}; write {key}={high}:{low}")
    if _number(low) == _number(high):
        raise InputError(f"{shown}: is a single number; leave it out and give --set {key}={low}")
    count = None
    if len(parts) == 3:
        if not (parts[2].isascii() and parts[2].isdigit() and 2 <= int(parts[2][:9]) <= MOST):
            raise InputError(f'{shown}: COUNT is "{parts[2]}"; give a whole number from 2 to {MOST}')
        count = int(parts[2])
    return Variation(key, text, (), low, high, count)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _value_at(document: Any, key: str) -> Any:
    """What stands at a dotted key of a document or of a checked table; None where nothing does."""
    here = document
    for step in key.split("."):
        if isinstance(here, BaseModel):
            here = getattr(here, step, None)
        else:
            here = here.get(step) if isinstance(here, Mapping) else None
    return here


def stands_at(scenario: Scenario, key: str) -> str | float | None:
    """Return what a scenario says at a key: a setting's word, else its likely number; None where it says nothing.

    >>> from sim.scenario.load import load
    >>> stands_at(load("2018-singapore"), "talks.protocol")
    'alternating'
    """
    found = _value_at(scenario.spec, key)
    if isinstance(found, Setting):
        return found.level if found.level is not None else found.value
    if isinstance(found, bool):
        return str(found).lower()
    return None if found is None else str(found)


def ends(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the least and the greatest of the finite numbers among some texts, which bound the rest, and all others.

    >>> ends(["3", "1", "2"]), ends(["x", "1"])
    (('1', '3'), ('1', 'x'))
    """
    numbers = [text for text in texts if math.isfinite(_number(text))]
    bounds = {min(numbers, key=float), max(numbers, key=float)} if numbers else set()
    return tuple(sorted(bounds, key=float)) + tuple(
        text for text in texts if not math.isfinite(_number(text))
    )


def settle(variation: Variation, scenario: Scenario, place: str | None = None) -> Axis:
    """Return a variation as one scenario reads it, every value checked. ``place``: how a message begins that is about it.

    Raises `InputError` for a key that the scenario does not have, with the nearest one, and for a value that
    the key cannot take: a word off its scale, a number out of its bounds, a range where only words can stand.
    """
    shown = f"--vary {variation.key}={variation.text}: " if place is None else place
    try:
        return _settled(variation, scenario)
    except InputError as error:
        message = str(error)
        raise InputError(message if message.startswith("--vary") else f"{shown}{message}") from None


def _settled(variation: Variation, scenario: Scenario) -> Axis:
    key, text = variation.key, variation.text
    typed = (variation.low, variation.high) if variation.is_range else variation.values
    checked_ones = ends(typed)
    documents = [changed(scenario.document, {key: value}, scenario.source) for value in checked_ones]
    leaves = [_value_at(document, key) for document in documents]
    if isinstance(leaves[0], dict):
        for document in documents:
            _check_setting(key, document, scenario)
        if key not in scenario.settings:
            scenario.with_changes({key: typed[0]})
        numeric = all("value" in leaf for leaf in leaves)
        numbers = tuple(float(value) for value in typed) if numeric else ()
        kind: Kind = "number" if numeric else "word"
        return Axis(key, text, kind, variation.is_range, numbers, tuple(typed), variation.count)
    whole = all(isinstance(leaf, int) and not isinstance(leaf, bool) for leaf in leaves)
    if variation.is_range and not whole:
        raise InputError(f"takes a word and no range; list its values, as in {key}=A,B,C")
    if variation.is_range and int(variation.high) - int(variation.low) >= MOST:
        raise InputError(f"is a range of more than {MOST:,} whole numbers; take a narrower one")
    for value in checked_ones:
        scenario.with_changes({key: value})
    for value in typed if whole else ():
        if not value.strip().lstrip("+-").isdigit():
            changed(scenario.document, {key: value}, scenario.source)
    whole_numbers = tuple(float(value) for value in typed) if whole else ()
    return Axis(
        key, text, "whole" if whole else "word", variation.is_range, whole_numbers, tuple(typed),
        variation.count,
    )  # fmt: skip


def _check_setting(key: str, document: Mapping[str, Any], scenario: Scenario) -> None:
    """Whether a setting can be what the document says; whether all of them make a game is another matter."""
    table = checked(ScenarioSpec, document, scenario.source)
    resolve({key: settings_of(table)[key]}, scenario.scales, scenario.source)
