"""Episodes played with numbers that a fit leaves likely."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.scoring import ranked_probability_score
from sim.domain.game import LADDER
from sim.experiments.facts.facts_file import Facts, load_facts
from sim.experiments.history import drawn
from sim.experiments.history.drawn import facts_found, forecast_of, with_single_runs
from sim.experiments.history.findings import from_json
from sim.experiments.history.forecasts import played_episodes
from sim.experiments.history.reference_table import shipped, shipped_weights
from sim.scenario.load import path_of, posterior

TABLE = shipped(played_episodes())
WEIGHT = shipped_weights(TABLE, played_episodes())
RIVER = str(Path(__file__).resolve().parents[3] / "data" / "river" / "river.toml")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "DRAWS", 40)
    monkeypatch.setattr(drawn, "SINGLE", 20)


def one_episode(episode: str) -> Facts:
    """The facts that ship of one episode."""
    facts = load_facts()
    return replace(
        facts,
        facts=tuple(fact for fact in facts.facts if fact.episode == episode),
        episodes={episode: facts.episodes[episode]},
        paths={episode: facts.paths[episode]},
    )


def test_single_runs_are_those_of_the_likeliest_words() -> None:
    history = from_json().history
    made = posterior()
    assert made is not None
    found = with_single_runs(history, made.scales)
    assert [row.id for row in found.episodes] == [row.id for row in history.episodes]
    for row in found.episodes:
        assert list(row.single) == list(LADDER)
        assert sum(row.single.values()) == pytest.approx(1)
        assert all(round(share * 20) == pytest.approx(share * 20) for share in row.single.values())
    assert found.scores == history.scores


def test_an_episode_of_ones_own_is_forecast_with_the_fit_and_scored_where_it_says_what_came() -> None:
    (own,) = forecast_of([str(path_of("1956-joint-declaration"))], TABLE, WEIGHT, 60, 3)
    assert (own.id, own.observed) == ("1956-joint-declaration", "declaration")
    assert sum(own.forecast.values()) == pytest.approx(1)
    came = np.array([LADDER.index("declaration")])
    forecast = np.array([list(own.forecast.values())])
    assert own.rps == pytest.approx(float(ranked_probability_score(forecast, came)[0]))


def test_the_same_seed_forecasts_the_same_and_one_without_an_ending_is_not_scored() -> None:
    first = forecast_of([RIVER], TABLE, WEIGHT, 30, 3)
    assert first == forecast_of([RIVER], TABLE, WEIGHT, 30, 3)
    assert (first[0].id, first[0].observed, first[0].rps) == ("river", None, None)


def test_facts_come_out_in_a_share_of_the_draws() -> None:
    found = facts_found(TABLE, WEIGHT, one_episode("1956-joint-declaration"))
    assert {row.episode for row in found} == {"1956-joint-declaration"}
    assert all(0.0 <= row.share <= 1.0 for row in found)
    assert found == facts_found(TABLE, WEIGHT, one_episode("1956-joint-declaration"))
