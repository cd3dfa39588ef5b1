"""Makes one folder out of the shards of a batch, equal to the batch that was never divided."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from sim.domain.game import LADDER
from sim.errors import InputError
from sim.experiments.runs.manifest import Manifest, PartEntry, TimingEntry, different
from sim.experiments.runs.store import (
    JOURNAL,
    RUNS,
    TRACES,
    check_new,
    failed_to_write,
    line,
    read_manifest,
    sound,
    write_manifest,
)
from sim.files import write_whole


def merge(out: Path, folders: Sequence[Path]) -> Manifest:
    """Copy the parts of shards into a new folder and return its manifest; the shards stay as they are.

    The folder appears whole or not at all. Raises `InputError` where the shards are not of one plan, where one is
    missing, given twice or incomplete, or where a part is damaged; `SimError` where there is no room.
    """
    check_new(out, "OUT")
    if not folders:
        raise InputError("DIR is missing; name the folders of the shards")
    manifests = [read_manifest(folder) for folder in folders]
    parts = _parts(folders, manifests)
    merged = _merged(manifests, [part for _, part in parts])
    part_of_out = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        for name in (RUNS, TRACES) if any(part.trace for _, part in parts) else (RUNS,):
            (part_of_out / name).mkdir(parents=True)
        for folder, part in parts:
            for file in (part.file, part.trace):
                if file is not None:
                    write_whole(part_of_out / file, (folder / file).read_bytes())
        write_whole(part_of_out / JOURNAL, "".join(line(part) for part in merged.parts).encode())
        write_manifest(part_of_out, merged)
        if out.exists():
            shutil.rmtree(out)  # empty but for what a killed batch left, as was checked
        os.replace(part_of_out, out)
    except OSError as error:
        failed_to_write(out, error)
    finally:
        shutil.rmtree(part_of_out, ignore_errors=True)
    return merged


def _parts(folders: Sequence[Path], manifests: Sequence[Manifest]) -> list[tuple[Path, PartEntry]]:
    """Every part with its folder, by job, once all of them are there, sound and of one plan."""
    plan = manifests[0].plan
    found: dict[int, tuple[Path, PartEntry]] = {}
    for folder, manifest in zip(folders, manifests, strict=True):
        if manifest.plan_id != manifests[0].plan_id:
            what = next(different(plan, manifest.plan), "the plan was changed")
            raise InputError(f"{folder}: is no shard of the same batch as {folders[0]}: {what}")
        if manifest.state != "complete":
            raise InputError(f"{folder}: is not complete; finish it with --resume first")
        for part in manifest.parts:
            if part.job in found:
                other = found[part.job][0]
                raise InputError(f"{folder}: holds job {part.job} as {other} does; name every shard once")
            found[part.job] = (folder, part)
    missing = [job for job in range(plan.jobs) if job not in found]
    if missing:
        have = ", ".join(manifest.shard or "all" for manifest in manifests)
        raise InputError(
            f"DIR: {len(missing)} of {plan.jobs} jobs are in none of them (the shards given are {have}); "
            "name the other shards too"
        )
    for folder, part in found.values():
        if not sound(folder, part):
            raise InputError(f"{folder / part.file}: is damaged; mend the shard with --resume first")
    return [found[job] for job in sorted(found)]


def _merged(manifests: Sequence[Manifest], parts: Sequence[PartEntry]) -> Manifest:
    timings = [manifest.timings for manifest in manifests]
    return manifests[0].model_copy(
        update={
            "shard": None,
            "timings": TimingEntry(
                started=min(timing.started for timing in timings),
                finished=max(timing.finished or timing.started for timing in timings),
                seconds=round(sum(timing.seconds for timing in timings), 1),
                worker_seconds=round(sum(timing.worker_seconds for timing in timings), 3),
            ),
            "stored": sum(part.rows for part in parts),
            "failed": sum(part.failed for part in parts),
            "ladder": {step: sum(part.ladder[step] for part in parts) for step in LADDER},
            "parts": list(parts),
        }
    )
