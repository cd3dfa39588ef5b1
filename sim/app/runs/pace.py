"""How long a batch will take: known where one that is played the same way has been played."""

from __future__ import annotations

import contextlib
import json
import math
import statistics
from pathlib import Path

from sim.app.runs.question import Question
from sim.experiments.runs import supervisor as home
from sim.experiments.runs.pool import processors
from sim.files import write_whole

START = 3.0
"""Seconds until the first run is played, roughly."""

JOBS = 100
"""A batch has about as many jobs; fewer where they would be very small."""


def _folder() -> Path:
    found = home.home() / home.PACE
    found.mkdir(exist_ok=True)
    return found


def seconds_per_run(asked: Question) -> float | None:
    """Return how long a worker takes for a run, or None where nothing is known of it."""
    found = home.read_json(_folder() / f"{asked.pace}.json").get("seconds_per_run")
    return float(found) if isinstance(found, (int, float)) and 0.0 < found < math.inf else None


def expected(asked: Question, missing: int) -> float | None:
    """Return about how many seconds the missing runs take, or None where nothing is known of it."""
    each = seconds_per_run(asked)
    return None if each is None else START + missing * each / min(processors(), JOBS)


def learn(asked: Question, folder: Path) -> None:
    """Take the pace from a batch that was played."""
    manifest = home.read_json(folder / home.OUT / "manifest.json")
    with contextlib.suppress(KeyError, TypeError, ValueError, ZeroDivisionError, OSError):
        # The middle one: the first parts of all may have waited for the engine to be made ready.
        each = statistics.median(float(part["seconds"]) / int(part["rows"]) for part in manifest["parts"])
        text = json.dumps({"seconds_per_run": each})
        write_whole(_folder() / f"{asked.pace}.json", text.encode())
