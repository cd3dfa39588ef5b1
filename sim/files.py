"""Files that are written whole or not at all, and read in the encoding that they say; folders that nobody else can write."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
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


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""Byte-order marks, with the codec and the name of what they announce; a longer mark comes before its beginning."""


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class WrongEncoding(ValueError):
    """Bytes that are no text that can be read for certain; the message goes on after the file's name."""


def text_of(content: bytes) -> str:
    r"""Return the text of a file: in the encoding that its byte-order mark announces, and without one in UTF-8.

    Raises `WrongEncoding`, which says what was met and what to do.

    >>> text_of("a = 1".encode("utf-16")), text_of(b"\xef\xbb\xbfa = 1")
    ('a = 1', 'a = 1')
    """
    codec, name = next(
        ((codec, name) for mark, codec, name in _MARKS if content.startswith(mark)), ("utf-8", "")
    )
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        met = f"begins as {name} but goes on otherwise" if name else _met(content)
        raise WrongEncoding(f"{met}; save it as UTF-8 or name another") from None
    if "\0" in text:
        raise WrongEncoding(f"{_met(content)}; save it as UTF-8 or name another")
    return text


def _met(content: bytes) -> str:
    """What bytes that are not UTF-8 most likely are."""
    if content[:2].count(0) == 1:
        with contextlib.suppress(UnicodeDecodeError):
            if not _CONTROL.search(content.decode("utf-16-be" if content[0] == 0 else "utf-16-le")):
                return "is UTF-16 without a byte-order mark"
    if _CONTROL.search(content.decode("latin-1")):
        return "is not a text file"
    for codec, name in (("shift_jis", "Shift-JIS"), ("euc_jp", "EUC-JP")):
        with contextlib.suppress(UnicodeDecodeError):
            wide = [c for c in content.decode(codec) if ord(c) > 127]
            if sum("\u3000" <= c <= "\u9fff" for c in wide) * 2 > len(wide):
                return f"is not in UTF-8 but, it seems, in {name}"
    # Words of a script of its own have such bytes side by side; accents of the Latin script stand alone.
    together = b"".join(re.findall(rb"[\xa8\xb8\xc0-\xff]{2,}", content))
    if len(together) * 2 > len(re.findall(rb"[\x80-\xff]", content)):
        small = len(re.findall(rb"[\xe0-\xff]", together)) * 2 > len(together)
        return f"is not in UTF-8 but, it seems, in {'Windows-1251' if small else 'KOI8-R'}"
    return "is not in UTF-8 but, it seems, in Latin-1 or Windows-1252"
