"""The rows say what the Mesa model plays, run by run; failures are rows; a stored run plays again."""

from __future__ import annotations

import gzip
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.domain.game import LADDER, RESULTS
from sim.domain.record import RunRecord, json_schema
from sim.engine.ensemble import play_many, prepare
from sim.engine.mesa import NegotiationModel, negotiate
from sim.engine.replay import parse_record, replay
from sim.errors import InputError, ReplayMismatch, SimError
from sim.experiments.runs.manifest import Manifest, PlanEntry
from sim.experiments.runs.plan import BatchRequest, make_plan
from sim.experiments.runs.progress import Execution
from sim.experiments.runs.rows import COLUMNS, STATUS
from sim.experiments.runs.runner import run_batch
from sim.experiments.runs.worker import work
from sim.scenario.load import load
from sim.scenario.settings import numbers
from sim.scenario.setup import Setup
from tests.batch.folders import DROUGHT, LAKE, ROOT, call, local, plan
from tests.batch.killing import threads


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch, played in this process."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiments.runs.runner.open_pool", threads)
        run_batch(plan(), Execution(folder, local()))
    return folder


@pytest.fixture(scope="module")
def rows(whole: Path) -> list[dict[str, Any]]:
    tables = [pq.read_table(path).to_pylist() for path in sorted((whole / "runs").iterdir())]
    return [row for table in tables for row in table]


def _drawn(folder: Path, scenario: str) -> list[str]:
    """The settings that the column `draws` is about."""
    entries = json.loads((folder / "manifest.json").read_bytes())["plan"]["scenarios"]
    return next(list(entry["settings"]) for entry in entries if entry["id"] == scenario)


def test_every_row_is_the_run_that_the_mesa_model_plays(whole: Path, rows: list[dict[str, Any]]) -> None:
    paths = {"lake": LAKE, "drought": DROUGHT}
    assert [row["run_id"] for row in rows] == list(range(60))
    for row in rows[::3]:
        changes = {key: row[key] for key in ("parties.fernside.weights.level", "talks.protocol")}
        scenario = load(paths[row["scenario"]])
        if row["status"] == "failed":
            with pytest.raises(SimError, match=re.escape(row["error"])):
                NegotiationModel(scenario.with_changes(changes), row["seed"], draw=True)
            assert (row["result"], row["rounds"], row["gap_treaty"], row["draws"]) == (None, None, None, None)
            continue
        model = NegotiationModel(scenario.with_changes(changes), row["seed"], draw=True)
        record = model.run()
        assert (row["status"], row["error"], row["replay"]) == ("ok", None, None)
        assert (row["result"], row["ladder"]) == (record.result, record.ladder)
        assert (row["depth"], row["gap_treaty"]) == (record.depth, record.gap["treaty"])
        drawn = [x for key, x in record.settings.items() if key in _drawn(whole, row["scenario"])]
        assert row["draws"] == np.array(drawn, dtype=np.float32).tolist()
        assert row["rounds"] == record.rounds[-1].round
        _agreement(row, model, record)


def _agreement(row: dict[str, Any], model: NegotiationModel, record: RunRecord) -> None:
    issues = [issue.id for issue in model.game.space.issues]
    wanted = record.agreement or dict.fromkeys(issues)
    found = {key.removeprefix("agreement_"): x for key, x in row.items() if key.startswith("agreement_")}
    assert found == {issue: wanted.get(issue) for issue in found}
    for place, party in enumerate(model.game.parties):
        signed = model.table.agreement
        standing = model.table.standing
        worth = max(0.0, standing.parties[place].reservation + standing.private[place])
        assert row[f"utility_{party.id}"] == (
            worth if signed is None else model.table.value.plain[place, signed]
        )


def test_columns_are_those_of_the_reference(rows: list[dict[str, Any]]) -> None:
    plain = [name for name, _, _ in COLUMNS if "<" not in name]
    assert [name for name in plain if name not in rows[0]] == []
    assert {row["status"] for row in rows} == set(STATUS)
    assert {row["result"] for row in rows} <= {None, *RESULTS}
    assert {row["ladder"] for row in rows} <= {None, *LADDER}


