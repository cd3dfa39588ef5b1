"""What the commands share of the terminal: JSON and text on stdout, files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from sim.errors import InputError
from sim.files import write_whole

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.segment import Segment

    from sim.scenario.setup import Setup

WIDEST = 100
"""Columns beyond which prose is hard to read."""

USUAL = 80
"""Columns of a terminal that says it has none."""

LONGEST = 900
"""Characters of an error message; what somebody pasted into an option can be longer."""


_KEPT = "\n\t\u200c\u200d\u00ad"
_STEERING = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Categories of Unicode: control, format, half a sign, private, ends of lines and of paragraphs."""


def clean(text: str) -> str:
    r"""Return a text without what steers a terminal: control codes, and what turns the direction of writing.

    Each becomes one sign that says something stood there; the ends of lines and what joins letters stay.

    >>> clean("a\x1b[31m\u202eb\n")
    'a\ufffd[31m\ufffdb\n'
    """
    if text.isprintable():
        return text
    return "".join("\ufffd" if _steers(c) else c for c in text)


def _steers(c: str) -> bool:
    return category(c) in _STEERING and c not in _KEPT


def one_line(text: str) -> str:
    r"""Return a message as one line fit for a terminal: no breaks, no control codes, not too long.

    >>> one_line("a\nb\x1b[31m")
    'a b\ufffd[31m'
    """
    flat = " ".join(text.split())
    if len(flat) > LONGEST:
        flat = f"{flat[: LONGEST // 2]} ... {flat[-LONGEST // 2 :]}"
    return clean(flat)


def warn_idle(setups: Iterable[Setup], varied: Sequence[str] = ()) -> None:
    """Say on stderr what was asked for and does nothing; ``varied``: keys that are asked for besides."""
    from sim.telling.idle import without_effect

    for line in dict.fromkeys(line for setup in setups for line in without_effect(setup, varied)):
        warn(line)


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
    """Return a console on stdout that colours only a terminal, wraps at a readable width, and shows no control codes."""
    from rich.console import Console
    from rich.text import Text

    class Clean(Console):
        """A console whose texts cannot steer the terminal."""

        def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
            """Render anything; a text is cleaned before it is laid out."""
            if isinstance(renderable, str):
                renderable = clean(renderable)
            elif isinstance(renderable, Text):
                renderable.plain = clean(renderable.plain)
            return super().render(renderable, options)

    width = min(Console().width or USUAL, WIDEST)
    return Clean(width=width, highlight=False, emoji=False, markup=False)


def show(parts: Iterable[RenderableType]) -> None:
    """Print parts one under the other; where the reader is no terminal, without spaces at the ends of lines."""
    from rich.console import Group

    from sim.cli.prose import Prose

    screen = console()
    laid = (Group(Prose(part) if isinstance(part, str) else part) for part in parts)
    if screen.is_terminal:
        for part in laid:
            screen.print(part, crop=False)
        return
    with screen.capture() as captured:
        for part in laid:
            screen.print(part, crop=False)
    for line in captured.get().split("\n")[:-1]:
        sys.stdout.write(f"{line.rstrip()}\n")


def unbroken(text: str) -> RenderableType:
    """Return a line that is left to the terminal to break, so that a command in it can be copied."""
    from rich.text import Text

    return Text(text, no_wrap=True, overflow="ignore")


def command(*words: str) -> str:
    """Return a command line of ours as a shell takes it, whatever its words hold.

    >>> command("run", "--replay", "a b.json")
    "hikiwake run --replay 'a b.json'"
    """
    if os.name == "nt":
        from subprocess import list2cmdline

        return list2cmdline(["hikiwake", *words])
    return shlex.join(["hikiwake", *words])


def as_path(path: str | Path) -> str:
    """Return a path as an argument that no command takes for an option.

    >>> as_path("-x.json"), as_path("a/-x.json")
    ('./-x.json', 'a/-x.json')
    """
    return f"./{path}" if str(path).startswith("-") else str(path)


def json_text(data: Any) -> str:
    """Return data as JSON text; equal data give equal text."""
    return json.dumps(data, indent=1, ensure_ascii=False)


def print_json(text: str) -> None:
    """Write JSON text and a line end to stdout: in UTF-8, with the same bytes everywhere, and what steers spelt out."""
    spelt = text if text.isprintable() else "".join(json.dumps(c)[1:-1] if _steers(c) else c for c in text)
    data = f"{spelt}\n"
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data)
        return
    sys.stdout.flush()
    buffer.write(data.encode("utf-8"))
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
