"""What is counted of a batch's parts, against counting row by row; and the files to take along."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.analysis.intervals import mean_interval
from sim.app.runs import words, words_grid
from sim.app.runs.question import Question, question
from sim.app.state.links import State
from sim.domain.game import LADDER, RESULTS
from sim.experiments.runs.manifest import PartEntry
from sim.experiments.runs.reading import export as files
from sim.experiments.runs.reading import tally
from sim.experiments.runs.reading.tally import Varied
from tests.screens.batches import CARELESS, SECURITY, rows_in, smaller, store

VARIED = {
    "runs.x": SECURITY,
    "runs.x_words": ["none", "high"],
    "runs.y": "parties.japan.trust",
    "runs.y_exact": True,
}
"""Words on one axis, one of which makes no game, and numbers on the other."""


@cache
def asked(design: str) -> Question:
    return smaller(
        question(State(changes=CARELESS, extras={**VARIED, "runs.design": design})),
        280 if design == "grid" else 240,
    )


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a batch by its design, played once; not to be changed."""

    @cache
    def play(design: str) -> Path:
        out = tmp_path_factory.mktemp("batches") / design
        store(asked(design), out)
        return out

    return play


@pytest.fixture(params=["grid", "lhs"])
def batch(request: pytest.FixtureRequest, stored: Callable[[str], Path]) -> tuple[Question, Path]:
    return asked(request.param), stored(request.param)


@pytest.fixture
def copied(stored: Callable[[str], Path], tmp_path: Path) -> Path:
    """A batch that may be spoilt."""
    return Path(shutil.copytree(stored("grid"), tmp_path / "copy"))


def cell_by_hand(one: Varied, value: Any) -> int:
    if one.words:
        return one.words.index(value)
    if not one.spread:
        steps = [one.low + i * (one.high - one.low) / (tally.STEPS - 1) for i in range(tally.STEPS)]
        return min(range(tally.STEPS), key=lambda i: abs(steps[i] - value))
    edges = [one.low + i * (one.high - one.low) / tally.BINS for i in range(1, tally.BINS)]
    return sum(value >= edge for edge in edges)


def test_counts_are_those_of_counting_row_by_row(batch: tuple[Question, Path]) -> None:
    asked_, out = batch
    rows = rows_in(out)
    good = [row for row in rows if row["status"] == "ok"]
    found = tally.read(out, asked_.varied).tally
    assert (found.runs, found.failed) == (len(rows), len(rows) - len(good)) and found.failed > 0
    assert found.ladder.tolist() == [sum(row["ladder"] == step for row in good) for step in LADDER]
    assert found.result.tolist() == [sum(row["result"] == name for row in good) for name in RESULTS]
    assert int(found.gap[0]) == sum(row["gap_treaty"] == 0.0 for row in good)
    assert found.gapped == sum(row["gap_treaty"] is not None for row in good) > 0
    assert found.mean == pytest.approx(np.mean([row["gap_treaty"] for row in good]))
    issues = [name.removeprefix("agreement_") for name in rows[0] if name.startswith("agreement_")]
    texts = Counter(
        tuple((issue, row[f"agreement_{issue}"]) for issue in issues)
        for row in good
        if row[f"agreement_{issues[0]}"] is not None
    )
    assert found.terms == texts and found.signed == texts.total()
    assert sum(found.reasons.values()) == found.failed
    assert found.replay in {row["replay"] for row in rows}


def test_cells_are_those_of_counting_row_by_row(batch: tuple[Question, Path]) -> None:
    asked_, out = batch
    found = tally.read(out, asked_.varied).tally
    first, second = asked_.varied
    cells: dict[int, list[dict[str, Any]]] = {}
    for row in rows_in(out):
        if row["status"] == "ok":
            place = cell_by_hand(first, row[first.key]) * second.size + cell_by_hand(second, row[second.key])
            cells.setdefault(place, []).append(row)
    for place in range(tally.cells_of(asked_.varied)):
        mine = cells.get(place, [])
        assert found.cells[place] == len(mine)
        assert found.treaties[place] == sum(row["ladder"] == "treaty" for row in mine)
        assert found.sums[place] == pytest.approx(sum(row["gap_treaty"] for row in mine))
        mean, low, high = mean_interval(found.sums[place], found.squares[place], len(mine))
        if len(mine) > 1:
            values = [row["gap_treaty"] for row in mine]
            assert mean == pytest.approx(np.mean(values))
            spread = 1.959964 * np.std(values, ddof=1) / np.sqrt(len(values))
            assert (high - low) / 2 == pytest.approx(spread) or low == 0.0


