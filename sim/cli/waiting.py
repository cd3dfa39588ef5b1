"""What a command that plays many negotiations shares: numbers read from options, progress, and an early stop."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

Step = TypeVar("Step")


def whole_of(option: str, text: str, example: int) -> int:
    """Return a whole number from 0. Raises `InputError` for anything else.

    >>> whole_of("--runs", "200", 200)
    200
    """
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise InputError(f'{option}: "{text}" is not a whole number; give one such as {example}')


def share_of(option: str, text: str, example: float) -> float:
    """Return a number between 0 and 1, both left out. Raises `InputError` for anything else.

    >>> share_of("--level", "0.9", 0.95)
    0.9
    """
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if 0.0 < number < 1.0:
        return number
    raise InputError(f'{option}: "{text}" does not lie between 0 and 1; give a number such as {example}')


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
