"""Which drawn settings go with how far the runs of a batch came: an association, read off the stored rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.analysis.ranks import rank_correlations
from sim.domain.game import LADDER
from sim.domain.issue import Floats, Ints
from sim.experiments.runs.manifest import PlanEntry
from sim.experiments.runs.parts import sound
from sim.experiments.runs.playing import scenario_of
from sim.experiments.runs.rows import DRAW, DRAWS
from sim.experiments.runs.store import Folder, read_manifest

MOST = 20_000
"""Rows that are read, in parts spread evenly over the batch: more would not move a second digit."""

FEWEST = 50
"""Rows below which nothing is said."""

TOP = 5


@dataclass(frozen=True)
class Influence:
    """How far some settings go with the ladder; settings that one draw decides stand together.

    ``scale``: the scale whose words they are, where that is what was drawn, else empty; ``r``: Spearman's rank
    correlation, with the ends of its interval; ``n``: rows that it is of.
    """

    settings: tuple[str, ...]
    scale: str
    r: float
    low: float
    high: float
    n: int


def influences(folder: Path, top: int = TOP) -> list[Influence]:
    """Return the settings whose draws go most with the ladder, the closest first, where they go with it at all.

    Intervals hold together at 95% for all that was looked at (Bonferroni), and what has zero in its interval is left
    out. Ranks are taken inside each scenario. Empty where there are too few rows.
    """
    plan = read_manifest(folder).plan
    columns = _streams(plan)
    rows = _rows(folder, plan, [keys[0] for keys in columns.values()])
    if rows is None:
        return []
    numbers, steps, groups = rows
    level = 1.0 - 0.05 / max(1, len(columns))
    found = rank_correlations(numbers, steps, groups, level)
    all_of = [
        Influence(tuple(keys), name if kind == "scale" else "", float(r), float(low), float(high), len(steps))
        for ((kind, name), keys), r, low, high in zip(columns.items(), *found, strict=True)
    ]
    clear = [one for one in all_of if one.low > 0.0 or one.high < 0.0]
    return sorted(clear, key=lambda one: -abs(one.r))[:top]


def _streams(plan: PlanEntry) -> dict[tuple[str, str], list[str]]:
    """The settings by what decides them; those that all scenarios draw and no word of the design decides."""
    given = {vary.key: vary.kind for vary in plan.design.vary}
    shared = set.intersection(*(set(entry.settings) for entry in plan.scenarios))
    settings = scenario_of(plan.scenarios[0]).settings
    found: dict[tuple[str, str], list[str]] = {}
    for key in plan.scenarios[0].settings:
        if key in shared and given.get(key) in (None, "number"):
            source = ("setting", key) if key in given else settings[key].drawn_by
            found.setdefault(source, []).append(key)
    return found


def _rows(folder: Path, plan: PlanEntry, keys: Sequence[str]) -> tuple[Floats, Ints, Ints] | None:
    """The draws, the steps and the places of the scenarios of the runs that are read."""
    stored = Folder.journal_of(folder)
    parts = [stored[job] for job in sorted(stored)]
    step = -(-sum(part.rows for part in parts) // MOST) or 1
    names = [DRAW + key for key in keys] if plan.keep_draws else [DRAWS]
    tables = [
        pq.ParquetFile(folder / part.file).read(columns=["scenario", "status", "ladder", *names])
        for part in parts[::step]
        if sound(folder, part)
    ]
    if not tables or not keys:
        return None
    table = pa.concat_tables(tables)
    table = table.filter(pc.equal(table["status"].cast(pa.string()), "ok"))
    if table.num_rows < FEWEST:
        return None
    ids = {entry.id: place for place, entry in enumerate(plan.scenarios)}
    groups = _places(table["scenario"], ids)
    steps = _places(table["ladder"], {name: place for place, name in enumerate(LADDER)})
    if plan.keep_draws:
        return np.column_stack([table[name].to_numpy() for name in names]), steps, groups
    return np.concatenate(list(_listed(table, plan, groups, keys))), *_in_order(steps, groups)


def _in_order(steps: Ints, groups: Ints) -> tuple[Ints, Ints]:
    """Both by scenario, as `_listed` yields the draws."""
    order = np.argsort(groups, kind="stable")
    return steps[order], groups[order]


def _listed(table: pa.Table, plan: PlanEntry, groups: Ints, keys: Sequence[str]) -> Iterator[Floats]:
    """The numbers of the keys out of the lists, scenario by scenario: each has its own order of settings."""
    for place, entry in enumerate(plan.scenarios):
        own = table[DRAWS].filter(pa.array(groups == place)).combine_chunks()
        numbers = np.asarray(pc.list_flatten(own)).reshape(-1, len(entry.settings))
        yield numbers[:, [entry.settings.index(key) for key in keys]].astype(np.float64)


def _places(column: Any, places: Mapping[str, int]) -> Ints:
    found = pc.index_in(column.cast(pa.string()), value_set=pa.array(list(places), pa.string()))
    numbers: Ints = found.combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers
