"""Files that are written whole or not at all, and read in the encoding that they say; folders that nobody else can write."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


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
