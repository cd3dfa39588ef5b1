"""What a command that plays many negotiations shares: progress, and an early stop."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Step = TypeVar("Step")


def foretell_compiling(json: bool = False) -> bool:
    """Say on stderr where the engine has to be compiled first, and return whether it has.

    With ``json`` only a terminal is told: whoever reads JSON from a pipe may read stderr with it.
    """
    from sim.engine.compiled.running import readiness
    from sim.engine.keeping import COMPILING

    how = readiness()
    if how != "ready" and (sys.stderr.isatty() or not json):
        sys.stderr.write(f"{COMPILING[how]}\n")
        sys.stderr.flush()
    return how != "ready"


@contextmanager
def progress(
    words: str, total: int, json: bool = False, here: bool = True
) -> Iterator[Callable[[int], None]]:
    """Show on stderr how far something is, while stderr is a terminal; yields what is told of every step done.

    Where the engine has to be compiled it is said before, and the bar only pulses until the first step is done.
    ``here``: whether this machine plays.

    >>> with progress("Playing", 2, json=True) as tell:
    ...     tell(2)
    """
    compiling = here and foretell_compiling(json)
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(words, total=total, start=not compiling)

    def tell(done: int) -> None:
        if done:
            bar.start_task(task)
        bar.advance(task, done)

    bar.start()
    try:
        yield tell
    finally:
        # The terminal may be the one that was closed.
        with suppress(OSError):
            bar.stop()


def until_stopped(
    steps: Iterable[Step], size: Callable[[Step], int], words: str, total: int, json: bool = False
) -> tuple[list[Step], bool]:
    """Take steps until they end or the reader presses Ctrl-C; return those taken, and whether it was stopped."""
    taken: list[Step] = []
    try:
        with progress(words, total, json) as tell:
            for step in steps:
                taken.append(step)
                tell(size(step))
    except KeyboardInterrupt:
        return taken, True
    return taken, False
