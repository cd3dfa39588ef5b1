"""The words on the screen, in three languages, from ``locales/``.

Keys are ``<file>.<key>``: ``t("play.run")`` is ``run`` in ``locales/<language>/play.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

LANGUAGES = {"en": "English", "ja": "日本語", "ru": "Русский"}
"""Code to the language's own name."""

FIRST = "en"
_FOLDER = Path(__file__).parent.parent / "locales"
_KEY = "hikiwake.language"
_outside: ContextVar[str] = ContextVar("language outside of a page", default=FIRST)


def use(language: str) -> None:
    """Make a language the one of this reader's page; outside of a page, of this context."""
    if get_script_run_ctx(suppress_warning=True) is None:
        _outside.set(language)
    else:
        st.session_state[_KEY] = language


def language() -> str:
    """Return the code of the language in use."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return _outside.get()
    return str(st.session_state.get(_KEY, FIRST))


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, item in table.items():
        if isinstance(item, Mapping):
            yield from _flat(item, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(item)


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """Return every key of a language and its text."""
    found: dict[str, str] = {}
    for path in sorted((_FOLDER / code).glob("*.toml")):
        found.update(_flat(tomllib.loads(path.read_text("utf-8")), f"{path.stem}."))
    return found


@cache
def pairs(code: str) -> Mapping[str, str]:
    """Return a scenario's words in English to the same in a language; empty for English."""
    path = _FOLDER / "said" / f"{code}.toml"
    if not path.is_file():
        return {}
    return {
        text: other
        for table in tomllib.loads(path.read_text("utf-8")).values()
        for text, other in table.items()
    }


def in_language(code: str, key: str, /, **values: object) -> str:
    """Return the text of a key in a language, with its named placeholders filled in.

    >>> in_language("en", "common.language")
    'Language'
    """
    text = catalogue(code).get(key)
    if text is None:
        raise KeyError(f'locales/{code}: there is no text for the key "{key}"')
    return text.format(**values) if values else text


def t(key: str, /, **values: object) -> str:
    """Return the text of a key in the language in use."""
    return in_language(language(), key, **values)


def known(key: str) -> bool:
    """Return whether a key has a text."""
    return key in catalogue(FIRST)


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


def number(value: float, decimals: int = 2) -> str:
    """Return a number with at most two decimals, with the language's decimal mark.

    >>> number(0.4142)
    '0.41'
    """
    text = f"{value:.{min(decimals, 2)}f}"
    return text.replace(".", ",").replace("-", "−") if language() == "ru" else text.replace("-", "−")


def listed(items: list[str]) -> str:
    """Return items as one enumeration in the language in use.

    >>> listed(["one", "two", "three"])
    'one, two and three'
    """
    if len(items) < 2:
        return "".join(items)
    return t("common.list_comma").join(items[:-1]) + t("common.list_and") + items[-1]


def date(iso: str) -> str:
    """Return an ISO date, perhaps without day or month, in words.

    >>> date("2018-11-14"), date("1956")
    ('14 November 2018', '1956')
    """
    parts = iso.split("-")
    values: dict[str, object] = {"year": parts[0]}
    if len(parts) > 1:
        values["month"] = t(f"common.month.m{int(parts[1])}")
    if len(parts) > 2:
        values["day"] = int(parts[2])
    return t(f"common.date.{('year', 'month', 'day')[len(parts) - 1]}", **values)
