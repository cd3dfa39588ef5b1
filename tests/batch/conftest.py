"""The engine is compiled once before any batch is started, killed and timed."""

from __future__ import annotations

import fcntl
import tempfile
from pathlib import Path

import pytest

from tests.batch.folders import undisturbed


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """One of several test processes compiles; the others wait, and find it in the cache."""
    with (Path(tempfile.gettempdir()) / "hikiwake-tests-compile.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        undisturbed()
