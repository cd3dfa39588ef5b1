"""The engine is compiled once before any batch is started, killed and timed."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.batch.folders import undisturbed
from tests.batch.killing import threads
from tests.batch.small import play


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """One of several test processes compiles; the others wait, and find it in the cache."""
    with (Path(tempfile.gettempdir()) / "hikiwake-tests-compile.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        undisturbed()


@pytest.fixture
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are played in this process."""
    monkeypatch.setattr("sim.experiments.runs.runner.open_pool", threads)


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished small batch that nobody changes."""
    out = tmp_path_factory.mktemp("done") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiments.runs.runner.open_pool", threads)
        play(out)
    return out


@pytest.fixture
def small(done: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(done, tmp_path / "out"))
