"""Forecasts of history: what enters them, and that what ships follows from the table that ships."""

from __future__ import annotations

import itertools
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.posterior import effective_size, weights
from sim.domain.findings import History
from sim.domain.game import LADDER
from sim.domain.issue import Floats
from sim.engine.mesa import negotiate
from sim.errors import InputError
from sim.experiments.facts.facts_file import load_facts
from sim.experiments.history.findings import from_json, to_json
from sim.experiments.history.forecasts import ids_of, judged, observed_of, played_episodes, replayed
from sim.experiments.history.posterior import as_toml, fitted_parameters, fitted_words, mode
from sim.experiments.history.reference_table import REFERENCE, TableRequest, digest, from_parquet
from sim.experiments.history.robustness import recoded, unfitted
from sim.experiments.history.simulation import ReferenceTable
from sim.experiments.history.variants import ablations
from sim.scenario.load import POSTERIOR, load_scales, posterior
from sim.scenario.places import scenarios_dir

EPISODES = played_episodes()
OBSERVED = observed_of(EPISODES)
SCALES = load_scales(fitted=False)
SHIPPED = from_json()


@cache
def table() -> ReferenceTable:
    return from_parquet(scenarios_dir() / REFERENCE, [episode.id for episode in EPISODES])


@cache
def weight() -> Floats:
    """The weights of the table's draws by all that is known of the episodes."""
    likelihood = table().likelihood(ids_of(EPISODES), OBSERVED)
    return weights(likelihood, np.arange(len(OBSERVED)), table().taken)


@cache
def found() -> History:
    return judged(table(), EPISODES, OBSERVED)


@pytest.mark.parametrize("place", range(len(EPISODES)))
def test_an_outcome_has_no_part_in_its_own_forecast(place: int) -> None:
    small = table().first(1024)
    before = judged(small, EPISODES, OBSERVED)
    for step in range(len(LADDER)):
        changed = OBSERVED.copy()
        changed[place] = step
        again = judged(small, EPISODES, changed)
        assert again.episodes[place].forecast == before.episodes[place].forecast
        if step != OBSERVED[place]:
            others = [i for i in range(len(EPISODES)) if i != place]
            assert any(again.episodes[i].forecast != before.episodes[i].forecast for i in others)


def test_all_twelve_episodes_are_there_in_order_of_time() -> None:
    assert len(EPISODES) == 12
    assert [episode.spec.date for episode in EPISODES] == sorted(episode.spec.date for episode in EPISODES)
    assert [row.observed for row in found().episodes] == [
        e.spec.happened.ladder for e in EPISODES if e.spec.happened
    ]


def test_the_findings_that_ship_follow_from_the_table_that_ships() -> None:
    assert SHIPPED.made["digest"] == digest(table())
    for mine, theirs in zip(found().episodes, SHIPPED.history.episodes, strict=True):
        assert mine.id == theirs.id
        assert mine.observed == theirs.observed
        assert mine.rps == pytest.approx(theirs.rps, abs=1e-9)
        assert list(mine.forecast.values()) == pytest.approx(list(theirs.forecast.values()), abs=1e-9)
    assert SHIPPED.history.peak == pytest.approx(found().peak, abs=1e-9)


def test_the_table_that_ships_was_played_with_the_scenarios_that_ship() -> None:
    """Else `hikiwake calibrate` has to make it anew."""
    made = SHIPPED.made
    wanted = TableRequest(tuple(e.id for e in EPISODES), 1, made["replications"], made["seed"]).document
    assert {key: made[key] for key in wanted} == json.loads(json.dumps(wanted))


def test_the_words_that_ship_are_the_fit_of_the_table_that_ships() -> None:
    shipped = posterior()
    assert shipped is not None
    assert shipped.made.digest == digest(table())
    again = fitted_words(table(), weight(), SCALES)
    assert {s: list(words) for s, words in again.items()} == {s: list(w) for s, w in shipped.scales.items()}
    for scale, words in again.items():
        for name, word in words.items():
            other = shipped.scales[scale][name]
            assert [word.value, *word.range] == pytest.approx([other.value, *other.range], abs=2e-4)
    for name, word in fitted_parameters(table(), weight(), SCALES).items():
        assert word.value == pytest.approx(shipped.parameters[name].value, abs=2e-4)


def test_every_draw_was_played_in_every_episode() -> None:
    assert (table().counts.sum(axis=2) == SHIPPED.made["replications"]).all()
    assert SHIPPED.history.draws == table().n
    assert SHIPPED.history.size == pytest.approx(effective_size(weight()))


@pytest.mark.parametrize("episode", ["1956-joint-declaration", "2012-hikiwake", "2018-singapore"])
def test_at_the_numbers_that_are_played_with_both_sides_have_something_to_table(episode: str) -> None:
    record = negotiate(episode, seed=7)
    assert {row.proposer for row in record.rounds if row.offer} >= {"japan", "russia"}


