"""A Dask scheduler and workers as processes of their own, on this machine's loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.experiments.runs import pool
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.progress import Execution, Progress
from sim.experiments.runs.runner import run_batch
from tests.batch.folders import PATIENCE, ROOT, assert_undisturbed, plan

DASK = [sys.executable, "-m", "dask"]
QUIET = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "600s", "PYTHONPATH": str(ROOT)}


def _process(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*DASK, *words],
        cwd=folder,
        env={**os.environ, **QUIET},
        stdout=subprocess.DEVNULL,
        stderr=(folder / f"{words[0]}.log").open("ab"),
        start_new_session=True,
    )


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler without workers."""
    running = _process(tmp_path, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    try:
        yield _address(tmp_path / "scheduler.log", running)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _address(log: Path, running: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = re.search(r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)", log.read_text())
        if found is not None:
            return found[1]
        assert running.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def test_a_scheduler_without_workers_is_refused(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The scheduler has all the time to answer, and workers none to come.
    monkeypatch.setattr(pool, "PATIENCE", PATIENCE)
    check = pool._check_workers

    def soon(*given: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(pool, "PATIENCE", 0.1)
            check(*given)

    monkeypatch.setattr(pool, "_check_workers", soon)
    with pytest.raises(InputError, match=f"{scheduler} has no worker; start some with: dask worker"):
        run_batch(
            plan(), Execution(tmp_path / "out", EngineEntry(kind="dask", workers=None, scheduler=scheduler))
        )
    assert not (tmp_path / "out").exists()


def test_two_workers_of_which_one_is_killed_make_the_same_rows(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sim.experiments.runs.pool.PATIENCE", PATIENCE
    )  # on a busy machine workers take longer to come
    words = ("worker", scheduler, "--nthreads", "1", "--no-dashboard", "--no-nanny")
    workers = [_process(tmp_path, *words, "--name", name) for name in ("a", "b")]
    killed = threading.Event()

    def tell(far: Progress) -> None:
        if far.jobs_stored and not killed.is_set():
            os.killpg(workers[0].pid, signal.SIGKILL)
            killed.set()

    try:
        engine = EngineEntry(kind="dask", workers=None, scheduler=scheduler)
        manifest = run_batch(plan(), Execution(tmp_path / "out", engine), tell)
        assert killed.is_set()
        assert manifest.engine.scheduler == scheduler
        assert_undisturbed(tmp_path / "out")
    finally:
        for worker in workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
