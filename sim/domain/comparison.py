"""The record of a comparison: both settings, what differs between them, and every measure with its interval."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import Field

from sim.domain.game import LADDER
from sim.domain.record import Frozen

if TYPE_CHECKING:
    import pandas as pd

MEASURES = (*LADDER, "agreement", "gap", "welfare")
"""What is compared, in this order: steps of the ladder and a signed text as shares of runs, the others as means."""

Plain = str | int | float | bool | list[str] | None


class SideRow(Frozen):
    """One of the two settings."""

    scenario: str
    scenario_hash: str = Field(description="SHA-256 of the scenario's document and of the words it uses.")
    changes: dict[str, str | int | float | bool] = Field(
        description="Settings changed by hand: dotted key to value."
    )
    strategies: dict[str, str] = Field(description="Signatory to strategy.")
    constraints_off: list[str]
    protocol: str
    articles_only: bool = Field(
        default=False, description="Whether it is played with nothing that rests on a document."
    )


class DiffersRow(Frozen):
    """One thing in which the input differs; null where a side has no such thing."""

    key: str = Field(
        description="`scenario`, `articles_only`, `off`, `protocol`, `strategies.` with a signatory, or a dotted key."
    )
    a: Plain
    b: Plain


class MeasureRow(Frozen):
    """A measure's mean on both sides, b less a, and the interval of that difference."""

    a: float
    b: float
    difference: float = Field(description="b less a.")
    low: float = Field(description="Lower end of the interval of the difference.")
    high: float = Field(description="Upper end.")

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval of the difference lies wholly on one side of zero.

        >>> MeasureRow(a=0.2, b=0.3, difference=0.1, low=0.01, high=0.2).excludes_zero
        True
        """
        return self.low > 0.0 or self.high < 0.0


class Comparison(Frozen):
    """Two settings compared over pairs of runs: run i of both sides has seed i of the tree below `seed`."""

    version: str = Field(description="Version of the package that played it.")
    results_version: int = Field(description="Comparisons of the same number repeat alike.")
    seed: int = Field(description="What the seeds of all pairs follow from.")
    asked: int = Field(description="Pairs that were asked for.")
    runs: int = Field(description="Pairs that were played and are compared; fewer where it was stopped.")
    failed: int = Field(
        description="Pairs left out because the numbers drawn for one of the two make no game."
    )
    level: float = Field(description="Share of such intervals that hold the true difference.")
    a: SideRow
    b: SideRow
    settings: int = Field(description="Settings that either side has.")
    alike: int = Field(
        description="Settings that have the same numbers on both, so that one seed draws one value."
    )
    differs: list[DiffersRow]
    setback: MeasureRow = Field(description="Share of runs that end on this step of the ladder.")
    talks: MeasureRow = Field(description="Likewise.")
    procedural: MeasureRow = Field(description="Likewise.")
    declaration: MeasureRow = Field(description="Likewise.")
    treaty: MeasureRow = Field(description="Likewise.")
    agreement: MeasureRow = Field(description="Share of runs with a signed text.")
    gap: MeasureRow | None = Field(
        default=None,
        description="Mean of how far the nearest treaty, or other text of the deepest kind, stayed from being signed; null "
        "where on one of the sides every such text crosses a red line.",
    )
    welfare: MeasureRow = Field(
        description="Mean over the signatories of the plain worth of the signed text, or of leaving."
    )

    @property
    def measures(self) -> dict[str, MeasureRow]:
        """Every measure that there is, by its name."""
        found = {name: getattr(self, name) for name in MEASURES}
        return {name: row for name, row in found.items() if row is not None}

    def to_frame(self) -> pd.DataFrame:
        """Return the measures as a pandas table: one row for each, with the columns of `MeasureRow`."""
        import pandas as pd

        return pd.DataFrame.from_dict(
            {name: dict(row) for name, row in self.measures.items()}, orient="index"
        )

    def to_json(self) -> str:
        """Return the record as JSON text; equal records give equal text."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False)
