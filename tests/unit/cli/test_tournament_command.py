"""`hikiwake tournament`: what it prints, its JSON, what it refuses, and where it stops."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from sim.cli.commands.tournament import USUAL
from sim.domain.game import STRATEGIES
from sim.experiments.compare import tournament as module
from sim.scenario.load import episode_ids

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

ROOT = Path(__file__).resolve().parents[3]
LAKE, WELL = str(ROOT / "tests/data/lake.toml"), str(ROOT / "tests/golden/well.toml")
SCHEMA = json.loads((ROOT / "docs/reference/tournament.schema.json").read_text(encoding="utf-8"))
TWO = ("--strategies", "linear,boulware")


def test_json_holds_ranking_pairs_and_table_and_fits_its_schema(hikiwake: Command) -> None:
    said = hikiwake(
        "tournament", LAKE, WELL, "--strategies", "linear, hardliner,linear//none", "--runs", "3", "--json"
    )
    assert (said.code, said.err) == (0, "")
    jsonschema.validate(said.data, SCHEMA, cls=jsonschema.Draft202012Validator)
    names = ["hardliner", "linear", "linear/ac_next/none"]
    assert sorted(row["strategy"] for row in said.data["ranking"]) == names
    assert [(row["a"], row["b"]) for row in said.data["pairs"]] == [
        (names[0], names[1]),
        (names[0], names[2]),
        (names[1], names[2]),
    ]
    assert {one: list(cells) for one, cells in said.data["table"].items()} == dict.fromkeys(names, names)
    assert said.data["negotiations"] == 3 * 2 * 9
    assert [row["scenario"] for row in said.data["scenarios"]] == ["lake", "well"]


def test_the_account_names_ties_as_ties(hikiwake: Command) -> None:
    said = hikiwake("tournament", LAKE, "--strategies", "linear,hardliner,conceder", "--runs", "2")
    text = " ".join(said.out.split())
    assert said.code == 0
    assert "3 strategies, each against every other and itself" in text
    assert "18 negotiations: lake, every assignment with the same 2 seeds." in text
    assert "Ties: " in text and "Holm's correction" in text
    assert "best answer to" in text


def test_strategies_that_gain_the_same_share_a_rank(hikiwake: Command) -> None:
    said = hikiwake("tournament", "1960-memorandum", *TWO, "--runs", "2")
    assert "1 to 2  boulware" in said.out and "1 to 2  linear" in said.out
    assert "boulware and linear gain the same: a tie at the top." in " ".join(said.out.split())


def test_the_account_speaks_other_languages(hikiwake: Command) -> None:
    few = ("tournament", LAKE, WELL, *TWO, "--runs", "2")
    assert "総当たり戦" in hikiwake(*few, "--language", "ja").out
    assert "Выигрыш по эпизодам" in hikiwake(*few, "--language", "ru").out


def test_settings_hold_for_all_scenarios(hikiwake: Command) -> None:
    said = hikiwake(
        "tournament", LAKE, WELL, *TWO, "--runs", "2", "--set", "talks.rounds=3", "--off", "alliance",
        "--protocol", "simultaneous", "--json",
    )  # fmt: skip
    for row in said.data["scenarios"]:
        assert row["changes"] == {"talks.rounds": "3"}
        assert (row["protocol"], row["constraints_off"]) == ("simultaneous", ["alliance"])


def test_what_is_usual_leaves_out_only_those_that_look_into_the_cards() -> None:
    assert set(STRATEGIES) - set(USUAL.split(",")) == {"human", "zeuthen", "backward_induction"}


def test_without_scenarios_all_that_ship_are_played(
    hikiwake: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = []

    def noted(field: Any, *_: Any) -> Iterator[Any]:
        fields.append(field)
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(module, "play_rounds", noted)
    said = hikiwake("tournament")
    assert (said.code, said.out, said.err) == (130, "", "hikiwake: interrupted\n")
    assert [side.loaded.id for side in fields[0].sides] == episode_ids()
    assert set(fields[0].strategies) == set(USUAL.split(","))


def test_ctrl_c_ranks_what_was_played(hikiwake: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = module.play_rounds

    def stopped(*given: Any) -> Iterator[Any]:
        portions = whole(*given)
        yield next(portions)
        yield next(portions)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "play_rounds", stopped)
    said = hikiwake("tournament", LAKE, *TWO, "--runs", "50", "--json")
    assert said.code == 130 and said.err == "hikiwake: interrupted\n"
    assert 2 <= said.data["runs"] < said.data["asked"] == 50
    assert "of 100 seeds." in hikiwake("tournament", LAKE, *TWO).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2018-singapor", *TWO], ['did you mean "2018-singapore"']),
        ([LAKE, LAKE, *TWO], ['scenario: "lake" is given twice']),
        ([LAKE, "--strategies", "linear"], ["strategies: name two or more"]),
        ([LAKE, "--strategies", ""], ["--strategies", 'no strategy ""']),
        ([LAKE, "--strategies", "linear,,micro"], ['no strategy ""']),
        ([LAKE, "--strategies", "linear,boulwar"], ["--strategies", 'did you mean "boulware"']),
        ([LAKE, "--strategies", "linear,human"], ["--strategies", "a person cannot play many runs"]),
        ([LAKE, "--strategies", "linear,linear/ac_next"], ['"linear" is named twice']),
        ([LAKE, "--strategies", "linear/a/b/c,micro"], ["too many parts"]),
        ([LAKE, *TWO, "--runs", "1"], ["runs: 1 is not a whole number from 2"]),
        ([LAKE, *TWO, "--runs", "x"], ['--runs: "x" is not a whole number; give one such as 100']),
        ([LAKE, *TWO, "--runs", "5001"], ["runs: 5,001 is not a whole number from 2 to 5,000"]),
        ([LAKE, *TWO, "--seed", "-1"], ['seed: "-1" is not a whole number']),
        ([LAKE, *TWO, "--level", "1"], ['--level: "1" does not lie between 0 and 1']),
        ([LAKE, *TWO, "--set", "talks.round=3"], ['did you mean "talks.rounds"']),
        ([LAKE, *TWO, "--off", "x"], ['no constraint "x"']),
        ([LAKE, *TWO, "--protocol", "x"], ["protocol", '"x"']),
        ([LAKE, "--strategy", "a=b"], ["no option --strategy", 'did you mean "--strategies"']),
    ],
)
def test_wrong_input_gets_one_sentence(
    refused: Callable[..., str], words: list[str], said: list[str]
) -> None:
    sentence = refused("tournament", *words)
    assert [part for part in said if part not in sentence] == []
