"""Files that are there whole or not at all, and folders that nobody else can write."""

from __future__ import annotations

import contextlib
import os
import tempfile
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


def is_own(folder: Path) -> bool:
    """Whether a folder belongs to this user and not everybody may write into it. Raises `OSError` where there is none.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     before = is_own(Path(name))
    ...     Path(name).chmod(0o777)
    ...     before, is_own(Path(name)) == (os.name == "nt")
    (True, True)
    """
    if os.name == "nt":
        return True
    found = folder.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & 0o002


def temporary_home() -> Path:
    """Return this user's folder among the temporary files, made where it is missing.

    Raises `OSError` where it cannot be made, or another user has made it.
    """
    who = str(os.getuid()) if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"hikiwake-{who}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or not is_own(folder):
        raise PermissionError(f"{folder} belongs to another user, or everybody may write into it; remove it")
    return folder
