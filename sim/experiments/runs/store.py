"""The folder of a batch: parts and manifest that appear whole or not at all, and a journal of what is stored."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from sim.domain.record import first_fault
from sim.errors import InputError, SimError
from sim.experiments.runs.manifest import FORMAT_VERSION, Manifest, PartEntry
from sim.experiments.runs.worker import JobResult
from sim.files import write_whole

MANIFEST, JOURNAL, PROGRESS, LOCK, RUNS, TRACES = (
    "manifest.json", "parts.jsonl", "progress.json", ".lock", "runs", "traces",
)  # fmt: skip
OWN = {MANIFEST, JOURNAL, PROGRESS, LOCK, RUNS, TRACES}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskFull(SimError):
    """There is no room left; what is stored stays whole."""


def part_name(job: int) -> str:
    """Return the path of a job's rows inside the folder.

    >>> part_name(7)
    'runs/job-000007.parquet'
    """
    return f"{RUNS}/job-{job:06d}.parquet"


def trace_name(job: int) -> str:
    """Return the path of a job's full records inside the folder."""
    return f"{TRACES}/job-{job:06d}.jsonl.gz"


def failed_to_write(folder: Path, error: OSError) -> NoReturn:
    """Say that the folder takes no more."""
    reason = error.strerror or str(error)
    if error.errno in FULL:
        raise DiskFull(f"{folder}: there is no room left ({reason})") from None
    raise SimError(f"{folder}: cannot be written any more ({reason})") from None


def check_new(folder: Path, option: str = "--out") -> None:
    """Raise `InputError` where a new batch cannot go into a folder; touches nothing."""
    _check_place(folder, option)
    if (folder / MANIFEST).exists():
        raise InputError(
            f'{option}: "{folder}" holds a batch already; go on with it by --resume, or name another folder'
        )
    foreign = sorted(p.name for p in folder.iterdir() if not _leftover(p)) if folder.is_dir() else []
    if foreign:
        raise InputError(
            f'{option}: "{folder}" is not empty (it holds {foreign[0]}); name a new or an empty folder'
        )


def _leftover(path: Path) -> bool:
    """What a batch leaves that was killed before its manifest was written."""
    if path.name in (RUNS, TRACES) and path.is_dir():
        return not any(path.iterdir())
    return path.name in (LOCK, PROGRESS, JOURNAL) or path.name.endswith(".part")


def _check_place(folder: Path, option: str) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(f'{option}: "{folder}" is a file; name a folder')
    above = folder
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise InputError(
            f'{option}: "{above}" is a file, so there can be no folder in it; name another place'
        )
    if not os.access(above, os.W_OK | os.X_OK):
        raise InputError(f'{option}: you may not write in "{above}"; name a folder that you may write')


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder. Raises `InputError` where there is none, or one that cannot be read."""
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; name the folder of a batch") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: is not JSON; name the folder of a batch") from None
    if not isinstance(data, dict) or data.get("format") != "hikiwake-batch":
        raise InputError(f"{path}: is not the manifest of a batch; name the folder of a batch")
    if data.get("format_version") != FORMAT_VERSION:
        raise InputError(
            f"{path}: format_version is {data.get('format_version')!r}, but this release reads {FORMAT_VERSION}; "
            "use the release that made it"
        )
    try:
        return Manifest.model_validate(data)
    except ValidationError as failure:
        raise InputError(
            f"{path}: {first_fault(failure)}; the file was changed, so play the batch anew"
        ) from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a folder, whole or not at all. Raises `OSError`."""
    write_whole(folder / MANIFEST, f"{manifest.to_json()}\n".encode("utf-8", errors="backslashreplace"))


def sound(folder: Path, part: PartEntry) -> bool:
    """Whether a part, and its full records, hold exactly the bytes that were stored."""
    wanted = [(part.file, part.sha256), *([(part.trace, part.trace_sha256)] if part.trace else [])]
    for name, digest in wanted:
        try:
            data = (folder / name).read_bytes()
        except OSError:
            return False
        if hashlib.sha256(data).hexdigest() != digest:
            return False
    return True