def test_a_failed_run_says_how_to_see_it_again(
    rows: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], whole: Path
) -> None:
    failed = next(row for row in rows if row["status"] == "failed")
    words = shlex.split(failed["replay"])
    assert words[0] == "hikiwake"
    assert call(*words[1:]) == 2
    assert capsys.readouterr().err == f"hikiwake: {failed['error']}\n"
    assert call("batch", str(whole), "--replay", str(failed["run_id"])) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"hikiwake: run {failed['run_id']} of {whole} makes no game: {failed['error']}")


def test_a_stored_run_plays_again(
    rows: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], whole: Path
) -> None:
    row = next(row for row in rows if row["status"] == "ok" and row["talks.protocol"] == "single_text")
    run_id = str(row["run_id"])
    assert call("batch", str(whole), "--replay", run_id, "--json") == 0
    record = RunRecord.model_validate_json(capsys.readouterr().out)
    assert (record.seed, record.result, record.gap["treaty"]) == (
        row["seed"],
        row["result"],
        row["gap_treaty"],
    )
    assert replay(record) == record
    assert call("batch", str(whole), "--replay", run_id) == 0
    out = capsys.readouterr().out
    assert out.startswith(load(LAKE if row["scenario"] == "lake" else DROUGHT).spec.title)
    assert "played again: it came out as its row says." in out.replace("\n", " ")


