"""Options that several commands have, how numbers are read from them, and how a setup is made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import InputError, nearest

if TYPE_CHECKING:
    from sim.scenario.setup import Setup

Texts = list[str] | None


def whole(option: str, example: int, words: str, metavar: str = "N") -> Any:
    """Return an option that takes a whole number from 0, such as the example."""

    def number(text: str | int) -> int:
        said = str(text)
        if not (said.isascii() and said.isdigit()):
            raise InputError(f'{option}: "{said:.40}" is not a whole number; give one such as {example}')
        if len(said) > 18:
            raise InputError(f"{option}: {said:.40} is far too large; give a number such as {example}")
        return int(said)

    return typer.Option(option, metavar=metavar, help=words, parser=number)


def seed_option(words: str) -> Any:
    """Return an option that takes a seed."""

    def seed(text: str | int) -> int:
        from sim.streams import check_seed

        said = str(text)
        return check_seed(int(said) if said.isascii() and said.isdigit() and len(said) < 30 else said)

    return typer.Option("--seed", metavar="N", help=words, parser=seed)


def share(option: str, cure: str, words: str, *, ends: bool) -> Any:
    """Return an option that takes a number between 0 and 1; ``ends``: or one of these two."""

    def number(text: str | float) -> float:
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if 0.0 < found < 1.0 or (ends and found in (0.0, 1.0)):
            return found
        raise InputError(f'{option}: "{text}" {cure}')

    return typer.Option(option, metavar="SHARE", help=words, parser=number)


def text(option: str, metavar: str, words: str) -> Any:
    """Return an option that takes a text; a repeatable one, where its type is a list."""
    return typer.Option(option, metavar=metavar, help=words)


Sets = Annotated[
    Texts,
    text(
        "--set",
        "KEY=VALUE",
        "Change a setting by its dotted key to a word of its scale or a number; repeatable.",
    ),
]
Strategies = Annotated[
    Texts,
    text(
        "--strategy",
        "PARTY=NAME",
        "Seat a strategy: NAME, NAME/ACCEPTANCE/OPPONENT_MODEL, or MODULE:CLASS for one of your own; repeatable.",
    ),
]
Offs = Annotated[
    Texts,
    text(
        "--off",
        "CONSTRAINT",
        "Switch off interests, red_lines, credibility, alliance or ratification; repeatable.",
    ),
]
Protocol = Annotated[str | None, text("--protocol", "P", "alternating, simultaneous or single_text.")]
ArticlesOnly = Annotated[
    bool,
    typer.Option("--articles-only", help="Let documents count for nothing: only what the articles say."),
]
Level = Annotated[
    float,
    share(
        "--level",
        "does not lie between 0 and 1; give a number such as 0.95",
        "How sure the intervals are, between 0 and 1.",
        ends=False,
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


@dataclass(frozen=True)
class Typed:
    """How to play, as it was typed; ``tail`` is what the options end with, as in ``--set-a``."""

    sets: Texts = None
    strategies: Texts = None
    off: Texts = None
    protocol: str | None = None
    tail: str = ""
    articles_only: bool = False

    def setup(self, scenario: str, check: Callable[[str], object] | None = None) -> Setup:
        """Return the setup of a scenario; ``check`` objects to a strategy, by default to what cannot play many runs."""
        changes = pairs(f"--set{self.tail}", self.sets, "KEY=VALUE")
        players = pairs(f"--strategy{self.tail}", self.strategies, "PARTY=NAME")
        from sim.agents.own import entrant, is_own, own_strategy
        from sim.scenario.setup import Setup

        seated: dict[str, Any] = dict(players)
        for party, name in players.items():
            try:
                if is_own(name):
                    seated[party] = own_strategy(name)
                else:
                    (check or entrant)(name)
            except InputError as error:
                raise InputError(f"--strategy{self.tail} {party}={name}: {error}") from None
        return Setup(
            scenario,
            changes,
            strategies=seated,
            off=self.off or (),
            protocol=self.protocol,
            articles_only=self.articles_only,
        )


def pairs(option: str, texts: Sequence[str] | None, shape: str) -> dict[str, str]:
    """Return repeated ``left=right`` texts as a mapping, split at the first equals sign.

    Raises `InputError` for a text without one, and for a left side that is given twice.

    >>> pairs("--set", ["a.b=c=d"], "KEY=VALUE")
    {'a.b': 'c=d'}
    """
    found: dict[str, str] = {}
    for one in texts or ():
        left, equals, right = one.partition("=")
        if not equals or not left.strip():
            raise InputError(f'{option}: "{one}" must have the form {shape}')
        if left.strip() in found:
            raise InputError(f'{option}: "{left.strip()}" is given twice; give it once')
        found[left.strip()] = right.strip()
    return found
