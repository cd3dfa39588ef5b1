"""The record of a comparison: both settings, what differs between them, and every measure with its interval."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field

from sim.analysis.resampling import check_level
from sim.domain.game import CONSTRAINTS
from sim.domain.record import RESULTS_VERSION, Frozen
from sim.errors import InputError
from sim.experiments.compare.input_difference import InputComparison, input_difference, strategies_of
from sim.experiments.compare.pairs import MEASURES, Pairs, intervals
from sim.scenario.settings import Resolved
from sim.scenario.setup import Setup
from sim.version import __version__

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


class DiffersRow(Frozen):
    """One thing in which the input differs; null where a side has no such thing."""

    key: str = Field(
        description="`scenario`, `off`, `protocol`, `strategies.` with a signatory, or a dotted key."
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


class Comparison(Frozen):
    """Two settings compared over pairs of runs: run i of both sides has the seed `seed` + i."""

    version: str = Field(description="Version of the package that played it.")
    results_version: int = Field(description="Comparisons of the same number repeat alike.")
    seed: int = Field(description="Seed of the first pair; each further pair has the next.")
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
    closeness: MeasureRow = Field(description="Mean closeness.")
    welfare: MeasureRow = Field(
        description="Mean over the signatories of the plain worth of the signed text, or of leaving."
    )

    @property
    def measures(self) -> dict[str, MeasureRow]:
        """Every measure by its name."""
        return {name: getattr(self, name) for name in MEASURES}

    def to_json(self) -> str:
        """Return the record as JSON text; equal records give equal text."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a comparison's record."""
    schema = Comparison.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def compare(a: Setup, b: Setup, pairs: Pairs, asked: int, seed: int = 0, level: float = 0.95) -> Comparison:
    """Return the record of pairs that were played, such as `play_portions` and `joined` give them.

    Raises `InputError` where fewer than two pairs could be played, or for a level outside (0, 1).

    >>> from sim.experiments.compare.pairs import joined, play_portions
    >>> side = Setup("1956-joint-declaration")
    >>> found = compare(side, side, joined(list(play_portions(side, side, 2))), asked=2)
    >>> found.runs, found.differs, found.measures["closeness"].difference
    (2, [], 0.0)
    """
    check_level(level)
    if len(pairs.a) < 2:
        raise InputError(
            f"runs: only {len(pairs.a)} of {len(pairs.a) + pairs.failed} pairs could be played, too few to compare: "
            "the numbers drawn for the others make no game; narrow the ranges of the scenario"
        )
    shared = input_difference(a, b)
    rows = intervals(pairs, level=level, seed=seed)
    return Comparison(
        version=__version__,
        results_version=RESULTS_VERSION,
        seed=seed,
        asked=asked,
        runs=len(pairs.a),
        failed=pairs.failed,
        level=level,
        a=_side(a),
        b=_side(b),
        settings=shared.settings,
        alike=shared.alike,
        differs=differs_rows(shared, a, b),
        **{
            row.measure: MeasureRow(a=row.a, b=row.b, difference=row.difference, low=row.low, high=row.high)
            for row in rows
        },
    )


def differs_rows(shared: InputComparison, a: Setup, b: Setup) -> list[DiffersRow]:
    """Return what differs as a record says it: constraints in one row, settings in words or as numbers.

    >>> setups = Setup("2018-singapore"), Setup("2018-singapore", off=["alliance"])
    >>> [(row.key, row.a, row.b) for row in differs_rows(input_difference(*setups), *setups)]
    [('off', [], ['alliance'])]
    """
    found: dict[str, DiffersRow] = {}
    for row in shared.differs:
        key, one, two = row.key, row.a, row.b
        if row.kind == "constraint":
            key, (one, two) = "off", ([name for name in CONSTRAINTS if name in side.off] for side in (a, b))
        elif row.kind == "strategy":
            key = f"strategies.{key}"
        elif row.kind == "setting":
            one, two = _said(one), _said(two)
            if one == two:  # the same word of two files of scales: only the numbers tell them apart
                one, two = row.a.value, row.b.value
        found[key] = DiffersRow(key=key, a=_plain(one), b=_plain(two))
    return list(found.values())


def _said(setting: Resolved | None) -> str | float | None:
    """A setting as its word, or as its number."""
    if setting is None:
        return None
    return setting.value if setting.level is None else setting.level


def _plain(value: Any) -> Plain:
    if isinstance(value, bool | str | int | float) or value is None:
        return value
    return [str(item) for item in value]


def _side(side: Setup) -> SideRow:
    return SideRow(
        scenario=side.loaded.id,
        scenario_hash=side.loaded.hash,
        changes=dict(side.loaded.changes),
        strategies=strategies_of(side),
        constraints_off=[*side.off],
        protocol=side.way,
    )
