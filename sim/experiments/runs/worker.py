"""What a worker does with a job: plays it and returns its part as the bytes of a Parquet file.

The worker writes nothing. So it needs no folder in common with the one who asked, a full disk is met in one place
only, and local processes and machines far away do the same.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import platform
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.domain.record import RESULTS_VERSION
from sim.errors import InputError, SimError
from sim.experiments.runs.manifest import ladder_counts
from sim.experiments.runs.plan import Job
from sim.experiments.runs.playing import PreparedPlan, changes_of, play_job, prepared_plan, sampled
from sim.experiments.runs.rows import DRAWS, run_index
from sim.version import __version__

_ONE_AT_A_TIME = threading.Lock()
"""A worker with several threads still plays one job after the other: the engine's buffers are not shared."""


@dataclass(frozen=True)
class JobResult:
    """A job done: the Parquet file as ``data``, its digest, and what it holds in short."""

    job: int
    data: bytes
    sha256: str
    rows: int
    failed: int
    ladder: dict[str, int]
    seconds: float
    trace: bytes | None = None


def work(job: Job) -> JobResult:
    """Play a job. The same job gives the same bytes in every process and on every machine.

    Raises `SimError` where this machine plays by other rules than the one who asked.
    """
    with _ONE_AT_A_TIME:
        began = time.perf_counter()
        plan = prepared_plan(job.setup)
        if plan.entry.results_version != RESULTS_VERSION:
            raise SimError(
                f"a worker plays results version {RESULTS_VERSION}, but the batch is of version "
                f"{plan.entry.results_version}; install the same release of hikiwake on every machine"
            )
        table = play_job(plan, job)
        data = parquet(table, job.plan_id, job.number)
        failed = pc.equal(table["status"].cast(pa.string()), "failed")
        steps = table["ladder"].cast(pa.string()).to_pylist()
        return JobResult(
            job=job.number,
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            rows=table.num_rows,
            failed=int(pc.sum(failed).as_py() or 0),
            ladder=ladder_counts(steps),
            seconds=time.perf_counter() - began,
            trace=_traces(plan, job),
        )


def parquet(table: pa.Table, plan_id: str, job: int) -> bytes:
    """Return rows as a Parquet file whose footer says which job of which plan they are; equal rows give equal bytes."""
    marked = table.replace_schema_metadata({"hikiwake": json.dumps({"plan": plan_id, "job": job})})
    sink = pa.BufferOutputStream()
    # Numbers that hardly ever repeat would only make a dictionary as long as themselves.
    words = [name for name in table.column_names if name != DRAWS]
    pq.write_table(marked, sink, compression="zstd", use_dictionary=words, write_page_checksum=True)
    return bytes(sink.getvalue().to_pybytes())


def _traces(plan: PreparedPlan, job: Job) -> bytes | None:
    """The full records of the sampled runs, one JSON object a line with its `run_id`; None where none is sampled."""
    chosen = sampled(plan.entry, job.first, job.count)
    text = "".join(_lines(plan, job, chosen))
    return packed(text) if text else None


def packed(text: str) -> bytes:
    """Return a text as a gzip file, in the same bytes on every system and version of Python.

    The head has no time and no name, and for the system it was packed on it says that this is unknown.

    >>> packed("x")[:10].hex()
    '1f8b08000000000000ff'
    """
    file = gzip.compress(text.encode("utf-8"), 6, mtime=0)
    return file[:9] + b"\xff" + file[10:]


def _lines(plan: PreparedPlan, job: Job, chosen: list[int]) -> Iterator[str]:
    scenario, place = run_index(plan.entry, job.first, job.count)
    pieces = {piece.scenario: piece for piece in job.slices}
    for run in chosen:
        i = run - job.first
        piece = pieces[int(scenario[i])]
        changes = changes_of(piece, int(place.design[i]))
        try:
            record = plan.model(piece.scenario, int(place.seed[i]), changes).run().model_dump(mode="json")
        except InputError:
            continue
        yield json.dumps({"run_id": run, **record}, ensure_ascii=False) + "\n"


def ready() -> dict[str, str]:
    """Return what this process plays with; asked of a worker before a batch begins."""
    return {"hikiwake": __version__, "python": platform.python_version(), "results": str(RESULTS_VERSION)}


def begin(alive: Connection) -> None:
    """Make a new local process ready: it leaves Ctrl-C to its parent, and ends when the other end of a pipe closes.

    That end is closed when the batch is stopped and, by the system, when the parent dies in whatever way. (An event
    of `multiprocessing` would not do: a process that is killed while it holds the lock blocks all others.)
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        with contextlib.suppress(OSError):
            alive.poll(None)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
