"""Who does the work: processes of this machine, or a Dask cluster; both are executors of `concurrent.futures`."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from sim.domain.record import RESULTS_VERSION
from sim.errors import InputError, SimError
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.worker import begin, ready
from sim.version import __version__

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB", "NUMBA")}
"""A worker computes in one thread: as many as there are workers share the processor."""

PATIENCE = 5.0
"""Seconds after which a scheduler that has not answered, or has no worker, is given up."""


@dataclass(frozen=True)
class WorkerPool:
    """An executor, how many jobs it should hold at a time, and a way to end its work at once."""

    executor: Executor
    window: Callable[[], int]
    stop: Callable[[], None]


def processors() -> int:
    """Return how many processors this process may use.

    >>> processors() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def open_pool(engine: EngineEntry) -> Iterator[WorkerPool]:
    """Hold a worker pool. Raises `InputError` for a scheduler that does not answer or whose workers are of another release."""
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
def _local(workers: int) -> Iterator[WorkerPool]:
    context = multiprocessing.get_context("spawn")
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
            with _deaf_to_control_c():
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
        yield WorkerPool(executor, lambda: 2 * max(1, sum(client.nthreads().values())) + 1, lambda: None)
        executor.shutdown(wait=False)


@contextlib.contextmanager
def _deaf_to_control_c() -> Iterator[None]:
    """Processes that are started meanwhile leave Ctrl-C to this one, for the system hands that down."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
    except Exception as error:  # noqa: BLE001 - whatever the workers lack is said in one way
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


def lost(error: BaseException) -> SimError | None:
    """Return a sentence for a worker that died, or None for any other error."""
    from concurrent.futures import BrokenExecutor

    if isinstance(error, BrokenExecutor) or type(error).__name__ in ("KilledWorker", "CommClosedError"):
        return SimError("workers ended without a word, as they do when memory runs out; take fewer --workers")
    return None
