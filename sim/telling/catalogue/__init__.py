"""The words of every account and every screen, in three languages.

Keys are dotted: ``t("play.run")`` is ``run`` in the table ``play`` of ``<language>.toml`` beside this file; the classroom's
stand in ``classroom/<piece>.<language>.toml`` under ``class.<piece>``. What a scenario says
itself is translated in ``said/<language>.toml``: a table for each scenario file and source, and in it the place of the text. How numbers and dates
are written is settled in ``sim.telling.numbers``, and what a scenario's own things are called in ``sim.telling.labels``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from sim.scenario.places import scenarios_dir, seeds_dir
from sim.scenario.toml import read_toml

LANGUAGES = {"en": "English", "ja": "日本語", "ru": "Русский"}
"""Code to the language's own name."""

FIRST = "en"
_FOLDER = Path(__file__).parent
_spoken: ContextVar[str] = ContextVar("the language in use", default=FIRST)
_asked_first: list[Callable[[], str | None]] = []


def use(language: str) -> None:
    """Make a language the one in use, in this context; what `ask_first` names goes before it."""
    _spoken.set(language)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Make a language the one in use for as long as the context lasts.

    >>> with speaking("ja"):
    ...     language()
    'ja'
    >>> language()
    'en'
    """
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def ask_first(source: Callable[[], str | None]) -> None:
    """Let ``source`` say which language is in use, such as that of the reader whose page is drawn, or ``None``."""
    _asked_first.append(source)


def language() -> str:
    """Return the code of the language in use."""
    return next((code for source in _asked_first if (code := source()) is not None), _spoken.get())


def _flat(table: Mapping[str, Any] | Sequence[Any], before: str) -> Iterator[tuple[str, str]]:
    items = table.items() if isinstance(table, Mapping) else enumerate(table)
    for name, item in items:
        if isinstance(item, (Mapping, list)):
            yield from _flat(item, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(item)


@cache
def texts_of(code: str) -> Mapping[str, str]:
    """Return every key of a language and its text."""
    found = dict(_flat(read_toml(_FOLDER / f"{code}.toml"), ""))
    for path in sorted((_FOLDER / "classroom").glob(f"*.{code}.toml")):
        found.update(_flat(read_toml(path), f"class.{path.name.split('.')[0]}."))
    return found


@cache
def translated(code: str) -> Mapping[str, Mapping[str, str]]:
    """Return scenario file to the place of a text in it to that text in a language; empty for English.

    A text that stands in several places has its translation at one of them.
    """
    path = _FOLDER / "said" / f"{code}.toml"
    if not path.is_file():
        return {}
    return {file: dict(_flat(table, "")) for file, table in read_toml(path).items()}


def texts_in(file: str) -> Mapping[str, str]:
    """Return every text of a scenario file or a source that ships, by its place in it.

    >>> texts_in("base")["parties.japan.title"], texts_in("base")["hypotheses.0"][:13]
    ('Japan', 'Historians di')
    """
    source = seeds_dir() / f"{file}.toml"
    return dict(_flat(read_toml(source if source.is_file() else scenarios_dir() / f"{file}.toml"), ""))


@cache
def pairs(code: str) -> Mapping[str, str]:
    """Return a scenario's words in English to the same in a language; empty for English."""
    found: dict[str, str] = {}
    for file, table in translated(code).items():
        english = texts_in(file)
        found.update({english[place]: other for place, other in table.items() if place in english})
    return found


def in_language(code: str, key: str, /, **values: object) -> str:
    """Return the text of a key in a language, with its named placeholders filled in.

    >>> in_language("en", "common.language")
    'Language'
    """
    text = texts_of(code).get(key)
    if text is None:
        raise KeyError(f'{code}: there is no text for the key "{key}"')
    return text.format(**values) if values else text


def t(key: str, /, **values: object) -> str:
    """Return the text of a key in the language in use."""
    return in_language(language(), key, **values)


def plural(key: str, n: int, /, **values: object) -> str:
    """Return the text that a key has for a number: `one`, `few`, `many` or `other` below it, as the language counts.

    The forms are those of the Unicode CLDR; a language without a form of its own for the number takes `other`.
    """
    form = Locale.parse(language()).plural_form(n)
    known_form = f"{key}.{form}" if f"{key}.{form}" in texts_of(language()) else f"{key}.other"
    return t(known_form, **values)


def known(key: str) -> bool:
    """Return whether a key has a text."""
    return key in texts_of(FIRST)


def said(text: str) -> str:
    """Return a scenario's own words in the language in use, or as they are where nobody translated them."""
    return pairs(language()).get(text, text)


def word(kind: str, name: str) -> str:
    """Return a name of the model in words, such as the word of a scale, or the name spelt out.

    >>> word("result", "walked_out")
    'walked out'
    """
    key = f"words.{kind}.{name}"
    return t(key) if known(key) else name.replace("_", " ")


def listed(items: Sequence[str]) -> str:
    """Return items as one enumeration in the language in use.

    >>> listed(["one", "two", "three"])
    'one, two and three'
    """
    if len(items) < 2:
        return "".join(items)
    return t("common.list_comma").join(items[:-1]) + t("common.list_and") + items[-1]


def capital(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]
