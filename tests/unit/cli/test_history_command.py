"""`hikiwake history`: its account, its data, a replay, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from sim.domain.game import LADDER
from sim.experiments.history.findings import from_json
from sim.experiments.history.what_if import load_what_ifs
from sim.scenario.load import episode_ids

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command

SHIPPED = from_json()


def test_json_holds_every_episode_and_the_scores_with_their_intervals(hikiwake: Command) -> None:
    said = hikiwake("history", "--json")
    assert (said.code, said.err) == (0, "")
    assert {row["id"] for row in said.data["episodes"]} == set(episode_ids())
    for row in said.data["episodes"]:
        assert row["observed"] in LADDER
        assert list(row["forecast"]) == list(LADDER)
        assert sum(row["forecast"].values()) == pytest.approx(1)
        assert 0 <= row["rps"] <= 1
    assert set(said.data["rps"]) == set(SHIPPED.history.scores)
    for score in said.data["rps"].values():
        assert score["low"] <= score["value"] <= score["high"]
    assert len(said.data["what_ifs"]) == len(load_what_ifs())
    assert said.data["checks"]["histories"] == 50


def test_the_account_tells_what_came_and_how_good_the_forecasts_were(hikiwake: Command) -> None:
    said = hikiwake("history")
    assert said.code == 0
    lines = said.out.splitlines()
    assert max(map(len, lines)) <= 80
    for row in SHIPPED.history.episodes:
        line = next(line for line in lines if line.startswith(row.id))
        assert f"*{row.forecast[row.observed]:.0%}" in line
        assert f"{row.rps:.3f}" in line
    text = " ".join(said.out.split())
    model = SHIPPED.history.scores["model"]
    assert f"The model {model.value:.3f} ({model.low:.3f} to {model.high:.3f})" in text
    for what_if in SHIPPED.what_ifs:
        assert what_if.title in text


def test_a_replay_plays_anew_and_its_seed_makes_it_again(hikiwake: Command) -> None:
    one = hikiwake("history", "--runs", "40", "--json")
    again = hikiwake("history", "--runs", "40", "--json")
    table = hikiwake("history", "--json")
    assert one.data == again.data
    assert one.data["episodes"] != table.data["episodes"]
    assert one.data["rps"]["base_rate"] == pytest.approx(table.data["rps"]["base_rate"])


def test_the_account_speaks_other_languages(hikiwake: Command) -> None:
    assert "Эпизодов: 12" in hikiwake("history", "--language", "ru").out
    assert "12の場面" in hikiwake("history", "--language", "ja").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--runs", "0"], "--runs: 0 is not a whole number from 1 to 1,000,000; give one such as 1,000"),
        (["--language", "jap"], '--language: there is no language "jap"; did you mean "ja"?'),
        (["--runs", "some"], '--runs: "some" is not a whole number; give one such as 1000'),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    refused: Callable[..., str], words: list[str], sentence: str
) -> None:
    assert refused("history", *words) == sentence


def test_an_episode_of_ones_own_is_forecast(hikiwake: Command) -> None:
    files = ["tests/data/river/river.toml", "scenarios/2018-singapore.toml"]
    words = ["history", "--episodes", files[0], "--episodes", files[1], "--runs", "30", "--seed", "3"]
    said = hikiwake(*words, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.data == hikiwake(*words, "--json").data
    rows = said.data["episodes"] if isinstance(said.data, dict) else said.data
    assert [row["id"] for row in rows] == ["river", "2018-singapore"]
    for row in rows:
        assert sum(row["forecast"].values()) == pytest.approx(1)
    assert rows[0]["rps"] is None and 0 <= rows[1]["rps"] <= 1
    told = hikiwake(*words)
    assert "river" in told.out and "2018-singapore" in told.out


def test_an_episode_that_is_not_there_is_told_in_a_sentence(refused: Callable[..., str]) -> None:
    assert "nowhere.toml: there is no such file" in refused("history", "--episodes", "nowhere.toml")
