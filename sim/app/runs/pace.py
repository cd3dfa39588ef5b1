"""How long a batch will take: measured once for each way of playing, by the command's own dry run, beside the page."""

from __future__ import annotations

import contextlib
import json
import math
import statistics
from pathlib import Path
from typing import Literal

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
    """Return how long a worker takes for a run, or None where it was not measured."""
    found = home.read_json(_folder() / f"{asked.pace}.json").get("seconds_per_run")
    return float(found) if isinstance(found, (int, float)) and 0.0 < found < math.inf else None


def expected(asked: Question, missing: int) -> float | None:
    """Return about how many seconds the missing runs take, or None where nothing is known of it."""
    each = seconds_per_run(asked)
    return None if each is None else START + missing * each / min(processors(), JOBS)


def measure(asked: Question) -> Literal["known", "measuring", "unknown"]:
    """Begin to measure, where that was not done and nothing else is being played; return how far that is."""
    if seconds_per_run(asked) is not None:
        return "known"
    folder, output = _folder(), _folder() / f"{asked.pace}.json"
    with home.alone():
        if home.process_of(folder) is not None:
            return "measuring"
        if output.exists() or home.at_work():
            return "unknown"
        with output.open("wb") as out:
            command = [*home.PROGRAM, *asked.words(), "--dry-run", "--json"]
            home.note(folder, home.launch(folder, command, folder / home.ERRORS, out), {})
    return "measuring"


def learn(asked: Question, folder: Path) -> None:
    """Take the pace from a batch that was played."""
    manifest = home.read_json(folder / home.OUT / "manifest.json")
    with contextlib.suppress(KeyError, TypeError, ValueError, ZeroDivisionError, OSError):
        # The middle one: the first parts of all may have waited for the engine to be made ready.
        each = statistics.median(float(part["seconds"]) / int(part["rows"]) for part in manifest["parts"])
        text = json.dumps({"seconds_per_run": each})
        write_whole(_folder() / f"{asked.pace}.json", text.encode())
