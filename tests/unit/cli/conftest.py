"""The command line, called in this process and in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import main

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What stands on stdout as JSON: all of it."""
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def hikiwake(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "80")
    # Whatever was compiled on this machine before: what is said where it was not has tests of its own.
    monkeypatch.setattr("sim.engine.compiled.running.readiness", lambda: "ready")

    def call(*words: str) -> Said:
        capfdbinary.readouterr()
        code = main(words)
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode("utf-8"), err.decode("utf-8"))

    return call


@pytest.fixture
def process() -> Command:
    def call(*words: str, stdin: str = "", **environment: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "sim.cli", *words],
            input=stdin.encode(),
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "80", **environment},
            timeout=600,
            check=False,
        )
        return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


@pytest.fixture
def refused(hikiwake: Command) -> Callable[..., str]:
    """Return the one sentence with which a command line is refused, after checking that it is one."""

    def call(*words: str, code: int = 2) -> str:
        said = hikiwake(*words)
        assert (said.code, said.out) == (code, "")
        assert said.err.startswith("hikiwake: ")
        assert said.err.endswith("\n")
        assert said.err.count("\n") == 1
        assert "Traceback" not in said.err
        assert "defect" not in said.err
        return said.err.removeprefix("hikiwake: ").rstrip("\n")

    return call
