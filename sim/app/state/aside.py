"""The compiled engine in a process of its own, so that no page ever waits for it: many repeats of what a page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, fields
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from sim.app.state import cache
from sim.experiments.runs import worker
from sim.experiments.runs.pool import Context
from sim.recent import Recent
from sim.scenario.setup import Setup

REPEATS = 200
"""How often talks are repeated at once."""

MOST = 4
"""Setups at most that one visitor has waiting."""

MOST_IN_ALL = 40
"""Setups at most that wait, whoever asked for them."""

_KEPT = 200
_lock = Lock()
_pool: list[tuple[ProcessPoolExecutor, Connection]] = []
"""The process, once it is there, and its leash: it ends when that closes, also where this process dies."""

_warming: list[Future[None]] = []
"""The engine being loaded, or compiled, in the process."""

_asked = Recent[Setup, "Future[tuple[int, ...]]"](_KEPT)
_other = Recent[tuple[str, str, tuple[str, ...]], "Future[Any]"](_KEPT)
_waiting: set[Future[Any]] = set()


@dataclass(frozen=True)
class Repeated:
    """Where the repeats of a setup are: ``steps``, the ladder step of each in the order of their seeds, once they are there."""

    steps: tuple[int, ...] | None
    failed: bool = False


def _plain(setup: Setup) -> dict[str, Any]:
    """A setup as what can be sent to another process."""
    found = {one.name: getattr(setup, one.name) for one in fields(Setup)}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in found.items()}


def _play(given: Mapping[str, Any]) -> tuple[int, ...]:
    import numpy as np

    from sim.engine.ensemble import play_many, prepare

    runs = play_many(prepare(Setup(**given)), np.arange(REPEATS))
    return tuple(int(step) for step in runs.ladder)


def _warm() -> None:
    _play({"scenario": "2018-singapore", "draw": True})


def _process() -> ProcessPoolExecutor:
    if not _pool:
        context = Context()
        alive, leash = context.Pipe(duplex=False)
        _pool.append((ProcessPoolExecutor(1, context, worker.begin, (alive,)), leash))
    return _pool[0][0]


def end() -> None:
    """End the process, whatever it does."""
    with _lock:
        for pool, leash in _pool:
            leash.close()
            pool.shutdown(wait=False, cancel_futures=True)
        _pool.clear()


def begin() -> None:
    """Start the process and have it load, or compile, the engine, before anybody asks for it."""
    with _lock:
        if not _pool:
            _warming[:] = [_process().submit(_warm)]


def ready() -> bool:
    """Return whether the engine has been loaded: the first time on a computer it is compiled, which takes a minute."""
    return all(one.done() for one in _warming)


def _once(work: Callable[[Any], Any], given: Callable[[], Any]) -> Callable[[Any], Future[Any]]:
    """What asks for some work, unless it has been asked for and has not failed."""

    def asked(before: Future[Any] | None) -> Future[Any]:
        if before is not None and not (before.done() and before.exception() is not None):
            return before
        on = given()
        with _lock:
            try:
                found = _process().submit(work, on)
            except BrokenProcessPool:
                _pool.clear()
                found = _process().submit(work, on)
        _waiting.add(found)
        found.add_done_callback(_waiting.discard)
        return found

    return asked


def asked(work: Callable[[Setup], Any], setup: Setup) -> Future[Any]:
    """Return what some other work makes of a setup, whatever its seed, in the process; asked for once."""
    key = (work.__qualname__, setup.loaded.hash, tuple(setup.off))
    return _other.update(key, _once(work, lambda: setup))


def repeat(setup: Setup, mine: Iterable[Setup] = ()) -> bool:
    """Have a setup repeated, its settings drawn from their ranges with seeds 0, 1 and so on, unless it has been.

    ``mine``: what the same visitor has asked for so far. Returns whether there is room: not where `MOST` of these are still
    waiting, or `MOST_IN_ALL` of everybody's.
    """
    there = repeated(setup)
    if there is None or there.failed:
        own = [one for one in map(repeated, mine) if one is not None and one.steps is None and not one.failed]
        if len(own) >= MOST or len(_waiting) >= MOST_IN_ALL:
            return False
    _asked.update(of(setup), _once(_play, lambda: _plain(cache.ready(of(setup)))))
    return True


def of(setup: Setup) -> Setup:
    """Return what is repeated of a setup, whose own seed does not matter: the same for all that are repeated alike."""
    given = {**_plain(setup), "seed": 0, "draw": True}
    return Setup(**given)


def repeated(setup: Setup) -> Repeated | None:
    """Return how far the repeats of a setup are; None where nobody has asked for them."""
    found = _asked.get(of(setup))
    if found is None:
        return None
    if not found.done():
        return Repeated(None)
    if found.exception() is not None:
        return Repeated(None, failed=True)
    return Repeated(found.result())


def waited(setup: Setup) -> Repeated:
    """Return the repeats of a setup that were asked for, once they are there."""
    found = _asked.get(of(setup))
    return Repeated(None, failed=True) if found is None else Repeated(found.result())
