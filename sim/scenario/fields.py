"""What may stand at every key of a table: the annotations of the schema, unwrapped in this one place."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from sim.scenario.grades import Needed, Scaled, Setting, Words
from sim.scenario.schema import ScenarioSpec


@dataclass(frozen=True)
class Kind:
    """What may stand at a key.

    ``of``: a table's class (`Setting` is one), `str`, `int`, `float`, `bool`, `dict`, `list` or `Literal`; ``item``:
    what the entries of a dictionary or list are; ``choices``: those of a `Literal`; ``optional``: whether ``None``
    may stand there; ``marks``: what the schema notes beside it.

    >>> trust = fields_of(ScenarioSpec)["parties"].item.below("trust")
    >>> trust.of is Setting, trust.scaled.scale, trust.optional
    (True, 'trust', True)
    """

    of: Any
    item: Kind | None = None
    choices: tuple[Any, ...] = ()
    optional: bool = False
    marks: tuple[Any, ...] = ()

    @property
    def scaled(self) -> Scaled | None:
        """The scale of a setting, and its bounds."""
        return next((mark for mark in self.marks if isinstance(mark, Scaled)), None)

    @property
    def needed(self) -> Needed | None:
        """The mark of what only some have to say."""
        return next((mark for mark in self.marks if isinstance(mark, Needed)), None)

    @property
    def words(self) -> Words | None:
        """The mark of what no run reads."""
        return next((mark for mark in self.marks if isinstance(mark, Words)), None)

    @property
    def table(self) -> type[BaseModel] | None:
        """The class of a table; ``None`` for a setting, which counts as one value, and for all else."""
        found = isinstance(self.of, type) and issubclass(self.of, BaseModel) and self.of is not Setting
        return self.of if found else None

    @property
    def single(self) -> bool:
        """Whether one word, number or switch says all of it."""
        return self.of in (Setting, str, int, float, bool, Literal)

    def below(self, step: object) -> Kind | None:
        """Return what may stand one step below, or ``None`` where there is no such key."""
        inner = self.of if isinstance(self.of, type) and issubclass(self.of, BaseModel) else None
        return self.item if inner is None else fields_of(inner).get(str(step))


def _kind(hint: Any) -> Kind:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner = _kind(parts[0])
        return replace(inner, marks=(*inner.marks, *parts[1:]))
    if origin in (Union, types.UnionType):
        return replace(_kind(next(part for part in parts if part is not type(None))), optional=True)
    if origin in (dict, list):
        return Kind(origin, _kind(parts[-1]))
    return Kind(Literal, choices=parts) if origin is Literal else Kind(hint)


@cache
def fields_of(table: type[BaseModel]) -> Mapping[str, Kind]:
    """Return every key of a table in the order of the schema, and what may stand there."""
    hints = get_type_hints(table, include_extras=True)
    return {name: _kind(hints[name]) for name in table.model_fields}


def walk(value: Any, kind: Kind, key: str = "") -> Iterator[tuple[str, Kind, Any]]:
    """Yield every dotted key of a table or a document: with what may stand there, and what does, or ``None``.

    A table comes before what is in it. Keys that the schema knows are yielded whether or not anything stands there;
    names that an author chose (parties, issues) only where they stand.

    >>> document = {"talks": {"rounds": 3}, "happened": {"ladder": "talks"}}
    >>> found = {key: value for key, _, value in walk(document, Kind(ScenarioSpec))}
    >>> found["talks.rounds"], found["talks.rapport"], "parties.north" in found
    (3, None, False)
    """
    if key:
        yield key, kind, value
    before = f"{key}." if key else ""
    if kind.table is not None:
        for name, inner in fields_of(kind.table).items():
            item = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
            yield from walk(item, inner, before + name)
    elif kind.item is not None and isinstance(value, Mapping):
        for name, item in value.items():
            yield from walk(item, kind.item, f"{before}{name}")


def plays(document: Mapping[str, Any], *, labels: bool = False) -> dict[str, Any]:
    """Return a scenario's document without what is words only: what a run reads, and nothing else.

    Titles, texts, what grades rest on and what happened are left out. With ``labels`` the names by which a scenario
    and its parts are called stay: its id and date, a party's seat, how an option reads.

    >>> document = {"id": "x", "title": "X", "talks": {"rounds": 3, "rapport": {"level": "warm", "assumption": "y"}}}
    >>> plays(document)
    {'talks': {'rounds': 3, 'rapport': {'level': 'warm'}}}
    >>> plays(document, labels=True)["id"]
    'x'
    """
    found: dict[str, Any] = _played(document, Kind(ScenarioSpec), labels)
    return found


def _played(data: Any, kind: Kind | None, labels: bool) -> Any:
    if not isinstance(data, Mapping) or kind is None:
        return data
    inner = {name: kind.below(name) for name in data}
    return {
        name: _played(value, inner[name], labels)
        for name, value in data.items()
        if not _left_out(inner[name], labels)
    }


def _left_out(kind: Kind | None, labels: bool) -> bool:
    words = None if kind is None else kind.words
    return words is not None and not (labels and words.label)
