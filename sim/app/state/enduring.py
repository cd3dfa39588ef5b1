"""How many people this computer endures: what a load test has measured, and how a page asks for one.

The test itself is `sim.app.load`, in a process of its own, with a server and a room made for it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, fields

from sim.errors import SimError

GOOD, WORST = 1.5, 5.0
"""Seconds in which 95 of 100 lines and moves, and every one, should be on all screens."""


@dataclass(frozen=True)
class Figures:
    """What was measured: people, seconds, lines written, moves made, screens that one of these should have reached and did not,
    seconds from write to screen in the middle, for 95 of 100 and at worst, errors, and the server's memory in megabytes, when
    all pages were open and at the end.
    """

    people: int
    seconds: float
    written: int
    moved: int
    missed: int
    middle: float
    most: float
    worst: float
    errors: int
    began: float
    memory: float

    @property
    def good(self) -> bool:
        """Whether a class of this size is served well."""
        return self.most <= GOOD and self.worst <= WORST and not self.missed and not self.errors

    def said(self) -> str:
        """Return the figures and the verdict as the terminal shows them."""
        verdict = f"Good for {self.people} people." if self.good else f"Too slow for {self.people} people."
        return (
            f"{self.people} people for {self.seconds:.0f} s: {self.written} lines written, {self.moved} moves made\n"
            f"from write to screen: median {self.middle:.2f} s, 95 of 100 within {self.most:.2f} s, worst {self.worst:.2f} s\n"
            f"not arrived: {self.missed}; errors: {self.errors}; memory of the server: {self.began:.0f} to {self.memory:.0f} MB\n"
            f"{verdict}"
        )


def endured(people: int, seconds: float = 10.0) -> Figures:
    """Return what a load test of its own measures; it takes these seconds and some to begin. Raises `SimError`."""
    command = [sys.executable, "-m", "sim.app", f"--load-test={people}", f"--seconds={seconds}", "--json"]
    ended = subprocess.run(command, capture_output=True, check=False, text=True, encoding="utf-8")
    if ended.returncode != 0:
        raise SimError(
            ended.stderr.strip().rpartition("\n")[2].removeprefix("hikiwake: ") or "load test: failed"
        )
    found = json.loads(ended.stdout)
    return Figures(**{one.name: found[one.name] for one in fields(Figures)})
