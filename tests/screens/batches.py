"""What the tests of the page Many runs share: batches that are stored, and a command that plays nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sim.app.runs import pace
from sim.app.runs.question import Question
from sim.experiments.runs import supervisor as home
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.plan import BatchRequest, Plan, make_plan
from sim.experiments.runs.progress import Execution, Log
from sim.experiments.runs.store import Folder
from sim.experiments.runs.worker import work

CARELESS = {f"parties.usa.weights.{issue}": "none" for issue in ("kunashir", "iturup", "economy")}
"""Changes that leave a party one thing to care for: where that weighs nothing too, its numbers make no game."""

SECURITY = "parties.usa.weights.security"

ENGINE = EngineEntry(kind="local", workers=1, scheduler=None)

COMMAND = """
import json, os, signal, sys, time
words = sys.argv[1:]
out, how = words[words.index("--out") + 1], os.environ.get("HOW", "complete")
os.makedirs(out + "/runs", exist_ok=True)
open(out + "/words.jsonl", "a").write(json.dumps(words) + "\\n")
def tell(state, stored):
    text = json.dumps({"state": state, "runs": 40, "stored": stored, "jobs_stored": 0, "seconds": 1.0, "left": 9.0})
    open(out + "/part", "w").write(text)
    os.replace(out + "/part", out + "/progress.json")
def stop(*_):
    tell("stopped", 10)
    sys.stderr.write("hikiwake: interrupted; 10 of 40 runs are stored\\n")
    sys.exit(130)
signal.signal(signal.SIGTERM, stop if how != "deaf" else signal.SIG_IGN)
tell("running", 10)
open(out + "/manifest.json", "w").write("{}")
parent = os.getppid()
while how in ("wait", "deaf") and os.getppid() == parent:
    time.sleep(0.05)
if how == "crash":
    sys.stderr.write("what came before\\nhikiwake: <b>the disk</b> is full\\n\\n")
    sys.exit(1)
if how == "silent":
    os.kill(os.getpid(), signal.SIGKILL)
tell("complete", 40)
"""
"""A command that writes what the real one writes beside its rows, and ends as the variable HOW says."""


@contextmanager
def own_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep batches in a folder of one's own, and leave none running there."""
    monkeypatch.setenv(home.PLACE, str(folder))
    yield
    monkeypatch.setenv(home.PLACE, str(folder))
    for place in home.folders():
        process = home.process_of(place)
        if process is not None:
            process.kill()
            process.wait(10)


def use_command(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Let batches be played by `COMMAND`."""
    monkeypatch.setattr(home, "PROGRAM", (sys.executable, "-c", COMMAND))
    monkeypatch.setenv("HOW", how)


def wish(question: Question) -> BatchRequest:
    """Return what the command makes of a question."""
    state = question.state
    changes = {key: str(value).lower() for key, value in state.changes.items()}
    return BatchRequest(
        [replace(state.setup, seed=0, changes=changes)],
        runs=None if question.combinations > 1 else question.runs,
        vary=[one.option for one in question.varied],
        design=question.design if question.varied else None,
        replications=question.replications if question.combinations > 1 else None,
        seed=state.seed,
    )


def plan_of(question: Question) -> Plan:
    return make_plan(wish(question))


def store(question: Question, out: Path, jobs: int | None = None) -> Plan:
    """Play a batch in this process into a folder, or only its first jobs."""
    plan = plan_of(question)
    setup = plan.entry.model_dump_json().encode()
    folder = Folder(out)
    log = Log(plan, Execution(out, ENGINE), "2026-01-01T00:00:00+00:00", 0.0)
    for job in list(plan.jobs())[:jobs]:
        log.parts[job] = folder.add(work(plan.job(job, setup, plan.entry.id)))
    state = "complete" if jobs is None else "stopped"
    folder.write_manifest(log.manifest(state))
    folder.write_progress({**log.progress(state).as_json, "left": 0.0})
    folder.close()
    return plan


def played(question: Question, jobs: int | None = None) -> Path:
    """Make the batch that answers a question be there, as if a process had played it and ended; return its folder."""
    folder = home.folder_of(question.digest)
    store(question, folder / home.OUT, jobs)
    gone = {"pid": 2**22 + 1, "began": 1.0}
    (folder / home.PROCESS).write_text(json.dumps(gone), encoding="utf-8")
    if jobs is not None:
        (folder / home.STOP).touch()
    return folder


def know_pace(question: Question) -> None:
    """Make it known how long runs take, as where batches were played before."""
    name = home.home() / home.PACE
    name.mkdir(exist_ok=True)
    (name / f"{question.pace}.json").write_text('{"seconds_per_run": 0.002}', encoding="utf-8")
    assert pace.seconds_per_run(question) == 0.002


def rows_in(out: Path) -> list[dict[str, Any]]:
    """Return every stored row, read by other means than the page."""
    found: list[dict[str, Any]] = []
    for path in sorted((out / "runs").glob("*.parquet")):
        found += pq.read_table(path).to_pylist()
    return found


def smaller(question: Question, runs: int) -> Question:
    """Return a question that asks for fewer runs than the page offers."""
    return replace(question, asked=runs)
