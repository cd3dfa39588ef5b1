"""How a batch ends that meets a defect, has no memory, plays nothing, or is asked to end more than once."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim.cli.__main__ import start
from sim.engine.ensemble import play_many
from sim.errors import SimError
from sim.experiments.runs import playing, runner
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.pool import WorkerPool, deserted, engine_of, processors
from sim.experiments.runs.progress import Execution
from sim.experiments.runs.runner import run_batch
from sim.experiments.runs.store import Folder
from sim.interrupts import ASKED
from sim.scenario.load import load
from tests.batch.folders import LAKE, ROOT, WORDS, assert_undisturbed, call, leftovers, local, plan
from tests.batch.killing import threads

JOBS = 6


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is played in this process needs no others."""
    monkeypatch.setattr("sim.experiments.runs.runner.open_pool", threads)


def _broken(monkeypatch: pytest.MonkeyPatch, error: BaseException, among: range) -> None:
    """Have some jobs meet an error in the middle of the engine."""
    engine = play_many
    job: list[int] = []
    play = playing.play_job

    def play_job(prepared: Any, one: Any) -> Any:
        job[:] = [one.number]
        return play(prepared, one)

    def broken(*given: Any) -> Any:
        if job[0] in among:
            raise type(error)(*error.args)
        return engine(*given)

    monkeypatch.setattr("sim.experiments.runs.worker.play_job", play_job)
    monkeypatch.setattr(playing, "play_many", broken)


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("by zero"), AttributeError("overloads"), AssertionError("no")]
)
def test_a_defect_is_no_row_and_takes_no_other_job_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as broken:
        _broken(broken, error, range(1, 2))
        with pytest.raises(type(error)) as met:
            run_batch(plan(), Execution(out, local()))
    assert met.value.__notes__ == [
        "met in job 1, runs 10 to 19",
        f"50 of 60 runs are stored in {out}; repeat the command with --resume to go on",
    ]
    assert sorted(Folder.journal_of(out)) == [0, 2, 3, 4, 5]
    assert json.loads((out / "manifest.json").read_bytes())["state"] == "stopped"
    run_batch(plan(), Execution(out, local(), resume=True))
    assert_undisturbed(out)


def test_a_batch_of_defects_is_given_up_after_a_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, tried = tmp_path / "out", []
    _broken(monkeypatch, RuntimeError("broken"), range(JOBS))
    submitted = runner._submitted

    def noted(pool: WorkerPool, job: Any) -> Any:
        tried.append(job.number)
        return submitted(pool, job)

    monkeypatch.setattr(runner, "_submitted", noted)
    assert call(*WORDS, "--out", str(out)) == 1
    assert tried == list(range(runner.DEFECTS))
    err = capsys.readouterr().err
    assert err.startswith(
        "hikiwake: this is a defect: RuntimeError: broken; met in job 0, runs 0 to 9; 0 of 60 runs"
    )
    assert err.count("\n") == 1
    assert Folder.journal_of(out) == {}


def test_engines_that_do_not_agree_whether_a_run_can_be_played_are_a_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = play_many

    def refusing(*given: Any) -> Any:
        found = play(*given)
        found.failed[:] = True
        return found

    monkeypatch.setattr(playing, "play_many", refusing)
    with pytest.raises(
        RuntimeError, match="makes no game for the compiled engine, and one for the Mesa model"
    ):
        run_batch(plan(), Execution(tmp_path / "out", local()))


def test_a_batch_of_which_nothing_can_be_played_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    weights = load(ROOT / LAKE).spec.parties["fernside"].weights
    nothing = [word for issue in weights for word in ("--vary", f"parties.fernside.weights.{issue}=0")]
    for words in ([], ["--resume"]):
        assert call("batch", LAKE, "--runs", "10", *nothing, "--out", str(out), *words) == 1
        err = capsys.readouterr().err
        assert (
            f"none of the 10 runs could be played: their numbers make no game; the column error of the rows in {out}"
            in err
        )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "a worker ran out of memory; take fewer --workers"),
        (BrokenExecutor(), "as they do when memory runs out; take fewer --workers"),
    ],
)
def test_memory_that_runs_out_is_said_with_its_cure(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    said: str,
) -> None:
    out = tmp_path / "out"
    _broken(monkeypatch, error, range(3, JOBS))
    assert call(*WORDS, "--out", str(out)) == 1
    err = capsys.readouterr().err
    assert said in err and "of 60 runs are stored" in err and "defect" not in err
    assert len(Folder.journal_of(out)) in (1, 2, 3)


@pytest.mark.parametrize(
    "words", [["batch", LAKE, "--runs", "10", "--dry-run"], ["compare", LAKE, "--runs", "4"], ["facts"]]
)
def test_a_command_without_memory_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr("sim.engine.ensemble.run_all", full)
    assert call(*words) == 1
    assert "memory ran out; play fewer runs at a time" in capsys.readouterr().err


