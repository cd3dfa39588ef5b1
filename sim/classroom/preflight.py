"""Before a lesson: whether this computer is ready for it, check by check, each with a verdict and a cure."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sim.classroom.faults import ClassError
from sim.classroom.service import Classroom
from sim.telling import numbers
from sim.telling.catalogue import t

Verdict = Literal["good", "look", "bad"]

LEAST_FREE = 200_000_000
"""Bytes that should be free: many lessons need less."""

SLOW = 0.15
"""Seconds for one write from which a class would notice."""

EARLIEST = 1_735_689_600.0
"""The start of 2025: a clock before it is wrong."""


@dataclass(frozen=True)
class Check:
    """One check: its name, its verdict, what was found, and what to do where it is not good."""

    name: Literal["address", "clock", "disk", "database"]
    verdict: Verdict
    found: str
    cure: str = ""

    @property
    def title(self) -> str:
        """What is checked."""
        return t(f"class.service.check.{self.name}.title")


def _check(
    name: Literal["address", "clock", "disk", "database"], verdict: Verdict, **values: object
) -> Check:
    key = f"class.service.check.{name}"
    cure = "" if verdict == "good" else t(f"{key}.cure", **values)
    return Check(name, verdict, t(f"{key}.{verdict}", **values), cure)


def checks(
    classroom: Classroom, addresses: Sequence[str], port: int, wall: Callable[[], float] = time.time
) -> list[Check]:
    """Return every check but the load test; ``addresses``: of this computer on its networks, the usual one first."""
    return [address(addresses, port), clock(wall), disk(classroom), database(classroom)]


def address(addresses: Sequence[str], port: int) -> Check:
    """Return whether the classroom answers under the address that others type.

    Whether a firewall or the network keeps others out only another device can tell.
    """
    if not addresses:
        return _check("address", "bad", address="", port=port)
    shown = f"{addresses[0]}:{port}"
    try:
        with socket.create_connection((addresses[0], port), timeout=3.0):
            return _check("address", "good", address=shown, port=port)
    except OSError:
        return _check("address", "look", address=shown, port=port)


def clock(wall: Callable[[], float]) -> Check:
    """Return whether the computer's clock can be right."""
    now = datetime.fromtimestamp(wall())
    return _check(
        "clock",
        "good" if now.timestamp() > EARLIEST else "look",
        date=numbers.date(f"{now:%Y-%m-%d}"),
        time=f"{now:%H:%M}",
    )


def disk(classroom: Classroom) -> Check:
    """Return whether there is room for the rooms of a database in a file; a server has a disk of its own."""
    file = classroom.database.file
    free = shutil.disk_usage(file.parent if file is not None else Path.home()).free
    verdict: Verdict = "good" if free > LEAST_FREE else "look" if free > LEAST_FREE // 10 else "bad"
    return _check("disk", verdict, free=numbers.count(free // 1_000_000))


def database(classroom: Classroom, writes: int = 10) -> Check:
    """Return whether the database takes writes, and how long the slowest of some took."""
    slowest = 0.0
    try:
        for n in range(writes):
            began = time.perf_counter()
            classroom.database.keep_draft("", "preflight", {"write": n}, 100)
            slowest = max(slowest, time.perf_counter() - began)
        with classroom.database.writing() as connection:
            classroom.database.forget_person(connection, "", "preflight")
    except ClassError as error:
        return _check("database", "bad", why=str(error), took="")
    return _check(
        "database", "good" if slowest < SLOW else "look", took=numbers.count(round(1000 * slowest)), why=""
    )
