"""Being asked to end: Ctrl-C, a terminal that is closed, a machine that is shut down. Each is met once, in one way."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn

ASKED = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
"""The signals that ask a process to end."""

_ending = False
"""Whether this process has been asked to end, and is leaving things in order."""


class Stopped(KeyboardInterrupt):
    """A signal asked to end; ``code`` is the exit code that a shell gives to such an end.

    >>> Stopped(2, "interrupted").code
    130
    """

    def __init__(self, number: int, text: str = "interrupted") -> None:
        super().__init__(text)
        self.code = 128 + number


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first signal that asks to end into `Stopped`; while that is met, no further one is heard.

    A signal that the process was started to ignore stays ignored. Outside of the main thread nothing changes.
    """
    global _ending
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: FrameType | None) -> None:
        global _ending
        if not _ending:
            _ending = True
            raise Stopped(number)

    before = {one: signal.getsignal(one) for one in ASKED if signal.getsignal(one) is not signal.SIG_IGN}
    for one in before:
        signal.signal(one, stop)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        # In a process of its own, nothing is left to be interrupted.
        _ending = _ending and signal.getsignal(signal.SIGINT) is _interrupt


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Let processes that are started meanwhile leave Ctrl-C and a closed terminal to this one, which hears of it after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def as_process(run: Callable[[], int]) -> NoReturn:
    """Run a command as this process and end with its exit code; Ctrl-C ends it quietly, whatever is going on."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        code = run()
    except KeyboardInterrupt:
        _say()
        code = 128 + signal.SIGINT
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise `Stopped`; while a module is being loaded, end at once: what is half loaded may swallow or mistake it."""
    if _ending:
        return
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            _say()
            os._exit(128 + number)
        frame = frame.f_back
    raise Stopped(number)


def _say() -> None:
    with contextlib.suppress(OSError):
        os.write(2, b"hikiwake: interrupted\n")
