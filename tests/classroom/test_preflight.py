"""The checks before a lesson: what is good says so, and what is not says what to do."""

from __future__ import annotations

import shutil
import socket
from types import SimpleNamespace

import pytest

from sim.classroom import preflight
from sim.classroom.preflight import checks
from sim.classroom.service import Classroom
from tests.screens.browser.browsing import free_port


def test_a_computer_that_is_ready(classroom: Classroom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = checks(classroom, ["127.0.0.1"], server.getsockname()[1])
    assert {check.name: check.verdict for check in found if check.name != "database"} == {
        "address": "good", "clock": "good", "disk": "good",
    }  # fmt: skip
    assert found[-1].verdict in ("good", "look"), "a machine may be slow just now"
    assert all(
        check.title and check.found and bool(check.cure) is (check.verdict != "good") for check in found
    )
    with classroom.database.reading() as connection:
        assert classroom.database.drafts(connection, "") == {}


def test_what_is_not_ready_says_what_to_do(lite: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    assert preflight.address([], 8501).verdict == "bad"
    closed = preflight.address(["127.0.0.1"], free_port())
    assert closed.verdict == "look" and "phone" in closed.cure
    assert preflight.clock(lambda: 86_400.0).verdict == "look"
    for free, verdict in ((5_000_000, "bad"), (50_000_000, "look")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        assert preflight.disk(lite).verdict == verdict
    monkeypatch.setattr(lite.database.engine, "connect", lambda: (_ for _ in ()).throw(OSError("gone")))
    assert preflight.database(lite).verdict == "bad"
