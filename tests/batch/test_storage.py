"""The folder of a batch among other people's files: what is ours, whose rows they are, and how it grows."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sim.errors import InputError, ReplayMismatch
from sim.experiments.runs import runner
from sim.experiments.runs.merge import merge
from sim.experiments.runs.parts import content
from sim.experiments.runs.plan import BatchRequest, make_plan
from sim.experiments.runs.progress import Execution
from sim.experiments.runs.replay import play_again
from sim.experiments.runs.runner import check_execution
from sim.experiments.runs.store import Folder, check_new, read_manifest
from sim.experiments.runs.worker import parquet
from sim.scenario.setup import Setup
from tests.batch.folders import DROUGHT, LAKE, ROOT, call, local, rows_of
from tests.batch.small import SMALL, files, play

pytestmark = pytest.mark.usefixtures("in_threads")


# Clean up only what is ours.


def test_going_on_removes_no_file_that_is_not_the_batch_s_own(small: Path) -> None:
    foreign = [
        "runs/notes.txt",
        "runs/.x.1.part",
        "runs/job-1.parquet",
        "notes.part",
        ".mine.7.part",
        "runs/.DS_Store",
    ]
    for name in foreign:
        (small / name).write_text(name)
    (small / "runs" / ".job-000001.parquet.7.part").write_text("ours, never finished")
    assert play(small, resume=True) == []
    assert {name for name in foreign if (small / name).read_text() == name} == set(foreign)
    assert not (small / "runs" / ".job-000001.parquet.7.part").exists()


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".directory", "._x"])
def test_what_a_system_leaves_in_a_folder_makes_it_not_full(tmp_path: Path, name: str, done: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("kept")
    check_new(out)
    merge(out, [done])
    assert (out / name).read_text() == "kept" and rows_of(out) == rows_of(done)
    (tmp_path / "more").mkdir()
    for foreign in ("thesis.txt", "download.part", "manifest.json"):
        (tmp_path / "more" / foreign).write_text("")
        with pytest.raises(InputError, match=r"is not empty|holds a batch already"):
            check_new(tmp_path / "more")
        (tmp_path / "more" / foreign).unlink()


# Identity is content.


def _spelt(tmp_path: Path) -> dict[str, BatchRequest]:
    """The same question in other words."""
    text = (ROOT / LAKE).read_bytes()
    scales = ROOT / "tests/data/scales.toml"
    shutil.copy(scales, tmp_path)
    for home in ("a", "b"):
        (tmp_path / home).mkdir()
        shutil.copy(scales, tmp_path / home)
        (tmp_path / home / "lake.toml").write_bytes(text)
        (tmp_path / home / "d.csv").write_text("talks.rounds\n4\n6\n")
    (tmp_path / "crlf.toml").write_bytes(text.replace(b"\n", b"\r\n"))
    (tmp_path / "link.toml").symlink_to(tmp_path / "a" / "lake.toml")
    return {
        "home": BatchRequest([Setup(str(tmp_path / "b" / "lake.toml"))], 40),
        "line ends": BatchRequest([Setup(str(tmp_path / "crlf.toml"))], 40),
        "link": BatchRequest([Setup(str(tmp_path / "link.toml"))], 40),
        "relative": BatchRequest([Setup(os.path.relpath(tmp_path / "a" / "lake.toml"))], 40),
        "dot": BatchRequest([Setup(f"./{os.path.relpath(tmp_path / 'a' / 'lake.toml')}")], 40),
    }


def test_a_batch_is_the_same_wherever_its_files_lie_and_however_they_are_spelt(
    tmp_path: Path, done: Path
) -> None:
    for asked in _spelt(tmp_path).values():
        assert check_execution(make_plan(asked), Execution(done, local(), resume=True)).before is not None
    here, there = (
        make_plan(BatchRequest([Setup(str(tmp_path / home / "lake.toml"))], 2, designs=str(tmp_path / home / "d.csv")))
        for home in ("a", "b")
    )  # fmt: skip
    typed = make_plan(BatchRequest([Setup(LAKE, {"parties.millbrook.trust": "0.50"})], 40)).entry
    spelt = make_plan(BatchRequest([Setup(LAKE, {"parties.millbrook.trust": "0.5"})], 40)).entry
    assert (here.entry.id, typed.id) == (there.entry.id, spelt.id)
    (tmp_path / "b" / "d.csv").write_text("talks.rounds\n4\n7\n")
    other = BatchRequest([Setup(str(tmp_path / "b" / "lake.toml"))], 2, designs=str(tmp_path / "b" / "d.csv"))
    assert make_plan(other).entry.id != here.entry.id


def test_shards_from_two_homes_make_one_batch(tmp_path: Path, done: Path) -> None:
    other = _spelt(tmp_path)["home"]
    play(tmp_path / "s1", shard=(1, 2))
    play(tmp_path / "s2", other, shard=(2, 2))
    merge(tmp_path / "out", [tmp_path / "s1", tmp_path / "s2"])
    assert rows_of(tmp_path / "out") == rows_of(done)


# A batch grows and stops fairly.


@pytest.mark.parametrize("first", [5, 40, 44])
def test_a_batch_that_grew_is_the_one_that_was_played_at_once(tmp_path: Path, first: int) -> None:
    two = replace(
        SMALL, setups=[Setup(str(ROOT / LAKE)), Setup(str(ROOT / DROUGHT))], vary=["talks.rounds=4,6"]
    )
    play(tmp_path / "at_once", replace(two, runs=96, vary=["talks.rounds=4,6"]))
    play(tmp_path / "out", replace(two, runs=first // 4 * 4))
    before = {name: data for name, data in files(tmp_path / "out").items() if name.startswith("runs")}
    assert play(tmp_path / "out", replace(two, runs=96), resume=True) == []
    assert rows_of(tmp_path / "out") == rows_of(tmp_path / "at_once")
    full = {name for name in before if (tmp_path / "out" / name).read_bytes() == before[name]}
    assert len(full) >= len(before) - 1
    with pytest.raises(InputError, match="--replications is 24 there and 10 here"):
        play(tmp_path / "out", replace(two, runs=40), resume=True)


def test_a_design_that_would_have_other_points_says_how_it_can_grow(tmp_path: Path) -> None:
    spread = replace(SMALL, vary=["parties.millbrook.trust=0.1:0.9"], runs=10)
    play(tmp_path / "out", spread)
    with pytest.raises(InputError, match="give --replications 2 --runs 20"):
        play(tmp_path / "out", replace(spread, runs=20), resume=True)
    play(tmp_path / "out", replace(spread, runs=20, replications=2), resume=True)
    assert read_manifest(tmp_path / "out").stored == 20


def test_half_of_a_batch_is_half_of_every_scenario_and_design() -> None:
    from sim.experiments.runs.rows import run_index

    entry = make_plan(
        replace(SMALL, setups=[Setup(LAKE), Setup(DROUGHT)], vary=["talks.rounds=4,6,8"], runs=240)
    ).entry
    scenario, place = run_index(entry, 0, 120)
    cells = list(zip(scenario.tolist(), place.design.tolist(), strict=True))
    assert {cells.count(cell) for cell in cells} == {20} and len(set(cells)) == 6


def test_a_dry_run_says_when_the_rows_will_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for free, said in ((10**12, False), (10, True)):
        monkeypatch.setattr(
            shutil, "disk_usage", lambda place, free=free: shutil._ntuple_diskusage(0, 0, free)
        )
        assert call("batch", LAKE, "--runs", "10", "--dry-run", "--out", str(tmp_path / "a" / "b")) == 0
        assert ("It will not fit" in capsys.readouterr().out) is said


# Files from others stay in their folder.


@pytest.mark.parametrize(
    "name", ["../authorized_keys", "/etc/passwd", "runs/../x", "traces/job-000001.jsonl.gz", ""]
)
@pytest.mark.parametrize("field", ["file", "trace"])
def test_a_manifest_names_no_file_but_those_of_its_jobs(small: Path, name: str, field: str) -> None:
    text = json.loads((small / "manifest.json").read_bytes())
    text["parts"][0] |= {field: name, "trace_sha256": "0" * 64}
    (small / "manifest.json").write_text(json.dumps(text))
    (small / "parts.jsonl").write_text(json.dumps(text["parts"][0]) + "\n")
    with pytest.raises(InputError, match=r"manifest\.json: parts\.0: "):
        merge(small.parent / "merged", [small])
    assert not (small.parent / "merged").exists()
    assert Folder.journal_of(small) == {}


@pytest.mark.parametrize("name", ["runs", "traces", "manifest.json", "parts.jsonl", "progress.json", ".lock"])
def test_no_link_is_followed_out_of_a_folder(small: Path, name: str) -> None:
    away = small.parent / "away"
    if (small / name).exists():
        (small / name).rename(away)
    else:
        away.mkdir()
    (small / name).symlink_to(away)
    before = files(away) if away.is_dir() else away.read_bytes()
    for attempt in (lambda: play(small, resume=True), lambda: merge(small.parent / "m", [small])):
        with pytest.raises(InputError, match="is a link"):
            attempt()
    assert (files(away) if away.is_dir() else away.read_bytes()) == before


def test_a_part_that_is_a_link_is_played_again_and_what_it_points_to_stays(small: Path, done: Path) -> None:
    part, away = small / "runs" / "job-000001.parquet", small.parent / "away"
    part.rename(away)
    part.symlink_to(away)
    with pytest.raises(InputError, match="is damaged"):
        merge(small.parent / "m", [small])
    with pytest.raises(InputError, match="is damaged"):
        play_again(small, 15)
    assert play(small, resume=True) == [f"{part} is damaged or missing, and is played again"]
    assert away.exists() and not part.is_symlink() and rows_of(small) == rows_of(done)


# Every row belongs to its plan.


def _with_foreign_rows(small: Path, tmp_path: Path, lie: bool) -> Path:
    """A folder whose second part is another batch's; ``lie``: its footer says that it is this one's."""
    play(tmp_path / "other", replace(SMALL, seed=1))
    part = small / "runs" / "job-000001.parquet"
    if lie:
        rows = pq.read_table(tmp_path / "other" / "runs" / part.name)
        part.write_bytes(parquet(rows, read_manifest(small).plan_id, 1))
    else:
        shutil.copy(tmp_path / "other" / "runs" / part.name, part)
    _renewed(small, 1)
    return small


def _renewed(folder: Path, job: int) -> None:
    """Make manifest and journal tell of a part what it now is."""
    import hashlib

    text = json.loads((folder / "manifest.json").read_bytes())
    data = content(folder, text["parts"][job]["file"])
    assert data is not None
    text["parts"][job]["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(text))
    (folder / "parts.jsonl").write_text("".join(f"{json.dumps(part)}\n" for part in text["parts"]))


def test_rows_of_another_batch_are_refused_by_all_who_read_them(small: Path, tmp_path: Path) -> None:
    _with_foreign_rows(small, tmp_path, lie=False)
    before = files(small)
    for attempt in (
        lambda: play(small, resume=True), lambda: merge(tmp_path / "m", [small]), lambda: play_again(small, 15),
    ):  # fmt: skip
        with pytest.raises(InputError, match=r"job-000001\.parquet: holds rows of another batch"):
            attempt()
    assert files(small) == before


def test_a_replay_compares_every_column_of_a_row(small: Path) -> None:
    part = small / "runs" / "job-000001.parquet"
    whole = pq.read_table(part)
    assert play_again(small, 15).seed == whole["seed"][5].as_py()
    for name in (
        "seed",
        "design_id",
        "replication",
        "utility_millbrook",
        "gap_treaty",
        "rounds",
        "error",
        "run_id",
    ):
        values = whole[name].to_pylist()
        values[5] = "x" if name == "error" else values[5] + 1
        place = whole.column_names.index(name)
        changed = whole.set_column(place, whole.schema.field(name), [values])
        part.write_bytes(parquet(changed, read_manifest(small).plan_id, 1))
        _renewed(small, 1)
        with pytest.raises((ReplayMismatch, InputError), match=name if name != "run_id" else "0 times"):
            play_again(small, 15)


def _lost_row(part: dict[str, Any]) -> None:
    part["rows"] -= 1


def _other_job(part: dict[str, Any]) -> None:
    part |= {"job": 4, "file": "runs/job-000004.parquet"}


@pytest.mark.parametrize("change", [_lost_row, _other_job])
def test_a_manifest_with_rows_outside_its_plan_is_refused(
    small: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    text = json.loads((small / "manifest.json").read_bytes())
    change(text["parts"][3])
    (small / "manifest.json").write_text(json.dumps(text))
    with pytest.raises(InputError, match=r"is none of the plan's"):
        merge(small.parent / "m", [small])


def test_a_part_of_no_job_is_not_taken_in_and_not_removed(small: Path) -> None:
    extra = small / "runs" / "job-000009.parquet"
    shutil.copy(small / "runs" / "job-000001.parquet", extra)
    with pytest.raises(InputError, match=r"job-000009\.parquet: is of no job of this batch"):
        play(small, resume=True)
    assert extra.exists()


@pytest.mark.parametrize("resume", [False, True])
def test_what_was_checked_is_checked_again_under_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resume: bool, done: Path
) -> None:
    """Between the first check and the lock, another process has finished another batch in the folder."""
    out = tmp_path / "out"
    if resume:
        shutil.copytree(done, out)
    play(tmp_path / "other", replace(SMALL, seed=1))

    class Late(Folder):
        def __init__(self, path: Path) -> None:
            shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(tmp_path / "other", path)
            super().__init__(path)

    monkeypatch.setattr(runner, "Folder", Late)
    with pytest.raises(InputError, match=r"holds another batch: --seed is 1|holds a batch already"):
        play(out, resume=resume)
    assert rows_of(out) == rows_of(tmp_path / "other")
