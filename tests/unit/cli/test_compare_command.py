"""`hikiwake compare`: what it prints, its JSON, what it refuses, and where it stops."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from sim.domain.comparison import MEASURES
from sim.experiments.compare import pairs as module

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

ROOT = Path(__file__).resolve().parents[3]
LAKE, WELL = str(ROOT / "tests/data/lake.toml"), str(ROOT / "tests/golden/well.toml")
SCHEMA = json.loads((ROOT / "docs/reference/compare.schema.json").read_text(encoding="utf-8"))


def test_json_holds_every_measure_and_fits_its_schema(hikiwake: Command) -> None:
    said = hikiwake("compare", LAKE, LAKE, "--off-b", "ratification", "--runs", "6", "--seed", "3", "--json")
    assert (said.code, said.err) == (0, "")
    jsonschema.validate(said.data, SCHEMA, cls=jsonschema.Draft202012Validator)
    for row in [said.data[name] for name in MEASURES]:
        assert set(row) == {"a", "b", "difference", "low", "high"}
        assert row["difference"] == pytest.approx(row["b"] - row["a"])
    assert said.data["differs"] == [{"key": "off", "a": [], "b": ["ratification"]}]
    assert (said.data["runs"], said.data["asked"], said.data["failed"], said.data["seed"]) == (6, 6, 0, 3)


def test_without_b_and_without_changes_nothing_differs(hikiwake: Command) -> None:
    said = hikiwake("compare", LAKE, "--runs", "3")
    assert said.code == 0
    assert "Nothing differs in the input, so nothing can differ in the result." in said.out
    assert "+" not in said.out


def test_what_is_said_of_one_side_wins(hikiwake: Command) -> None:
    both = [
        "--set",
        "talks.rounds=6",
        "--strategy",
        "oben=boulware",
        "--protocol",
        "simultaneous",
        "--off",
        "alliance",
    ]
    only = ["--set-b", "talks.rounds=5", "--strategy-a", "oben=micro", "--protocol-a", "single_text"]
    data = hikiwake("compare", WELL, *both, *only, "--off-b", "red_lines", "--runs", "2", "--json").data
    a, b = data["a"], data["b"]
    assert (a["changes"], b["changes"]) == ({"talks.rounds": "6"}, {"talks.rounds": "5"})
    assert (a["strategies"]["oben"], b["strategies"]["oben"]) == ("micro", "boulware")
    assert (a["protocol"], b["protocol"]) == ("single_text", "simultaneous")
    assert (a["constraints_off"], b["constraints_off"]) == (["alliance"], ["alliance", "red_lines"])


def test_disputes_with_little_in_common_get_a_warning(hikiwake: Command) -> None:
    said = hikiwake("compare", LAKE, WELL, "--runs", "3")
    text = " ".join(said.out.split())
    assert "share fewer than half of their settings" in text
    assert "A and B have different signatories" in text
    assert "which --json lists" in text


def test_a_difference_that_stands_out_gets_a_sentence(hikiwake: Command) -> None:
    said = hikiwake("compare", "1960-memorandum", "--off-b", "interests", "--runs", "12")
    text = " ".join(said.out.split())
    assert "A signed text: " in text and " of a hundred runs in A and " in text
    assert "95% interval" in text and "12 pairs of runs" in text
    assert " settings have the same numbers on both sides." in text


def test_ctrl_c_shows_what_was_played(hikiwake: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = module.play_portions

    def stopped(*given: Any) -> Iterator[Any]:
        yield next(iter(whole(*given)))
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "play_portions", stopped)
    said = hikiwake("compare", LAKE, WELL, "--runs", "50")
    assert (said.code, said.err) == (130, "hikiwake: interrupted\n")
    assert "Stopped after 4 of 50 pairs." in said.out
    data = hikiwake("compare", LAKE, WELL, "--runs", "50", "--json").data
    assert (data["runs"], data["asked"]) == (4, 50)


def test_ctrl_c_before_anything_was_played_ends_cleanly(
    hikiwake: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> Iterator[Any]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(module, "play_portions", stopped)
    said = hikiwake("compare", LAKE, WELL)
    assert (said.code, said.out, said.err) == (130, "", "hikiwake: interrupted\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ["A is missing", "hikiwake compare --help"]),
        (["2018-singapor"], ['no scenario "2018-singapor"', 'did you mean "2018-singapore"']),
        ([LAKE, "none.toml"], ["none.toml", "no such file"]),
        ([LAKE, WELL, "more"], ['no place for "more"']),
        ([LAKE, "--runs", "0"], ["runs: 0 is not a whole number from 2", "such as 200"]),
        ([LAKE, "--runs", "1"], ["runs: 1 is not a whole number from 2"]),
        ([LAKE, "--runs", "-5"], ['--runs: "-5" is not a whole number']),
        ([LAKE, "--runs", "many"], ['--runs: "many" is not a whole number; give one such as 1000']),
        ([LAKE, "--runs", "1000000"], ["runs: 1,000,000 is not a whole number from 2 to 20,000"]),
        ([LAKE, "--seed", "x"], ['seed: "x" is not a whole number']),
        ([LAKE, "--level", "95"], ['--level: "95" does not lie between 0 and 1', "such as 0.95"]),
        ([LAKE, "--level", "0"], ["--level"]),
        ([LAKE, "--level", "nan"], ["--level"]),
        ([LAKE, "--level", "sure"], ['--level: "sure"']),
        ([LAKE, "--set-a", "talks.rounds"], ['--set-a: "talks.rounds" must have the form KEY=VALUE']),
        ([LAKE, "--set-b", "a=1", "--set-b", "a=2"], ['--set-b: "a" is given twice']),
        ([LAKE, "--set-b", "talks.round=3"], ["lake.toml", 'did you mean "talks.rounds"']),
        ([LAKE, "--strategy-b", "fernside"], ["--strategy-b", "PARTY=NAME"]),
        ([LAKE, "--strategy-b", "fernside=human"], ["--strategy-b fernside=human", "a person cannot play"]),
        ([LAKE, "--strategy", "fernside=linea"], ["--strategy fernside=linea", 'did you mean "linear"']),
        ([LAKE, "--strategy-a", "fernsid=linear"], ['no signatory "fernsid"', 'did you mean "fernside"']),
        ([LAKE, "--off-a", "alianc"], ['no constraint "alianc"', 'did you mean "alliance"']),
        ([LAKE, "--protocol-b", "singel_text"], ['did you mean "single_text"']),
        ([LAKE, "--stratgy", "x=y"], ["no option --stratgy", "did you mean"]),
    ],
)
def test_wrong_input_gets_one_sentence(
    refused: Callable[..., str], words: list[str], said: list[str]
) -> None:
    sentence = refused("compare", *words)
    assert [part for part in said if part not in sentence] == []
