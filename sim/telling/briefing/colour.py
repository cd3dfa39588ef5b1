"""The file of briefs: what each seat of an episode knows of its time, sentence by sentence, with the claims behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from sim.domain.evidence import kind_of
from sim.errors import ScenarioError, nearest
from sim.scenario.grades import Name, Strict, Told
from sim.scenario.ledger import load_ledger
from sim.scenario.load import Scenario
from sim.scenario.places import scenarios_dir
from sim.scenario.problems import read_checked
from sim.scenario.schema import Id

BRIEFS = "briefs.toml"


class SaysSpec(Strict):
    """One sentence, as the seat sees it."""

    text: Told
    sources: Annotated[list[str], Field(min_length=1)] = Field(
        description="Claims of the evidence ledger, such as tass-2018-11/c01."
    )


class ColourSpec(Strict):
    """What a seat knows of its time: the weightiest sentences first, and its ratifier where it had another name then."""

    ratifier: Told | None = None
    says: list[SaysSpec] = Field(default=[])


class BriefsSpec(Strict):
    """The file of briefs: episode to seat to what it knows."""

    brief: dict[Id, dict[Name, ColourSpec]] = Field(min_length=1)


def read_briefs(path: Path) -> BriefsSpec:
    """Return the briefs of a file. Raises `ScenarioError` for anything wrong in it."""
    return read_checked(BriefsSpec, path, path.name)


def check_sources(briefs: BriefsSpec, source: str) -> None:
    """Raise `ScenarioError` for a sentence that rests on a claim which the ledger lacks."""
    ledger = load_ledger()
    for episode, seats in briefs.brief.items():
        for seat, known in seats.items():
            for i, row in enumerate(known.says, 1):
                for claim in row.sources:
                    if claim not in ledger:
                        place = f"brief.{episode}.{seat}.says (entry {i}).sources"
                        raise ScenarioError(
                            f'{source}: {place}: there is no claim "{claim}"; {nearest(claim, ledger)}'
                        )


def colour(scenario: Scenario, seat: str) -> ColourSpec:
    """Return what a seat of an episode knows of its time; nothing for a scenario of one's own.

    Where documents count for nothing, no sentence rests on one.

    >>> from sim.scenario.load import load
    >>> colour(load("1956-joint-declaration"), "russia").ratifier
    'The Supreme Soviet'
    """
    found = read_briefs(scenarios_dir() / BRIEFS).brief.get(scenario.id, {}).get(seat, ColourSpec())
    if not scenario.articles_only:
        return found
    kept = [row for row in found.says if all(kind_of(claim) == "article" for claim in row.sources)]
    return found.model_copy(update={"says": kept})
