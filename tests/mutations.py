"""Valid documents with one thing in them made wrong, as hands, editors and other programs make it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

STEADY = settings(derandomize=True)
"""The same examples in every run, so that a gate that was open stays open."""

DELETED = object()

ODD: list[Any] = [
    DELETED, None, True, False, 0, 1, -1, 2, 99, 10**30, 10**400, 0.5, -0.5, 1e308, float("nan"), float("inf"), "", " ", "x",
    "human", "mine", "linear/x/y", "mediator", "treaty", "\x00", "\x1b[31m", "\u202e", "é" * 500, [], {}, [[]], [None],
    {"": 0}, {"x": 1}, {"level": "x"},
]  # fmt: skip

IN_JSON = [*ODD, "\ud800", {"\udfff": 1}]


def places(data: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where something stands in a document, everything but the document itself."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*here, key)
        yield from places(value, (*here, key))


@dataclass(frozen=True)
class Change:
    """One thing that is made wrong: what stands at a place is deleted or replaced, or its key has another name."""

    place: tuple[Any, ...]
    odd: Any = DELETED
    name: str | None = None

    def of(self, data: Any) -> Any:
        """Return a copy of a document with the change."""
        made = copy.deepcopy(data)
        *path, last = self.place
        table = made
        for step in path:
            table = table[step]
        if self.name is not None and isinstance(table, dict):
            table[self.name] = table.pop(last)
        elif self.odd is DELETED:
            del table[last]
        else:
            table[last] = self.odd
        return made


def changes(data: Any, odd: list[Any]) -> st.SearchStrategy[Change]:
    """Changes of a document; the places near the top come as often as the many below."""
    every = list(places(data))
    place = st.sampled_from([one for one in every if len(one) <= 2]) | st.sampled_from(every)
    names = st.sampled_from(["x", "", "\x00", "\u202e", "é" * 50])
    return st.builds(Change, place, st.sampled_from(odd)) | st.builds(Change, place, name=names)


def in_json(data: Any) -> bytes:
    """Return a document as JSON, odd numbers and half characters included."""
    return json.dumps(data).encode()


RUBBISH = [
    b"", b"\x00", b"\xff\xfe", b"null", b"[]", b"{}", b"3", b'"x"', b"{", bytes(range(256)), b"[" * 100_000, b"NaN",
    b'{"results_version": 2}', b'{"a": 1, "a": 2}', b'\xef\xbb\xbf{"a": 1}', b'{"a":' * 5000, b"a = 1", b"a.b.c = " + b"9" * 9999,
]  # fmt: skip
"""Files that are no document at all."""
