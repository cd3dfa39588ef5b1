"""Files that are there whole or not at all, and files from outside."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from sim.errors import InputError


def read_within(path: Path, megabytes: int) -> bytes:
    """Return what a file holds. Raises `InputError` for more than so many megabytes, `OSError` where it cannot be read.

    No more than that is read, whatever the file is; a name that no file can have raises `ValueError`.
    """
    most = megabytes * 1_000_000
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise InputError(
            f"is larger than {megabytes} MB; give a smaller file, or leave out what is not needed"
        )
    return content


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut. Raises `OSError`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     write_whole(Path(name) / "a.txt", b"whole")
    ...     [(file.name, file.read_bytes()) for file in Path(name).iterdir()]
    [('a.txt', b'whole')]
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
