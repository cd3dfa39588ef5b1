"""The folder of a batch: parts and manifest that appear whole or not at all, and a journal of what is stored."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from sim.domain.record import first_fault
from sim.errors import InputError, SimError
from sim.experiments.runs.manifest import (
    FORMAT_VERSION,
    RUNS,
    TRACES,
    Manifest,
    PartEntry,
    PlanEntry,
    Shard,
    part_name,
    trace_name,
)
from sim.experiments.runs.parts import check_owner, content, entry_of, numbers, sound
from sim.experiments.runs.worker import JobResult
from sim.files import write_whole

MANIFEST, JOURNAL, PROGRESS, LOCK = "manifest.json", "parts.jsonl", "progress.json", ".lock"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
UNFINISHED = re.compile(
    r"\.(job-\d{6,}\.parquet|job-\d{6,}\.jsonl\.gz|manifest\.json|parts\.jsonl|progress\.json)\.\d+\.part"
)
"""What `write_whole` leaves of a file of a batch when it is killed."""

KEEPSAKES = {
    ".ds_store", ".directory", ".localized", ".gitkeep", ".gitignore", ".keep", "desktop.ini", "thumbs.db", "icon\r",
    ".spotlight-v100", ".trashes", ".fseventsd", "lost+found", "ehthumbs.db", "@eadir", ".nomedia",
}  # fmt: skip
"""What file managers, systems and version control put into a folder on their own: it is left alone and counts for nothing."""


class LostManifest(InputError):
    """A folder has no manifest that can be read, though its parts may be sound."""


class DiskFull(SimError):
    """There is no room left; what is stored stays whole."""


def failed_to_write(folder: Path, error: OSError) -> NoReturn:
    """Say that the folder takes no more."""
    reason = error.strerror or str(error)
    if error.errno in FULL:
        raise DiskFull(f"{folder}: there is no room left ({reason})") from None
    raise SimError(f"{folder}: cannot be written any more ({reason})") from None


def check_new(folder: Path, option: str = "--out") -> None:
    """Raise `InputError` where a new batch cannot go into a folder; touches nothing."""
    _check_place(folder, option)
    if not folder.is_dir():
        return
    if os.path.lexists(folder / MANIFEST):
        raise InputError(
            f'{option}: "{folder}" holds a batch already; go on with it by --resume, or name another folder'
        )
    if any(numbers(folder)):
        raise InputError(
            f'{option}: "{folder}" holds parts of a batch, without its manifest; go on with it by --resume, or name another folder'
        )
    foreign = sorted(path.name for path in folder.iterdir() if not (_kept(path) or _leftover(path)))
    if foreign:
        raise InputError(
            f'{option}: "{folder}" is not empty (it holds {foreign[0]}); name a new or an empty folder'
        )


def _kept(path: Path) -> bool:
    return path.name.casefold() in KEEPSAKES or path.name.startswith("._")


def _leftover(path: Path) -> bool:
    """What a batch leaves that was killed before its manifest was written."""
    if path.is_symlink():
        return False
    if path.name in (RUNS, TRACES):
        return path.is_dir() and all(_kept(one) or _leftover(one) for one in path.iterdir())
    return path.is_file() and (
        path.name in (LOCK, PROGRESS, JOURNAL) or UNFINISHED.fullmatch(path.name) is not None
    )


def clear_leftovers(folder: Path) -> None:
    """Remove the files that killed batches never finished, and nothing else. Raises `OSError`."""
    for place in (folder, folder / RUNS, folder / TRACES):
        if place.is_dir() and (place == folder or not place.is_symlink()):
            for path in place.iterdir():
                if UNFINISHED.fullmatch(path.name):
                    path.unlink(missing_ok=True)


def check_own(folder: Path) -> None:
    """Raise `InputError` where what belongs to a batch is a link out of its folder, or a folder in the place of a file."""
    for name in (MANIFEST, JOURNAL, PROGRESS, LOCK, RUNS, TRACES):
        path = folder / name
        if path.is_symlink():
            raise InputError(
                f"{path}: is a link, and a batch keeps to its own folder; put what it points to in its place"
            )
        if path.exists() and path.is_dir() != (name in (RUNS, TRACES)):
            kinds = ("a folder", "a file") if path.is_dir() else ("a file", "a folder")
            raise InputError(f"{path}: is {kinds[0]}, where a batch has {kinds[1]}; move it away")


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
    """Return the manifest of a folder. Raises `InputError` where it is of something else, and `LostManifest` where there
    is none, or none that can be read.
    """
    path = folder / MANIFEST
    if folder.is_file():
        raise InputError(f"{folder}: is a file; name the folder of a batch")
    if folder.is_dir():
        check_own(folder)
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise LostManifest(f"{path}: cannot be read: {error.strerror}; name the folder of a batch") from None
    except (ValueError, RecursionError):
        raise LostManifest(
            f"{path}: is cut off, or no JSON; name the folder of a batch, or repeat its command with --resume"
        ) from None
    if not isinstance(data, dict) or data.get("format") != "hikiwake-batch":
        raise InputError(f"{path}: is not the manifest of a batch; name the folder of a batch")
    if data.get("format_version") != FORMAT_VERSION:
        raise InputError(
            f"{path}: format_version is {data.get('format_version')!r}, but this release reads {FORMAT_VERSION}; "
            "use the release that made it"
        )
    try:
        found = Manifest.model_validate(data)
        fault = found.contradiction()
    except ValidationError as failure:
        fault = first_fault(failure)
    except (ValueError, RecursionError):
        fault = "is nested too deep, or has text that is none"
    if fault is not None:
        raise LostManifest(
            f"{path}: {fault}; the file was changed, so repeat the command of the batch with --resume"
        )
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a folder, whole or not at all. Raises `OSError`."""
    write_whole(folder / MANIFEST, f"{manifest.to_json()}\n".encode("utf-8", errors="backslashreplace"))