def test_half_of_the_runs_lie_below_the_middle(batch: tuple[Question, Path]) -> None:
    asked_, out = batch
    values = [row["gap_treaty"] for row in rows_in(out) if row["status"] == "ok"]
    assert tally.read(out, asked_.varied).tally.quantile(0.5) == pytest.approx(np.median(values), abs=0.006)


def test_a_gap_that_is_not_there_is_counted_apart() -> None:
    rows = {
        "status": ["ok"] * 5, "ladder": ["talks"] * 5, "result": ["deadline"] * 5, "error": [None] * 5,
        "replay": [None] * 5, "gap_note": [0.5] * 5, "gap_pact": [0.0, 0.004, 0.3, 1.7, None],
    }  # fmt: skip
    schema = {"error": pa.string(), "replay": pa.string()}
    table = pa.table({name: pa.array(values, schema.get(name)) for name, values in rows.items()})
    found = tally.count(table, ())
    assert (found.played, found.gapped) == (5, 4)
    assert found.mean == pytest.approx(2.004 / 4)
    assert found.quantile(0.5) == 0.005
    assert (int(found.gap[0]), int(found.gap[-1])) == (1, 1)
    bars, middle, _, said = words.gap(found)
    assert sum(share for *_, share in bars) == pytest.approx(1.0) and middle == 0.005
    assert "In 20 of 100 runs every treaty crosses a red line" in said


def test_parts_are_counted_as_they_come_and_only_once(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = copied / "parts.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    opened: list[int] = []
    real = tally._part

    def noted(at: Path, entry: PartEntry, keys: Sequence[tally.Varied]) -> pa.Table | None:
        opened.append(entry.job)
        return real(at, entry, keys)

    monkeypatch.setattr(tally, "_part", noted)
    for stored_jobs in (5, 5, 9, 28):
        journal.write_text("".join(lines[:stored_jobs]))
        found = tally.read(copied, asked("grid").varied)
        assert (found.parts, found.tally.runs, found.damaged) == (stored_jobs, 10 * stored_jobs, 0)
    assert opened == list(range(28))


def test_a_part_that_is_not_what_was_stored_is_left_out_and_a_new_one_counted(copied: Path) -> None:
    part, gone = copied / "runs" / "job-000003.parquet", copied / "runs" / "job-000004.parquet"
    good = part.read_bytes()
    part.write_bytes(good[:200])
    gone.unlink()
    found = tally.read(copied, asked("grid").varied)
    assert (found.damaged, found.tally.runs) == (2, 260)
    part.write_bytes(good)
    assert tally.read(copied, asked("grid").varied).tally.runs == 270
    # A batch played anew, with other parts, is counted anew.
    journal = copied / "parts.jsonl"
    journal.write_text("\n".join(journal.read_text().splitlines()[:3]) + "\n")
    assert tally.read(copied, asked("grid").varied).tally.runs == 30


def test_a_folder_that_is_gone_has_no_runs(tmp_path: Path) -> None:
    found = tally.read(tmp_path / "nowhere", asked("grid").varied)
    assert (found.tally.runs, found.parts, found.damaged) == (0, 0, 0)


def test_every_file_holds_the_rows(batch: tuple[Question, Path]) -> None:
    _, out = batch
    rows = rows_in(out)
    table = pq.read_table(pa.BufferReader(files.as_parquet(out)))
    assert table.to_pylist() == rows and rows[0].keys() >= {"draws", "gap_treaty"}
    plan = json.loads(table.schema.metadata[b"hikiwake"])
    assert plan["runs"] == len(rows)
    lines = list(csv.DictReader(io.StringIO(files.as_csv(out).decode())))
    assert [int(line["run_id"]) for line in lines] == [row["run_id"] for row in rows]
    assert [line["ladder"] or None for line in lines] == [row["ladder"] for row in rows]
    assert [float(line["parties.japan.trust"]) for line in lines] == [
        row["parties.japan.trust"] for row in rows
    ]
    with zipfile.ZipFile(io.BytesIO(files.as_zip(out))) as archive:
        names = archive.namelist()
        assert names[0] == "manifest.json" and len(names) == 1 + len(list((out / "runs").iterdir()))
        assert archive.read(names[1]) == (out / names[1]).read_bytes()


def test_the_widest_pair_of_equal_cells_is_called_luck() -> None:
    """All cells have the same chance, so a difference is named as one in few of many draws only."""
    luck, named = np.random.default_rng(1), 0
    for _ in range(200):
        found = tally.nothing(64)
        found.cells[:] = 80
        found.treaties[:] = luck.binomial(80, 0.2, 64)
        places = (int(np.argmax(found.treaties)), int(np.argmin(found.treaties)))
        named += words_grid.apart(found, "treaty", places, 64)
    assert named <= 10
    found.treaties[:2] = 2, 60
    assert words_grid.apart(found, "treaty", (1, 0), 64)
