"""The one place where TOML is read, and where it is said how much of a file from outside is read at all."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.errors import InputError, ScenarioError
from sim.files import WrongEncoding, text_of

_DEEPEST = 40

_LARGEST = 4
"""Megabytes of a TOML file; what is larger was not written by hand."""


def read_within(path: Path, megabytes: int) -> bytes:
    """Return what a file holds. Raises `InputError` for more than so many megabytes, `OSError` where it cannot be read.

    No more than that is read, whatever the file is; a name that no file can have raises `ValueError`.
    """
    most = megabytes * 1_000_000
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise InputError(
            f"is larger than {megabytes} MB; give a smaller file, or leave out what is not needed"
        )
    return content


def content_of(path: Path, name: str | None = None) -> bytes:
    """Return what a file holds. Raises `ScenarioError`, which calls it ``name``, where it cannot be read."""
    shown = name or str(path)
    try:
        return read_within(path, _LARGEST)
    except InputError as error:
        raise ScenarioError(f"{shown}: {error}") from None
    except FileNotFoundError:
        raise ScenarioError(f"{shown}: there is no such file; give the path of a TOML file") from None
    except OSError as error:
        raise ScenarioError(f"{shown}: cannot be read: {error.strerror}; give a readable TOML file") from None
    except ValueError:
        raise ScenarioError(
            f"{shown}: is not a name that a file can have; give the path of a TOML file"
        ) from None


def tables_of(content: bytes, name: str) -> dict[str, Any]:
    """Return the tables of what a file holds; a table in them is shared, and never changed in place.

    Raises `ScenarioError`, which calls it ``name``, where it is no TOML.

    >>> tables_of(b"a.b = 1", "file.toml")
    {'a': {'b': 1}}
    """
    try:
        tables = _parsed(content)
    except WrongEncoding as error:
        raise ScenarioError(f"{name}: {error}") from None
    except RecursionError:
        raise ScenarioError(
            f"{name}: is not valid TOML: it is nested too deep to be read; close brackets earlier"
        ) from None
    # A number of thousands of digits is a ValueError of its own kind.
    except ValueError as error:
        raise ScenarioError(f"{name}: is not valid TOML: {error}; mend that line") from None
    if too_deep(tables):
        raise ScenarioError(f"{name}: has tables in tables more than {_DEEPEST} deep; no key lies that deep")
    return dict(tables)


# What all scenarios extend is read again with each of them.
@lru_cache(maxsize=32)
def _parsed(content: bytes) -> dict[str, Any]:
    return tomllib.loads(text_of(content))


def read_toml(path: Path, name: str | None = None) -> dict[str, Any]:
    """Return the tables of a TOML file. Raises `ScenarioError` when it is absent, binary or broken."""
    return tables_of(content_of(path, name), name or str(path))


def too_deep(tables: dict[str, Any]) -> bool:
    """Return whether tables and lists are nested deeper than those who walk them later should have to go."""
    level: list[Any] = [tables]
    for _ in range(_DEEPEST):
        inner = [item for x in level for item in (x.values() if isinstance(x, dict) else x)]
        level = [item for item in inner if isinstance(item, (dict, list))]
    return bool(level)
