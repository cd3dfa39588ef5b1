"""Makes one folder out of the shards of a batch, equal to the batch that was never divided."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError
from sim.experiments.runs.manifest import (
    RUNS,
    TRACES,
    Manifest,
    PartEntry,
    TimingEntry,
    different,
    ladder_of,
)
from sim.experiments.runs.parts import check_owner, stored
from sim.experiments.runs.store import (
    JOURNAL,
    MANIFEST,
    PROGRESS,
    Folder,
    check_new,
    clear_leftovers,
    failed_to_write,
    line,
    read_manifest,
    write_manifest,
)
from sim.files import write_whole


def merge(out: Path, folders: Sequence[Path]) -> Manifest:
    """Copy the parts of shards into a new folder and return its manifest; the shards stay as they are.

    The folder appears whole or not at all. Raises `InputError` where the shards are not of one plan, where one is
    missing, given twice or incomplete, or where a part is damaged or of another batch; `SimError` where there is no room.
    """
    check_new(out, "OUT")
    if not folders:
        raise InputError("DIR is missing; name the folders of the shards")
    manifests = [read_manifest(folder) for folder in folders]
    parts = _parts(folders, manifests)
    merged = _merged(manifests, [part for _, part in parts])
    try:
        with contextlib.ExitStack() as stack:
            if out.exists():
                # A folder that is there stays, with what its system keeps in it; nobody else may begin a batch in it.
                stack.callback(Folder(out).close)
                check_new(out, "OUT")
            making = (out if out.exists() else out.parent) / f".{out.name}.{os.getpid()}.part"
            stack.callback(shutil.rmtree, making, ignore_errors=True)
            _copy(making, parts, merged)
            if out.exists():
                _move(making, out)
            else:
                os.replace(making, out)
    except OSError as error:
        failed_to_write(out, error)
    return merged


def _copy(making: Path, parts: Sequence[tuple[Path, PartEntry]], merged: Manifest) -> None:
    making.mkdir(parents=True)
    for folder, part in parts:
        found = stored(folder, part)
        if found is None:
            raise InputError(f"{folder / part.file}: is damaged; mend the shard with --resume first")
        check_owner(folder / part.file, found[0], merged.plan, part.job)
        for name, data in zip((part.file, part.trace), found, strict=True):
            if name is not None and data is not None:
                (making / name).parent.mkdir(exist_ok=True)
                write_whole(making / name, data)
    write_whole(making / JOURNAL, "".join(line(part) for part in merged.parts).encode())
    write_manifest(making, merged)


def _move(making: Path, out: Path) -> None:
    """Put what was made into a folder that is there, the manifest last."""
    clear_leftovers(out)
    for name in (PROGRESS, JOURNAL):
        (out / name).unlink(missing_ok=True)
    for place in (RUNS, TRACES):
        if (making / place).is_dir():
            (out / place).mkdir(exist_ok=True)
            for path in (making / place).iterdir():
                os.replace(path, out / place / path.name)
    for name in (JOURNAL, MANIFEST):
        os.replace(making / name, out / name)


def _parts(folders: Sequence[Path], manifests: Sequence[Manifest]) -> list[tuple[Path, PartEntry]]:
    """Every part with its folder, by job, once all of them are there and of one plan."""
    plan = manifests[0].plan
    found: dict[int, tuple[Path, PartEntry]] = {}
    for folder, manifest in zip(folders, manifests, strict=True):
        what = next(different(plan, manifest.plan), None)
        if what is not None:
            raise InputError(f"{folder}: is no shard of the same batch as {folders[0]}: {what}")
        if manifest.state != "complete":
            raise InputError(f"{folder}: is not complete; finish it with --resume first")
        for part in manifest.parts:
            if part.job in found:
                other = found[part.job][0]
                raise InputError(f"{folder}: holds job {part.job} as {other} does; name every shard once")
            found[part.job] = (folder, part)
    missing = plan.jobs - len(found)
    if missing:
        have = ", ".join(manifest.shard or "all" for manifest in manifests)
        raise InputError(
            f"DIR: {missing} of {plan.jobs} jobs are in none of them (the shards given are {have}); "
            "name the other shards too"
        )
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
            "ladder": ladder_of(parts),
            "parts": list(parts),
        }
    )
