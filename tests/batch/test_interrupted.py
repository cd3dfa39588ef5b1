"""Nothing is lost and nothing is wrong after a batch was killed, stopped or tampered with, and taken up again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiments.runs.progress import Execution
from sim.experiments.runs.runner import run_batch
from sim.experiments.runs.store import Folder
from tests.batch.folders import (
    PATIENCE,
    ROOT,
    WORDS,
    assert_undisturbed,
    call,
    gate,
    leftovers,
    local,
    plan,
    rows_of,
    started,
)
from tests.batch.killing import threads

AT_THE_SECOND_PART = """
import multiprocessing
from sim.experiments.runs import store
line, parts = store.line, []
def second(part):
    parts.append(part)
    if len(parts) == 2:
        stand(*(child.pid for child in multiprocessing.active_children()))
    return line(part)
store.line = second
"""
"""One part is stored whole, the second is written and not yet noted, and the workers play on: there it stands."""


def _ended(running: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, err = running.communicate(timeout=PATIENCE)
    return running.returncode, err.decode()


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is played in this process needs no others."""
    monkeypatch.setattr("sim.experiments.runs.runner.open_pool", threads)


@pytest.mark.parametrize("how", ["worst", "random"])
def test_killed_at_any_moment_and_resumed_the_rows_are_those_of_an_undisturbed_batch(
    tmp_path: Path, how: str
) -> None:
    out = tmp_path / "out"
    words = [sys.executable, "-m", "tests.batch.killing", str(out), how]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True)
    codes = [int(code) for code in re.findall(r"^\w+ (-?\d+)$", done.stdout, flags=re.MULTILINE)]
    killed = codes.count(-signal.SIGKILL)
    if how == "worst":
        assert (killed, len(codes)) == (6, 6), done.stdout
    else:
        assert killed > 0 and len(codes) == 10 and set(codes) <= {0, -signal.SIGKILL}, done.stdout
    run_batch(plan(), Execution(out, local(), resume=True))
    assert_undisturbed(out)


def test_killed_with_all_its_workers_and_resumed_nothing_is_lost(tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = started(*WORDS, "--out", str(out), "--workers", "2", before=AT_THE_SECOND_PART)
    assert len(gate(running)) == 2
    os.killpg(running.pid, signal.SIGKILL)
    assert _ended(running)[0] == -signal.SIGKILL
    assert len(_stored(out)) == 1
    run_batch(plan(), Execution(out, local(), resume=True))
    assert_undisturbed(out)


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """Only the parent is killed: nobody is left behind."""
    words = [*WORDS, "--out", str(tmp_path / "out"), "--workers", "1"]
    running = started(*words, before=AT_THE_SECOND_PART)
    worker = int(*gate(running))
    assert _alive(worker)
    running.kill()
    _ended(running)
    deadline = time.monotonic() + PATIENCE
    while _alive(worker):
        assert time.monotonic() < deadline, f"worker {worker} is still there"
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def _stored(out: Path) -> dict[int, object]:
    return dict(Folder.journal_of(out))


def test_stopped_with_its_workers_it_says_how_to_go_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = started(*WORDS, "--out", str(out), "--workers", "1", before=AT_THE_SECOND_PART)
    gate(running)
    os.killpg(running.pid, signal.SIGHUP)
    code, err = _ended(running)
    assert code == 128 + signal.SIGHUP
    assert err.startswith("hikiwake: interrupted; ")
    assert err.count("\n") == 1
    assert f" of 60 runs are stored in {out}; repeat the command with --resume" in err
    assert leftovers(out) == []
    progress = json.loads((out / "progress.json").read_bytes())
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert progress["state"] == manifest["state"] == "stopped"
    assert manifest["stored"] == progress["stored"] == 10 * len(_stored(out)) == 10
    run_batch(plan(), Execution(out, local(), resume=True))
    assert_undisturbed(out)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    run_batch(plan(), Execution(tmp_path / "out", local()))
    return tmp_path / "out"


def test_what_was_damaged_is_named_and_played_again(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flipped, cut, gone = (whole / "runs" / f"job-00000{job}.parquet" for job in (0, 2, 3))
    data = bytearray(flipped.read_bytes())
    data[len(data) // 2] ^= 1
    flipped.write_bytes(data)
    cut.write_bytes(cut.read_bytes()[:100])
    gone.unlink()
    trace = sorted((whole / "traces").iterdir())[-1]
    trace.write_bytes(b"no more")
    assert call("batch", str(whole), "--replay", "3") == 2
    assert f"{flipped}: is damaged; repeat the batch with --resume" in capsys.readouterr().err
    assert call(*WORDS, "--out", str(whole), "--workers", "1", "--resume") == 0
    err = capsys.readouterr().err
    for path in {flipped, cut, gone, whole / "runs" / f"{trace.name.split('.')[0]}.parquet"}:
        assert f"hikiwake: {path} is damaged or missing, and is played again\n" in err
    assert_undisturbed(whole)
    before = {path: path.stat().st_mtime_ns for path in whole.glob("runs/*")}
    assert call(*WORDS, "--out", str(whole), "--workers", "1", "--resume") == 0
    assert capsys.readouterr().err == ""
    assert {path: path.stat().st_mtime_ns for path in whole.glob("runs/*")} == before


def test_two_at_a_time_may_not_write_into_one_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "out")
    with pytest.raises(InputError, match="another process is writing a batch into"):
        run_batch(plan(), Execution(tmp_path / "out", local()))
    folder.close()


def test_workers_that_die_are_replaced(tmp_path: Path) -> None:
    """The parent kills its workers once, as the system does when memory runs out."""
    out = tmp_path / "out"
    kill = """
import multiprocessing, os, signal
from sim.experiments.runs import store
line, killed = store.line, []
def kill(part):
    if not killed:
        killed.extend(child.pid for child in multiprocessing.active_children())
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
    return line(part)
store.line = kill
"""
    code, err = _ended(started(*WORDS, "--out", str(out), "--workers", "2", before=kill))
    assert (code, err) == (0, "")
    assert_undisturbed(out)
    assert rows_of(out)
