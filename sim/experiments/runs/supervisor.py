"""Where the batches of the page Many runs live, and how they are started, watched, stopped and gone on with.

Each batch has a folder that is named by its question, so the same question is never computed twice, and whoever
asks it, from whichever tab or server, finds the same batch. What a batch is doing is read from its folder alone::

    HOME/<digest>/process.json   the process that plays it: its number and when it began
    HOME/<digest>/stop           there when somebody stopped it
    HOME/<digest>/stderr.txt     what it said
    HOME/<digest>/batch/         what `hikiwake batch` writes: progress.json, manifest.json, runs/
    HOME/pace/                   how long runs take (``batch_pace``)
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import psutil
from platformdirs import user_cache_path

from sim.errors import SimError
from sim.files import temporary_home, write_whole

PLACE = "HIKIWAKE_CACHE"
"""The variable that names the folder, where another than the user's cache is wanted."""

KEPT = 20
"""Batches that are kept; where there are more, whoever has most loses the one that was started longest ago."""

AT_ONCE = 2
"""Batches that are played on this machine at a time."""

PATIENCE = 20.0
"""Seconds that a batch has to end after it was stopped; then it is killed."""

PROCESS, STOP, ERRORS, OUT = "process.json", "stop", "stderr.txt", "batch"
PACE = "pace"
NOBODY = ""
PROGRAM = (sys.executable, "-m", "sim.cli")

Phase = Literal["new", "starting", "running", "stopping", "stopped", "complete", "crashed"]
BUSY = ("starting", "running", "stopping")

_children: list[subprocess.Popen[bytes]] = []
_lock = threading.RLock()


class TooManyBatches(SimError):
    """As many batches are being played as this machine takes."""


@dataclass(frozen=True)
class BatchStatus:
    """What a folder says of its batch. ``left``: seconds, or None; ``said``: the last line of stderr."""

    phase: Phase = "new"
    stored: int = 0
    runs: int = 0
    jobs_stored: int = 0
    seconds: float = 0.0
    left: float | None = None
    said: str = ""

    @property
    def busy(self) -> bool:
        """Whether a process is at work."""
        return self.phase in BUSY


def home() -> Path:
    """Return the folder of all batches, made where it is missing. Raises `OSError` where it cannot be."""
    for place in [_named] if os.environ.get(PLACE) else [_cache, temporary_home]:
        with contextlib.suppress(OSError):
            folder = place() / "many-runs"
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK | os.X_OK):
                return folder
    raise PermissionError(f"there is no folder to keep runs in; let {PLACE} name one that can be written")


def _named() -> Path:
    return Path(os.environ[PLACE])


def _cache() -> Path:
    """Return the user's folder for caches. Raises `OSError` for a user without a home."""
    found = user_cache_path("hikiwake", appauthor=False, opinion=False)
    if not found.is_absolute():
        raise FileNotFoundError("this user has no home")
    return found


def folder_of(digest: str) -> Path:
    """Return the folder of a batch, whether it is there or not."""
    return home() / digest


def read_json(path: Path) -> dict[str, Any]:
    """Return what a JSON file holds; nothing where it is not there, or not whole."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _reap() -> None:
    """Let those of our own processes go that have ended: until then they count as running."""
    _children[:] = [child for child in _children if child.poll() is None]


def process_of(folder: Path) -> psutil.Process | None:
    """Return the process that plays a batch; None where it has ended, though another may have its number by now."""
    noted = read_json(folder / PROCESS)
    with _lock:
        _reap()
    try:
        process = psutil.Process(int(noted["pid"]))
        same = abs(process.create_time() - float(noted["began"])) < 2.0
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (KeyError, TypeError, ValueError, OverflowError, psutil.Error):
        return None


def last_line(path: Path) -> str:
    """Return the last line of a text file that says something, at most 300 characters of it."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            lines = file.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")


def status_of(folder: Path) -> BatchStatus:
    """Return what a batch is doing; kills one that was stopped and does not end."""
    if not (folder / PROCESS).exists():
        return BatchStatus()
    process = process_of(folder)
    progress = read_json(folder / OUT / "progress.json")
    phase = _phase(folder, process is not None, str(progress.get("state", "")))
    if phase == "stopping" and process is not None:
        _press(folder, process)
    return BatchStatus(
        phase,
        _whole(progress.get("stored")),
        _whole(progress.get("runs")),
        _whole(progress.get("jobs_stored")),
        _seconds(progress.get("seconds")) or 0.0,
        _seconds(progress.get("left")),
        last_line(folder / ERRORS) if phase == "crashed" else "",
    )


_MOST = 1e15
"""More than any number that a batch tells of itself: what is larger, somebody else has written."""


