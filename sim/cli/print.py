"""What the commands share of the terminal: JSON and text on stdout, files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.files import write_whole

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

WIDEST = 100
"""Columns beyond which prose is hard to read."""

LONGEST = 900
"""Characters of an error message; what somebody pasted into an option can be longer."""


def one_line(text: str) -> str:
    r"""Return a message as one line fit for a terminal: no breaks, no control characters, not too long.

    >>> one_line("a\nb\x1b[31m")
    'a b\\x1b[31m'
    """
    flat = " ".join(text.split())
    if len(flat) > LONGEST:
        flat = f"{flat[: LONGEST // 2]} ... {flat[-LONGEST // 2 :]}"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in flat)


def warn(text: str) -> None:
    """Say a remark on stderr, in one line."""
    sys.stderr.write(f"hikiwake: {one_line(text)}\n")


def ready() -> None:
    """Make sure that neither a closed stream nor a character which the terminal cannot show ends the command."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace" if stream is sys.stderr else "replace")


def silence() -> None:
    """Send what is left of stdout nowhere, so that Python does not fail again when it flushes at the end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def console() -> Console:
    """Return a console on stdout that colours only a terminal and wraps at a readable width."""
    from rich.console import Console

    plain = Console()
    return Console(width=min(plain.width, WIDEST), highlight=False, emoji=False, markup=False)


def show(parts: Iterable[RenderableType]) -> None:
    """Print parts one under the other; where the reader is no terminal, without spaces at the ends of lines."""
    screen = console()
    if screen.is_terminal:
        for part in parts:
            screen.print(part)
        return
    with screen.capture() as captured:
        for part in parts:
            screen.print(part)
    for line in captured.get().splitlines():
        sys.stdout.write(f"{line.rstrip()}\n")


def bare_table(headings: Sequence[str], rows: Iterable[Sequence[str]], left: Sequence[int] = (0,)) -> Table:
    """Return a table without lines; ``left``: the columns that are set to the left, as words are, and may be broken."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        words = place in left
        table.add_column(heading, justify="left" if words else "right", overflow="fold", no_wrap=not words)
    for row in rows:
        table.add_row(*row)
    return table


def json_text(data: Any) -> str:
    """Return data as JSON text; equal data give equal text."""
    return json.dumps(data, indent=1, ensure_ascii=False)


def print_json(text: str) -> None:
    """Write JSON text and a line end to stdout: in UTF-8 and with the same bytes on every system."""
    data = f"{text}\n"
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data)
        return
    sys.stdout.flush()
    # A lone surrogate (from a file name that is no text) becomes \udcXX, which is how JSON spells it.
    buffer.write(data.encode("utf-8", errors="backslashreplace"))
    buffer.flush()


def check_writable(path: Path, option: str) -> None:
    """Raise `InputError` where a file cannot be put at ``path``."""
    if path.is_dir():
        raise InputError(f'{option}: "{path}" is a folder; name a file in it')
    if not path.parent.is_dir():
        raise InputError(f'{option}: there is no folder "{path.parent}"; make it first or name another one')


def write_file(path: Path, text: str, option: str) -> None:
    """Write a file whole or not at all. Raises `InputError` where that is not possible."""
    data = text.encode("utf-8", errors="backslashreplace")
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe cannot be replaced
        else:
            write_whole(target, data)
    except OSError as error:
        raise InputError(
            f'{option}: cannot write "{path}": {error.strerror}; name a file that you may write'
        ) from None
