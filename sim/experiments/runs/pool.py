"""Who does the work: processes of this machine, or a Dask cluster; both are executors of `concurrent.futures`."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

from sim.domain.record import RESULTS_VERSION
from sim.errors import InputError, SimError, nearest
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.worker import begin, ready
from sim.interrupts import unheard
from sim.version import __version__

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB", "NUMBA")}
"""A worker computes in one thread: as many as there are workers share the processor."""

PATIENCE = 5.0
"""Seconds after which a scheduler that has not answered, or has no worker, is given up."""

ABSENCE = 15.0
"""Seconds without any worker after which a batch is given up."""


@dataclass(frozen=True)
class WorkerPool:
    """An executor, how many jobs it should hold at a time, and a way to end its work at once.

    ``check`` is called while nothing comes, and raises `SimError` where nothing can come any more.
    """

    executor: Executor
    window: Callable[[], int]
    stop: Callable[[], None]
    check: Callable[[], None] = lambda: None


def processors() -> int:
    """Return how many processors this process may use, as its container and its affinity have it.

    >>> processors() >= 1
    True
    """
    from dask.system import CPU_COUNT

    return int(CPU_COUNT)


def engine_of(
    kind: str | None, workers: int | None, scheduler: str | None, remark: Callable[[str], None]
) -> EngineEntry:
    """Return who shall play, as far as it was said; more workers than processors are not taken, and ``remark`` is told.

    Raises `InputError` for an engine that nobody knows, and for what does not go together.
    """
    if kind not in (None, "local", "dask"):
        raise InputError(f'--engine: "{kind}" is no engine; {nearest(str(kind), ["local", "dask"])}')
    if kind == "local" and scheduler is not None:
        raise InputError("--scheduler: belongs to --engine dask; leave one of the two out")
    if workers is not None and workers < 1:
        raise InputError(f"--workers: {workers} is out of range; give a number from 1 on")
    if scheduler is not None:
        if workers is not None:
            raise InputError("--workers: a scheduler has workers of its own; leave out --workers")
        return EngineEntry(kind="dask", workers=None, scheduler=scheduler)
    most = processors()
    if workers is not None and workers > most:
        remark(
            f"--workers {workers}: there are processors for {most} here, and more would only take memory; {most} play"
        )
    return EngineEntry(
        kind="dask" if kind == "dask" else "local", workers=min(workers or most, most), scheduler=None
    )


@contextlib.contextmanager
def open_pool(engine: EngineEntry) -> Iterator[WorkerPool]:
    """Hold a worker pool. Raises `InputError` for a scheduler that does not answer or whose workers are of another release."""
    if os.name == "posix":
        # The first process of all starts this one beside it, which would have Ctrl-C heard again.
        with unheard():
            resource_tracker.ensure_running()
    with _local(engine.workers or 1) if engine.kind == "local" else _dask(engine) as pool:
        yield pool


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables that new processes inherit; NumPy and Numba read them when they are first imported."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Let new processes know nothing of the caller's main module: each would run it again."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class _Process(SpawnProcess):
    """A process that has nothing from this one but its task."""

    def start(self) -> None:
        """Start it."""
        with _without_main(), unheard():
            super().start()


class Context(SpawnContext):
    """Makes such processes."""

    Process = _Process


@contextlib.contextmanager
def _local(workers: int) -> Iterator[WorkerPool]:
    context = Context()
    alive, leash = context.Pipe(duplex=False)
    with _environment(ONE_THREAD):
        pool: Any = ProcessPoolExecutor
        executor: Executor = pool(workers, mp_context=context, initializer=begin, initargs=(alive,))
        try:
            yield WorkerPool(executor, lambda: 2 * workers + 1, leash.close)
        finally:
            leash.close()
            executor.shutdown(wait=True, cancel_futures=True)
            alive.close()


@contextlib.contextmanager
def _dask(engine: EngineEntry) -> Iterator[WorkerPool]:
    if engine.scheduler is not None:
        _reachable(engine.scheduler)
    import dask
    import distributed

    _hush()
    with contextlib.ExitStack() as stack:
        stack.enter_context(dask.config.set({"distributed.comm.timeouts.connect": PATIENCE}))
        stack.enter_context(_environment(ONE_THREAD))
        cluster: Any = distributed.LocalCluster
        place: Any = engine.scheduler
        if place is None:
            # A worker that ends is started anew, so for as long as there are any.
            stack.enter_context(_without_main())
            with unheard():
                made = cluster(
                    n_workers=engine.workers,
                    threads_per_worker=1,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            place = stack.enter_context(made)
        client = _connected(distributed.Client, place)
        stack.callback(client.close)
        _check_workers(client, engine)
        executor = client.get_executor(pure=False)
        yield WorkerPool(
            executor,
            lambda: 2 * max(1, sum(client.nthreads().values())) + 1,
            lambda: None,
            deserted(client.nthreads, engine.scheduler),
        )
        executor.shutdown(wait=False)


def _hush() -> None:
    """What goes wrong is said once, by us. Importing Dask's library sets up its loggers, so this comes after."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _reachable(address: str) -> None:
    """Something listens at an address. Asked before the client is made, which would try for long and end noisily."""
    found = re.fullmatch(r"(?:tcp|tls|ws|wss)://(\[[^\]]+\]|[^/:\[\]]+):(\d{1,5})/?", address)
    if found is None or not 0 < int(found[2]) < 65536:
        raise InputError(f'--scheduler: "{address}" is no address; write it as tcp://HOST:8786')
    try:
        socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=PATIENCE).close()
    except OSError as error:
        raise _no_scheduler(address, error) from None


