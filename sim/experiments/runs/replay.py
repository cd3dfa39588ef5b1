"""Plays one stored run of a batch again in the Mesa model, and compares it with its row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.domain.record import RESULTS_VERSION, RunRecord
from sim.errors import InputError, ReplayMismatch, SimError
from sim.experiments.runs.manifest import Manifest, PartEntry, PlanEntry
from sim.experiments.runs.parts import UNREADABLE, check_owner, stored
from sim.experiments.runs.playing import PreparedPlan, Typed
from sim.experiments.runs.rows import DRAW, DRAWS, replay_command, run_index, schema_of
from sim.experiments.runs.store import Folder, read_manifest

if TYPE_CHECKING:
    from sim.engine.mesa import NegotiationModel


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
    place = _place(folder, plan, row)
    changes = _changes(plan, row)
    try:
        model = PreparedPlan(plan).model(place, row["seed"], changes)
        record = model.run()
    except InputError as error:
        _agree(folder, row, {"status": "failed", "error": str(error)}, "when it is played today")
        command = replay_command(plan, place, row["seed"], changes)
        raise SimError(f"run {run_id} of {folder} makes no game: {error}; see: {command}") from None
    _agree(folder, row, _said(plan, place, model, record), "when it is played today")
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
    found = stored(folder, part)
    path = folder / part.file
    if found is None:
        raise InputError(f"{path}: is damaged; repeat the batch with --resume to mend it")
    check_owner(path, found[0], plan, job)
    try:
        table = pq.read_table(pa.BufferReader(found[0]))
        rows: list[dict[str, Any]] = table.filter(pc.equal(table["run_id"], run_id)).to_pylist()
    except UNREADABLE:
        raise InputError(f"{path}: holds no rows of a batch; play the batch anew") from None
    if not table.schema.equals(schema_of(plan)) or len(rows) != 1:
        raise InputError(
            f"{path}: holds run {run_id} {len(rows)} times, or in other columns; play the batch anew"
        )
    return rows[0]


def _place(folder: Path, plan: PlanEntry, row: dict[str, Any]) -> int:
    """The place of a row's scenario; the row has to stand where the plan has it."""
    scenario, index = run_index(plan, row["run_id"], 1)
    place = int(scenario[0])
    wanted = {
        "scenario": plan.scenarios[place].id,
        "design_id": int(index.design[0]),
        "replication": int(index.replication[0]),
        "seed": int(index.seed[0]),
    }
    _agree(folder, row, wanted, "in the plan")
    if any(row[vary.key] is None for vary in plan.design.vary):
        raise InputError(f"{folder}: run {row['run_id']} lacks a value that was varied; play the batch anew")
    return place


def _part(folder: Path, manifest: Manifest, job: int) -> PartEntry | None:
    """The part of a job, also while the batch is still running."""
    return (Folder.journal_of(folder) | {part.job: part for part in manifest.parts}).get(job)


def _changes(plan: PlanEntry, row: dict[str, Any]) -> Typed:
    return {
        vary.key: float(row[vary.key]) if vary.kind == "number" else str(row[vary.key])
        for vary in plan.design.vary
    }


def _said(plan: PlanEntry, place: int, model: NegotiationModel, record: RunRecord) -> dict[str, Any]:
    """Every column of a run's row that the run itself decides."""
    own, table = plan.scenarios[place], model.table
    said: dict[str, Any] = {
        "status": "ok",
        "result": record.result,
        "ladder": record.ladder,
        "depth": record.depth,
        "rounds": record.rounds[-1].round,
        **dict.fromkeys(("error", "replay")),
        **{f"gap_{depth}": gap for depth, gap in record.gap.items()},
    }
    for issue in record.document["issues"]:
        said[f"agreement_{issue}"] = None if record.agreement is None else record.agreement[issue]
    for party in own.parties:
        seat = model.game.party(party)
        standing = table.standing
        said[f"utility_{party}"] = (
            max(0.0, standing.parties[seat].reservation + standing.private[seat])
            if table.agreement is None
            else table.value.plain[seat, table.agreement]
        )
    drawn = [record.settings[key] for key in own.settings]
    if plan.keep_draws:
        return said | {f"{DRAW}{key}": x for key, x in zip(own.settings, drawn, strict=True)}
    return said | {DRAWS: np.array(drawn, np.float32).tolist()}


def _agree(folder: Path, row: dict[str, Any], wanted: dict[str, Any], where: str) -> None:
    for name, value in wanted.items():
        if row[name] != value:
            raise ReplayMismatch(
                f'run {row["run_id"]} of {folder}: "{name}" is {row[name]} in its row and {value} {where}; '
                "the part or the program was changed"
            )
