"""The record of a run: everything that was played, in plain words and numbers, fit to be played again."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import JsonSchemaMode

from sim.streams import LARGEST_SEED

RESULTS_VERSION = 2
"""Raised whenever the same scenario, seed and options may give another record than before."""


class Frozen(BaseModel):
    """A value that nobody changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    def to_json(self) -> str:
        """Return the value as JSON text; equal values give equal text."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False)


def first_fault(failure: ValidationError) -> str:
    """Return where the first thing that is wrong stands in a document, and what it is.

    >>> try:
    ...     Frozen.model_validate({"a": 1})
    ... except ValidationError as failure:
    ...     first_fault(failure)
    'a: extra inputs are not permitted'
    """
    fault = failure.errors()[0]
    return f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg'].lower()}"


class Reply(Frozen):
    """One party's answer to a text; why it was turned down, and over which issue, where one can be named."""

    accept: bool
    reason: str | None = Field(
        default=None,
        description="Why it was turned down: what crosses a line, what is missing, or that more is hoped for.",
    )
    issue: str | None = Field(default=None, description="The issue on which most is missing.")


class Round(Frozen):
    """One text that was tabled, and what became of it.

    A round without a meeting has no proposer and no offer; a party that tabled nothing has no offer.
    """

    round: int = Field(description="Round of the talks, from 1.")
    proposer: str | None = Field(description="Party that tabled the text, or `mediator`.")
    depth: str | None = Field(description="How deep the text goes, where texts have depths.")
    offer: dict[str, str] | None = Field(description="Issue to option.")
    holds: bool = Field(description="Whether it is the text that its author tabled last.")
    last_day: bool = Field(description="Whether it was tabled on the last day, to be taken or left.")
    stances: dict[str, str] = Field(description="Guarantor to its stance on the text.")
    answers: dict[str, Reply] = Field(description="Party to its answer, in the order of asking.")
    aspirations: dict[str, float] = Field(description="Signatory to what it held out for in this round.")
    utilities: dict[str, float] = Field(
        description="Party to what the text is worth to it, all things foreseen: doubts, its ally, its own ratifier, and "
        "what the text leaves of the worth of having none."
    )
    preferences: dict[str, float] = Field(
        description="Party to what the text would be worth if all of it came true."
    )
    reservations: dict[str, float] = Field(description="Signatory to what having no text is worth to it.")
    trust: dict[str, float] = Field(description="Signatory to its trust during the round.")
    rapport: float = Field(description="Rapport between the leaders during the round.")
    events: list[str] = Field(description="Events that struck before the round.")
    texts: dict[str, dict[str, str]] = Field(
        description="Single text: what each party asked of the draft, its depth included."
    )
    walked: str | None = Field(description="Party that left the table in this round.")


class RunRecord(Frozen):
    """One negotiation from start to end, with what is needed to play it again."""

    scenario: str
    scenario_hash: str = Field(description="SHA-256 of the scenario's document and of the words it uses.")
    version: str = Field(
        pattern=r"^[0-9A-Za-z.+_-]{1,40}$", description="Version of the package that played it."
    )
    results_version: int = Field(description="Records of the same number replay alike.")
    seed: int = Field(ge=0, le=LARGEST_SEED)
    drawn: bool = Field(
        description="Whether settings were drawn from their ranges instead of taken at their mode."
    )
    protocol: str
    constraints_off: list[str]
    strategies: dict[str, str] = Field(description="Signatory to strategy.")
    changes: dict[str, str | int | float | bool] = Field(
        description="Settings changed by hand: dotted key to value."
    )
    articles_only: bool = Field(
        default=False, description="Whether it was played with nothing that rests on a document."
    )
    result: str
    ladder: str
    depth: str | None = Field(description="How deep the signed text goes, where texts have depths, or null.")
    gap: dict[str, float | None] = Field(
        description="Depth to how far its nearest text stayed from being signed, in worth: 0 where all would have signed "
        "it, null where every text of it crosses a red line."
    )
    held_out: dict[str, float] = Field(
        description="Signatory to what it held out for when the talks had ended."
    )
    agreement: dict[str, str] | None = Field(description="The signed text, or null.")
    ratified: dict[str, bool] = Field(
        description="Signatory to whether its side ratified; empty without a text."
    )
    lapsed_in_year: int | None = Field(description="Year of performance in which the treaty lapsed.")
    distances: dict[str, float | None] = Field(
        description="From where it ended (without a text: the reservation values) to the Pareto frontier and to each "
        "bargaining solution, in utility, as a share of the longest possible; null where none exists."
    )
    solved_by: dict[str, int] = Field(
        default_factory=dict,
        description="Bargaining solution to how many points, in utility, solve it equally well; the distance is that to the nearest.",
    )
    n_outcomes: int
    surviving: dict[str, dict[str, int]] = Field(
        description="Depth to constraint to the number of its texts left after it and those before."
    )
    win_sets: dict[str, int] = Field(
        description="Signatory to the number of outcomes that its ratifier would pass."
    )
    zone: int = Field(description="Number of outcomes acceptable to every signatory.")
    rounds: list[Round]
    settings: dict[str, float] = Field(
        description="Setting to what was drawn for it; empty where nothing was drawn."
    )
    document: dict[str, Any] = Field(description="The scenario as it was played.")
    scales: dict[str, Any] = Field(description="The words that the scenario was graded with.")


def treaty_gap(record: RunRecord) -> float | None:
    """Return how far the nearest text of the deepest kind stayed from being signed."""
    return list(record.gap.values())[-1]


def json_schema(of: type[BaseModel], mode: JsonSchemaMode = "validation") -> dict[str, Any]:
    """Return the JSON Schema of a kind of record or file, with the draft that it is written in.

    ``mode``: `serialization` where what has a default is always written.

    >>> json_schema(RunRecord)["title"]
    'RunRecord'
    """
    return of.model_json_schema(mode=mode) | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