def _no_scheduler(address: str, error: Exception) -> InputError:
    return InputError(
        f"--scheduler: no scheduler answers at {address} ({_short(error)}); start one with: dask scheduler"
    )


def _connected(make: Callable[..., Any], place: Any) -> Any:
    try:
        return make(place, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise _no_scheduler(str(place), error) from None


def _short(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error)
    return " ".join(said.split())[:120] or type(error).__name__


def _check_workers(client: Any, engine: EngineEntry) -> None:
    """The workers are there, and play by the same rules."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE if engine.scheduler else 60.0)
    except TimeoutError:
        raise InputError(
            f"--scheduler: {engine.scheduler} has no worker; start some with: dask worker {engine.scheduler}"
        ) from None
    try:
        found = client.run(ready)
    except (ImportError, AttributeError) as error:
        raise InputError(
            f"--scheduler: the workers of {engine.scheduler} cannot play ({_short(error)}); install hikiwake "
            f"{__version__} on each of them"
        ) from None
    for address, versions in found.items():
        if versions["results"] != str(RESULTS_VERSION) or versions["hikiwake"] != __version__:
            raise InputError(
                f"--scheduler: the worker {address} has hikiwake {versions['hikiwake']}, and this machine "
                f"{__version__}; install the same release on all of them"
            )


def deserted(
    workers: Callable[[], Any], scheduler: str | None, clock: Callable[[], float] = time.monotonic
) -> Callable[[], None]:
    """Return a check that raises `SimError` once there has been no worker for some seconds."""
    last = clock()

    def check() -> None:
        nonlocal last
        if workers():
            last = clock()
        elif clock() - last > ABSENCE:
            cure = "" if scheduler is None else f"; start some with: dask worker {scheduler}"
            raise SimError(f"no worker has been left for {ABSENCE:.0f} seconds{cure}")

    return check


def lost(error: BaseException) -> SimError | None:
    """Return a sentence for a worker that died, or None for any other error."""
    from concurrent.futures import BrokenExecutor

    if isinstance(error, MemoryError):
        return SimError("a worker ran out of memory; take fewer --workers")
    if isinstance(error, BrokenExecutor) or type(error).__name__ in ("KilledWorker", "CommClosedError"):
        return SimError("workers ended without a word, as they do when memory runs out; take fewer --workers")
    return None
