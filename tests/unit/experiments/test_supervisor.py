"""The life of a batch, read from its folder: begun, running, stopped, gone on with, crashed, forgotten."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sim.app.runs import pace
from sim.app.runs.question import question
from sim.app.state.links import State
from sim.experiments.runs import supervisor as home
from sim.files import temporary_home
from tests.screens.batches import own_home, use_command

ONE = "0" * 24


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with own_home(tmp_path, monkeypatch):
        yield


def until(true: Callable[[], bool], seconds: float = 600.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "that takes too long"
        time.sleep(0.02)


def phase(digest: str = ONE) -> str:
    return home.status_of(home.folder_of(digest)).phase


def begin(digest: str = ONE) -> None:
    home.start(digest, ["batch", "x"])
    assert phase(digest) in ("starting", "running", "complete", "crashed")


def commands(digest: str = ONE) -> list[list[str]]:
    text = (home.folder_of(digest) / home.OUT / "words.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_a_batch_that_nobody_started_is_new() -> None:
    assert home.status_of(home.folder_of(ONE)) == home.BatchStatus()
    assert home.at_work() == []


def test_a_batch_runs_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "complete")
    begin()
    until(lambda: phase() == "complete")
    seen = home.status_of(home.folder_of(ONE))
    assert (seen.stored, seen.runs, seen.busy) == (40, 40, False)
    assert commands() == [["batch", "x", "--out", "batch", "--json"]]
    assert home.at_work() == []


def test_a_running_batch_is_not_started_twice_and_is_stopped_and_gone_on_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_command(monkeypatch, "wait")
    begin()
    until(lambda: phase() == "running")
    begin()
    seen = home.status_of(home.folder_of(ONE))
    assert (seen.stored, seen.runs, seen.left) == (10, 40, 9.0)
    home.stop(ONE)
    until(lambda: phase() == "stopped")
    assert len(commands()) == 1
    use_command(monkeypatch, "complete")
    begin()
    until(lambda: phase() == "complete")
    assert commands()[1] == ["batch", "x", "--out", "batch", "--json", "--resume"]


def test_a_batch_is_in_a_session_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    begin()
    process = home.process_of(home.folder_of(ONE))
    assert process is not None
    assert os.getsid(process.pid) == process.pid != os.getsid(0)
    assert process.nice() > psutil.Process().nice()


def test_a_batch_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "deaf")
    monkeypatch.setattr(home, "PATIENCE", 0.3)
    begin()
    until(lambda: phase() == "running")
    home.stop(ONE)
    assert phase() == "stopping"
    until(lambda: phase() == "stopped")


def test_a_crash_is_told_with_the_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "crash")
    begin()
    until(lambda: not home.status_of(home.folder_of(ONE)).busy)
    seen = home.status_of(home.folder_of(ONE))
    assert (seen.phase, seen.said) == ("crashed", "hikiwake: <b>the disk</b> is full")


def test_a_batch_that_was_killed_from_elsewhere_crashed_without_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_command(monkeypatch, "silent")
    begin()
    until(lambda: not home.status_of(home.folder_of(ONE)).busy)
    seen = home.status_of(home.folder_of(ONE))
    assert (seen.phase, seen.said, seen.stored) == ("crashed", "", 10)


def test_one_that_was_interrupted_from_elsewhere_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    begin()
    until(lambda: phase() == "running")
    process = home.process_of(home.folder_of(ONE))
    assert process is not None
    process.terminate()
    until(lambda: phase() == "stopped")


def test_another_process_with_the_same_number_is_not_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    begin()
    until(lambda: phase() == "running")
    folder = home.folder_of(ONE)
    noted = json.loads((folder / home.PROCESS).read_text())
    before = noted["began"]
    (folder / home.PROCESS).write_text(json.dumps({**noted, "began": before - 100}))
    assert phase() == "crashed"
    home.stop(ONE)
    (folder / home.PROCESS).write_text(json.dumps({**noted, "began": before}))
    assert phase() == "running"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"pid": "x", "began": 1}', '{"pid": 1e400, "began": null}', "\x00"]
)
def test_a_note_that_is_damaged_is_no_process(text: str) -> None:
    folder = home.folder_of(ONE)
    folder.mkdir()
    (folder / home.PROCESS).write_text(text)
    (folder / home.OUT).mkdir()
    (folder / home.OUT / "progress.json").write_text('{"stored": "many", "left": "long", "runs": null')
    assert phase() == "crashed"


@pytest.mark.parametrize("number", ["1e400", "-1", "NaN", "-1e400", "true", '"7"', "[]", "1" + "0" * 400])
def test_a_number_that_no_batch_tells_of_itself_is_none(number: str) -> None:
    folder = home.folder_of(ONE)
    (folder / home.OUT).mkdir(parents=True)
    (folder / home.PROCESS).write_text("{}")
    names = ("stored", "runs", "jobs_stored", "seconds", "left")
    told = ", ".join(f'"{name}": {number}' for name in names)
    (folder / home.OUT / "progress.json").write_text(f"{{{told}}}")
    status = home.status_of(folder)
    assert (status.stored, status.runs, status.seconds, status.left) == (0, 0, 0.0, None)


def test_only_so_many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    names = [str(i) * 24 for i in range(home.AT_ONCE)]
    for name in names:
        begin(name)
    with pytest.raises(home.TooManyBatches):
        home.start("9" * 24, ["batch", "x"])
    assert phase("9" * 24) == "new"
    home.stop(names[0])
    until(lambda: phase(names[0]) == "stopped")
    begin("9" * 24)


def test_the_oldest_are_forgotten_and_none_that_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    begin()
    for i in range(home.KEPT + 3):
        folder = home.folder_of(f"old-{i:02}")
        folder.mkdir()
        (folder / home.PROCESS).write_text("{}")
        os.utime(folder / home.PROCESS, (1e9 + i, 1e9 + i))
    os.utime(home.folder_of(ONE) / home.PROCESS, (1.0, 1.0))
    use_command(monkeypatch, "complete")
    begin("1" * 24)
    until(lambda: phase("1" * 24) == "complete")
    left = {folder.name for folder in home.folders()}
    assert {ONE, "1" * 24, f"old-{home.KEPT + 2:02}"} <= left
    assert "old-00" not in left and len(left) <= home.KEPT + 1


def _stored(name: str, owner: str, at: int) -> None:
    folder = home.folder_of(name)
    folder.mkdir()
    (folder / home.PROCESS).write_text(json.dumps({"owner": owner}))
    os.utime(folder / home.PROCESS, (1e9 + at, 1e9 + at))


@pytest.mark.parametrize("order", ["others first", "others last", "in turns"])
def test_whoever_has_most_batches_pushes_out_none_of_the_others(order: str) -> None:
    many, few = home.KEPT + 6, 4
    places: dict[str, Callable[[int], int]] = {
        "others first": lambda i: i - 100,
        "others last": lambda i: i + 100,
        "in turns": lambda i: 3 * i,
    }
    place = places[order]
    for i in range(few):
        _stored(f"few-{i}", f"other-{i % 2}", place(i))
    for i in range(many):
        home.clean(home.folder_of(f"many-{i}"), "greedy")
        _stored(f"many-{i}", "greedy", i)
    left = {folder.name for folder in home.folders()}
    assert {f"few-{i}" for i in range(few)} <= left and len(left) == home.KEPT
    assert f"many-{many - 1}" in left and "many-0" not in left


def test_an_owner_has_one_batch_at_a_time_and_others_have_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    home.start(ONE, ["batch", "x"], owner="a")
    with pytest.raises(home.TooManyBatches, match="yours"):
        home.start("1" * 24, ["batch", "y"], owner="a")
    home.start("1" * 24, ["batch", "y"], owner="b")
    assert len(home.at_work()) == 2


def test_without_a_place_to_write_there_is_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(home.PLACE, str(tmp_path / "file"))
    with pytest.raises(OSError, match="no folder"):
        home.home()


def test_without_a_cache_only_a_temporary_folder_of_our_own_is_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(home.PLACE, raising=False)
    monkeypatch.setattr(home, "user_cache_path", lambda *_, **__: Path("~/.cache/hikiwake"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    own = home.home()
    assert own.parent.parent == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == [own.parent.name]
    own.parent.chmod(0o777)
    with pytest.raises(OSError, match=f"let {home.PLACE} name one"):
        home.home()


@pytest.mark.parametrize("foreign", [False, True])
def test_the_application_serves_a_user_without_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], foreign: bool
) -> None:
    from sim.app.__main__ import main

    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    served: list[str] = []
    monkeypatch.setenv("HOME", "before")
    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("sim.app.launch.launch", lambda *_, **__: served.append(os.environ["HOME"]))
    if foreign:
        temporary_home().chmod(0o777)
        assert main([]) == 2
        assert "hikiwake: HOME: this user has no home" in capsys.readouterr().err
    else:
        assert main([]) == 0
    assert served == ([] if foreign else [str(temporary_home())])


def test_the_pace_is_learnt_from_what_was_played() -> None:
    asked, folder = question(State()), home.folder_of(ONE)
    (folder / home.OUT).mkdir(parents=True)
    pace.learn(asked, folder)
    assert pace.seconds_per_run(asked) is None
    manifest = {"parts": [{"seconds": s, "rows": 10} for s in (900.0, 30.0, 29.0)]}
    (folder / home.OUT / "manifest.json").write_text(json.dumps(manifest))
    pace.learn(asked, folder)
    assert pace.seconds_per_run(asked) == 3.0
