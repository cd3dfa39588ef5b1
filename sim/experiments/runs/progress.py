"""How far a batch is: what is stored, how long it took, how long it will take, and the manifest of that moment."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.domain.record import Frozen
from sim.experiments.runs.manifest import (
    Count,
    EngineEntry,
    Manifest,
    PartEntry,
    Seconds,
    Shard,
    TimingEntry,
    ladder_of,
)
from sim.experiments.runs.plan import Job, Plan
from sim.experiments.runs.playing import play_job, prepared_plan
from sim.experiments.runs.worker import parquet
from sim.version import __version__


@dataclass(frozen=True)
class Execution:
    """Where and by whom a batch is run. ``shard`` ``(i, n)``, from 1: only each n-th job."""

    out: Path
    engine: EngineEntry
    resume: bool = False
    shard: Shard | None = None


class Progress(Frozen):
    """How far a batch is. ``left``: seconds, or None while nothing is known."""

    state: str
    runs: Count
    stored: Count
    failed: Count
    jobs: Count
    jobs_stored: Count
    seconds: Seconds
    left: Seconds | None
    ladder: dict[str, Count]

    @property
    def as_json(self) -> dict[str, Any]:
        """What `progress.json` holds."""
        return {**self.model_dump(), "pid": os.getpid(), "updated": now()}


class ProgressFile(Progress):
    """What `progress.json` holds: how far the batch is, of which plan, which process plays it, and when it said so."""

    pid: int
    updated: str
    plan_id: str


def read_progress(data: bytes) -> ProgressFile | None:
    """Return what a file of progress says; None where it is cut off, or of something else."""
    try:
        return ProgressFile.model_validate_json(data)
    except ValueError:
        return None


Tell = Callable[[Progress], None]


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
        self.jobs = self.plan.entry.jobs_of(self.execution.shard)
        self.runs = self.plan.entry.runs_of(self.execution.shard)

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
            ladder=ladder_of(self.parts.values()),
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
    """What a batch would take: seconds with so many workers, and bytes on disk, from ``sample`` runs played.

    ``free``: bytes that are free where its folder is, or will be.
    """

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
    free: int


def estimate(plan: Plan, execution: Execution, workers: int) -> Estimate:
    """Return what a batch would take. The sample is spread over its jobs and takes about a second.

    The first run is not counted: it makes things ready.
    """
    prepared, setup = prepared_plan(plan.entry.model_dump_json().encode()), b""
    jobs, runs = plan.entry.jobs_of(execution.shard), plan.entry.runs_of(execution.shard)
    play_job(prepared, _some(plan.job(jobs[0], setup, ""), 1))
    tables: list[pa.Table] = []
    spent, size = 0.0, 1
    while spent < SECONDS and sum(t.num_rows for t in tables) < min(MOST_RUNS, runs):
        job = _some(plan.job(jobs[len(tables) * 7 % len(jobs)], setup, ""), size)
        began = time.perf_counter()
        tables.append(play_job(prepared, job))
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
        free=_free(execution.out),
    )


def _free(folder: Path) -> int:
    place = folder.absolute()
    return shutil.disk_usage(next(one for one in (place, *place.parents) if one.is_dir())).free


def _some(job: Job, count: int) -> Job:
    return replace(job, count=min(count, job.count))
