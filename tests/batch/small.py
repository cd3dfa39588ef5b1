"""A small batch of the tests, played in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.experiments.runs.plan import BatchRequest, make_plan
from sim.experiments.runs.progress import Execution
from sim.experiments.runs.runner import run_batch
from sim.scenario.setup import Setup
from tests.batch.folders import LAKE, ROOT, local

SMALL = BatchRequest([Setup(str(ROOT / LAKE))], 40)


def play(out: Path, asked: BatchRequest = SMALL, **how: Any) -> list[str]:
    """Play a batch; what was remarked."""
    said: list[str] = []
    run_batch(make_plan(asked), Execution(out, local(), **how), remark=said.append)
    return said


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path in it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
