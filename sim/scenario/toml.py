"""The one place where TOML is read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.files import WrongEncoding, text_of

_DEEPEST = 40


def content_of(path: Path, name: str | None = None) -> bytes:
    """Return what a file holds. Raises `ScenarioError`, which calls it ``name``, where it cannot be read."""
    shown = name or str(path)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ScenarioError(f"{shown}: there is no such file; give the path of a TOML file") from None
    except OSError as error:
        raise ScenarioError(f"{shown}: cannot be read: {error.strerror}; give a readable TOML file") from None
    except ValueError:
        raise ScenarioError(
            f"{shown}: is not a name that a file can have; give the path of a TOML file"
        ) from None


def tables_of(content: bytes, name: str) -> dict[str, Any]:
    """Return the tables of what a file holds. Raises `ScenarioError`, which calls it ``name``, where it is no TOML.

    >>> tables_of(b"a.b = 1", "file.toml")
    {'a': {'b': 1}}
    """
    try:
        tables = tomllib.loads(text_of(content))
    except WrongEncoding as error:
        raise ScenarioError(f"{name}: {error}") from None
    except RecursionError:
        raise ScenarioError(
            f"{name}: is not valid TOML: it is nested too deep to be read; close brackets earlier"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{name}: is not valid TOML: {error}; mend that line") from None
    if _too_deep(tables):
        raise ScenarioError(f"{name}: has tables in tables more than {_DEEPEST} deep; no key lies that deep")
    return tables


def read_toml(path: Path, name: str | None = None) -> dict[str, Any]:
    """Return the tables of a TOML file. Raises `ScenarioError` when it is absent, binary or broken."""
    return tables_of(content_of(path, name), name or str(path))


def _too_deep(tables: dict[str, Any]) -> bool:
    """Whether tables and lists are nested deeper than those who walk them later should have to go."""
    level: list[Any] = [tables]
    for _ in range(_DEEPEST):
        inner = [item for x in level for item in (x.values() if isinstance(x, dict) else x)]
        level = [item for item in inner if isinstance(item, (dict, list))]
    return bool(level)