def _whole(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= _MOST else 0


def _seconds(value: Any) -> float | None:
    """A time in a file that somebody may have changed; None for what is no time."""
    known = type(value) in (int, float) and 0 <= value <= _MOST
    return float(value) if known else None


def _phase(folder: Path, alive: bool, state: str) -> Phase:
    stop = (folder / STOP).exists()
    if alive:
        return "stopping" if stop else "running" if state == "running" else "starting"
    if state == "complete":
        return "complete"
    # One that was interrupted from elsewhere, as when the machine was shut down, can go on as well.
    return "stopped" if stop or "interrupted" in last_line(folder / ERRORS) else "crashed"


def _press(folder: Path, process: psutil.Process) -> None:
    """Kill a batch with all its workers if it was stopped long ago."""
    with contextlib.suppress(OSError, psutil.Error):
        if time.time() - (folder / STOP).stat().st_mtime > PATIENCE:
            for one in [*process.children(recursive=True), process]:
                with contextlib.suppress(psutil.Error):
                    one.kill()


def folders() -> list[Path]:
    """Return the folders of all batches, the one that was started last first."""
    found = []
    for folder in home().iterdir():
        with contextlib.suppress(OSError):
            if folder.name == PACE:
                continue
            found.append(((folder / PROCESS).stat().st_mtime, folder))
    return [folder for _, folder in sorted(found, reverse=True)]


def at_work() -> list[Path]:
    """Return the folders whose batch is being played."""
    return [folder for folder in folders() if process_of(folder) is not None]


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One start at a time, in this server and in others of the same user."""
    with _lock, (home() / ".lock").open("a") as file:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def owner_of(folder: Path) -> str:
    """Return who began a batch; nobody where that is not known."""
    return str(read_json(folder / PROCESS).get("owner", NOBODY))


def start(
    digest: str,
    words: Sequence[str],
    more: Mapping[str, Any] = MappingProxyType({}),
    owner: str = NOBODY,
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Start a batch, or go on with it; does nothing where it is being played.

    ``words``: the command's, without the folder; ``more``: kept beside it; ``owner``: who has one batch at a time, if
    anybody does; ``files``: what the command finds in the folder, by name. Raises `TooManyBatches` where too many are being played.
    """
    folder = folder_of(digest)
    with alone():
        busy = at_work()
        if folder in busy:
            return
        if len(busy) >= AT_ONCE:
            raise TooManyBatches(
                f"{len(busy)} batches are being played here; wait until one of them has ended"
            )
        if owner and owner in map(owner_of, busy):
            raise TooManyBatches(
                "another batch of yours is being played; wait until it has ended, or stop it"
            )
        owner = owner_of(folder) or owner
        clean(folder, owner)
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            write_whole(folder / name, data)
        (folder / STOP).unlink(missing_ok=True)
        on = ["--resume"] if (folder / OUT / "manifest.json").exists() else []
        # With --json only what went wrong comes to stderr, and the page shows its last line.
        child = launch(folder, [*PROGRAM, *words, "--out", OUT, "--json", *on], folder / ERRORS)
        note(folder, child, {**more, "owner": owner})


def launch(folder: Path, command: Sequence[str], errors: Path) -> int:
    """Start a process in a session of its own, so that it outlives this one and Ctrl-C; return its number."""
    above = str(Path(__file__).resolve().parents[3])
    paths = [above, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with errors.open("wb") as said:
        child = subprocess.Popen(
            list(command),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
    _children.append(child)
    with contextlib.suppress(psutil.Error, OSError):
        # The page stays quick while the machine is busy.
        psutil.Process(child.pid).nice(10)
    return child.pid


def note(folder: Path, pid: int, more: dict[str, Any]) -> None:
    """Write down which process works in a folder, and since when."""
    began = 0.0
    with contextlib.suppress(psutil.Error):
        began = psutil.Process(pid).create_time()
    text = json.dumps({**more, "pid": pid, "began": began})
    write_whole(folder / PROCESS, text.encode())


def stop(digest: str) -> None:
    """Ask a batch to end; what is stored stays."""
    folder = folder_of(digest)
    process = process_of(folder)
    if process is None or (folder / STOP).exists():
        return
    (folder / STOP).touch()
    with contextlib.suppress(psutil.Error):
        # To the command the same as Ctrl-C. That signal itself would be lost on a server that was started in the
        # background of a shell: what it starts ignores it, too.
        process.send_signal(signal.SIGTERM)


def clean(but: Path | None = None, owner: str = NOBODY) -> None:
    """Make room for a batch of an owner: whoever has most loses those started longest ago, none that is being played."""
    kept = [folder for folder in folders() if folder != but]
    held = Counter([owner, *map(owner_of, kept)])
    idle = [folder for folder in reversed(kept) if process_of(folder) is None]
    for _ in range(min(len(kept) - KEPT + 1, len(idle))):
        gone = max(idle, key=lambda folder: held[owner_of(folder)])
        held[owner_of(gone)] -= 1
        idle.remove(gone)
        shutil.rmtree(gone, ignore_errors=True)
