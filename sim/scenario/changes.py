"""Changes to a scenario by dotted key, as `--set` and the browser make them."""

from __future__ import annotations

import copy
import difflib
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from sim.errors import ScenarioError, nearest
from sim.scenario.schema import ScenarioSpec, Setting

BY_HAND = "set by hand"
_FIXED = {"id", "extends", "abstract"}


def _bare(annotation: Any) -> Any:
    """The annotation without `Annotated` and `None`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _bare(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _leaves(kind: Any, data: Any, key: str) -> list[str]:
    """Every dotted key below a table whose value one word or number can say."""
    kind = _bare(kind)
    if kind is Setting or kind in (str, int, bool, float) or get_origin(kind) is Literal:
        return [key]
    if _is_table(kind):
        hints = get_type_hints(kind, include_extras=True)
        found = []
        for name, hint in hints.items():
            if name in kind.model_fields and (key or name not in _FIXED):
                inner = data.get(name, {}) if isinstance(data, Mapping) else {}
                found += _leaves(hint, inner, f"{key}.{name}" if key else name)
        return found
    if get_origin(kind) is dict and isinstance(data, Mapping):
        item = get_args(kind)[1]
        return [leaf for name, inner in data.items() for leaf in _leaves(item, inner, f"{key}.{name}")]
    return []


def changeable(document: Mapping[str, Any]) -> list[str]:
    """Return the dotted keys of a scenario's document that `changed` accepts."""
    return _leaves(ScenarioSpec, document, "")


def _holds(document: Mapping[str, Any], key: str) -> bool:
    """Whether the document says something at a dotted key."""
    data: Any = document
    for step in key.split("."):
        if not isinstance(data, Mapping) or step not in data:
            return False
        data = data[step]
    return True


def _near(key: str, document: Mapping[str, Any]) -> str:
    """A hint: the nearest key, else the first that ends nearly alike, else where all of them are listed."""
    keys = changeable(document)
    hint = nearest(key, keys)
    if hint.startswith("did you mean"):
        return hint
    there = [name for name in keys if _holds(document, name)]
    ends = {name.rpartition(".")[2]: name for name in reversed(there + keys)}
    alike = difflib.get_close_matches(key.rpartition(".")[2], sorted(ends), n=1, cutoff=0.75)
    if alike:
        return f'did you mean "{ends[alike[0]]}"?'
    return f'"hikiwake validate --json" lists its {len(keys)} keys, such as "{keys[-1]}"'


def _parsed(kind: Any, text: str | float | bool, where: str) -> Any:
    """``text`` as the kind of value that stands at the key."""
    if kind is Setting:
        try:
            number = float(text)
        except ValueError:
            return {"level": str(text), "assumption": BY_HAND}
        if isinstance(text, bool) or number != number or number in (float("inf"), float("-inf")):
            raise ScenarioError(
                f"{where}: {text} is not a finite number; give a number or a word of its scale"
            )
        return {"value": number, "range": [number, number], "assumption": BY_HAND}
    if kind is bool:
        words = {"true": True, "false": False}
        if str(text).lower() not in words:
            raise ScenarioError(f'{where}: "{text}" must be true or false')
        return words[str(text).lower()]
    if kind is int:
        try:
            return int(str(text))
        except ValueError:
            raise ScenarioError(f'{where}: "{text}" is not a whole number; give one such as 12') from None
    return str(text)


def _kind_at(document: Mapping[str, Any], key: str, where: str) -> Any:
    kind: Any = ScenarioSpec
    data: Any = document
    for step in key.split("."):
        bare = _bare(kind)
        if _is_table(bare) and bare is not Setting and step in bare.model_fields:
            kind = get_type_hints(bare, include_extras=True)[step]
        elif get_origin(bare) is dict and (
            (isinstance(data, Mapping) and step in data) or _bare(get_args(bare)[1]) is Setting
        ):
            kind = get_args(bare)[1]
        else:
            raise ScenarioError(f'{where}: there is no key "{key}"; {_near(key, document)}')
        data = data.get(step, {}) if isinstance(data, Mapping) else {}
    return _bare(kind)


def changed(
    document: Mapping[str, Any], changes: Mapping[str, str | float | bool], source: str
) -> dict[str, Any]:
    """Return a copy of a scenario's document with each key set to its value.

    A number or a word at a setting's key replaces the setting, which then rests on the assumption
    `BY_HAND` with no range. Raises `ScenarioError` for an unknown key or a value of the wrong kind;
    words of scales are checked later, with the rest of the scenario.
    """
    result: dict[str, Any] = copy.deepcopy(dict(document))
    for key, value in changes.items():
        kind = _kind_at(result, key, source)
        if (
            not (kind is Setting or kind in (str, int, bool, float) or get_origin(kind) is Literal)
            or key in _FIXED
        ):
            raise ScenarioError(
                f"{source}: {key}: is not a single value that can be changed; {_near(key, document)}"
            )
        *path, last = key.split(".")
        table = result
        for step in path:
            table = table.setdefault(step, {})
        table[last] = _parsed(kind, value, f"{source}: {key}")
    return result
