"""Plays one stored run of a batch again in the Mesa model, and compares it with its row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.domain.record import RESULTS_VERSION, RunRecord
from sim.errors import InputError, ReplayMismatch, SimError
from sim.experiments.runs.manifest import Manifest, PartEntry, PlanEntry
from sim.experiments.runs.playing import PreparedPlan, Typed
from sim.experiments.runs.rows import replay_command
from sim.experiments.runs.store import Folder, read_manifest, sound


def play_again(folder: Path, run_id: int) -> RunRecord:
    """Return the record of a stored run, played again.

    Raises `InputError` for a run that the folder does not hold, `SimError` for one whose numbers make no game, and
    `ReplayMismatch` where the run comes out otherwise than its row says.
    """
    manifest = read_manifest(folder)
    plan = manifest.plan
    if plan.results_version != RESULTS_VERSION:
        raise InputError(
            f"{folder}: its results_version is {plan.results_version}, but this version plays {RESULTS_VERSION}; "
            f"use hikiwake {manifest.versions.get('hikiwake', 'of another release')}"
        )
    row = _row(folder, manifest, run_id)
    place = [entry.id for entry in plan.scenarios].index(row["scenario"])
    changes = _changes(plan, row)
    try:
        record = PreparedPlan(plan).model(place, row["seed"], changes).run()
    except SimError as error:
        command = replay_command(plan, place, row["seed"], changes)
        raise SimError(f"run {run_id} of {folder} makes no game: {error}; see: {command}") from None
    _compare(folder, row, record)
    return record


def _row(folder: Path, manifest: Manifest, run_id: int) -> dict[str, Any]:
    plan = manifest.plan
    if not 0 <= run_id < plan.runs:
        raise InputError(f"--replay: there is no run {run_id}; the runs of {folder} are 0 to {plan.runs - 1}")
    job = run_id // plan.job_size
    part = _part(folder, manifest, job)
    if part is None:
        raise InputError(
            f"--replay: run {run_id} is not stored in {folder}; it belongs to job {job}, which another shard "
            "holds or --resume still has to play"
        )
    if not sound(folder, part):
        raise InputError(f"{folder / part.file}: is damaged; repeat the batch with --resume to mend it")
    rows = pq.read_table(folder / part.file, filters=[("run_id", "=", run_id)]).to_pylist()
    found: dict[str, Any] = rows[0]
    return found


def _part(folder: Path, manifest: Manifest, job: int) -> PartEntry | None:
    """The part of a job, also while the batch is still running."""
    stored = Folder.journal_of(folder) | {part.job: part for part in manifest.parts}
    return stored.get(job)


def _changes(plan: PlanEntry, row: dict[str, Any]) -> Typed:
    return {
        vary.key: float(row[vary.key]) if vary.kind == "number" else str(row[vary.key])
        for vary in plan.design.vary
    }


def _compare(folder: Path, row: dict[str, Any], record: RunRecord) -> None:
    """The row says what the record says."""
    wanted: dict[str, Any] = {
        "status": "ok",
        "result": record.result,
        "ladder": record.ladder,
        "depth": record.depth,
        **{f"gap_{depth}": gap for depth, gap in record.gap.items()},
        "rounds": record.rounds[-1].round,
    }
    for issue in record.document["issues"]:
        wanted[f"agreement_{issue}"] = None if record.agreement is None else record.agreement[issue]
    for name, value in wanted.items():
        if row[name] != value:
            raise ReplayMismatch(
                f'run {row["run_id"]} of {folder}: "{name}" is {row[name]} in its row and {value} when it is played '
                "today; the part or the program was changed"
            )
