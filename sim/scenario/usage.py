"""Which settings of the scenarios rest on which claim of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sim.scenario.load import Scenario, episode_ids, load
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
def _common() -> dict[str, Mapping[str, Any]]:
    return dict(_cited(load(scenarios_dir() / f"{_BASE}.toml", abstract=True).document))


def _places(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Claim and place of everything that a scenario does not have from the shipped base."""
    for key, table in _cited(scenario.document):
        for claim in table["evidence"] if _common().get(key) != table else ():
            yield claim, f"{scenario.id}:{key}"


@cache
def _shipped() -> tuple[tuple[str, str], ...]:
    base = [(claim, f"{_BASE}:{key}") for key, table in _common().items() for claim in table["evidence"]]
    return (*base, *(row for episode in episode_ids() for row in _places(load(episode))))


def used_by(own: Scenario | None = None) -> dict[str, list[str]]:
    """Return claim id to the places that cite it, as ``scenario:dotted.key``, in the order of the files.

    A place is a setting, or another table that rests on claims: a red line, a bonus, what was declared, an
    event, what happened. What an episode inherits unchanged is listed once, under ``base``; claims that
    nothing cites are left out. The places of ``own``, a scenario that does not ship, come last.

    >>> "base:parties.japan.declared" in used_by()["ria-2019-01/c07"]
    True
    """
    found: dict[str, dict[str, None]] = {}
    for claim, place in (*_shipped(), *(_places(own) if own is not None else ())):
        found.setdefault(claim, {})[place] = None
    return {claim: list(places) for claim, places in found.items()}
