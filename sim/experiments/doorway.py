"""Batches and comparisons from Python, as the command line plays them."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.domain.comparison import Comparison
from sim.engine.compiled.running import readiness
from sim.engine.keeping import COMPILING
from sim.experiments.compare import comparison, pairs
from sim.experiments.runs.manifest import Manifest
from sim.experiments.runs.plan import BatchRequest, make_plan
from sim.experiments.runs.pool import engine_of
from sim.experiments.runs.progress import Execution, Progress
from sim.experiments.runs.reading.export import as_table
from sim.experiments.runs.runner import run_batch
from sim.scenario.load import Scenario
from sim.scenario.setup import Setup

Playable = Setup | Scenario | str | Path


@dataclass(frozen=True)
class Batch:
    """A batch that was played: the folder that holds it, and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def table(self) -> pa.Table:
        """All rows in the order of their runs, read from the folder; ``table.to_pandas()`` makes a frame of them."""
        return as_table(self.path)


def batch(
    scenarios: Playable | Sequence[Playable],
    runs: int | None = None,
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    resume: bool = False,
    tell: Callable[[Progress], None] = lambda progress: None,
    **more: Any,
) -> Batch:
    """Play many negotiations, store a row for each, and return where; the same as ``hikiwake batch``.

    ``scenarios``: one or several ids, paths, scenarios, or setups where more than the scenario is said; ``runs``: in all;
    ``out``: the folder, by default one here that is named after the plan; ``workers``: processes, by default one for each
    processor; ``tell`` is called now and then with the progress; ``more``: further fields of `BatchRequest`, such as ``vary``
    and ``seed``. Raises `InputError` where something is wrong, before anything is written, and `SimError` where the batch
    cannot go on: what is stored stays, and ``resume=True`` goes on with it.
    """
    several = [scenarios] if isinstance(scenarios, Playable) else scenarios
    plan = make_plan(BatchRequest([_setup(one) for one in several], runs=runs, **more))
    folder = Path(out or f"batch-{plan.entry.id[:8]}")
    for note in plan.notes:
        _warn(note)
    engine = engine_of("local", workers, None, _warn)
    _foretell()
    return Batch(folder, run_batch(plan, Execution(folder, engine, resume), tell, _warn))


def compare(a: Playable, b: Playable, runs: int = 1000, *, seed: int = 0, level: float = 0.95) -> Comparison:
    """Play two scenarios or setups with the same luck and return what differs; the same as ``hikiwake compare``.

    ``runs``: pairs; run i of both has seed i of the tree below ``seed``; ``level``: of the intervals. ``to_frame()`` of the result is a
    table of its measures. Raises `InputError` where something is wrong.

    >>> from sim.scenario.setup import Setup
    >>> found = compare("1956-joint-declaration", Setup("1956-joint-declaration", off=["alliance"]), runs=20)
    >>> found.to_frame().columns.tolist()
    ['a', 'b', 'difference', 'low', 'high']
    """
    one, two = _setup(a), _setup(b)
    pairs.check_runs(runs, seed, pairs.MOST)
    _foretell()
    played = pairs.joined(list(pairs.play_portions(one, two, runs, seed)))
    return comparison.compare(one, two, played, runs, seed, level)


def _setup(playable: Playable) -> Setup:
    return playable if isinstance(playable, Setup) else Setup(playable)


def _foretell() -> None:
    how = readiness()
    if how != "ready":
        sys.stderr.write(f"{COMPILING[how]}\n")


def _warn(text: str) -> None:
    warnings.warn(text, UserWarning, stacklevel=3)
