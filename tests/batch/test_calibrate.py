"""`hikiwake calibrate`: killed and taken up again it makes the same table; what is wrong is told in a sentence."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.cli.main import main
from sim.errors import InputError
from sim.experiments.history import reference_table
from sim.experiments.history.findings import FINDINGS, from_json
from sim.experiments.history.forecasts import played_episodes
from sim.experiments.history.reference_table import REFERENCE, TableRequest, digest, from_parquet, make
from sim.experiments.history.simulation import MAIN, PORTION, ReferenceTable, Variant, portion
from sim.experiments.history.variants import ablations, checks
from sim.scenario.load import POSTERIOR, posterior
from tests.batch.folders import PATIENCE, gate, started
from tests.batch.killing import threads

EPISODES = tuple(episode.id for episode in played_episodes())


@pytest.fixture
def few_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is played once the table is made, to tell what it comes to, is played less often."""
    monkeypatch.setattr("sim.experiments.history.counterfactuals.DRAWS", 20)
    monkeypatch.setattr("sim.experiments.history.counterfactuals.PLAYS", 5)
    monkeypatch.setattr("sim.experiments.history.drawn.DRAWS", 40)


@pytest.mark.usefixtures("few_plays")
def test_killed_and_resumed_it_makes_the_same_table(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [
        "calibrate",
        "--draws",
        str(3 * PORTION),
        "--replications",
        "1",
        "--no-checks",
        "--out",
        str(out),
    ]
    before = "from sim.experiments.history import reference_table\nwhole = reference_table.write_whole\n"
    before += "def write(path, data):\n    if path == reference_table.part_path(path.parent, reference_table.MAIN, 1):\n"
    before += "        stand('here')\n    whole(path, data)\nreference_table.write_whole = write\n"
    running = started(*words, "--workers", "1", before=before)
    gate(running)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate(timeout=PATIENCE)
    assert not reference_table.part_path(out, MAIN, 1).exists()
    assert reference_table.part_path(out, MAIN, 0).exists()
    assert not (out / REFERENCE).exists()
    reference_table.part_path(out, MAIN, 2).write_bytes(b"half a file")
    assert main([*words, "--workers", "1", "--resume"]) == 0
    table = from_parquet(out / REFERENCE, EPISODES)
    assert len(table.draws) == 2 * 3 * PORTION
    third = slice(2 * PORTION, 3 * PORTION)
    again = ReferenceTable(*(getattr(table, name)[third] for name in ReferenceTable.__annotations__))
    again = replace(again, density=np.ones(PORTION))
    assert digest(again) == digest(portion(EPISODES, 2, 1, 0)), "the damaged portion was played again"
    made = posterior(out)
    assert made is not None
    assert made.made.digest == digest(table) == from_json(out / FINDINGS).made["digest"]
    assert from_json(out / FINDINGS).checks is None
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_table, "open_pool", threads)


@pytest.mark.usefixtures("in_process")
def test_draws_are_added_to_what_is_there_and_another_folder_is_left_alone(tmp_path: Path) -> None:
    out, told = tmp_path / "out", list[int]()
    first = make(TableRequest(EPISODES[:2], 1, 1, 7, checks=False), out, 1)["main"]
    both = make(TableRequest(EPISODES[:2], 2, 1, 7, checks=False), out, 1, resume=True, tell=told.append)[
        "main"
    ]
    assert told == [1, 1, 0, 1, 1]
    assert (both.counts[:PORTION] == first.counts[:PORTION]).all()
    for wrong in (
        TableRequest(EPISODES[:1], 1, 1, 7),
        TableRequest(EPISODES[:2], 1, 2, 7),
        TableRequest(EPISODES[:2], 1, 1, 8),
    ):
        with pytest.raises(InputError, match="is another than now"):
            make(wrong, out, 1, resume=True)
    with pytest.raises(InputError, match="out"):
        make(TableRequest(EPISODES[:2], 1, 1, 7), out, 1)


@pytest.mark.usefixtures("in_process", "few_plays")
def test_the_checks_are_played_with_what_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With one portion of each: the whole command, down to what it writes."""
    names = ("middle", "ends", "reduced", "articles", *ablations(), "regraded-00")
    few = {name: (checks()[name][0], 1) for name in names}
    monkeypatch.setattr(reference_table, "checks", lambda: few)
    monkeypatch.setattr("sim.experiments.history.robustness.SHUFFLES", 3)
    monkeypatch.setattr("sim.experiments.history.robustness.HISTORIES", 3)
    out = tmp_path / "out"
    words = ["calibrate", "--draws", str(PORTION), "--replications", "1", "--workers", "1", "--out", str(out)]
    assert main([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["out"] == str(out)
    assert len(list(out.glob("regraded-*.parquet"))) == 1
    found = from_json(out / FINDINGS)
    assert found.checks is not None
    assert set(found.checks.priors) == {"middle", "ends"}
    scores = [found.checks.reduced.value, found.checks.recoded.value, found.checks.regraded.value]
    assert len({round(score, 9) for score in [*scores, found.history.scores["model"].value]}) == 4
    assert (out / POSTERIOR).exists()


def test_a_variant_changes_what_is_played() -> None:
    """Moved words and left-out settings give other plays of the same draws; a leaning prior other draws."""
    plain = portion(EPISODES[-2:], 0, 1, 0)
    moved = portion(EPISODES[-2:], 0, 1, 0, Variant("moved", regrade=1))
    kept = portion(EPISODES[-2:], 0, 1, 0, Variant("kept", keep=("trust",)))
    assert (moved.draws == plain.draws).all()
    assert not (moved.gaps == plain.gaps).all()
    assert not (kept.gaps == plain.gaps).all()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--draws", "100"], "--draws: 100 is no multiple of 256 up to 1048576"),
        (["--draws", "many"], '--draws: "many" is not a whole number'),
        (["--draws", str(1 << 30)], "up to 1048576; give one such as"),
        (["--seed", str(2**53 - 1)], "--seed: 9007199254740991 leaves no seeds"),
        (["--replications", "0"], "--replications: 0 is not a whole number from 1 to 200"),
        (["--workers", "0"], "--workers: 0 is not a whole number from 1 to 256"),
        (["--seed", "-1"], 'seed: "-1" is not a whole number'),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calibrate", *words, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert not (tmp_path / "out").exists()
