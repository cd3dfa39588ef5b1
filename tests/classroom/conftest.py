"""The databases that the tests of the classroom run on: SQLite in a file, and a PostgreSQL server of their own."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sim.classroom.service import Classroom
from tests.classroom.robots import Time
from tests.screens.browser.browsing import free_port

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
QUIET = "-c fsync=off -c shared_buffers=16MB -c max_connections=60"


class Postgres:
    """A PostgreSQL server in a folder of its own on the loopback address; whoever is root lets the user postgres run it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.names = folder, free_port(), itertools.count()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-U", "teacher", "-A", "trust", "--no-sync")
        self.start()

    def _run(self, program: str, *words: object) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(PROGRAMS / program), *map(str, words)]
        # A server that stays would hold a pipe open.
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            subprocess.run(command, check=True, cwd="/", stdout=log, stderr=log)

    def start(self) -> None:
        own = f"{QUIET} -p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        self._run("pg_ctl", "-D", self.folder / "data", "-o", own, "-w", "-l", self.folder / "log", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def new(self) -> str:
        """Return the URL of a database that is empty: a schema of its own, which costs no copy of a whole database."""
        name = f"class{next(self.names)}"
        at = f"postgresql://teacher@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(at) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{at}?options=-csearch_path%3D{name}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="hikiwake-postgres-"))
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without rooms, on either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "class.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.new()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def classroom(database: str, time: Time) -> Iterator[Classroom]:
    """A classroom on either kind of database."""
    found = Classroom(database, time)
    yield found
    found.close()


@pytest.fixture
def lite(tmp_path: Path, time: Time) -> Iterator[Classroom]:
    """A classroom on SQLite alone, for what has nothing to do with the database."""
    found = Classroom(str(tmp_path / "class.db"), time)
    yield found
    found.close()