def test_a_row_that_was_changed_is_found(
    rows: list[dict[str, Any]],
    whole: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from sim.experiments.runs import replay

    row = next(row for row in rows if row["status"] == "ok")
    monkeypatch.setattr(replay, "_row", lambda *_: row | {"ladder": "setback"})
    with pytest.raises(ReplayMismatch, match='"ladder" is setback in its row and '):
        replay.play_again(whole, row["run_id"])
    monkeypatch.undo()
    for words, said in (
        ([str(whole), "--replay", "60"], "there is no run 60; the runs of "),
        ([str(whole), "--replay", "x"], '--replay: "x" is not a whole number'),
        ([str(whole), "--replay", "1", "--seed", "3"], "leave out --seed"),
        (["--replay", "1"], "needs the folder of one batch"),
        ([str(whole.parent), "--replay", "1"], "manifest.json: cannot be read: No such file"),
    ):
        assert call("batch", *words) == 2
        assert said in capsys.readouterr().err


def test_full_records_are_those_of_the_runs(whole: Path, rows: list[dict[str, Any]]) -> None:
    count = 0
    for path in sorted((whole / "traces").iterdir()):
        for line in gzip.decompress(path.read_bytes()).decode().splitlines():
            data = json.loads(line)
            row = rows[data.pop("run_id")]
            record = parse_record(data, path.name)
            assert (record.seed, record.ladder) == (row["seed"], row["ladder"])
            assert replay(record) == record
            count += 1
    assert count >= 1


def test_the_manifest_fits_its_schema_and_tells_what_it_rests_on(whole: Path) -> None:
    manifest = json.loads((whole / "manifest.json").read_bytes())
    jsonschema.validate(manifest, json_schema(Manifest, "serialization"))
    assert manifest["plan"]["scenarios"][0]["hash"] == load(LAKE).hash
    assert manifest["plan"]["scenarios"][0]["document"] == load(LAKE).document
    assert set(manifest["versions"]) >= {"hikiwake", "python", "numpy", "pyarrow", "mesa"}
    assert [part["job"] for part in manifest["parts"]] == list(range(6))
    assert sum(part["rows"] for part in manifest["parts"]) == manifest["stored"] == 60
    metadata = pq.read_schema(whole / manifest["parts"][2]["file"]).metadata
    assert json.loads(metadata[b"hikiwake"]) == {"plan": manifest["plan_id"], "job": 2}


def test_many_runs_are_those_of_the_model_and_know_their_keys() -> None:
    scenario = load(ROOT / LAKE)
    prepared = prepare(Setup(scenario, strategies={"fernside": "boulware"}, off=["ratification"], draw=True))
    weights = [f"parties.millbrook.weights.{issue}" for issue in ("level", "cost_share", "inspection")]
    given = {"parties.millbrook.trust": np.array([0.2, 0.9]), **dict.fromkeys(weights, np.array([0.2, 0.0]))}
    runs = play_many(prepared, np.array([3, 4]), given)
    record = negotiate(
        scenario.with_changes({"parties.millbrook.trust": 0.2, **dict.fromkeys(weights, 0.2)}), 3, draw=True,
        strategies={"fernside": "boulware"}, off=["ratification"],
    )  # fmt: skip
    assert runs.failed.tolist() == [False, True]
    assert (RESULTS[runs.result[0]], LADDER[runs.ladder[0]]) == (record.result, record.ladder)
    assert runs.gaps[0].tolist() == list(record.gap.values())
    with pytest.raises(InputError, match=r"parties\.millbrook\.trust"):
        play_many(prepared, np.array([3]), {"parties.millbrook.trsut": np.array([0.2])})
    with pytest.raises(InputError, match='did you mean "linear"'):
        prepare(Setup(scenario, strategies={"fernside": "linea"}))


def played(request: BatchRequest) -> tuple[PlanEntry, list[dict[str, Any]]]:
    """A small batch, played in this process: its plan and its rows."""
    asked = make_plan(request)
    setup = asked.entry.model_dump_json().encode()
    made = [work(asked.job(job, setup, asked.entry.id)) for job in asked.jobs()]
    return asked.entry, [row for part in made for row in pq.read_table(io.BytesIO(part.data)).to_pylist()]


def test_what_is_drawn_is_kept_as_the_seed_draws_it() -> None:
    entry, rows = played(BatchRequest([Setup("2018-singapore")], 10))
    settings = load("2018-singapore").settings
    assert entry.scenarios[0].settings == [key for key, one in settings.items() if one.low < one.high]
    for row in rows:
        drawn = numbers(settings, row["seed"])
        wanted = [drawn[key] for key in entry.scenarios[0].settings]
        assert row["draws"] == np.array(wanted, dtype=np.float32).tolist()


def test_drawn_settings_have_columns_of_their_own_on_request() -> None:
    entry, rows = played(
        BatchRequest([Setup("2018-singapore"), Setup(str(ROOT / LAKE))], 20, keep_draws=True)
    )
    own = [set(one.settings) for one in entry.scenarios]
    assert "draws" not in rows[0]
    assert {key.removeprefix("draw:") for key in rows[0] if key.startswith("draw:")} == own[0] | own[1]
    for row in rows:
        place = [one.id for one in entry.scenarios].index(row["scenario"])
        drawn = numbers(load(entry.scenarios[place].name).settings, row["seed"])
        for key in own[0] | own[1]:
            assert row[f"draw:{key}"] == (drawn[key] if key in own[place] else None)


def test_disputes_with_and_without_depths_share_a_batch() -> None:
    entry, rows = played(BatchRequest([Setup("1960-memorandum"), Setup(str(ROOT / LAKE))], 20))
    assert [one.depths[-1] for one in entry.scenarios] == ["treaty", "treaty"]
    told, plain = rows[0::2], rows[1::2]
    assert [key for key in rows[0] if key.startswith("gap_")] == [
        f"gap_{d}" for d in entry.scenarios[0].depths
    ]
    assert "agreement_depth" not in rows[0]
    # Every declaration of 1960 crosses a red line.
    assert {row["gap_declaration"] for row in told} == {None} and None not in {
        row["gap_treaty"] for row in rows
    }
    assert {(row["depth"], row["gap_communique"]) for row in plain} == {(None, None)}


def test_words_that_differ_from_run_to_run_are_drawn_as_their_scenarios_draw_them() -> None:
    vary = [
        f"parties.{party}.{key}=low,high"
        for party in ("japan", "russia")
        for key in ("trust", "weights.economy", "reservation")
    ]
    entry, rows = played(BatchRequest([Setup("2018-singapore")], 10, vary, design="lhs", keep_draws=True))
    for row in rows:
        changes = {one.key: row[one.key] for one in entry.design.vary}
        record = NegotiationModel(load("2018-singapore").with_changes(changes), row["seed"], draw=True).run()
        assert (row["result"], row["gap_treaty"]) == (record.result, record.gap["treaty"])
        assert all(row[f"draw:{key}"] == record.settings[key] for key in entry.scenarios[0].settings)
