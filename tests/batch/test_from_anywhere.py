"""Batches and comparisons from any kind of caller: a script, a module, standard input, a notebook."""

from __future__ import annotations

import contextlib
import copy
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from multiprocessing.spawn import get_preparation_data
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.pool import _Process, open_pool
from sim.scenario.setup import Setup
from tests.batch.folders import DROUGHT, LAKE, ROOT, call, rows_of
from tests.batch.killing import threads

CALLERS: dict[str, dict[str, Any]] = {
    "a script": {"__file__": "study.py", "__spec__": None},
    "a module": {"__file__": "study.py", "__spec__": ModuleSpec("study", None)},
    "standard input": {"__file__": "<stdin>", "__spec__": None},
    "a notebook": {"__spec__": None},
}


@pytest.fixture(params=CALLERS)
def caller(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The main module of a caller of each kind."""
    found = ModuleType("__main__")
    vars(found).update(CALLERS[request.param])
    monkeypatch.setitem(sys.modules, "__main__", found)
    return found


def _main_of_new_processes() -> set[str]:
    return {key for key in get_preparation_data("worker") if key.startswith("init_main")}


@pytest.mark.parametrize("kind", ["local", "dask"])
def test_workers_know_nothing_of_the_callers_main_module(
    caller: ModuleType, monkeypatch: pytest.MonkeyPatch, kind: Literal["local", "dask"]
) -> None:
    found: list[set[str]] = []

    def popen(*_: Any) -> Any:
        found.append(_main_of_new_processes())
        raise OSError("not here")

    @contextlib.contextmanager
    def cluster(**_: Any) -> Iterator[None]:
        popen()
        yield

    monkeypatch.setattr(_Process, "_Popen", staticmethod(popen))
    monkeypatch.setattr("distributed.LocalCluster", cluster)
    with (
        pytest.raises(OSError, match="not here"),
        open_pool(EngineEntry(kind=kind, workers=1, scheduler=None)) as pool,
    ):
        pool.executor.submit(print)
    assert found == [set()]
    assert sys.modules["__main__"] is caller


def test_a_script_without_a_guard_is_run_once(tmp_path: Path) -> None:
    """The one test of them all with real workers, fed from standard input, which no worker could read again."""
    script = (
        f"print('top')\nimport sim\nmade = sim.batch({LAKE!r}, 10, out={str(tmp_path / 'out')!r}, workers=1)\n"
        "print(made.table.num_rows)"
    )
    done = subprocess.run(
        [sys.executable, "-"], input=script, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("top\n10\n", "")


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.experiments.runs.runner.open_pool", threads)
    monkeypatch.chdir(ROOT)


def test_a_batch_from_python_is_that_of_the_command_line(tmp_path: Path, in_process: None) -> None:
    vary = ["talks.protocol=alternating,single_text"]
    made = sim.batch([LAKE, Setup(DROUGHT)], 40, out=tmp_path / "python", vary=vary, replications=10, seed=3)
    words = ["--runs", "40", "--vary", *vary, "--replications", "10", "--seed", "3", "--out"]
    assert call("batch", LAKE, DROUGHT, *words, str(tmp_path / "command")) == 0
    assert rows_of(made.path) == rows_of(tmp_path / "command")
    assert made.table["run_id"].to_pylist() == list(range(40))
    assert made.table.to_pandas()["talks.protocol"].unique().tolist() == ["alternating", "single_text"]
    again = sim.batch(
        [LAKE, Setup(DROUGHT)], 40, out=made.path, vary=vary, replications=10, seed=3, resume=True
    )
    assert again.manifest.parts == made.manifest.parts


def test_wrong_input_from_python_is_refused_before_anything_is_written(
    tmp_path: Path, in_process: None
) -> None:
    out = tmp_path / "out"
    wrongs: list[dict[str, Any]] = [
        {"runs": 0},
        {"runs": 10, "workers": 0},
        {"runs": 10, "vary": ["talks.runds=1,2"]},
    ]
    for wrong in wrongs:
        with pytest.raises(InputError):
            sim.batch(LAKE, out=out, **wrong)
    assert not out.exists()
    with pytest.raises(InputError, match="runs: 1 is not a whole number from 2"):
        sim.compare(LAKE, LAKE, runs=1)


def test_a_comparison_from_python_is_that_of_the_command_line(
    in_process: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = sim.compare(LAKE, Setup(LAKE, off=["ratification"]), 30, seed=5, level=0.9)
    assert (
        call(
            "compare",
            LAKE,
            "--off-b",
            "ratification",
            "--runs",
            "30",
            "--seed",
            "5",
            "--level",
            "0.9",
            "--json",
        )
        == 0
    )
    assert capsys.readouterr().out == found.to_json() + "\n"
    frame = found.to_frame()
    assert frame.index.tolist() == list(found.measures)
    assert frame.loc["treaty"].to_dict() == dict(found.treaty)


COPIES: dict[str, Callable[[Any], Any]] = {
    "pickled": lambda model: pickle.loads(pickle.dumps(model)),
    "copied": copy.deepcopy,
}


@pytest.mark.parametrize("how", COPIES)
@pytest.mark.parametrize("rounds", [0, 1, 2, 99])
@pytest.mark.parametrize(
    "way",
    [
        {"draw": True},
        {"strategies": {"fernside": "boulware/ac_time/frequency"}, "off": ["ratification"]},
        {"protocol": "single_text"},
        {"protocol": "simultaneous"},
    ],
)
def test_a_model_that_is_handed_on_at_any_round_goes_on_as_it_would_have(
    how: str, rounds: int, way: dict[str, Any]
) -> None:
    model = sim.NegotiationModel(ROOT / LAKE, 4, **way)
    for _ in range(rounds):
        model.step()
    other = COPIES[how](model)
    assert other.setup == model.setup or how == "pickled"
    assert other.run() == model.run()
    mine, its = model.datacollector, other.datacollector
    assert its.get_agent_vars_dataframe().equals(mine.get_agent_vars_dataframe())
    assert its.get_model_vars_dataframe().equals(mine.get_model_vars_dataframe())
    assert its.get_table_dataframe("offers").equals(mine.get_table_dataframe("offers"))
    assert np.array_equal(other.rng.random(3), model.rng.random(3))
