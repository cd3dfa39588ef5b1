"""How many people this computer serves: a room with real connections of so many students, who write, move and read for a while.

A teacher's console and the page on the wall are open, too. What counts is the time until what one person does is on the
screens of all of its group: a line when it has come, a move when the whole page has been drawn anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import psutil

from sim.app.state.enduring import WORST, Figures
from sim.app.visitors import Arrivals, Desk, Page, Student, wall
from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from sim.errors import SimError

EPISODE = "2018-singapore"

STARTS_WITHIN = 120.0
"""Seconds that the server and all pages may take to be there."""


@contextlib.contextmanager
def serving(database: str) -> Iterator[tuple[str, psutil.Process]]:
    """Serve a classroom on a free port of this computer alone; gives its address and its process."""
    from sim.app.launch import LOCAL, any_port

    port = any_port(LOCAL)
    command = [sys.executable, "-m", "sim.app", str(port), "--quiet", f"--classroom={database}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address, deadline = f"{LOCAL}:{port}", time.monotonic() + STARTS_WITHIN
            while not _healthy(address):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise SimError(
                        "load test: the classroom could not be served; start it by itself to see why"
                    )
                time.sleep(0.2)
            yield address, psutil.Process(server.pid)
        finally:
            server.terminate()


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def measure(people: int, seconds: float = 60.0, pace: float = 1.0) -> Figures:
    """Return how this computer copes with so many people in one room for so long. Raises `SimError` where it cannot be tried.

    ``pace``: how many times as fast as usually they write and move.
    """
    with tempfile.TemporaryDirectory(prefix="hikiwake-load-") as folder:
        database = str(Path(folder) / "load.db")
        with serving(database) as (address, server), contextlib.closing(Classroom(database)) as classroom:
            key = classroom.new_key()
            teacher = classroom.teacher(key, "load test")
            code = teacher.open_room(Plan(EPISODE, rounds=40))
            tokens = [classroom.join(code, f"Student {n}", "load test") for n in range(people)]
            for _ in range(3):
                teacher.next_phase(code)
            groups = [classroom.student(token).group for token in tokens]
            arrivals = Arrivals()
            students = [
                Student(arrivals, n, token, {k for k, group in enumerate(groups) if group == groups[n]}, pace)
                for n, token in enumerate(tokens)
            ]
            desk = Desk(arrivals, key, code)
            return asyncio.run(_measured(address, server, students, [desk, wall(arrivals, code)], seconds))


async def _measured(
    address: str, server: psutil.Process, students: list[Student], others: list[Page], seconds: float
) -> Figures:
    arrivals, until = students[0].arrivals, asyncio.Event()
    visits = [asyncio.create_task(page.visit(address, until)) for page in (*students, *others)]
    try:
        there = [page.drawn.wait() for page in students] + [page.settle() for page in others]
        await asyncio.wait_for(asyncio.gather(*there), STARTS_WITHIN)
    except TimeoutError:
        raise SimError("load test: the pages did not come up in time; try it with fewer people") from None
    began = server.memory_info().rss / 1e6
    doing = [asyncio.create_task(one.write(n / len(students))) for n, one in enumerate(students)]
    doing += [asyncio.create_task(one.move()) for one in students]
    await asyncio.sleep(seconds)
    for task in doing:
        task.cancel()
    # Whatever ended before was not cancelled, but failed.
    failed = [
        end for end in await asyncio.gather(*doing, return_exceptions=True) if isinstance(end, Exception)
    ]
    last = time.monotonic() + 2 * WORST
    while arrivals.missed and time.monotonic() < last:
        await asyncio.sleep(0.1)
    memory = server.memory_info().rss / 1e6
    until.set()
    await asyncio.gather(*visits)
    took = sorted(arrivals.took) or [0.0]
    return Figures(
        people=len(students),
        seconds=seconds,
        written=arrivals.lines,
        moved=arrivals.moves,
        missed=arrivals.missed,
        middle=statistics.median(took),
        most=took[min(len(took) - 1, int(0.95 * len(took)))],
        worst=took[-1],
        errors=arrivals.errors + len(failed),
        began=began,
        memory=memory,
    )


def report(people: int, seconds: float, *, as_json: bool = False) -> str:
    """Measure, and return the figures in words, or as JSON with the verdict."""
    found = measure(people, seconds)
    return json.dumps({**asdict(found), "good": found.good}) if as_json else found.said()
