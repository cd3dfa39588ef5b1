"""`--articles-only` at every command that plays, and documents in what the ledger's commands say."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from sim.experiments.runs.manifest import different
from sim.experiments.runs.plan import BatchRequest, make_plan
from sim.experiments.runs.rows import replay_command
from sim.scenario.ledger import load_ledger
from sim.scenario.setup import Setup
from tests.documents import OVERLAY, TRUST, dispute
from tests.unit.cli.conftest import Command

LEFT_OUT = "Articles only: no setting rests on a document or an official record."


@pytest.fixture
def lake(tmp_path: Path) -> str:
    return str(dispute(tmp_path / "lake"))


def test_a_run_says_so_and_so_do_its_replay_and_its_report(
    hikiwake: Command, tmp_path: Path, lake: str
) -> None:
    kept, page = str(tmp_path / "run.json"), tmp_path / "run.html"
    told = hikiwake("run", lake, "--articles-only", "--out", kept)
    assert (told.code, told.err) == (0, "")
    assert LEFT_OUT in told.out.replace("\n", " ").replace("  ", " ")
    assert LEFT_OUT not in hikiwake("run", lake).out
    record = json.loads(Path(kept).read_text(encoding="utf-8"))
    assert record["articles_only"] is True
    assert hikiwake("run", "--replay", kept, "--json").data == record
    assert hikiwake("report", kept, "--out", str(page)).code == 0
    assert LEFT_OUT in page.read_text(encoding="utf-8")


def test_a_setting_that_rests_on_a_document_is_refused_in_one_line(hikiwake: Command, tmp_path: Path) -> None:
    path = str(dispute(tmp_path, overlay=""))
    assert hikiwake("run", path, "--json").data["articles_only"] is False
    for command in ("run", "outcomes", "compare", "batch"):
        said = hikiwake(command, path, "--articles-only", *(["--runs", "10"] if command == "batch" else []))
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith(f"hikiwake: {path}: {TRUST}: rests on the document")
        assert said.err.count("\n") == 1


def test_outcomes_and_a_tournament_say_so(hikiwake: Command, lake: str) -> None:
    assert hikiwake("outcomes", lake, "--articles-only", "--json").data["articles_only"] is True
    assert LEFT_OUT in hikiwake("outcomes", lake, "--articles-only").out
    words = ("tournament", lake, "--strategies", "linear,conceder", "--runs", "2")
    found = hikiwake(*words, "--articles-only", "--json").data
    assert [row["articles_only"] for row in found["scenarios"]] == [True]
    assert LEFT_OUT in hikiwake(*words, "--articles-only").out


def test_a_comparison_can_be_with_and_without(hikiwake: Command, lake: str) -> None:
    found = hikiwake("compare", lake, "--articles-only-b", "--runs", "4", "--json").data
    assert [found[side]["articles_only"] for side in "ab"] == [False, True]
    rows = {row["key"]: (row["a"], row["b"]) for row in found["differs"]}
    assert rows == {"articles_only": (False, True), TRUST: ("medium", "none")}
    both = hikiwake("compare", lake, "--articles-only", "--off-b", "alliance", "--runs", "4", "--json").data
    assert [row["key"] for row in both["differs"]] == ["off"]


def test_a_batch_carries_it_into_its_plan_and_the_command_of_a_run(lake: str) -> None:
    usual, without = (
        make_plan(BatchRequest([Setup(lake, articles_only=on)], 10)).entry for on in (False, True)
    )
    assert (usual.articles_only, without.articles_only) == (False, True)
    assert "--articles-only is False there and True here" in list(different(usual, without))
    assert "--articles-only" in shlex.split(replay_command(without, 0, 3, {}))
    assert "--articles-only" not in shlex.split(replay_command(usual, 0, 3, {}))


def test_a_stored_run_of_a_batch_is_played_again_so(hikiwake: Command, tmp_path: Path, lake: str) -> None:
    out = str(tmp_path / "rows")
    words = ("batch", lake, "--articles-only", "--runs", "10", "--workers", "1", "--out", out)
    assert hikiwake(*words).code == 0
    assert json.loads((Path(out) / "manifest.json").read_text())["plan"]["articles_only"] is True
    assert hikiwake("batch", out, "--replay", "3", "--json").data["articles_only"] is True


def test_history_is_told_without_documents_only_where_it_is_played_anew(hikiwake: Command) -> None:
    said = hikiwake("history", "--articles-only")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("hikiwake: --articles-only: what ships was played with documents; give --runs")


def test_validate_knows_documents_and_looks_at_both_ways_of_playing(
    hikiwake: Command, tmp_path: Path, lake: str
) -> None:
    record = str(Path(lake).parent / "seeds" / "doc-minutes-2029.toml")
    rows = hikiwake("validate", lake, record, "--json").data
    assert [(row["ok"], row["kind"]) for row in rows] == [(True, "scenario"), (True, "document")]
    assert hikiwake("validate", record).out == f"ok {record}: doc-minutes-2029, 1 claim\n"
    wrong = str(dispute(tmp_path / "wrong", overlay=OVERLAY.replace('"none"', '"blind"')))
    said = hikiwake("validate", wrong)
    assert said.code == 2
    assert said.err.startswith(f'hikiwake: {wrong} (articles_only): {TRUST}: "blind" is not a word')
    assert hikiwake("run", wrong).code == 0
    refused = hikiwake("run", record)
    assert "is a document of the ledger and no scenario" in refused.err


def test_evidence_tells_documents_apart(hikiwake: Command, lake: str) -> None:
    rows = hikiwake("evidence", "--json").data
    assert {row["kind"] for row in rows} == {"article", "document"}
    for row in rows:
        assert ({"body", "address", "seen"} <= set(row)) == (row["kind"] == "document")
    documents = hikiwake("evidence", "--kind", "document", "--json").data
    assert [row["id"] for row in documents] == [c.id for c in load_ledger().search(kind="document")]
    told = hikiwake("evidence", "1956").out
    assert told.index("tass-2018-11/c05") < told.index("Documents and official records")
    assert told.index("Documents and official records") < told.index("doc-irkutsk-2001/c01")
    own = hikiwake("evidence", "gates", "--scenario", lake).out
    assert "official record: The dam board, 2029" in own
    assert "https://example.org/minutes" in own
