"""A scenario as the articles alone have it: what it lays over itself for that, and whether it keeps to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.domain.evidence import kind_of
from sim.errors import ScenarioError, as_written
from sim.scenario.fields import Kind, walk
from sim.scenario.grades import Sourced
from sim.scenario.schema import ScenarioSpec

OVERLAY = "articles_only"
"""The table of a scenario file that is laid over it where documents are left out."""

_NOT_IN_IT = ("extends", "abstract", "id", OVERLAY)


def take_overlay(document: dict[str, Any], source: str) -> Mapping[str, Any]:
    """Take the table out of a merged document and return it; empty where there is none.

    Raises `ScenarioError` where something else stands there, or where it would make another scenario of this one.
    """
    overlay = document.pop(OVERLAY, {})
    if not isinstance(overlay, Mapping):
        raise ScenarioError(f"{source}: {OVERLAY}: is {as_written(overlay)} but must be a table")
    for key in _NOT_IN_IT:
        if key in overlay:
            raise ScenarioError(
                f"{source}: {OVERLAY}.{key}: is the same with documents and without; remove it"
            )
    return overlay


def check_without_documents(table: ScenarioSpec, source: str) -> None:
    """Raise `ScenarioError` for the first thing that a run reads and that rests on a document.

    What happened is told and not played, so it may rest on one.
    """
    for key, kind, value in walk(table, Kind(ScenarioSpec)):
        if not isinstance(value, Sourced) or kind.words is not None:
            continue
        for name in value.evidence:
            if kind_of(name) == "document":
                raise ScenarioError(
                    f'{source}: {key}: rests on the document claim "{name}", which counts for nothing with articles '
                    f"only; give {OVERLAY}.{key} another ground"
                )
