"""Turns what is wrong with a file into one sentence that names the file, the key and the cure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from sim.errors import ScenarioError, nearest

Table = TypeVar("Table", bound=BaseModel)

_DEEPEST = 40

_PLAIN = {
    "string_type": "must be text in quotes",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "list_type": "must be a list in square brackets",
    "finite_number": "must be a finite number",
    "string_pattern_mismatch": "must be a short lower-case name such as north_island",
}


def read_toml(path: Path, name: str | None = None) -> dict[str, Any]:
    """Return the tables of a TOML file. Raises `ScenarioError` when it is absent, binary or broken."""
    shown = name or str(path)
    try:
        tables = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        raise ScenarioError(f"{shown}: there is no such file; give the path of a TOML file") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{shown}: is not a text file; it must be TOML in UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(f"{shown}: is not valid TOML: {error}; mend that line") from None
    except OSError as error:
        raise ScenarioError(f"{shown}: cannot be read: {error.strerror}; give a readable TOML file") from None
    except ValueError:
        raise ScenarioError(
            f"{shown}: is not a name that a file can have; give the path of a TOML file"
        ) from None
    if _too_deep(tables):
        raise ScenarioError(f"{shown}: has tables in tables more than {_DEEPEST} deep; no key lies that deep")
    return tables


def _too_deep(tables: dict[str, Any]) -> bool:
    """Whether tables and lists are nested deeper than those who walk them later should have to go."""
    level: list[Any] = [tables]
    for _ in range(_DEEPEST):
        inner = [item for x in level for item in (x.values() if isinstance(x, dict) else x)]
        level = [item for item in inner if isinstance(item, (dict, list))]
    return bool(level)


def _submodel(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _submodel(argument)
        if found is not None:
            return found
    return None


def _known_keys(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The keys that the table at ``path`` may have."""
    here: type[BaseModel] | None = model
    for step in path:
        if here is not None and step in here.model_fields:
            here = _submodel(here.model_fields[step].annotation)
    return list(here.model_fields) if here is not None else []


def _sentence(error: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind, path = error["type"], tuple(error["loc"])
    if kind == "extra_forbidden":
        return f"is not a known key; {nearest(str(path[-1]), _known_keys(model, path[:-1]))}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind == "literal_error":
        words = str(error["ctx"]["expected"]).replace("'", '"')
        shown = f'"{error["input"]}"' if isinstance(error["input"], str) else repr(error["input"])
        return f"{shown} is none of {words}"
    if kind in _PLAIN:
        return f"is {error['input']!r:.60} but {_PLAIN[kind]}"
    message = str(error["msg"]).replace("Input should", "should")
    return f"{message[:1].lower()}{message[1:]}, not {error['input']!r:.60}"


def checked(model: type[Table], data: Mapping[str, Any], source: str) -> Table:
    """Return ``data`` as ``model``, or raise `ScenarioError` with the first thing that is wrong."""
    try:
        return model.model_validate(dict(data))
    except ValidationError as failure:
        # A key that nobody knows comes first: it is often a missing one, misspelt.
        error = min(failure.errors(), key=lambda found: found["type"] != "extra_forbidden")
        path = ".".join(str(step) for step in error["loc"] if step != "[key]")
        where = f"{source}: {path}: " if path else f"{source}: "
        raise ScenarioError(where + _sentence(error, model)) from None
