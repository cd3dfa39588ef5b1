"""The rows of a batch depend on its plan alone: not on workers, engine, shards or the order of the jobs."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from sim.errors import InputError
from sim.experiments.runs.manifest import EngineEntry, Manifest, PlanEntry
from sim.experiments.runs.merge import merge
from sim.experiments.runs.progress import Execution
from sim.experiments.runs.runner import run_batch
from sim.experiments.runs.store import read_manifest
from sim.experiments.runs.worker import JobResult, work
from tests.batch.folders import assert_undisturbed, local, plan, rows_of


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_rows_are_the_same_with_any_number_of_workers(tmp_path: Path, workers: int) -> None:
    manifest = run_batch(plan(), Execution(tmp_path / "out", local(workers)))
    assert_undisturbed(tmp_path / "out")
    assert (manifest.state, manifest.stored, len(manifest.parts)) == ("complete", 60, 6)
    assert 0 < manifest.failed < 60
    assert sum(manifest.ladder.values()) == 60 - manifest.failed
    assert read_manifest(tmp_path / "out") == manifest
    progress = json.loads((tmp_path / "out" / "progress.json").read_bytes())
    assert (progress["state"], progress["stored"], progress["left"]) == ("complete", 60, 0.0)


def test_the_rows_are_the_same_on_a_dask_cluster(tmp_path: Path) -> None:
    engine = EngineEntry(kind="dask", workers=2, scheduler=None)
    run_batch(plan(), Execution(tmp_path / "out", engine))
    assert_undisturbed(tmp_path / "out")


@pytest.fixture
def shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A batch in three shards, played in this process: who plays is the other tests' business."""
    monkeypatch.setattr("sim.experiments.runs.runner._finish", _here)
    folders = [tmp_path / f"shard{i}" for i in (1, 2, 3)]
    for i, folder in enumerate(folders, 1):
        run_batch(plan(), Execution(folder, local(), shard=(i, 3)))
    return folders


def _here(_crew, folder, log, _tell):  # type: ignore[no-untyped-def]
    for job in log.jobs:
        log.parts[job] = folder.add(_made(job))


KEPT: dict[int, JobResult] = {}


def _made(job: int) -> JobResult:
    if job not in KEPT:
        setup = plan().entry.model_dump_json().encode()
        KEPT[job] = work(plan().job(job, setup, plan().entry.id))
    return KEPT[job]


def _whole(manifest: Manifest) -> Manifest:
    return manifest.model_copy(update={"timings": None, "engine": None})


def test_shards_make_the_undivided_batch(
    tmp_path: Path, shards: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"4 of 6 jobs are in none of them .*2/3"):
        merge(tmp_path / "out", [shards[1]])
    with pytest.raises(InputError, match=r"shard1: holds job 0 as .*shard1 does; name every shard once"):
        merge(tmp_path / "out", [shards[0], shards[0]])
    assert not (tmp_path / "out").exists()
    merged = merge(tmp_path / "out", [shards[2], shards[0], shards[1]])
    assert_undisturbed(tmp_path / "out")
    whole = run_batch(plan(), Execution(tmp_path / "whole", local()))
    assert _whole(merged) == _whole(whole)
    for path in sorted((tmp_path / "whole").glob("*/*")):
        assert (tmp_path / "out" / path.parent.name / path.name).read_bytes() == path.read_bytes()
    with pytest.raises(InputError, match=r'OUT: ".*" holds a batch already'):
        merge(tmp_path / "out", shards)
    assert run_batch(plan(), Execution(tmp_path / "out", local(), resume=True)).stored == 60


def test_shards_that_are_damaged_unfinished_or_of_another_batch_are_named(
    tmp_path: Path, shards: list[Path]
) -> None:
    part = shards[1] / "runs" / "job-000004.parquet"
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(InputError, match=r"job-000004.parquet: is damaged; mend the shard"):
        merge(tmp_path / "out", shards)
    text = json.loads((shards[0] / "manifest.json").read_bytes())
    (shards[0] / "manifest.json").write_text(json.dumps(text | {"state": "stopped"}))
    with pytest.raises(InputError, match=r"shard1: is not complete; finish it with --resume"):
        merge(tmp_path / "out", shards)
    text["plan"]["seed"] = 8
    text["plan_id"] = PlanEntry.model_validate(text["plan"]).id
    (shards[0] / "manifest.json").write_text(json.dumps(text))
    with pytest.raises(InputError, match=r"shard2: is no shard of the same batch .*--seed is 8 there and 0"):
        merge(tmp_path / "out", shards)
    assert not (tmp_path / "out").exists()


def test_a_reader_of_all_parts_gets_one_table(shards: list[Path]) -> None:
    dataset = ds.dataset(shards[0] / "runs", format="parquet")
    assert dataset.count_rows() == 20
    assert rows_of(shards[0]).count(b"\n") == 21
