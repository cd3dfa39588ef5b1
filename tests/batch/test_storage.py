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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError, ReplayMismatch, SimError
from sim.experiments.runs import runner, store
from sim.experiments.runs.manifest import LADDER, PlanEntry
from sim.experiments.runs.merge import merge
from sim.experiments.runs.parts import content
from sim.experiments.runs.plan import MOST_RUNS, BatchRequest, make_plan
from sim.experiments.runs.progress import Execution, read_progress
from sim.experiments.runs.replay import play_again
from sim.experiments.runs.runner import check_execution, run_batch
from sim.experiments.runs.store import Folder, check_new, read_manifest
from sim.experiments.runs.worker import parquet
from sim.scenario.setup import Setup
from tests.batch.folders import DROUGHT, LAKE, ROOT, call, local, rows_of
from tests.batch.killing import threads

SMALL = BatchRequest([Setup(str(ROOT / LAKE))], 40)


@pytest.fixture(autouse=True)
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.experiments.runs.runner.open_pool", threads)


def play(out: Path, asked: BatchRequest = SMALL, **how: Any) -> list[str]:
    """Play a batch; what was remarked."""
    said: list[str] = []
    run_batch(make_plan(asked), Execution(out, local(), **how), remark=said.append)
    return said


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished batch that nobody changes."""
    out = tmp_path_factory.mktemp("done") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiments.runs.runner.open_pool", threads)
        play(out)
    return out


@pytest.fixture
def small(done: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(done, tmp_path / "out"))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


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
    before = {name: data for name, data in _files(tmp_path / "out").items() if name.startswith("runs")}
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
    before = _files(away) if away.is_dir() else away.read_bytes()
    for attempt in (lambda: play(small, resume=True), lambda: merge(small.parent / "m", [small])):
        with pytest.raises(InputError, match="is a link"):
            attempt()
    assert (_files(away) if away.is_dir() else away.read_bytes()) == before


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
    before = _files(small)
    for attempt in (
        lambda: play(small, resume=True), lambda: merge(tmp_path / "m", [small]), lambda: play_again(small, 15),
    ):  # fmt: skip
        with pytest.raises(InputError, match=r"job-000001\.parquet: holds rows of another batch"):
            attempt()
    assert _files(small) == before


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


# Lost, cut and strange files.


@pytest.mark.parametrize(("held", "ours"), [(b"", True), (b"\0\0", True), (b'{\n "format": "hikiwake-batch",', True),
                                            (b"x", False), (b'{"name": "an app"}', False)])  # fmt: skip
def test_a_manifest_of_nobody_s_batch_is_not_overwritten(tmp_path: Path, held: bytes, ours: bool) -> None:
    (tmp_path / "manifest.json").write_bytes(held)
    if ours:
        play(tmp_path, resume=True)
        assert read_manifest(tmp_path).state == "complete"
        return
    with pytest.raises(InputError, match=r"manifest\.json: is "):
        play(tmp_path, resume=True)
    assert _files(tmp_path) == {"manifest.json": held}


@pytest.mark.parametrize("left", [None, b"", b"{", b"\xff\xfe", b"\0" * 99, "wrong"])
@pytest.mark.parametrize("journal", [True, False])
def test_a_lost_manifest_over_sound_parts_is_gone_on_with(
    small: Path, done: Path, left: bytes | str | None, journal: bool
) -> None:
    path = small / "manifest.json"
    text = json.dumps(json.loads(path.read_bytes()) | {"stored": "many"}).encode()
    path.unlink() if left is None else path.write_bytes(text if isinstance(left, str) else left)
    if not journal:
        (small / "parts.jsonl").unlink()
    (small / "runs" / "job-000002.parquet").unlink()
    with pytest.raises(InputError):
        play(small)
    said = play(small, resume=True)
    assert f"{path}: " in said[0] and "what is stored is kept by what its parts say" in said[0]
    assert rows_of(small) == rows_of(done)
    assert read_manifest(small).state == "complete"


@pytest.mark.parametrize(
    "name", ["manifest.json", "parts.jsonl", "progress.json", ".lock", "runs/job-000001.parquet"]
)
def test_a_folder_in_the_place_of_a_file_is_one_sentence(small: Path, name: str) -> None:
    (small / name).unlink(missing_ok=True)
    (small / name).mkdir()
    with pytest.raises(InputError, match="is a folder, where a batch has a file"):
        play(small, resume=True)


def test_a_file_in_the_place_of_a_batch_is_one_sentence(small: Path) -> None:
    file = small / "manifest.json"
    for attempt in (
        lambda: merge(small.parent / "m", [file]), lambda: play_again(file, 1), lambda: play(file, resume=True),
        lambda: merge(file, [small]),
    ):  # fmt: skip
        with pytest.raises(InputError, match="is a file; name"):
            attempt()


@pytest.mark.parametrize("name", ["runs", "traces"])
def test_a_file_in_the_place_of_a_folder_is_one_sentence(small: Path, name: str) -> None:
    shutil.rmtree(small / name, ignore_errors=True)
    (small / name).write_text("")
    with pytest.raises(InputError, match="is a file, where a batch has a folder"):
        play(small, resume=True)


WRONG = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=4), st.just({}), st.just([]),
    st.just(10**400), st.just("\x1b[31m"), st.just("\ud800"), st.just("../x"), st.just(-1),
)  # fmt: skip


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in JSON."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path] * bool(path) + [x for key, value in inner for x in _places(value, (*path, key))]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), WRONG, st.integers(0, 10**6))
def test_any_manifest_is_read_or_refused_in_a_sentence(
    done: Path, tmp_path: Path, data: st.DataObject, wrong: Any, cut: int
) -> None:
    text = json.loads((done / "manifest.json").read_bytes())
    text["plan"]["scenarios"][0] |= {"scales": {}}
    whole = json.loads(json.dumps(text))
    *above, last = data.draw(st.sampled_from(_places(text)))
    here = whole
    for step in above:
        here = here[step]
    here[last] = wrong
    said = json.dumps(whole).encode()
    (tmp_path / "manifest.json").write_bytes(said[: len(said) - cut % len(said)] if cut % 3 == 0 else said)
    found, said_so = None, "manifest.json: "
    try:
        found = read_manifest(tmp_path)
    except InputError as error:
        said_so = str(error)
    assert "manifest.json: " in said_so and (found is None or found.contradiction() is None)
    with pytest.raises(SimError):
        play_again(tmp_path, 0)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), WRONG, st.integers(0, 999))
def test_any_file_of_progress_is_read_or_counts_for_nothing(
    done: Path, data: st.DataObject, wrong: Any, cut: int
) -> None:
    text = json.loads((done / "progress.json").read_bytes())
    key = data.draw(st.sampled_from(sorted(text)))
    told = json.dumps(text | {key: wrong}).encode()
    found = read_progress(told[: len(told) - cut] if cut % 3 == 0 else told)
    if found is not None:
        assert 0.0 <= found.seconds <= 1e12 and found.ladder.keys() <= {
            *LADDER,
            *text["ladder"],
            *found.ladder,
        }


@pytest.mark.parametrize("seconds", ["1e999", "NaN", "-1", '"x"', "1e300", "null", "[]"])
def test_a_file_of_progress_with_no_sensible_time_stops_nothing(small: Path, seconds: str) -> None:
    text = json.loads((small / "progress.json").read_bytes())
    (small / "progress.json").write_text(
        json.dumps(text | {"seconds": 0}).replace('"seconds": 0', f'"seconds": {seconds}')
    )
    play(small, resume=True)
    assert read_manifest(small).timings.seconds < 1e6


# Sizes in closed form.


@pytest.mark.parametrize(
    "asked",
    [
        replace(SMALL, runs=10**17),
        replace(SMALL, runs=None, replications=10**17),
        replace(SMALL, runs=MOST_RUNS + 1),
        replace(SMALL, runs=None, vary=["talks.rounds=2:30"], design="grid", replications=MOST_RUNS),
        replace(SMALL, vary=[f"parties.{p}.trust=0.1:0.9:99999" for p in ("millbrook", "fernside")]),
        replace(SMALL, vary=[f"{k}={','.join(str(i / 9e3) for i in range(9000))}" for k in
                             ("parties.millbrook.trust", "parties.fernside.trust")]),
        replace(SMALL, runs=10**9, vary=["parties.millbrook.trust=0.1:0.9"]),
    ],
)  # fmt: skip
def test_a_plan_beyond_all_limits_is_refused_before_any_of_it_is_made(
    asked: BatchRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiments.runs.plan.Points", None)
    with pytest.raises(InputError, match=r"more than [\d,]+; take (fewer|more)"):
        make_plan(asked)


def test_the_size_of_every_shard_is_that_of_its_jobs() -> None:
    entry = make_plan(replace(SMALL, runs=1234)).entry
    for n in (1, 2, 7, entry.jobs):
        sizes = [entry.runs_of((i, n)) for i in range(1, n + 1)]
        assert sizes == [sum(entry.rows_in(job) for job in entry.jobs_of((i, n))) for i in range(1, n + 1)]
        assert sum(sizes) == 1234
    most = make_plan(replace(SMALL, runs=MOST_RUNS)).entry
    assert (most.runs_of(None), most.runs_of((2, 3)), most.rows_in(10**18)) == (MOST_RUNS, 333_333_000, 0)


def test_more_shards_than_jobs_are_refused(tmp_path: Path) -> None:
    for n in (1000, 10**9, 10**17):
        with pytest.raises(InputError, match="the batch has only 4 jobs; take fewer shards"):
            play(tmp_path / "out", shard=(1, n))


def test_very_many_values_are_checked_by_their_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.experiments.runs import vary

    calls: list[Any] = []
    real = vary.changed
    monkeypatch.setattr(vary, "changed", lambda *words: calls.append(words) or real(*words))
    many = ",".join(str(i / 5000) for i in range(5000))
    entry = make_plan(replace(SMALL, runs=None, vary=[f"parties.millbrook.trust={many}"])).entry
    assert isinstance(entry, PlanEntry) and entry.runs == 5000
    assert len(calls) < 10


def test_the_lock_is_not_taken_on_a_file_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one who had the folder removes its lock just after the next one has opened it."""
    fcntl = pytest.importorskip("fcntl")
    real = fcntl.flock

    def late(file: Any, how: int) -> None:
        (tmp_path / "out" / store.LOCK).unlink()
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(InputError, match="another process is writing"):
        Folder(tmp_path / "out")
