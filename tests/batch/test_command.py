"""The command line of batches: what it prints, what it refuses, and that a refusal touches nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.batch.folders import LAKE, call
from tests.batch.killing import threads


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is played in this process needs no others."""
    monkeypatch.setattr("sim.experiments.runs.runner.open_pool", threads)


@pytest.fixture
def small(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A batch of ten runs."""
    assert call("batch", LAKE, "--runs", "10", "--out", str(tmp_path / "out")) == 0
    out = capsys.readouterr().out
    assert out.startswith("10 runs in ")
    assert "treaty" in out
    return tmp_path / "out"


def test_json_prints_the_manifest_and_nothing_else(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["batch", LAKE, "--runs", "10", "--out", str(small), "--resume", "--json"]
    assert call(*words) == 0
    said = capsys.readouterr()
    assert said.err == ""
    manifest = json.loads(said.out)
    assert manifest == json.loads((small / "manifest.json").read_bytes())
    assert (manifest["state"], manifest["stored"]) == ("complete", 10)


def test_a_dry_run_tells_how_long_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiments.runs.progress.SECONDS", 0.05)
    words = ["batch", LAKE, "--runs", "5000", "--vary", "talks.rounds=4,6", "--dry-run", "--workers", "2"]
    assert call(*words, "--out", str(tmp_path / "out")) == 0
    out = capsys.readouterr().out
    assert out.startswith("5,000 runs: scenarios 1 x designs 2 x replications 2,500, in 100 jobs\nAbout ")
    assert "Nothing was written." in out
    assert call(*words, "--out", str(tmp_path / "out"), "--json", "--shard", "2/4") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["runs"], found["jobs"], found["workers"]) == (1250, 25, 2)
    assert found["seconds"] > 0 and found["bytes"] > 1250
    assert list(tmp_path.iterdir()) == []


def test_a_batch_without_a_folder_gets_one_named_after_its_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sim.cli.main import main

    monkeypatch.chdir(tmp_path)
    assert main(["batch", "2018-singapore", "--runs", "2", "--json"]) == 0
    manifest = json.loads(capsys.readouterr().out)
    assert [path.name for path in tmp_path.iterdir()] == [f"batch-{manifest['plan_id'][:8]}"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--runs", "0"], "--runs: 0 is too few"),
        (["--runs", "many"], '--runs: "many" is not a whole number'),
        (["--runs", "10", "--vary", "talks.runds=2:4"], 'did you mean "talks.rounds"?'),
        (["--runs", "10", "--vary", "parties.millbrook.trust=0.8:0.2"], "0.8 lies above 0.2"),
        (["--runs", "10", "--replications", "x"], '--replications: "x" is not'),
        (["--runs", "10", "--workers", "0"], "--workers: 0 is out of range"),
        (["--runs", "10", "--engine", "dusk"], 'did you mean "dask"?'),
        (["--runs", "10", "--engine", "local", "--scheduler", "tcp://x:1"], "belongs to --engine dask"),
        (["--runs", "10", "--scheduler", "tcp://x:1", "--workers", "2"], "leave out --workers"),
        (["--runs", "10", "--shard", "2/0"], "--shard 2/0: is out of range"),
        (["--runs", "10", "--shard", "3/2"], "i in i/n runs from 1 to 2"),
        (["--runs", "10", "--shard", "0/2"], "i in i/n runs from 1 to 2"),
        (["--runs", "10", "--shard", "one"], "must have the form i/n"),
        (["--runs", "10", "--shard", "1/9"], "the batch has only 1 jobs; take fewer shards"),
        (["--runs", "10", "--traces", "2"], '--traces: "2" is no share'),
        (["--runs", "10", "--traces", "nan"], '--traces: "nan" is no share'),
        (["--runs", "10", "--seed", "-1"], 'seed: "-1" is not a whole number'),
        (["--runs", "10", "--vary", "x"], "must have the form KEY=LO:HI"),
        ([], "--runs is missing"),
    ],
)
def test_wrong_input_gets_one_sentence_and_touches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert call("batch", LAKE, *words, "--out", str(tmp_path / "out")) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.startswith("hikiwake: ") and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "tcp://127.0.0.1:1",
            "no scheduler answers at tcp://127.0.0.1:1 (Connection refused); start one with",
        ),
        ("127.0.0.1:8786", '"127.0.0.1:8786" is no address; write it as tcp://HOST:8786'),
        ("tcp://127.0.0.1", "is no address"),
        ("tcp://127.0.0.1:99999", "is no address"),
        ("http://127.0.0.1:8786", "is no address"),
    ],
)
def test_a_scheduler_that_is_not_there_touches_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    said: str,
) -> None:
    monkeypatch.undo()
    assert call("batch", LAKE, "--runs", "10", "--scheduler", address, "--out", str(tmp_path / "out")) == 2
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_another_batch_is_left_alone(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in small.rglob("*") if path.is_file()}
    words = ["batch", LAKE, "--out", str(small)]
    for more, said in (
        (["--runs", "10"], "holds a batch already; go on with it by --resume, or name another folder"),
        (["--runs", "5", "--resume"], "holds another batch: --replications is 10 there and 5 here"),
        (["--runs", "10", "--seed", "1", "--resume"], "--seed is 0 there and 1 here"),
        (["--runs", "10", "--off", "alliance", "--resume"], "--off is not given there and alliance here"),
        (
            ["--runs", "10", "--set", "talks.rounds=3", "--resume"],
            "--set is not given there and talks.rounds=3",
        ),
        (
            ["--runs", "10", "--vary", "talks.rounds=3,4", "--resume"],
            "--vary is not given there and talks.rounds",
        ),
        (["--runs", "10", "--strategy", "fernside=micro", "--resume"], "and fernside=micro here"),
        (["--runs", "10", "--shard", "1/1", "--resume"], "--shard is not given there and 1/1 here"),
        (["--runs", "10", "--traces", "0.5", "--resume"], "--traces is 0.0 there and 0.5 here"),
    ):
        assert call(*words, *more) == 2
        assert said in capsys.readouterr().err
    assert call("batch", "tests/golden/well.toml", "--runs", "10", "--out", str(small), "--resume") == 2
    assert "SCENARIO is tests/data/lake.toml there and tests/golden/well.toml" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in small.rglob("*") if path.is_file()} == before


def test_a_folder_with_other_things_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("do not lose")
    for more in ([], ["--resume"]):
        assert call("batch", LAKE, "--runs", "10", "--out", str(tmp_path), *more) == 2
        assert "is not empty (it holds thesis.txt)" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "x"}, "is not the manifest of a batch"),
        ({"format_version": 9}, "format_version is 9, but this release reads 3"),
    ],
)
def test_a_manifest_that_is_none_is_named(
    small: Path, capsys: pytest.CaptureFixture[str], change: dict[str, object], said: str
) -> None:
    path = small / "manifest.json"
    data = json.loads(path.read_bytes())
    path.write_text(json.dumps({**data, **change}))
    for words in ([LAKE, "--runs", "10", "--out", str(small), "--resume"], [str(small), "--replay", "1"]):
        assert call("batch", *words) == 2
        err = capsys.readouterr().err
        assert f"{path}: " in err and said in err


def test_merge_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for i in (1, 2):
        words = ["batch", LAKE, "--runs", "20", "--shard", f"{i}/2", "--out", str(tmp_path / f"s{i}")]
        assert call(*words) == 0
    capsys.readouterr()
    assert call("merge", str(tmp_path / "out"), str(tmp_path / "s1"), str(tmp_path / "s2")) == 0
    assert capsys.readouterr().out.startswith("20 runs of 2 shards, now in ")
    assert call("merge", str(tmp_path / "two"), str(tmp_path / "s1"), "--json") == 2
    assert "1 of 2 jobs are in none of them (the shards given are 1/2)" in capsys.readouterr().err
    assert call("merge", str(tmp_path / "two"), str(tmp_path / "none")) == 2
    assert "manifest.json: cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "two").exists()
