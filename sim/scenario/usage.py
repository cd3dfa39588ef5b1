"""Which settings of the shipped scenarios rest on which claim of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sim.scenario.load import episode_ids, load
from sim.scenario.places import scenarios_dir

_BASE = "base"


def _cited(table: Any, key: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every table of a document that names evidence, with its dotted key."""
    if isinstance(table, Mapping):
        if isinstance(table.get("evidence"), list):
            yield key, table
        for name, inner in table.items():
            yield from _cited(inner, f"{key}.{name}" if key else name)


@cache
def _by_claim() -> dict[str, tuple[str, ...]]:
    base = dict(_cited(load(scenarios_dir() / f"{_BASE}.toml", abstract=True).document))
    found: dict[str, list[str]] = {}
    for key, table in base.items():
        for claim in table["evidence"]:
            found.setdefault(claim, []).append(f"{_BASE}:{key}")
    for episode in episode_ids():
        for key, table in _cited(load(episode).document):
            for claim in table["evidence"] if base.get(key) != table else ():
                found.setdefault(claim, []).append(f"{episode}:{key}")
    return {claim: tuple(dict.fromkeys(keys)) for claim, keys in found.items()}


def used_by() -> dict[str, list[str]]:
    """Return claim id to the places that cite it, as ``scenario:dotted.key``, in the order of the files.

    A place is a setting, or another table that rests on claims: a red line, a bonus, what was declared, an
    event, what happened. What an episode inherits unchanged is listed once, under ``base``; claims that
    nothing cites are left out.

    >>> "base:parties.japan.declared" in used_by()["ria-2019-01/c07"]
    True
    """
    return {claim: list(keys) for claim, keys in _by_claim().items()}
