"""Options that several commands have, and how their texts are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from sim.errors import InputError, nearest

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a setting by its dotted key to a word of its scale or a number; repeatable.",
    ),
]
Offs = Annotated[
    list[str] | None,
    typer.Option(
        "--off",
        metavar="CONSTRAINT",
        help="Switch off interests, red_lines, credibility, alliance or ratification; repeatable.",
    ),
]
Language = Annotated[
    str,
    typer.Option("--language", metavar="CODE", help="The language of the account: en, ja or ru."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, and nothing else there.")]


def speak(language: str) -> None:
    """Make a language the one in use. Raises `InputError` for one that is not spoken.

    >>> speak("jp")
    Traceback (most recent call last):
    ...
    sim.errors.InputError: --language: there is no language "jp"; known are en, ja, ru
    """
    from sim.telling.catalogue import LANGUAGES, use

    if language not in LANGUAGES:
        raise InputError(f'--language: there is no language "{language}"; {nearest(language, LANGUAGES)}')
    use(language)


def pairs(option: str, texts: Sequence[str] | None, shape: str) -> dict[str, str]:
    """Return repeated ``left=right`` texts as a mapping, split at the first equals sign.

    Raises `InputError` for a text without one, and for a left side that is given twice.

    >>> pairs("--set", ["a.b=c=d"], "KEY=VALUE")
    {'a.b': 'c=d'}
    """
    found: dict[str, str] = {}
    for text in texts or ():
        left, equals, right = text.partition("=")
        if not equals or not left.strip():
            raise InputError(f'{option}: "{text}" must have the form {shape}')
        if left.strip() in found:
            raise InputError(f'{option}: "{left.strip()}" is given twice; give it once')
        found[left.strip()] = right.strip()
    return found


def seed_of(text: str) -> int:
    """Return a seed. Raises `InputError` for anything but a whole number from 0.

    >>> seed_of("7")
    7
    """
    from sim.streams import check_seed

    return check_seed(int(text) if text.isascii() and text.isdigit() and len(text) < 30 else text)


def scenario_of(name: str, sets: Sequence[str] | None) -> Scenario:
    """Return a scenario by id or path, with its changes."""
    changes = pairs("--set", sets, "KEY=VALUE")
    from sim.scenario.load import load

    return load(name, changes)


def room_for(seed: int, plays: int) -> None:
    """Raise `InputError` where there are too few seeds from ``seed`` on for so many plays."""
    from sim.streams import LARGEST_SEED

    if seed > LARGEST_SEED - plays:
        raise InputError(
            f"--seed: {seed} leaves no seeds for {plays} plays; give one up to {LARGEST_SEED - plays}"
        )
