"""The record of a tournament: a ranking with intervals, which differences are more than luck, who answers whom best."""

from __future__ import annotations

import json

from pydantic import Field

from sim.domain.record import Frozen


class ScenarioRow(Frozen):
    """A scenario that was played."""

    scenario: str
    scenario_hash: str = Field(description="SHA-256 of the scenario's document and of the words it uses.")
    changes: dict[str, str | int | float | bool] = Field(description="Settings changed by hand.")
    signatories: list[str]
    constraints_off: list[str]
    protocol: str
    articles_only: bool = Field(
        default=False, description="Whether it is played with nothing that rests on a document."
    )


class RankRow(Frozen):
    """A strategy's place, and what it came to over all opponents, seats and scenarios."""

    rank: int = Field(
        description="From 1: first of the ranks that it may share with what it cannot be told apart from."
    )
    rank_to: int = Field(description="Last of these.")
    strategy: str
    gain: float = Field(
        description="Mean plain worth of the signed text, with what it leaves of having none, less the worth of having none as the "
        "talks open; 0 without a text."
    )
    low: float = Field(description="Lower end of the interval of the gain.")
    high: float = Field(description="Upper end.")
    rank_low: int = Field(description="Best rank within the interval of resampling.")
    rank_high: int = Field(description="Worst.")
    agreement: float = Field(description="Share of its negotiations with a signed text.")
    treaty: float = Field(description="Share of its negotiations whose text came into force.")
    welfare: float = Field(description="Mean over the signatories of the text's plain worth, or of leaving.")
    self_play: float = Field(description="Gain against itself.")
    tied_with: list[str] = Field(description="Strategies it cannot be told apart from.")


class PairRow(Frozen):
    """Two strategies' gains against the whole field, seed by seed."""

    a: str
    b: str
    difference: float = Field(description="Gain of b less gain of a.")
    low: float = Field(
        description="Lower end of the interval of the difference, not corrected for being many."
    )
    high: float = Field(description="Upper end.")
    p: float = Field(description="Two-sided p of the paired t-test over seeds.")
    p_holm: float = Field(description="The same after Holm's correction for all pairs.")
    apart: bool = Field(description="Whether the corrected p lies below 1 less the level.")


class Cell(Frozen):
    """What a strategy came to against one opponent, over seats and scenarios."""

    gain: float
    agreement: float
    treaty: float
    welfare: float


class Tournament(Frozen):
    """Every strategy against every other; run i of every assignment has seed i of the tree below `seed`."""

    version: str = Field(description="Version of the package that played it.")
    results_version: int = Field(description="Tournaments of the same number repeat alike.")
    seed: int
    asked: int = Field(description="Seeds that were asked for.")
    runs: int = Field(description="Seeds that count; fewer where it was stopped.")
    failed: int = Field(description="Seeds left out because the numbers drawn make no game.")
    negotiations: int = Field(description="Negotiations that count.")
    level: float = Field(description="Share of such intervals that hold the true value.")
    scenarios: list[ScenarioRow]
    ranking: list[RankRow]
    pairs: list[PairRow]
    table: dict[str, dict[str, Cell]] = Field(description="Strategy, then opponent.")
    by_scenario: dict[str, dict[str, float]] = Field(description="Scenario, then strategy: mean gain.")
    best_replies: dict[str, list[str]] = Field(
        description="Opponent to the strategies with the highest mean gain against it."
    )
    stable: list[str] = Field(description="Strategies that are a best reply to themselves.")

    def to_json(self) -> str:
        """Return the record as JSON text; equal records give equal text."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False)