class Folder:
    """A folder that one process at a time writes a batch into.

    The journal has a line for each stored part with its SHA-256, appended after the part is in its place: a part
    that a crash left without a line is played again, and so is one whose bytes have changed since.
    """

    def __init__(self, path: Path) -> None:
        """Make the folder where it is missing and claim it. Raises `InputError` where that cannot be done."""
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            check_own(path)
            (path / RUNS).mkdir(exist_ok=True)
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
            self._taken()
        except OSError:
            return  # a file system without locks
        # Whoever had the folder until now has just removed the file that was opened here.
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(self._lock.fileno()), (self.path / LOCK).stat()):
                return
        self._taken()

    def _taken(self) -> NoReturn:
        self._lock.close()
        raise InputError(
            f'--out: another process is writing a batch into "{self.path}"; wait for it, or stop it'
        )

    def close(self) -> None:
        """Let the folder go."""
        with contextlib.suppress(OSError):
            (self.path / LOCK).unlink()
        self._lock.close()

    @staticmethod
    def journal_of(path: Path) -> dict[int, PartEntry]:
        """Return what the journal of a folder says is stored, by job; a line that was cut off is none."""
        found: dict[int, PartEntry] = {}
        lines = (content(path, JOURNAL) or b"").decode("utf-8", errors="replace").split("\n")[:-1]
        for line in lines:
            with contextlib.suppress(ValueError):
                part = PartEntry.model_validate_json(line)
                found[part.job] = part
        return found

    def recover(
        self, plan: PlanEntry, shard: Shard | None, told: Iterable[PartEntry] = ()
    ) -> tuple[dict[int, PartEntry], list[str]]:
        """Return the sound parts of a plan's jobs, and the files that were damaged; clears away what is neither.

        ``told``: the parts that the manifest tells of. A part of which neither that nor the journal tells is taken by
        what it says itself. Other files are left alone. Raises `InputError`, with nothing changed, where a part belongs to
        another plan or to another shard.
        """
        jobs, damaged = plan.jobs_of(shard), []
        journal = {part.job: part for part in told} | self.journal_of(self.path)
        here = set(numbers(self.path))
        for job in sorted(here):
            self._check_part(plan, jobs, job)
        good: dict[int, PartEntry] = {}
        for job in sorted(here | {job for job in journal if job in jobs}):
            part = journal[job] if job in journal else entry_of(self.path, plan, job)
            if part is None or not sound(self.path, part):
                damaged.append(part_name(job))
                continue
            if part.rows == plan.rows_in(job):
                good[job] = part
        try:
            clear_leftovers(self.path)
            for job in here - good.keys():
                (self.path / part_name(job)).unlink(missing_ok=True)
                (self.path / trace_name(job)).unlink(missing_ok=True)
        except OSError as error:
            failed_to_write(self.path, error)
        self._write(JOURNAL, "".join(line(part) for part in good.values()).encode())
        return good, damaged

    def _check_part(self, plan: PlanEntry, jobs: range, job: int) -> None:
        path, data = self.path / part_name(job), content(self.path, part_name(job))
        if job not in jobs:
            raise InputError(f"{path}: is of no job of this batch, or of another shard; move it away")
        for name in (part_name(job), trace_name(job)):
            if (self.path / name).is_dir():
                raise InputError(f"{self.path / name}: is a folder, where a batch has a file; move it away")
        if data is not None:
            check_owner(path, data, plan, job)

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