@pytest.mark.parametrize("number", ASKED)
def test_whatever_asks_a_batch_to_end_is_met_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
) -> None:
    """Every further signal comes while the folder is left in order, and changes nothing."""
    out, stopped = tmp_path / "out", runner._stopped
    before = [signal.getsignal(one) for one in ASKED]

    def again(*given: Any) -> BaseException:
        for one in ASKED:
            os.kill(os.getpid(), one)
        return stopped(*given)

    def ask(*_: Any) -> str:
        os.kill(os.getpid(), number)
        return ""

    with monkeypatch.context() as asked:
        asked.setattr(runner, "_stopped", again)
        asked.setattr("sim.experiments.runs.store.line", ask)
        assert call(*WORDS, "--out", str(out)) == 128 + number
    assert capsys.readouterr().err == (
        f"hikiwake: interrupted; 0 of 60 runs are stored in {out}; repeat the command with --resume to go on\n"
    )
    assert leftovers(out) == []
    assert json.loads((out / "manifest.json").read_bytes())["state"] == "stopped"
    assert [signal.getsignal(one) for one in ASKED] == before
    run_batch(plan(), Execution(out, local(), resume=True))
    assert_undisturbed(out)


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        finish = runner._finish

        def hang_up(*given: Any) -> None:
            os.kill(os.getpid(), signal.SIGHUP)
            finish(*given)

        monkeypatch.setattr(runner, "_finish", hang_up)
        run_batch(plan(), Execution(tmp_path / "out", local()))
    finally:
        signal.signal(signal.SIGHUP, before)


SWALLOWS = """
import os, signal
try:
    os.kill(os.getpid(), signal.SIGINT)
    while True:
        pass
except BaseException as error:
    raise ImportError("half loaded") from error
"""


@pytest.mark.parametrize("moment", ["a module is loaded", "a command is at work", "the last is being done"])
def test_control_c_ends_a_process_quietly_whenever_it_comes(tmp_path: Path, moment: str) -> None:
    (tmp_path / "swallows.py").write_text(SWALLOWS)
    hit = "os.kill(os.getpid(), signal.SIGINT)"
    run = {
        "a module is loaded": "import swallows",
        "a command is at work": hit,
        "the last is being done": f"atexit.register(lambda: {hit}); return 130",
    }[moment]
    code = f"import atexit, os, signal\nfrom sim.interrupts import as_process\ndef run():\n    {run}\nas_process(run)"
    words = [sys.executable, "-c", "import signal; signal.signal(2, signal.default_int_handler)\n" + code]
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    done = subprocess.run(words, env={**os.environ, **paths}, capture_output=True, text=True)
    said = "" if moment == "the last is being done" else "hikiwake: interrupted\n"
    assert (done.returncode, done.stderr) == (130, said)


def test_the_command_is_run_as_such_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(sys, "argv", ["hikiwake", "--version"])
    monkeypatch.setattr("sim.cli.__main__.as_process", lambda run: codes.append(run()))
    start()
    assert codes == [0]
    assert 'hikiwake = "sim.cli.__main__:start"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("workers", [10**9, 100_000, processors() + 1])
@pytest.mark.parametrize("kind", [None, "local", "dask"])
def test_more_workers_than_processors_are_not_taken(kind: str | None, workers: int) -> None:
    told: list[str] = []
    assert engine_of(kind, workers, None, told.append).workers == processors()
    (line,) = told
    assert line.startswith(f"--workers {workers}: there are processors for {processors()} here")
    assert engine_of(kind, processors(), None, told.append).workers == processors()
    assert engine_of(kind, None, None, told.append).workers == processors()
    assert told == [line]


def test_workers_that_are_all_gone_are_missed_after_a_while() -> None:
    there, now = {"a": 1}, [0.0]
    check = deserted(lambda: there, "tcp://lake:8786", lambda: now[0])
    now[0] = 1000.0
    check()
    there.clear()
    now[0] += 10
    check()
    there["b"] = 1
    now[0] += 10
    check()
    there.clear()
    now[0] += 16
    with pytest.raises(
        SimError, match="no worker has been left for 15 seconds; start some with: dask worker tcp://lake"
    ):
        check()


def test_a_batch_asks_for_its_workers_while_nothing_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the runner: the executor never does anything, and the check gives the batch up."""

    def gone() -> None:
        raise SimError("no worker has been left")

    @contextlib.contextmanager
    def idle(_: EngineEntry) -> Iterator[WorkerPool]:
        executor: Any = SimpleNamespace(submit=lambda *_: Future())
        yield WorkerPool(executor, lambda: 3, lambda: None, gone)

    monkeypatch.setattr(runner, "open_pool", idle)
    with pytest.raises(SimError, match="no worker has been left; 0 of 60 runs are stored"):
        run_batch(plan(), Execution(tmp_path / "out", local()))