class Folder:
    """A folder that one process at a time writes a batch into.

    The journal has a line for each stored part with its SHA-256, appended after the part is in its place: a part
    that a crash left without a line is played again, and so is one whose bytes have changed since.
    """

    def __init__(self, path: Path) -> None:
        """Make the folder where it is missing and claim it. Raises `InputError` where that cannot be done."""
        self.path = path
        try:
            (path / RUNS).mkdir(parents=True, exist_ok=True)
            self._lock = (path / LOCK).open("a")
        except OSError as error:
            raise InputError(
                f'--out: cannot make "{path}": {error.strerror}; name a folder that you may write'
            ) from None
        self._claim()

    def _claim(self) -> None:
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise InputError(
                f'--out: another process is writing a batch into "{self.path}"; wait for it, or stop it'
            ) from None
        except OSError:
            return  # a file system without locks

    def close(self) -> None:
        """Let the folder go."""
        with contextlib.suppress(OSError):
            (self.path / LOCK).unlink()
        self._lock.close()

    @staticmethod
    def journal_of(path: Path) -> dict[int, PartEntry]:
        """Return what the journal of a folder says is stored, by job; a line that was cut off is none."""
        found: dict[int, PartEntry] = {}
        try:
            lines = (path / JOURNAL).read_bytes().decode("utf-8", errors="replace").split("\n")[:-1]
        except FileNotFoundError:
            return found
        for line in lines:
            with contextlib.suppress(ValueError):
                part = PartEntry.model_validate_json(line)
                found[part.job] = part
        return found

    def recover(self, jobs: Iterable[int]) -> tuple[dict[int, PartEntry], list[str]]:
        """Return the sound parts of these jobs, and the files that were damaged; clears away what is neither."""
        wanted, damaged, good = set(jobs), [], {}
        for job, part in self.journal_of(self.path).items():
            if job in wanted and sound(self.path, part):
                good[job] = part
            else:
                damaged.append(part.file)
        kept = {name for part in good.values() for name in (part.file, part.trace)}
        for path in self._files():
            if path.relative_to(self.path).as_posix() not in kept:
                path.unlink(missing_ok=True)
        self._write(JOURNAL, "".join(line(part) for part in good.values()).encode())
        return good, damaged

    def _files(self) -> Iterator[Path]:
        """Every part, every full record, and every file that was never finished."""
        yield from self.path.glob(".*.part")
        for name in (RUNS, TRACES):
            if (self.path / name).is_dir():
                yield from (path for path in sorted((self.path / name).iterdir()) if path.is_file())

    def add(self, made: JobResult) -> PartEntry:
        """Store the part of a job and note it. Raises `DiskFull` where there is no room; what was stored stays."""
        trace = trace_name(made.job) if made.trace is not None else None
        part = PartEntry(
            job=made.job,
            file=part_name(made.job),
            rows=made.rows,
            failed=made.failed,
            ladder=made.ladder,
            bytes=len(made.data),
            sha256=made.sha256,
            seconds=round(made.seconds, 3),
            trace=trace,
            trace_sha256=None if made.trace is None else hashlib.sha256(made.trace).hexdigest(),
        )
        if trace is not None and made.trace is not None:
            self._write(trace, made.trace)
        self._write(part.file, made.data)
        try:
            with (self.path / JOURNAL).open("ab") as journal:
                journal.write(line(part).encode())
                journal.flush()
                os.fsync(journal.fileno())
        except OSError as error:
            failed_to_write(self.path, error)
        return part

    def _write(self, name: str, data: bytes) -> None:
        try:
            (self.path / name).parent.mkdir(exist_ok=True)
            write_whole(self.path / name, data)
        except OSError as error:
            failed_to_write(self.path, error)

    def write_manifest(self, manifest: Manifest) -> None:
        """Write the manifest. Raises `DiskFull` where there is no room."""
        try:
            write_manifest(self.path, manifest)
        except OSError as error:
            failed_to_write(self.path, error)

    def write_progress(self, data: dict[str, Any]) -> None:
        """Write how far the batch is, for whoever watches; that it cannot be written stops nothing."""
        with contextlib.suppress(SimError):
            self._write(PROGRESS, json.dumps(data).encode())


def line(part: PartEntry) -> str:
    """Return a part as a line of the journal."""
    return part.model_dump_json() + "\n"
