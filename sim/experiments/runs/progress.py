"""How far a batch is: what is stored, how long it took, how long it will take, and the manifest of that moment."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.domain.game import LADDER
from sim.errors import InputError
from sim.experiments.runs.manifest import EngineEntry, Manifest, PartEntry, TimingEntry
from sim.experiments.runs.plan import Job, Plan
from sim.experiments.runs.playing import PreparedPlan, play_job, prepared_plan
from sim.experiments.runs.worker import parquet
from sim.version import __version__

Shard = tuple[int, int]


@dataclass(frozen=True)
class Execution:
    """Where and by whom a batch is run. ``shard`` ``(i, n)``, from 1: only each n-th job."""

    out: Path
    engine: EngineEntry
    resume: bool = False
    shard: Shard | None = None


@dataclass(frozen=True)
class Progress:
    """How far a batch is. ``left``: seconds, or None while nothing is known."""

    state: str
    runs: int
    stored: int
    failed: int
    jobs: int
    jobs_stored: int
    seconds: float
    left: float | None
    ladder: dict[str, int]

    @property
    def as_json(self) -> dict[str, Any]:
        """What `progress.json` holds."""
        return {**vars(self), "pid": os.getpid(), "updated": now()}


Tell = Callable[[Progress], None]


def shard_of(text: str) -> Shard:
    """Return shard ``i/n`` as two numbers. Raises `InputError` for anything else.

    >>> shard_of("2/3")
    (2, 3)
    """
    parts = text.split("/")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        i, n = int(parts[0]), int(parts[1])
        if 1 <= i <= n:
            return i, n
        raise InputError(f"--shard {text}: is out of range; i in i/n runs from 1 to {max(n, 1)}")
    raise InputError(f'--shard: "{text}" must have the form i/n, such as 1/3 for the first of three')


def versions() -> dict[str, str]:
    """Return what a batch is played with: package to version, and that of Python.

    >>> sorted(versions())[0]
    'hikiwake'
    """
    from importlib.metadata import PackageNotFoundError, version

    found = {"hikiwake": __version__, "python": platform.python_version()}
    for name in ("mesa", "numba", "numpy", "pyarrow", "scipy"):
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def now() -> str:
    """Return the time in UTC, to the second.

    >>> now().endswith("+00:00")
    True
    """
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Log:
    """What is stored so far, and since when."""

    plan: Plan
    execution: Execution
    started: str
    before: float
    parts: dict[int, PartEntry] = field(default_factory=dict)
    new_runs: int = 0
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.plan_id = self.plan.entry.id
        self.jobs = self.plan.jobs(self.execution.shard)
        self.runs = sum(self.plan.rows_in(job) for job in self.jobs)

    def progress(self, state: str) -> Progress:
        """Return how far the batch is."""
        here = time.monotonic() - self.began
        stored = sum(part.rows for part in self.parts.values())
        left = here / self.new_runs * (self.runs - stored) if self.new_runs else None
        return Progress(
            state=state,
            runs=self.runs,
            stored=stored,
            failed=sum(part.failed for part in self.parts.values()),
            jobs=len(self.jobs),
            jobs_stored=len(self.parts),
            seconds=round(self.before + here, 1),
            left=None if left is None else round(left, 1),
            ladder={step: sum(part.ladder[step] for part in self.parts.values()) for step in LADDER},
        )

    def manifest(self, state: Any) -> Manifest:
        """Return the manifest of this moment."""
        far = self.progress(state)
        parts = [self.parts[job] for job in sorted(self.parts)]
        shard = self.execution.shard
        return Manifest(
            state=state,
            plan_id=self.plan_id,
            plan=self.plan.entry,
            shard=None if shard is None else f"{shard[0]}/{shard[1]}",
            versions=versions(),
            engine=self.execution.engine,
            timings=TimingEntry(
                started=self.started,
                finished=now() if state == "complete" else None,
                seconds=far.seconds,
                worker_seconds=round(sum(part.seconds for part in parts), 3),
            ),
            stored=far.stored,
            failed=far.failed,
            ladder=far.ladder,
            parts=parts,
        )


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
    prepared, setup = prepared_plan(plan.entry.model_dump_json().encode()), b""
    jobs = plan.jobs(shard)
    runs = sum(plan.rows_in(job) for job in jobs)
    _played(prepared, _some(plan.job(jobs[0], setup, ""), 1))
    tables: list[pa.Table] = []
    spent, size = 0.0, 1
    while spent < SECONDS and sum(t.num_rows for t in tables) < min(MOST_RUNS, runs):
        job = _some(plan.job(jobs[len(tables) * 7 % len(jobs)], setup, ""), size)
        began = time.perf_counter()
        tables.append(_played(prepared, job))
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


def _some(job: Job, count: int) -> Job:
    return replace(job, count=min(count, job.count))


def _played(prepared: PreparedPlan, job: Job) -> pa.Table:
    return pa.concat_tables(
        [table for table in play_job(prepared, job) if table.num_rows], promote_options="default"
    ).unify_dictionaries()
