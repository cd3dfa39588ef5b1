"""The exceptions this package raises on purpose.

::

    SimError                     anything the package says no to
    ├── InputError               what was handed in is wrong: one sentence, exit code 2
    │   ├── ScenarioError        a scenario, a scale, a setting or the ledger
    │   ├── UnknownName          a name nobody knows; carries the nearest one that exists
    │   └── RecordError          a stored run that cannot be read
    ├── IllegalMove              a move that the rules of play do not allow here
    └── ReplayMismatch           a stored run plays differently today

Every message is one sentence that says what is wrong, where, and what would be right.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from numbers import Integral
from typing import Any


class SimError(Exception):
    """Root of every exception that this package raises on purpose."""


class InputError(SimError):
    """What the caller handed in is wrong; the message names the place and the cure."""


class ScenarioError(InputError):
    """A scenario, a scale, a setting or the evidence behind them does not hold together."""


class UnknownName(InputError):
    """A name that does not exist; the message offers the nearest one that does."""


class RecordError(InputError):
    """A stored run is damaged, incomplete or of another kind."""


class IllegalMove(SimError):
    """A move that the rules of play do not allow at this table."""


class ReplayMismatch(SimError):
    """A stored run, played again, no longer gives what it gave when it was stored."""


def whole_within(name: str, number: object, low: int, high: int, example: int) -> int:
    """Return a whole number from ``low`` to ``high`` as a plain integer, or raise `InputError`; ``example``: one that would do.

    >>> whole_within("runs", 7, 2, 20_000, 1000)
    7
    >>> whole_within("runs", 1e3, 2, 20_000, 1000)
    Traceback (most recent call last):
    ...
    sim.errors.InputError: runs: 1000.0 is not a whole number from 2 to 20,000; give one such as 1,000
    """
    shown = as_written(number)
    if isinstance(number, Integral) and not isinstance(number, bool):
        if low <= int(number) <= high:
            return int(number)
        shown = f"{int(number):,}"
    raise InputError(
        f"{name}: {shown:.40} is not a whole number from {low:,} to {high:,}; give one such as {example:,}"
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint that leads from a wrong name to a right one.

    The hint is empty when ``known`` is; ties go to the name that sorts last.

    >>> nearest("bulware", ["boulware", "linear"])
    'did you mean "boulware"?'
    >>> nearest("zzz", ["b", "a"])
    'known are a, b'
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if not close:
        folded = {item.casefold(): item for item in names}
        close = [folded[key] for key in difflib.get_close_matches(name.casefold(), list(folded), n=1)]
    if close:
        return f'did you mean "{close[0]}"?'
    if not names:
        return ""
    shown = ", ".join(names[:12])
    return f"known are {shown}" + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def as_written(value: Any) -> str:
    """Return a value as a file has it and not as the program does, in at most some 60 characters.

    >>> as_written("A B"), as_written(True), as_written(None), as_written({"a": [1]})
    ('"A B"', 'true', 'null', '{"a": [1]}')
    """
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
