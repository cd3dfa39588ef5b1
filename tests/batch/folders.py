"""What the tests of batches share: small batches, their rows, and the command in a process of its own."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.cli.main import main
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.plan import BatchRequest, Plan, make_plan
from sim.experiments.runs.worker import work
from sim.scenario.setup import Setup

ROOT = Path(__file__).resolve().parents[2]
LAKE, DROUGHT = "tests/data/lake.toml", "tests/data/drought.toml"

WISH = BatchRequest(
    [Setup(LAKE), Setup(DROUGHT)],
    runs=60,
    vary=["parties.fernside.weights.level=0,0.3,0.6", "talks.protocol=alternating,single_text"],
    design="lhs",
    replications=2,
    traces=0.1,
)
"""A batch with everything in it: two scenarios, numbers and words, runs that make no game, full records."""

WORDS = [
    "batch", LAKE, DROUGHT, "--runs", "60", "--vary", "parties.fernside.weights.level=0,0.3,0.6",
    "--vary", "talks.protocol=alternating,single_text", "--design", "lhs", "--replications", "2", "--traces", "0.1",
]  # fmt: skip
"""The same on the command line."""


def local(workers: int = 1) -> EngineEntry:
    return EngineEntry(kind="local", workers=workers, scheduler=None)


@cache
def plan() -> Plan:
    with contextlib.chdir(ROOT):
        return make_plan(WISH)


@cache
def undisturbed() -> tuple[bytes, dict[str, bytes]]:
    """The rows of the batch sorted by run, and its full records by name: one job after the other, in this process."""
    setup = plan().entry.model_dump_json().encode()
    made = [work(plan().job(job, setup, plan().entry.id)) for job in plan().jobs()]
    tables = [pq.read_table(io.BytesIO(part.data)) for part in made]
    traces = {f"job-{part.job:06d}.jsonl.gz": part.trace for part in made if part.trace is not None}
    return sorted_bytes(tables), traces


def sorted_bytes(tables: list[pa.Table]) -> bytes:
    rows = pa.concat_tables(tables, promote_options="permissive").unify_dictionaries().sort_by("run_id")
    draws = pa.array([str(row) for row in rows["draws"].to_pylist()])
    rows = rows.set_column(rows.column_names.index("draws"), "draws", draws)
    text: bytes = rows.to_pandas().to_csv(index=False, float_format="%.17g").encode()
    return text


def rows_of(folder: Path) -> bytes:
    """The stored rows as text with every digit, sorted by run."""
    return sorted_bytes([pq.read_table(path) for path in sorted((folder / "runs").glob("*.parquet"))])


def traces_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "traces").glob("*"))}


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name.endswith(".part") or path.name == ".lock"]


def assert_undisturbed(folder: Path) -> None:
    assert (rows_of(folder), traces_of(folder)) == undisturbed()
    assert leftovers(folder) == []


def call(*words: str) -> int:
    """The command in this process, from the repository's folder."""
    with contextlib.chdir(ROOT):
        return main(words)


PATIENCE = 600.0
"""Seconds after which a test takes it that something hangs; on no machine is anything measured by them."""

FIRST = """
import os, signal, sys, time
# A shell that starts a job in the background has it ignore Ctrl-C; a process of the tests shall not.
signal.signal(signal.SIGINT, signal.default_int_handler)
def stand(*words):
    print(*words, flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.05)
    os._exit(3)
"""
"""Gives a process a gate: ``stand`` says on stdout that it stands there, and never goes on. It can only be ended."""


def gate(running: subprocess.Popen[bytes]) -> list[str]:
    """Wait until a process stands at its gate; the words it says there."""
    assert running.stdout is not None
    line = running.stdout.readline().decode()
    assert line, f"it never came to the gate: {running.communicate()[1].decode()}"
    return line.split()


def started(*words: str, before: str = "", **more: Any) -> subprocess.Popen[bytes]:
    """The command in a process group of its own, after some Python of the test."""
    code = f"{FIRST}\n{before}\nfrom sim.cli.main import main\nsys.exit(main({list(words)!r}))"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        **more,
    )
