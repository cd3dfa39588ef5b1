"""What a command that plays many negotiations shares: progress, and an early stop."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Step = TypeVar("Step")


@contextmanager
def progress(words: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show on stderr how far something is, while stderr is a terminal; yields what is told of every step done.

    >>> with progress("Playing", 2) as tell:
    ...     tell(2)
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=total)
        yield lambda done: bar.advance(task, done)


def until_stopped(
    steps: Iterable[Step], size: Callable[[Step], int], words: str, total: int
) -> tuple[list[Step], bool]:
    """Take steps until they end or the reader presses Ctrl-C; return those taken, and whether it was stopped."""
    taken: list[Step] = []
    try:
        with progress(words, total) as tell:
            for step in steps:
                taken.append(step)
                tell(size(step))
    except KeyboardInterrupt:
        return taken, True
    return taken, False
