"""Which settings of the scenarios rest on which claim of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.scenario.load import Scenario, episode_ids, has_overlay, load, path_of
from sim.scenario.places import scenarios_dir
from sim.scenario.sources.without_documents import OVERLAY

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


def _without_documents(path: Path) -> dict[str, Mapping[str, Any]]:
    """Every table that names evidence only where documents count for nothing, with its dotted key."""
    if not has_overlay(path):
        return {}
    usual, other = (
        dict(_cited(load(path, abstract=True, articles_only=on).document)) for on in (False, True)
    )
    return {f"{OVERLAY}.{key}": table for key, table in other.items() if usual.get(key) != table}


@cache
def _shipped() -> tuple[tuple[str, str], ...]:
    common = _common() | _without_documents(scenarios_dir() / f"{_BASE}.toml")
    found = [(claim, f"{_BASE}:{key}") for key, table in common.items() for claim in table["evidence"]]
    for episode in episode_ids():
        found += _places(load(episode))
        for key, table in _without_documents(path_of(episode)).items():
            found += [(claim, f"{episode}:{key}") for claim in table["evidence"] if common.get(key) != table]
    return tuple(found)


def used_by(own: Scenario | None = None) -> dict[str, list[str]]:
    """Return claim id to the places that cite it, as ``scenario:dotted.key``, in the order of the files.

    A place is a setting, or another table that rests on claims: a red line, a bonus, what was declared, an
    event, what happened, or one of these under ``articles_only``. What an episode inherits unchanged is listed once, under ``base``; claims that
    nothing cites are left out. The places of ``own``, a scenario that does not ship, come last.

    >>> "base:parties.japan.declared" in used_by()["ria-2019-01/c07"]
    True
    """
    found: dict[str, dict[str, None]] = {}
    for claim, place in (*_shipped(), *(_places(own) if own is not None else ())):
        found.setdefault(claim, {})[place] = None
    return {claim: list(places) for claim, places in found.items()}
