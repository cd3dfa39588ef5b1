"""`hikiwake facts`: its account, its data, and what it refuses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.guides import saved

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden"
FACTS = """
[[fact]]
id = "opening"
episode = "well.toml"
says = "Oben asks for the mornings"
check = 'first_text(by="oben", has={morning="oben"})'
kind = "given"

[[fact]]
id = "gift"
episode = "well.toml"
says = "Oben begins by giving up the evenings and all of the upkeep"
check = 'first_text(by="oben", has={evening="unten", upkeep="none"})'
kind = "course"

[[fact]]
id = "no-gift"
episode = "well.toml"
says = "Oben opens with no gift"
check = 'not first_text(by="oben", has={evening="unten", upkeep="none"})'
kind = "course"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of facts beside the scenario that it speaks of."""
    for name in ("well.toml", "scales.toml"):
        shutil.copy(GOLDEN / name, tmp_path / name)
    path = tmp_path / "facts.toml"
    path.write_text(FACTS, encoding="utf-8")
    return path


def test_json_has_a_row_for_each_fact(hikiwake: Command, file: Path) -> None:
    said = hikiwake("facts", str(file), "--runs", "4", "--seed", "3", "--json")
    assert (said.code, said.err) == (0, "")
    assert [(row["id"], row["kind"], row["share"], row["holds"]) for row in said.data] == [
        ("opening", "given", 1.0, True),
        ("gift", "course", 0.0, False),
        ("no-gift", "course", 1.0, True),
    ]
    for row in said.data:
        assert set(row) >= {"id", "episode", "says", "kind", "share", "holds"}
        assert row["episode"] == "well.toml"
    assert hikiwake("facts", str(file), "--runs", "4", "--seed", "3", "--json").data == said.data


def test_the_account_tells_what_fails_and_counts_by_kind(hikiwake: Command, file: Path) -> None:
    said = hikiwake("facts", str(file), "--runs", "3")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Facts: 3; episodes: 1; runs of each: 3"
    assert [line.split()[0] for line in lines if "put in" in line or "course of" in line] == [
        "100%", "*0%", "100%", "put"
    ]  # fmt: skip
    assert "What does not come out" in lines
    assert "(well.toml, 0%)" in said.out
    assert lines[-1] == "put in by the episode: 1 of 1; course of the talks: 1 of 2"


@pytest.mark.parametrize(("code", "word"), [("ja", "事実"), ("ru", "Факт")])
def test_the_account_in_other_languages(hikiwake: Command, file: Path, code: str, word: str) -> None:
    said = hikiwake("facts", str(file), "--runs", "1", "--language", code)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(word)


def test_when_all_come_out(hikiwake: Command, file: Path) -> None:
    file.write_text(FACTS.partition('[[fact]]\nid = "gift"')[0], encoding="utf-8")
    said = hikiwake("facts", str(file), "--runs", "1")
    assert "All facts come out." in said.out
    assert "*" not in said.out.replace("* marks", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--runs", "0"], ["--runs: 0", "from 1 to"]),
        (["--runs", "many"], ['--runs: "many" is not a whole number']),
        (["--seed", "-1"], ['seed: "-1"']),
        (["--language", "jp"], ['no language "jp"']),
        (["none.toml"], ["none.toml", "no such file", "give the path"]),
        ([str(GOLDEN / "well.toml")], ["well.toml", "is not a known key"]),
    ],
)
def test_what_it_refuses(refused: Callable[..., str], words: list[str], said: list[str]) -> None:
    sentence = refused("facts", *words)
    assert [part for part in said if part not in sentence] == []


def test_a_wrong_check_is_one_sentence_with_file_fact_and_cure(
    refused: Callable[..., str], file: Path
) -> None:
    file.write_text(FACTS.replace('morning="oben"', 'morning="obn"'), encoding="utf-8")
    assert refused("facts", str(file), "--json") == (
        f'{file}: fact.opening.check: first_text: has: issue "morning" has no option "obn"; did you mean "oben"?'
    )


def test_the_guide_brings_a_file_that_can_be_played(hikiwake: Command, tmp_path: Path) -> None:
    for name in ("own-dispute", "facts"):
        saved((ROOT / "docs" / "how-to" / f"{name}.md").read_text(encoding="utf-8"), tmp_path)
    said = hikiwake("facts", str(tmp_path / "facts.toml"), "--runs", "20", "--json")
    assert (said.code, said.err) == (0, "")
    assert [row["holds"] for row in said.data] == [True, True, True]


def test_validate_knows_a_file_of_facts(hikiwake: Command, file: Path) -> None:
    said = hikiwake("validate", str(file))
    assert (said.code, said.out) == (0, f"ok {file}: 3 facts of 1 episode\n")
    file.write_text(FACTS.replace("given", "gven"), encoding="utf-8")
    assert "fact.opening.kind" in hikiwake("validate", str(file)).err
