"""The rows of a batch: their columns, and from what the engine says to an Arrow table."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.domain.game import LADDER, RESULTS
from sim.domain.texts import DEPTH, WHOLE
from sim.engine.ensemble import BARRED, Runs
from sim.experiments.runs.manifest import PlanEntry
from sim.scenario.build import space_of
from sim.scenario.load import Scenario
from sim.streams import seeds_below

STATUS = ("ok", "failed")
Ints = npt.NDArray[np.int64]

DRAWS = "draws"
"""The column of everything that was drawn."""

DRAW = "draw:"
"""How the column of a drawn setting begins."""

COLUMNS = (
    ("run_id", "integer", "Number of the run in the batch, from 0: by replication, design and scenario."),
    ("scenario", "text", "Id of the scenario."),
    (
        "design_id",
        "integer",
        "Number of the design, from 0; the same number is the same point in every scenario.",
    ),
    ("replication", "integer", "Number of the replication of the design, from 0."),
    ("seed", "integer", "What is left to chance in the run, as `hikiwake run --draw --seed` takes it."),
    ("status", "text", "`ok`, or `failed` where the numbers of the run make no game."),
    ("result", "text", "How the talks ended; empty, like all that follow, in a failed run."),
    ("ladder", "text", "How far the parties came."),
    ("depth", "text", "How deep the signed text goes; empty where none was signed, or texts have no depths."),
    (
        "gap_<depth>",
        "number",
        "How far the nearest text of this depth stayed from being signed, in worth: 0 where all would have signed it, "
        "empty where every text of it crosses a red line. A dispute whose texts have no depths has `gap_treaty` alone.",
    ),
    ("rounds", "integer", "Last round that was reached."),
    (
        "<key>",
        "number, integer or text",
        "One column for each varied key, named like it: its value in this run.",
    ),
    ("agreement_<issue>", "text", "Option in the signed text; empty where none was signed."),
    (
        "utility_<party>",
        "number",
        "Plain worth of the signed text to the party, with what the text leaves of the worth of having none; where nothing "
        "was signed, that worth at the end.",
    ),
    (
        "draws",
        "list of numbers",
        "What was drawn for each setting of the scenario that has a range, or given by the design, in the order of its "
        "`settings` in the manifest.",
    ),
    (
        "draw:<setting>",
        "number",
        "With `--keep-draws`, in place of `draws`: one column for each such setting.",
    ),
    ("error", "text", "Why a failed run could not be played."),
    ("replay", "text", "A command that plays a failed run again, to the same error."),
)
"""Every column with its type and meaning, for the reference."""

_WORD = pa.dictionary(pa.int8(), pa.string())
_CHOICE = pa.dictionary(pa.int32(), pa.string())
_KINDS = {"number": pa.float64(), "whole": pa.int64(), "word": _CHOICE}


@dataclass(frozen=True)
class RunIndex:
    """Where a block of runs stands, each array of length n: their numbers, designs, replications and seeds."""

    run: Ints
    design: Ints
    replication: Ints
    seed: Ints


def seeds_of(entry: PlanEntry, design: Ints, replication: Ints) -> Ints:
    """Return the seed of each run: it depends on the batch's seed, the design and the replication alone.

    With common random numbers every design has the seeds of the first.
    """
    own = zip(design.tolist(), replication.tolist(), strict=True)
    return seeds_below(entry.seed, ((0 if entry.common else d, r) for d, r in own))


def run_index(entry: PlanEntry, first: int, count: int) -> tuple[Ints, RunIndex]:
    """Return the scenario's place and everything else that places the runs from ``first`` on."""
    run = np.arange(first, first + count, dtype=np.int64)
    replication, cell = np.divmod(run, entry.cells)
    design, scenario = np.divmod(cell, entry.cells // entry.design.n)
    return scenario, RunIndex(run, design, replication, seeds_of(entry, design, replication))


def depths_of(scenario: Scenario) -> list[str]:
    """Return how deep the texts of a scenario go, from shallow to deep."""
    return list(scenario.spec.depths) or [WHOLE]


def _union(entry: PlanEntry, names: Literal["depths", "issues", "parties", "settings"]) -> list[str]:
    """What the scenarios of a batch have of a kind, each once."""
    return list(dict.fromkeys(name for one in entry.scenarios for name in getattr(one, names)))


def schema_of(entry: PlanEntry) -> pa.Schema:
    """Return the columns of a batch with their types; those of depths, issues, parties and settings are of all scenarios."""
    draws = [(f"{DRAW}{key}", pa.float64()) for key in _union(entry, "settings")]
    fields = [
        ("run_id", pa.int64()),
        ("scenario", _CHOICE),
        ("design_id", pa.int64()),
        ("replication", pa.int64()),
        ("seed", pa.int64()),
        ("status", _WORD),
        ("result", _WORD),
        ("ladder", _WORD),
        ("depth", _CHOICE),
        *((f"gap_{depth}", pa.float64()) for depth in _union(entry, "depths")),
        ("rounds", pa.int64()),
        *((vary.key, _KINDS[vary.kind]) for vary in entry.design.vary),
        *((f"agreement_{issue}", _CHOICE) for issue in _union(entry, "issues")),
        *((f"utility_{party}", pa.float64()) for party in _union(entry, "parties")),
        *(draws if entry.keep_draws else [(DRAWS, pa.list_(pa.float32()))]),
        ("error", pa.string()),
        ("replay", pa.string()),
    ]
    return pa.schema(fields)


def replay_command(entry: PlanEntry, scenario: int, seed: int, changes: Mapping[str, str | float]) -> str:
    """Return the `hikiwake run` command that plays one run again from its scenario."""
    own = entry.scenarios[scenario]
    words = ["hikiwake", "run", own.name, "--draw", "--seed", str(seed)]
    for key, value in {**own.changes, **changes}.items():
        words += ["--set", f"{key}={value!r}" if isinstance(value, float) else f"{key}={value}"]
    for party, name in entry.strategies.items():
        words += ["--strategy", f"{party}={name}"]
    for constraint in entry.off:
        words += ["--off", constraint]
    if entry.protocol is not None:
        words += ["--protocol", entry.protocol]
    if entry.articles_only:
        words.append("--articles-only")
    return shlex.join(words)


def _words(places: npt.NDArray[Any], words: Sequence[str], missing: npt.NDArray[np.bool_], kind: Any) -> Any:
    index = pa.array(places, mask=missing).cast(kind.index_type)
    return pa.DictionaryArray.from_arrays(index, pa.array(list(words), pa.string()))


def _draws(
    schema: pa.Schema, settings: Sequence[str], draws: npt.NDArray[np.float64], failed: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    """The drawn settings as one list a run, or as a column each; a setting that a run has not is empty."""
    if DRAWS not in schema.names:
        return {
            f"{DRAW}{key}": pa.array(column, mask=failed | np.isnan(column))
            for key, column in zip(settings, draws.T, strict=True)
        }
    n, k = draws.shape
    numbers = pa.array(draws.astype(np.float32).reshape(-1))
    ends = pa.array(np.arange(0, n * k + 1, k, dtype=np.int32) if k else np.zeros(n + 1, np.int32))
    return {DRAWS: pa.ListArray.from_arrays(ends, numbers, mask=pa.array(failed))}


def table_of(
    schema: pa.Schema,
    scenario: Scenario,
    place: RunIndex,
    runs: Runs,
    texts: Mapping[str, Sequence[str | None]],
    varied: Mapping[str, Any],
    settings: Sequence[str],
) -> pa.Table:
    """Return the rows of runs of one scenario.

    ``texts``: the columns `error` and `replay`; ``varied``: key to a column's values, numbers or texts;
    ``settings``: what the columns of `Runs.draws` are.
    """
    n, failed = len(place.run), runs.failed
    signed = ~failed & (runs.agreement >= 0)
    space = space_of(scenario.spec)
    options = space.outcomes[np.where(signed, runs.agreement, 0)]
    columns: dict[str, Any] = {
        "run_id": place.run,
        "scenario": pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([scenario.id])),
        "design_id": place.design,
        "replication": place.replication,
        "seed": place.seed,
        "status": _words(failed.astype(np.int8), STATUS, np.zeros(n, np.bool_), _WORD),
        "result": _words(runs.result, RESULTS, failed, _WORD),
        "ladder": _words(runs.ladder, LADDER, failed, _WORD),
        "rounds": pa.array(runs.rounds, mask=failed),
        **varied,
        **texts,
    }
    for i, issue in enumerate(space.issues):
        columns[DEPTH if issue.id == DEPTH else f"agreement_{issue.id}"] = _words(
            options[:, i], issue.options, ~signed, _CHOICE
        )
    for p, party in enumerate(scenario.spec.parties):
        columns[f"utility_{party}"] = pa.array(runs.utility[:, p], mask=failed)
    for d, depth in enumerate(depths_of(scenario)):
        gap = runs.gaps[:, d]
        columns[f"gap_{depth}"] = pa.array(gap, mask=failed | (gap >= BARRED))
    columns |= _draws(schema, settings, runs.draws, failed)
    arrays = []
    for field in schema:
        column = columns.get(field.name)
        if column is None:
            column = pa.nulls(n, field.type)
        elif not isinstance(column, pa.DictionaryArray | pa.ListArray):
            column = pa.array(column, from_pandas=False).cast(field.type)
        arrays.append(column)
    return pa.table(arrays, schema=schema)
