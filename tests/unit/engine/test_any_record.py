"""Whatever a file holds, a record is read whole and true, or refused with one sentence that names the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.strategies import Human
from sim.domain.record import RunRecord
from sim.engine import replay
from sim.engine.mesa import negotiate
from sim.engine.replay import read_record
from sim.errors import SimError
from sim.report.page import report
from sim.scenario.load import load
from sim.telling.account import on_trust
from sim.telling.story import story_of
from tests.mutations import IN_JSON, RUBBISH, STEADY, Change, changes, in_json, places
from tests.unit.engine.seats import LAKE, Halver, hesitant

RIVER = load(Path(__file__).resolve().parents[2] / "data" / "river" / "river.toml")

RECORDS = [
    negotiate(LAKE.with_changes({"talks.rounds": 4}), 6, draw=True),
    negotiate(RIVER, 3),
    negotiate(LAKE.with_changes({"talks.rounds": 4}), 6, strategies={"millbrook": Human(hesitant)}),
    negotiate(LAKE.with_changes({"talks.rounds": 4}), 6, strategies={"fernside": Halver()}),
]
DOCUMENTS: list[dict[str, Any]] = [json.loads(record.to_json()) for record in RECORDS]


def read(folder: Path, content: bytes) -> RunRecord | None:
    """The record in a file, or nothing where it is refused as it should be."""
    path = folder / "record.json"
    path.write_bytes(content)
    try:
        return read_record(path)
    except SimError as error:
        said = str(error)
    assert said.startswith(f"{path}: ")
    return None


def unverified(record: RunRecord, found: RunRecord) -> RunRecord:
    """A record with all that no play depends on taken from another: who made it, and words of scales that it does not use."""
    return record.model_copy(update={"version": found.version, "scales": found.scales})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records")


@settings(STEADY, max_examples=250)
@given(
    st.one_of([st.tuples(st.just(i), changes(one, IN_JSON)) for i, one in enumerate(DOCUMENTS)]),
)
def test_any_change_to_a_record_is_refused_or_marked(folder: Path, found: tuple[int, Change]) -> None:
    number, change = found
    record = read(folder, in_json(change.of(DOCUMENTS[number])))
    if record is not None:
        assert record == unverified(RECORDS[number], record) or replay.on_trust(record)
        assert report(record)


def test_every_part_of_a_record_is_checked_or_marked(folder: Path) -> None:
    """Whatever a record says of a run, nothing else can stand there, neither of its own kind nor of another."""
    made = negotiate("2018-singapore", 7, strategies={"japan": "linear"})
    document = json.loads(negotiate(load("2018-singapore", {"talks.rounds": 3}), 7).to_json())
    assert on_trust(story_of(made)) == []
    odds: tuple[Any, ...] = ({}, [], "x", None, 0.25, True)
    for key in document:
        for odd in odds:
            changed = Change((key,), odd).of(document)
            record = read(folder, in_json(changed)) if changed[key] != document[key] else None
            assert record is None or key in ("version", "scales") or on_trust(story_of(record)), (key, odd)


@pytest.mark.parametrize("content", RUBBISH)
def test_what_is_no_record_is_refused(folder: Path, content: bytes) -> None:
    assert read(folder, content) is None


def test_a_folder_a_missing_file_and_a_name_of_no_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json", Path("a\x00b")):
        with pytest.raises(SimError):
            read_record(path)


def test_a_file_of_absurd_size_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.engine.replay._LARGEST", 0)
    assert read(tmp_path, in_json(DOCUMENTS[0])) is None


def test_a_report_says_on_every_page_whose_moves_nobody_can_verify() -> None:
    verified, person, own = report(RECORDS[0]), report(RECORDS[2]), report(RECORDS[3])
    assert 'class="trust"' not in verified and "@top-left" not in verified
    for page in (person, own):
        assert page.count('class="trust"') == 1
        assert "Not verified" in page
        assert "@page { @top-left { content: " in page, "in the margin of every page in print"


def test_the_places_of_a_record_are_many() -> None:
    """The changes above reach below the top."""
    assert max(len(place) for place in places(DOCUMENTS[1])) >= 5
