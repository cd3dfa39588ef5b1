"""Changes to a scenario by dotted key, as `--set` and the browser make them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import ScenarioError, nearest
from sim.scenario.fields import Kind, walk
from sim.scenario.grades import Setting
from sim.scenario.schema import ScenarioSpec

BY_HAND = "set by hand"
_FIXED = {"id", "extends", "abstract"}


def changeable(document: Mapping[str, Any]) -> list[str]:
    """Return the dotted keys of a scenario's document that `changed` accepts."""
    return [key for key, kind, _ in walk(document, Kind(ScenarioSpec)) if kind.single and key not in _FIXED]


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


def _parsed(kind: Kind, text: str | float | bool, where: str) -> Any:
    """``text`` as the kind of value that stands at the key."""
    if kind.of is Setting:
        try:
            number = float(text)
        except ValueError:
            return {"level": str(text), "assumption": BY_HAND}
        if isinstance(text, bool) or number != number or number in (float("inf"), float("-inf")):
            raise ScenarioError(
                f"{where}: {text} is not a finite number; give a number or a word of its scale"
            )
        return {"value": number, "range": [number, number], "assumption": BY_HAND}
    if kind.of is bool:
        words = {"true": True, "false": False}
        if str(text).lower() not in words:
            raise ScenarioError(f'{where}: "{text}" must be true or false')
        return words[str(text).lower()]
    if kind.of is int:
        try:
            return int(str(text))
        except ValueError:
            raise ScenarioError(f'{where}: "{text}" is not a whole number; give one such as 12') from None
    return str(text)


def _kind_at(document: Mapping[str, Any], key: str, where: str) -> Kind:
    kind: Kind | None = Kind(ScenarioSpec)
    data: Any = document
    for step in key.split("."):
        # A setting may be put where an author's table lacks it, but no new party or issue.
        is_new = kind is not None and kind.of is dict and not (isinstance(data, Mapping) and step in data)
        kind = None if kind is None or kind.single else kind.below(step)
        if kind is None or (is_new and kind.of is not Setting):
            raise ScenarioError(f'{where}: there is no key "{key}"; {_near(key, document)}')
        data = data.get(step, {}) if isinstance(data, Mapping) else {}
    assert kind is not None
    return kind


def changed(
    document: Mapping[str, Any], changes: Mapping[str, str | float | bool], source: str
) -> dict[str, Any]:
    """Return a scenario's document with each key set to its value; the rest is shared with the one given.

    A number or a word at a setting's key replaces the setting, which then rests on the assumption
    `BY_HAND` with no range. Raises `ScenarioError` for an unknown key or a value of the wrong kind;
    words of scales are checked later, with the rest of the scenario.
    """
    result = dict(document)
    for key, value in changes.items():
        kind = _kind_at(result, key, source)
        if not kind.single or key in _FIXED:
            raise ScenarioError(
                f"{source}: {key}: is not a single value that can be changed; {_near(key, document)}"
            )
        result = _laid(result, key.split("."), _parsed(kind, value, f"{source}: {key}"))
    return result


def _laid(table: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """A table with a value where the path leads."""
    first, *rest = path
    return {**table, first: _laid(table.get(first, {}), rest, value) if rest else value}
