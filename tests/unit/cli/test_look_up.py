"""`scenarios`, `outcomes`, `evidence`, `validate` and `schema`: the JSON that others rely on, and the text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from sim import load, load_ledger
from sim.domain.evidence import RELIABILITIES
from sim.domain.game import CONSTRAINTS
from sim.scenario.load import episode_ids
from sim.scenario.places import scenarios_dir, seeds_dir
from sim.telling.catalogue import LANGUAGES, speaking, word

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

WELL = Path(__file__).resolve().parents[2] / "golden" / "well.toml"


def json_of(hikiwake: Command, *words: str) -> Any:
    said = hikiwake(*words, "--json")
    assert (said.code, said.err) == (0, "")
    return said.data


def test_scenarios(hikiwake: Command) -> None:
    rows = json_of(hikiwake, "scenarios")
    assert [row["id"] for row in rows] == episode_ids()
    assert all({"id", "title", "date", "parties", "outcomes", "ladder"} <= set(row) for row in rows)
    row = next(row for row in rows if row["id"] == "2018-singapore")
    assert (row["parties"], row["outcomes"], row["ladder"]) == (
        ["japan", "russia", "usa"],
        load("2018-singapore").game().space.n,
        "procedural",
    )
    told = hikiwake("scenarios").out
    assert [name for name in episode_ids() if f"{name} " not in told] == []
    assert max(len(line) for line in told.splitlines()) <= 80


def test_outcomes(hikiwake: Command) -> None:
    found = json_of(hikiwake, "outcomes", "2018-singapore")
    assert {"n_outcomes", "frontier", "solutions", "win_sets", "zone"} <= set(found)
    assert found["n_outcomes"] == load("2018-singapore").game().space.n
    assert len(found["frontier"]) == len(found["frontier_outcomes"]) > 1
    assert set(found["solutions"]) == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
    space = load("2018-singapore").game().space
    for solution in found["solutions"].values():
        assert list(solution["utilities"]) == ["japan", "russia"]
        assert 0 <= space.number(solution["outcome"]) < space.n
        assert all(
            solution["utilities"][party] >= found["disagreement"][party] for party in solution["utilities"]
        )


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_what_the_constraints_leave_is_a_table_in_80_columns(hikiwake: Command, language: str) -> None:
    with speaking(language):
        names = [word("constraint", name) for name in CONSTRAINTS]
    told = hikiwake("outcomes", "2018-singapore", "--language", language).out.splitlines()
    rows = [line for line in told if line.startswith(tuple(names))]
    assert len(rows) == len(names)
    assert all(re.search(r"\d\s+\d+[.,]\d\s?%", row) for row in rows)


def test_outcomes_under_other_rules(hikiwake: Command) -> None:
    plain = json_of(hikiwake, "outcomes", "2018-singapore")
    free = json_of(hikiwake, "outcomes", "2018-singapore", "--off", "red_lines")
    assert free["within_reach"] == free["n_outcomes"] > plain["within_reach"]
    assert free["constraints_off"] == ["red_lines"]
    hard = (str(WELL), "--set", "parties.oben.reservation=1", "--set", "parties.unten.reservation=1")
    none = json_of(hikiwake, "outcomes", *hard)
    assert (none["rational"], none["solutions"]["nash"]) == (0, None)
    assert "Nash: none" in hikiwake("outcomes", *hard).out


def test_outcomes_are_told_in_words(hikiwake: Command) -> None:
    said = hikiwake("outcomes", str(WELL))
    assert (said.code, said.err) == (0, "")
    for part in ("24 outcomes", "Pareto frontier", "Nash: Oben", "Win-sets", "Mornings", "credibility"):
        assert part in said.out


def test_evidence(hikiwake: Command) -> None:
    names = "id article outlet published date actor topic claim reliability disputes used_by"
    rows = json_of(hikiwake, "evidence")
    assert [row["id"] for row in rows] == list(load_ledger())
    assert all(set(names.split()) <= set(row) for row in rows)
    keys = [key for row in rows for key in row["used_by"]]
    assert "2018-singapore:happened" in keys
    assert all(":" in key for key in keys)


def test_evidence_is_searched_by_words_and_filters(hikiwake: Command) -> None:
    rows = json_of(hikiwake, "evidence", "hikiwake", "--topic", "doctrine")
    assert [row["id"] for row in rows] == ["sputnik-2018-09/c14", "sputnik-2018-09/c15"]
    low = json_of(hikiwake, "evidence", "--reliability", RELIABILITIES[-1], "--article", rows[0]["article"])
    assert low
    assert {row["reliability"] for row in low} == {RELIABILITIES[-1]}
    assert json_of(hikiwake, "evidence", "two", "words") == json_of(hikiwake, "evidence", "two words")
    told = hikiwake("evidence", "hikiwake", "--actor", "russia").out
    assert "sputnik-2018-09/c14" in told
    assert told.endswith("1 claim.\n")


def test_evidence_that_is_not_there_is_no_error(hikiwake: Command) -> None:
    assert json_of(hikiwake, "evidence", "unicorn") == []
    said = hikiwake("evidence", "unicorn")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith('No claim of the ledger with "unicorn"')


def test_the_schemas_hold_for_what_they_describe(hikiwake: Command) -> None:
    scenario, run = json.loads(hikiwake("schema").out), json.loads(hikiwake("schema", "--run").out)
    jsonschema.Draft202012Validator.check_schema(scenario)
    jsonschema.Draft202012Validator.check_schema(run)
    jsonschema.validate(dict(load("2018-singapore").document), scenario)
    jsonschema.validate(json_of(hikiwake, "run", str(WELL)), run)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": "x"}, scenario)


def test_validate_counts_what_a_file_holds(hikiwake: Command) -> None:
    files = sorted(
        [*scenarios_dir().glob("*.toml"), *seeds_dir().glob("*.toml"), WELL, WELL.with_name("scales.toml")]
    )
    said = hikiwake("validate", *map(str, files))
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert len(lines) == len(files)
    assert all(line.startswith(f"ok {file}: ") for line, file in zip(lines, files, strict=True))
    well = next(line for line in lines if "well.toml" in line)
    assert well.endswith(
        "well, 3 parties, 24 outcomes, 47 settings: 0 with evidence, 47 assumptions; scales: scales.toml beside the file"
    )
    assert all(
        "; scales: those that ship, fitted to these talks" in line
        for line in lines
        if "parties" in line and line != well
    )


def test_validate_lists_the_keys_that_can_be_set(hikiwake: Command) -> None:
    (row,) = json_of(hikiwake, "validate", "2018-singapore")
    assert (row["ok"], row["kind"], row["id"], row["outcomes"]) == (
        True,
        "scenario",
        "2018-singapore",
        load("2018-singapore").game().space.n,
    )
    assert row["settings"] == row["with_evidence"] + row["assumptions"]
    assert {"parties.japan.trust", "talks.rounds", "parties.usa.role"} <= set(row["keys"])


def test_validate_looks_at_every_file(hikiwake: Command, tmp_path: Path) -> None:
    broken, binary = tmp_path / "broken.toml", tmp_path / "binary.toml"
    broken.write_text("a = = 3\n", encoding="utf-8")
    binary.write_bytes(b"\0\0")
    words = ("validate", str(broken), str(WELL), str(binary), str(tmp_path), str(tmp_path / "none.toml"))
    said = hikiwake(*words)
    assert said.code == 2
    assert [line.split(":")[0] for line in said.out.splitlines()] == [f"ok {WELL}"]
    assert [line.startswith("hikiwake: ") for line in said.err.splitlines()] == [True] * 4
    for part in ("not valid TOML", "not a text file", "Is a directory", "no such file"):
        assert said.err.count(part) == 1
    rows = hikiwake(*words, "--json").data
    assert [row["ok"] for row in rows] == [False, True, False, False, False]
    assert str(broken) in rows[0]["error"]


def test_validate_knows_scales_and_articles(hikiwake: Command, tmp_path: Path) -> None:
    scales, article = tmp_path / "scales.toml", tmp_path / "ria-2019-01.toml"
    scales.write_text(
        '[scales.x]\ntitle = "x"\nassumption = "y"\nwords.a = { value = 2.0, range = [0.0, 1.0] }\n'
    )
    ria = (seeds_dir() / "ria-2019-01.toml").read_text(encoding="utf-8")
    article.write_text(ria.replace("tass-2018-11/c17", "tas-2018-11/c17"), encoding="utf-8")
    said = hikiwake("validate", str(scales), str(article))
    assert said.code == 2
    first, second = said.err.splitlines()
    assert "scales.x.words.a: has the value 2 outside its range" in first
    assert "ria-2019-01.toml: claims.c09.disputes:" in second
    assert 'does not exist; did you mean "tass-2018-11/c17"' in second
    scales.unlink()
    article.write_text(ria, encoding="utf-8")
    assert hikiwake("validate", str(article)).code == 0


def test_validate_of_an_abstract_base(hikiwake: Command, tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    base.write_text("abstract = true\n" + WELL.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "scales.toml").write_text(WELL.with_name("scales.toml").read_text(encoding="utf-8"))
    assert hikiwake("validate", str(base)).code == 0
    assert hikiwake("run", str(base)).code == 2


def test_outcomes_that_solve_it_equally_well_are_all_in_the_json(hikiwake: Command) -> None:
    found = json.loads(hikiwake("outcomes", "2018-singapore", "--json").out)["solutions"]
    for solution in found.values():
        assert solution["tied"] == len(solution["outcomes"]) >= 1
        assert solution["outcome"] == solution["outcomes"][0]
