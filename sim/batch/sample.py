"""What a batch would take: plays a short sample of it and writes nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import pyarrow as pa

from sim.batch.plan import Order, Plan
from sim.batch.playing import Stage, play_order, stage_of
from sim.batch.progress import Shard
from sim.batch.work import parquet

SECONDS, MOST_RUNS = 1.0, 4000
START = 2.0
"""Seconds that a worker takes to start, roughly."""


@dataclass(frozen=True)
class Estimate:
    """What a batch would take: seconds with so many workers, and bytes on disk, from ``sample`` runs played."""

    runs: int
    jobs: int
    scenarios: int
    designs: int
    replications: int
    workers: int
    sample: int
    seconds_per_run: float
    seconds: float
    bytes: int


def estimate(plan: Plan, workers: int, shard: Shard | None = None) -> Estimate:
    """Return what a batch would take. The sample is spread over its jobs and takes about a second.

    The first run is not counted: it makes things ready.
    """
    stage, setup = stage_of(plan.entry.model_dump_json().encode()), b""
    jobs = plan.jobs(shard)
    runs = sum(plan.rows_in(job) for job in jobs)
    _played(stage, _some(plan.order(jobs[0], setup, ""), 1))
    tables: list[pa.Table] = []
    spent, size = 0.0, 1
    while spent < SECONDS and sum(t.num_rows for t in tables) < min(MOST_RUNS, runs):
        order = _some(plan.order(jobs[len(tables) * 7 % len(jobs)], setup, ""), size)
        began = time.perf_counter()
        tables.append(_played(stage, order))
        spent += time.perf_counter() - began
        size *= 2
    rows = pa.concat_tables(tables, promote_options="default").unify_dictionaries()
    each = spent / rows.num_rows
    empty = len(parquet(rows.slice(0, 0), "0" * 64, 0))
    per_row = max(0.0, (len(parquet(rows, "0" * 64, 0)) - empty) / rows.num_rows)
    busy = min(workers, len(jobs))
    return Estimate(
        runs=runs,
        jobs=len(jobs),
        scenarios=len(plan.entry.scenarios),
        designs=plan.entry.design.n,
        replications=plan.entry.replications,
        workers=workers,
        sample=rows.num_rows,
        seconds_per_run=each,
        seconds=round(START + runs * each / busy, 1),
        bytes=round(empty * len(jobs) + per_row * runs),
    )


def _some(order: Order, count: int) -> Order:
    return replace(order, count=min(count, order.count))


def _played(stage: Stage, order: Order) -> pa.Table:
    return pa.concat_tables(
        [table for table in play_order(stage, order) if table.num_rows], promote_options="default"
    ).unify_dictionaries()
