"""Servers that die, databases that are locked, full or gone: nothing that was accepted is lost, and it goes on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from sim.app.state.rooms import Looks
from sim.classroom.faults import ClassError
from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from sim.classroom.store import db
from sim.engine.gathering import Moved
from tests.classroom.conftest import Postgres
from tests.classroom.robots import Room, Time, opened, refused, talking
from tests.screens.browser.browsing import ROOT

LONG = Plan("2018-singapore", preset="20", rounds=40)
KILLED, LINES = 10, 16
"""How often the server is killed, and after how many accepted lines at least."""


def killed_in_the_middle(database: str, tokens: list[str]) -> list[dict[str, Any]]:
    """Let processes serve robots, kill each while it writes, and return what they had accepted."""
    command = [sys.executable, "-m", "tests.classroom.writing", database, *tokens]
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    found: list[dict[str, Any]] = []
    with subprocess.Popen(
        command, cwd=ROOT, env=paths, stdout=subprocess.PIPE, stdin=subprocess.PIPE
    ) as forks:
        assert forks.stdout is not None and forks.stdin is not None
        for _ in range(KILLED):
            forks.stdin.write(b"one more\n")
            forks.stdin.flush()
            lines, pid = 0, None
            while (line := json.loads(forks.stdout.readline()))["kind"] != "dead":
                pid = line["pid"] if line["kind"] == "born" else pid
                found += [] if line["kind"] == "born" else [line]
                lines += 1
                if lines >= LINES and pid is not None:
                    os.kill(pid, signal.SIGKILL)
                    lines, pid = 0, None
    return found


def _order(mark: str) -> tuple[int, int]:
    """The place of a mark among those of its robot: by when its process was born, and by number in it."""
    process, _, number = mark.split("-")
    return int(process), int(number)


def test_a_server_killed_ten_times_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    database = str(tmp_path / "class.db")
    first = Classroom(database)
    room = talking(first, LONG, 6)
    seats = [(view.person, view.group, view.seat) for view in map(room.view, range(6))]
    first.close()
    accepted = killed_in_the_middle(database, room.tokens)
    assert not [line for line in accepted if line["kind"] == "refused"]
    again = Classroom(database)
    views = [again.student(token) for token in room.tokens]
    assert [(view.person, view.group, view.seat) for view in views] == seats, "everybody has the seat it had"
    sent = [str(line["text"]) for line in accepted if line["kind"] == "said"]
    with again.database.reading() as connection:
        events = again.database.events(connection, room.code, 0)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    said = Counter(str(event.data["text"]) for event in events if event.kind == "said")
    assert len(sent) == len(set(sent)) and set(sent) <= set(said), "what was said stands there"
    assert set(said.values()) == {1}, "and once"
    tables = {
        number: at.entries for number, at in again.teacher(again.new_key(), "x").standings(room.code).items()
    }
    for line in accepted:
        if line["kind"] == "move":
            entry = tables[line["group"]][line["entry"]]
            assert isinstance(entry, Moved) and (entry.party, entry.move) == (line["seat"], line["move"])
    last = {line["person"]: str(line["mark"]) for line in accepted if line["kind"] == "draft"}
    # The last one of all may have been kept before its acceptance was told.
    kept = {view.person: str(view.draft["mark"]) for view in views}
    assert all(_order(kept[person]) >= _order(mark) for person, mark in last.items())
    again.close()


def test_a_database_that_another_program_has_locked_is_waited_for_and_then_said(
    lite: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "PATIENCE", 0.2)
    room = talking(lite)
    quick = Classroom(str(lite.database.file))
    other = sqlite3.connect(str(lite.database.file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = quick.student(room.mover())
    assert refused(quick.move, room.mover(), "pass", before.entries) == "busy"
    assert refused(quick.say, room.tokens[0], "hm", "group") == "busy"
    assert quick.student(room.mover()).entries == before.entries, "reading goes on"
    other.execute("ROLLBACK")
    other.close()
    assert refused(quick.move, room.mover(), "pass", before.entries) == ""
    quick.close()


def test_a_lock_that_is_let_go_in_time_is_not_noticed(lite: Classroom) -> None:
    room = talking(lite)
    other = sqlite3.connect(str(lite.database.file), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: other.execute("ROLLBACK")).start()
    assert refused(lite.say, room.tokens[0], "hm", "group") == ""


def test_a_full_disk_is_said_and_nothing_is_lost(lite: Classroom) -> None:
    room = talking(lite)
    lite.keep_draft(room.tokens[0], {"text": "kept"})
    with lite.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    lite.database.engine.dispose()

    def full(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    sa.event.listen(lite.database.engine, "connect", full)
    answers = [refused(lite.say, room.tokens[0], f"{n} {'x' * 400}", "group") for n in range(60)]
    assert set(answers) == {"", "disk"} and answers[-1] == "disk"
    said = [line.text.split()[0] for line in room.view().feed if line.kind == "chat"]
    assert said == [str(n) for n, answer in enumerate(answers) if answer == ""] and room.view().draft == {
        "text": "kept"
    }
    sa.event.remove(lite.database.engine, "connect", full)
    lite.database.engine.dispose()
    assert refused(lite.say, room.tokens[0], "room again", "group") == ""


def test_a_postgres_server_that_restarts_is_said_and_then_it_goes_on(postgres: Postgres, time: Time) -> None:
    classroom = Classroom(postgres.new(), time)
    room = talking(classroom)
    room.play(rounds=1)
    before = room.view()
    token, entries = room.mover(), before.entries
    postgres.stop()
    assert refused(classroom.student, token) == refused(classroom.say, token, "hm", "group") == "away"
    assert refused(room.teacher.console, room.code) == refused(classroom.front, room.code, "x") == "away"
    postgres.start()
    assert room.view().feed == before.feed and refused(classroom.say, token, "hm", "group") == ""
    view = classroom.student(token)
    assert view.may_move and view.entries == entries
    room.play()
    classroom.close()


def test_a_restart_between_two_calls_is_not_noticed(postgres: Postgres) -> None:
    classroom = Classroom(postgres.new())
    room = talking(classroom)
    number = room.view().number
    postgres.stop()
    postgres.start()
    assert refused(classroom.say, room.tokens[0], "hm", "group") == "" and room.view().number == number + 1
    classroom.close()


@pytest.mark.parametrize(
    ("database", "sentence"),
    [
        ("/proc/nowhere/class.db", "database"),
        ("mysql://host/name", "database"),
        ("postgresql://teacher@127.0.0.1:1/none", "database"),
        ("sqlite:////", "database"),
        ("not a url://", "database"),
    ],
)
def test_a_database_that_cannot_be_had_is_said(database: str, sentence: str) -> None:
    assert refused(Classroom, database) == sentence


def test_a_file_of_something_else_or_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all,\n" * 99)
    assert refused(Classroom, str(file)) == "database" and file.read_text().startswith("Dear")
    Classroom(str(tmp_path / "class.db")).close()
    with sqlite3.connect(tmp_path / "class.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert refused(Classroom, str(tmp_path / "class.db")) == "newer"


def test_a_plan_of_rules_that_are_gone_is_said_and_the_list_still_stands(lite: Classroom) -> None:
    room = opened(lite)
    room.to("talks")
    room.play(rounds=1)
    whole = Room(lite, room.teacher.open_room(LONG), room.teacher, [])
    with lite.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE events SET data = replace(data, '\"move\": ', '\"move\": 99999, \"was\": ') WHERE kind = 'move'"
        )
    other = Classroom(str(lite.database.file))
    teacher = other.teacher(other.new_key(), "x")
    assert refused(teacher.console, room.code) == "older"
    assert whole.code in [line.code for line in teacher.rooms()]
    other.close()


def test_trouble_with_the_database_is_said_until_a_look_succeeds() -> None:
    looking, go_on = threading.Event(), threading.Event()

    class Away:
        rooms = SimpleNamespace(known=lambda code: None)
        looks = 0

        def look(self, code: str) -> None:
            self.looks += 1
            if self.looks == 2:
                looking.set()
                assert go_on.wait(60)
            if self.looks < 3:
                raise ClassError("class.service.away")

    looks = Looks(cast(Classroom, Away()))
    deadline = time.monotonic() + 60
    while not looking.is_set() and time.monotonic() < deadline:
        with contextlib.suppress(ClassError):
            looks.news("ROOM", None)
        time.sleep(0.01)
    with pytest.raises(ClassError, match="database"):
        looks.news("ROOM", None)
    go_on.set()
    while time.monotonic() < deadline:
        try:
            assert looks.news("ROOM", None) == 0
            return
        except ClassError:
            time.sleep(0.01)
    raise AssertionError("the trouble did not end")
