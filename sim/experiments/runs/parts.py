"""The parts of a batch as they lie in its folder, read without trust in where they came from."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.experiments.runs.manifest import RUNS, PartEntry, PlanEntry, ladder_counts, part_name, trace_name
from sim.experiments.runs.playing import sampled
from sim.experiments.runs.rows import schema_of

UNREADABLE = (pa.ArrowException, OSError, ValueError, KeyError, TypeError, RecursionError)
"""What reading a file that is no part, or a damaged one, can raise."""


def content(folder: Path, name: str) -> bytes | None:
    """Return what a file of a batch holds; None where it is not there as a file of the folder's own: links count as none."""
    path = folder / name
    try:
        if path.is_symlink() or (path.parent.is_symlink() and path.parent != folder) or not path.is_file():
            return None
        return path.read_bytes()
    except OSError:
        return None


def stored(folder: Path, part: PartEntry) -> tuple[bytes, bytes | None] | None:
    """Return the rows and the full records of a part; None where they are not the bytes that its entry tells of."""
    rows = content(folder, part.file)
    records = content(folder, part.trace) if part.trace else None
    digests = [None if data is None else hashlib.sha256(data).hexdigest() for data in (rows, records)]
    return (rows, records) if rows is not None and digests == [part.sha256, part.trace_sha256] else None


def sound(folder: Path, part: PartEntry) -> bool:
    """Whether a part, and its full records, hold exactly the bytes that were stored."""
    return stored(folder, part) is not None


def footer(data: bytes) -> tuple[str, int, int] | None:
    """Return the plan, the job and the number of rows that the footer of a part tells; None where it is no part."""
    try:
        found = pq.read_metadata(pa.BufferReader(data))
        said = json.loads(found.metadata[b"hikiwake"])
        return str(said["plan"]), int(said["job"]), found.num_rows
    except UNREADABLE:
        return None


def check_owner(path: Path, data: bytes, plan: PlanEntry, job: int) -> None:
    """Raise `InputError` where a file that can be read holds rows of another plan or job than this one."""
    said = footer(data)
    if said is not None and said[:2] != (plan.id, job):
        raise InputError(
            f"{path}: holds rows of another batch, or of another job; move it away, or name another folder"
        )


def entry_of(folder: Path, plan: PlanEntry, job: int) -> PartEntry | None:
    """Return the entry of a part that no journal tells of, read off the part itself; None where it is not sound."""
    data = content(folder, part_name(job))
    wanted = plan.rows_in(job)
    if data is None or footer(data) != (plan.id, job, wanted):
        return None
    try:
        table = pq.read_table(pa.BufferReader(data), page_checksum_verification=True)
    except UNREADABLE:
        return None
    first = job * plan.job_size
    if not table.schema.equals(schema_of(plan)) or table["run_id"].to_pylist() != [
        *range(first, first + wanted)
    ]:
        return None
    records = content(folder, trace_name(job))
    if (records is None) == bool(sampled(plan, first, wanted)) or not _whole(records):
        return None
    return PartEntry(
        job=job,
        file=part_name(job),
        rows=wanted,
        failed=pc.sum(pc.equal(table["status"].cast(pa.string()), "failed")).as_py(),
        ladder=ladder_counts(table["ladder"].cast(pa.string()).to_pylist()),
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        seconds=0.0,
        trace=None if records is None else trace_name(job),
        trace_sha256=None if records is None else hashlib.sha256(records).hexdigest(),
    )


def _whole(records: bytes | None) -> bool:
    try:
        return records is None or bool(gzip.decompress(records))
    except (OSError, EOFError, ValueError):
        return False


def numbers(folder: Path) -> Iterator[int]:
    """Yield the jobs whose parts lie in a folder, by the names of the files."""
    place = folder / RUNS
    for path in sorted(place.iterdir()) if place.is_dir() and not place.is_symlink() else ():
        stem, digits = path.name.removesuffix(".parquet"), path.name[4:-8]
        if (
            digits.isascii()
            and digits.isdigit()
            and len(digits) < 19
            and f"{RUNS}/{stem}.parquet" == part_name(int(digits))
        ):
            yield int(digits)


def job_size(folder: Path, plan: PlanEntry) -> int | None:
    """Return the runs per job of the parts that lie in a folder; None where there are none that can be read.

    Raises `InputError` where they are not of this plan, or not of one size.
    """
    found: dict[int, Path] = {}
    for job in numbers(folder):
        path = folder / part_name(job)
        data = content(folder, part_name(job))
        if data is None or footer(data) is None:
            continue
        check_owner(path, data, plan, job)
        try:
            ids = pq.read_table(pa.BufferReader(data), columns=["run_id"])["run_id"].to_pylist()
        except UNREADABLE:
            continue
        if ids:
            found.setdefault(ids[0] // job if job else len(ids), path)
    # Job 0 of a batch that has grown may be shorter than the others; it is then played again.
    sizes = sorted(found)
    return sizes[-1] if sizes and sizes[-1] > 0 else None
