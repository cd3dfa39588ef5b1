"""The files of a batch when they are lost, cut off or strange, and sizes beyond all limits."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError, SimError
from sim.experiments.runs import store
from sim.experiments.runs.manifest import PlanEntry
from sim.experiments.runs.merge import merge
from sim.experiments.runs.plan import MOST_RUNS, BatchRequest, make_plan
from sim.experiments.runs.progress import read_progress
from sim.experiments.runs.replay import play_again
from sim.experiments.runs.store import Folder, read_manifest
from sim.scenario.changes import changed
from tests.batch.folders import rows_of
from tests.batch.small import SMALL, files, play

pytestmark = pytest.mark.usefixtures("in_threads")


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
    assert files(tmp_path) == {"manifest.json": held}


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
        assert 0.0 <= found.seconds <= 1e12 and min([0, *found.ladder.values()]) == 0


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

    calls: list[str] = []

    def counted(document: Any, changes: Any, where: str) -> Any:
        calls.append(where)
        return changed(document, changes, where)

    monkeypatch.setattr(vary, "changed", counted)
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
