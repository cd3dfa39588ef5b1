"""Why something of the reader's was refused, in the reader's language.

The sentence is made in English where the fault is found; here it is known by its English form. What has no translation
keeps its place, and is said in general.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sim.errors import InputError
from sim.scenario.toml import read_toml
from sim.telling.catalogue import FIRST, language, t

NESTED = ("hint", "must", "kind")
"""Placeholders that hold a piece of a sentence; the others hold what a file says."""

_FOLDER = Path(__file__).parent / "catalogue" / "refused"


@cache
def sentences(code: str) -> Mapping[str, str]:
    """Return English sentences, with placeholders, to the same in a language."""
    return {str(english): str(other) for english, other in read_toml(_FOLDER / f"{code}.toml").items()}


@cache
def _forms(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each sentence as a pattern, those that say most of themselves first, and its translation."""
    found = sorted(sentences(code).items(), key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[0])))
    return tuple(
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*?)", re.escape(english)), re.DOTALL), other)
        for english, other in found
    )


def _translated(said: str) -> str | None:
    for form, other in _forms(language()):
        match = form.fullmatch(said)
        if match is not None:
            held = {
                name: (_translated(value) or "") if name in NESTED else value.replace('" or "', '", "')
                for name, value in match.groupdict().items()
            }
            return other.format(**held).strip()
    return None


def _placed(place: str) -> str:
    """A place in a file, its entries counted in the language in use."""
    return re.sub(r" \(entry (\d+)\)", lambda found: t("common.refused.entry", n=found[1]), place)


def refusal(error: Exception) -> str:
    """Return why something was refused, in the language in use.

    >>> from sim.telling.catalogue import speaking
    >>> with speaking("ru"):
    ...     print(refusal(InputError("own.toml: talks.rounds: is true but must be a whole number")))
    own.toml: talks.rounds: Значение true не подходит: нужно целое число.
    """
    said = str(error)
    if language() == FIRST or not isinstance(error, InputError):
        return said
    # Before the sentence stand the file and the key, if there are any.
    parts = said.split(": ")
    for before in range(min(2, len(parts) - 1), -1, -1):
        found = _translated(": ".join(parts[before:]))
        if found is not None:
            return ": ".join([*map(_placed, parts[:before]), found])
    key = parts[1] if len(parts) > 2 and re.fullmatch(r"[^ ]+( \(entry \d+\).*)?", parts[1]) else ""
    return ": ".join([parts[0], *([_placed(key)] if key else []), t("common.refused.otherwise")])
