"""Turns what is wrong with a file into one sentence that names the file, the key and the cure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import ScenarioError, as_written, nearest
from sim.scenario.fields import Kind, fields_of
from sim.scenario.toml import content_of, tables_of

Table = TypeVar("Table", bound=BaseModel)

_PLAIN = {
    "string_type": "must be text in quotes",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "mapping_type": "must be a table",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list in square brackets",
    "model_attributes_type": "must be a table",
    "list_type": "must be a list in square brackets",
    "finite_number": "must be a finite number",
}

_NAMES = ("north_island", "north-island")
"""Names to give as an example: within a scenario, and of a scenario itself."""
_KINDS = ("str", "float", "int", "bool")
"""Steps of a path that name a kind of value and no key."""

_GONE = {"ladder": "is not needed: the ladder is what came into force and has no cut points; drop the table"}
"""Tables that files of earlier versions may still have."""


def _known_keys(model: type[BaseModel], path: Sequence[object]) -> list[str]:
    """The keys that the table at ``path`` may have."""
    here: Kind | None = Kind(model)
    for step in path:
        here = None if here is None else here.below(step)
    return [] if here is None else list(fields_of(here.of))


def _sentence(error: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind, path = error["type"], error["loc"]
    if kind == "extra_forbidden" and len(path) == 1 and path[0] in _GONE:
        return _GONE[str(path[0])]
    if kind == "extra_forbidden":
        return f"is not a known key; {nearest(str(path[-1]), _known_keys(model, path[:-1]))}"
    if kind == "string_pattern_mismatch":
        example = next(name for name in _NAMES if re.search(error["ctx"]["pattern"], name))
        return f"is {as_written(error['input'])} but must be a short lower-case name such as {example}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind == "literal_error":
        expected = str(error["ctx"]["expected"])
        hint = nearest(str(error["input"]), re.findall("'([^']*)'", expected))
        near = f"; {hint}" if hint.startswith("did") else "; write one of these"
        words = expected.replace("'", '"')
        return f"{as_written(error['input'])} is none of {words}{near}"
    if kind == "too_long":
        return f"has too many entries; keep to {error['ctx']['max_length']}"
    if kind == "too_short":
        least = error["ctx"]["min_length"]
        return (
            f"has too few entries; give {least} or more" if error["input"] else "is empty; give at least one"
        )
    if kind in _PLAIN:
        return f"is {as_written(error['input'])} but {_PLAIN[kind]}"
    message = str(error["msg"]).replace("Input should", "should")
    return f"{message[:1].lower()}{message[1:]}, not {as_written(error['input'])}"


def _place(data: Any, path: Sequence[Any]) -> str:
    """A dotted key; an entry of a list goes by its id, or else by its number from 1."""
    shown, here = "", data
    for step in path:
        held = isinstance(step, int) if isinstance(here, list) else isinstance(here, dict) and step in here
        if not held and step in _KINDS:
            continue
        here = here[step] if held else None
        name = here.get("id") if isinstance(here, dict) else None
        if isinstance(step, int) and not isinstance(name, str):
            shown += f" (entry {step + 1})"
        elif step != "[key]":
            shown += f".{name:.40}" if isinstance(step, int) else f".{step!s:.40}"
    return shown.removeprefix(".")


def checked(model: type[Table], data: Mapping[str, Any], source: str, *, strict: bool = False) -> Table:
    """Return ``data`` as ``model``, or raise `ScenarioError` with the first thing that is wrong.

    ``strict``: a value of another kind is wrong even where it could be read as the right one.
    """
    try:
        return model.model_validate(dict(data), strict=strict or None)
    except ValidationError as failure:
        # A key that nobody knows comes first: it is often a missing one, misspelt.
        error = min(failure.errors(), key=lambda found: found["type"] != "extra_forbidden")
        place = _place(data, error["loc"])
        where = f"{source}: {place}: " if place else f"{source}: "
        raise ScenarioError(where + _sentence(error, model)) from None


def read_checked(model: type[Table], path: Path, source: str | None = None) -> Table:
    """Return a TOML file as ``model``, or raise `ScenarioError`; a file that still says the same is checked once."""
    shown = source or str(path)
    found: Table = _checked_once(model, content_of(path, shown), shown)
    return found


# By what is in it and not by the time of the file: two versions can be written within one tick of its clock.
@lru_cache(maxsize=64)
def _checked_once(model: type[Table], content: bytes, source: str) -> Table:
    return checked(model, tables_of(content, source), source)