def test_the_fit_ships_as_it_is_written() -> None:
    shipped = posterior()
    assert shipped is not None
    text = as_toml(shipped.scales, shipped.parameters, shipped.made.model_dump())
    assert text == (scenarios_dir() / POSTERIOR).read_text("utf-8")


def test_fitted_words_that_are_moved_keep_their_order() -> None:
    for name, scale in load_scales().items():
        if scale.prior is not None:
            words = [scale.words[word] for word in scale.words if word in (scale.prior.words or scale.words)]
            for below, above in itertools.pairwise(words):
                assert below.value <= above.value, name
                assert below.range[0] <= above.range[0], name
                assert below.range[1] <= above.range[1], name


def test_the_model_is_scored_against_what_it_has_to_beat() -> None:
    scores = SHIPPED.history.scores
    peers = {"base_rate", "smoothed_base_rate", "known_frequencies", "persistence"}
    assert set(scores) == {"model", *peers}
    for score in scores.values():
        assert 0 <= score.low <= score.value <= score.high <= 1
    assert set(SHIPPED.history.gains) == peers
    for name, gain in SHIPPED.history.gains.items():
        assert gain.value == pytest.approx(scores[name].value - scores["model"].value)
        assert gain.low <= gain.value <= gain.high
    assert scores["known_frequencies"].value < scores["smoothed_base_rate"].value
    assert scores["known_frequencies"].value < scores["base_rate"].value < scores["persistence"].value


def test_the_base_rate_is_handicapped_by_leaving_one_out() -> None:
    """By exactly (n / (n - 1)) squared: what is left out is what would have been counted."""
    n, scores = len(OBSERVED), SHIPPED.history.scores
    assert scores["base_rate"].value == pytest.approx((n / (n - 1)) ** 2 * scores["known_frequencies"].value)


def test_every_check_ships_and_is_a_score() -> None:
    checks = SHIPPED.checks
    assert checks is not None
    assert set(checks.ablations) == set(ablations())
    assert set(checks.priors) == {"middle", "ends"}
    for score in (checks.unfitted, checks.endings, checks.recoded, checks.articles, checks.reduced):
        assert 0 <= score.low <= score.value <= score.high <= 1
    assert 0 < checks.as_good <= 1
    assert unfitted(table()).sum(axis=1) == pytest.approx(1)


def test_facts_ship_with_and_without_the_fit() -> None:
    fitted, plain = ({row.id: row for row in rows} for rows in (SHIPPED.facts, SHIPPED.unfitted))
    assert list(fitted) == list(plain) == [fact.id for fact in load_facts().facts]
    assert all(
        row.holds == (row.share >= 0.5) for row in (*SHIPPED.facts, *SHIPPED.unfitted) if row.kind != "ending"
    )


def test_a_disputed_ending_is_coded_either_way() -> None:
    other = recoded(EPISODES, OBSERVED)
    disputed = [e.spec.happened is not None and e.spec.happened.disputed is not None for e in EPISODES]
    assert any(disputed)
    assert ((other != OBSERVED) == disputed).all()


def test_single_runs_of_every_episode_ship() -> None:
    for row in SHIPPED.history.episodes:
        assert list(row.single) == list(LADDER)
        assert sum(row.single.values()) == pytest.approx(1)


def test_the_fitting_itself_keeps_its_word() -> None:
    checks = SHIPPED.checks
    assert checks is not None
    assert checks.histories == 50
    assert 0.7 <= checks.covered.value <= 0.9


def test_a_replay_agrees_with_the_table() -> None:
    """Drawn and played anew: four hundred plays are within a tenth of what the table says."""
    forecasts = replayed(table(), EPISODES, OBSERVED, 400, 3)
    told = np.array([list(row.forecast.values()) for row in found().episodes])
    assert forecasts.sum(axis=1) == pytest.approx(1)
    assert np.abs(np.cumsum(forecasts, axis=1) - np.cumsum(told, axis=1)).max() < 0.1


def test_columns_and_episodes_have_to_fit() -> None:
    with pytest.raises(InputError, match="has 12 episodes but there are 11"):
        judged(table(), EPISODES[1:], OBSERVED[1:])


def test_findings_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_bytes(to_json(SHIPPED))
    assert from_json(path) == SHIPPED
    path.write_text('{"made": {}}', "utf-8")
    with pytest.raises(InputError, match="holds no findings"):
        from_json(path)
    with pytest.raises(InputError, match="hikiwake calibrate"):
        from_json(tmp_path / "nothing.json")


def test_the_mode_is_the_mean_of_the_weighted_draws() -> None:
    draws = np.array([[0.0], [1.0], [5.0]])
    assert mode(draws, np.array([0.5, 0.5, 0.0])) == pytest.approx([0.5])
