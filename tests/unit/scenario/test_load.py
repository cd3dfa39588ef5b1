"""Loading a scenario: what it extends, changes by hand, draws, and what the hash covers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError, ScenarioError, UnknownName
from sim.scenario.changes import changeable
from sim.scenario.load import episode_ids, load
from sim.scenario.places import scenarios_dir
from sim.scenario.settings import numbers


@pytest.mark.parametrize("episode", episode_ids())
def test_every_episode_has_texts_of_every_depth_and_a_demand_on_each_side(episode: str) -> None:
    game = load(episode).game()
    assert game.space.n < 1000
    assert game.rounds >= 1
    assert all(
        game.depths.at(d).any() for d in range(len(game.depths.names)) if game.depths.names[d] != "procedure"
    )
    for place in game.signatories:
        demand = game.depths.demand[place]
        assert demand >= 0 and not game.refused[place, demand]
        assert game.depths.names[int(game.depths.of[demand])] in ("procedure", "declaration", "treaty")
    assert (game.utilities[:, game.status_quo] == 0.0).all()


@pytest.mark.parametrize("episode", episode_ids())
def test_every_setting_rests_on_a_claim_or_an_assumption(episode: str) -> None:
    settings = load(episode).settings
    assert len(settings) > 80
    assert all(setting.evidence or setting.assumption for setting in settings.values())
    assert sum(bool(setting.evidence) for setting in settings.values()) > len(settings) / 2


def test_an_episode_changes_only_what_it_names() -> None:
    base, episode = load(scenarios_dir() / "base.toml", abstract=True), load("2018-singapore")
    assert episode.settings["parties.russia.weights.iturup"] == base.settings["parties.russia.weights.iturup"]
    assert episode.settings["talks.rapport"] != base.settings["talks.rapport"]


def test_the_hash_follows_every_number_and_nothing_else() -> None:
    plain = load("2018-singapore")
    assert plain.hash == load("2018-singapore").hash
    assert plain.hash != load("2018-singapore", {"parties.japan.trust": 0.51}).hash


def test_a_word_and_its_number_make_the_same_game() -> None:
    word = load("2018-singapore", {"parties.japan.trust": "low"})
    number = load("2018-singapore", {"parties.japan.trust": word.settings["parties.japan.trust"].value})
    assert dataclasses.replace(word.game(), space=number.game().space).parties == number.game().parties


def test_draws_stay_in_range_and_belong_to_their_setting() -> None:
    scenario = load("2018-singapore")
    first, second = numbers(scenario.settings, 1), numbers(scenario.settings, 2)
    for key, setting in scenario.settings.items():
        assert setting.low <= first[key] <= setting.high
    assert first != second
    changed = load("2018-singapore", {"parties.japan.trust": "low"})
    drawn = numbers(changed.settings, 1)
    assert [key for key in drawn if drawn[key] != first[key]] == ["parties.japan.trust"]


def test_the_draws_of_a_range_are_triangular() -> None:
    setting = load("2018-singapore").settings["parties.japan.trust"]
    draws = np.array([setting.draw(u) for u in np.linspace(0.0, 1.0, 20001)])
    expected = (setting.low + setting.value + setting.high) / 3
    assert abs(draws.mean() - expected) < 1e-4
    assert np.all(np.diff(draws) >= 0)


def test_every_changeable_key_can_be_changed_to_what_it_is() -> None:
    scenario = load("2018-singapore")
    keys = changeable(scenario.document)
    assert set(scenario.settings) <= set(keys)
    graded = {key: s.level or s.value for key, s in scenario.settings.items()}
    again = scenario.with_changes(graded)
    assert again.game().parties == scenario.game().parties


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("parties.japan.trsut", "low", 'did you mean "parties.japan.trust"'),
        ("parties.japan.trust", "hihg", 'did you mean "high"'),
        ("parties.japan.trust", 1.5, "must lie from 0 to 1"),
        ("parties.japan.trust", float("nan"), "finite"),
        ("talks.rounds", "many", "whole number"),
        ("talks.rounds", 0, "greater than or equal to 1"),
        ("parties.japan.red_lines.all_four.holds", "perhaps", "true or false"),
        ("parties.japan.strategy", "bulware", 'did you mean "boulware"'),
        ("parties.usa.role", "judge", "signatory"),
        ("parties.japan", "x", "not a single value"),
        ("id", "x", "no key|not a single value"),
        ("parties.japan.weights.kunashirr", "high", 'did you mean "kunashir"'),
        ("talks.opening", "usa", "signatory"),
    ],
)
def test_a_wrong_change_is_one_sentence_with_the_cure(key: str, value: object, words: str) -> None:
    with pytest.raises(ScenarioError, match=words) as caught:
        load("2018-singapore", {key: value})  # type: ignore[dict-item]
    assert key.split(".")[0] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_scenarios_are_told_the_nearest() -> None:
    with pytest.raises(UnknownName, match="2018-singapore"):
        load("2018-singapur")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends = 'nowhere'", "no scenario"),
        ("extends = 'own'", "extends itself"),
        ("extends = 3", "must be the name"),
        ("extends = 'base'\nid = 'x'\ntitle = ", "not valid TOML"),
        ("extends = 'base'\nid = 'x'\ntitel = 'y'", 'did you mean "title"'),
        ("extends = 'base'\nid = 'x'\n[parties.japan]\ntrust = { level = 'low' }", "rests on nothing"),
        ("extends = 'base'\nid = 'x'\n[parties.japan]\ntrust = 0.5", "parties.japan.trust"),
        (
            "extends = 'base'\nid = 'x'\n[parties.japan]\ntrust = { value = 0.5, assumption = 'y' }",
            "no range",
        ),
        (
            "extends = 'base'\nid = 'x'\n[parties.japan]\ntrust = { level = 'low', evidence = ['tass-2018-11/c99'] }",
            'no claim "tass-2018-11/c99"',
        ),
        (
            "extends = 'base'\nid = 'x'\n[feasibility]\nforbid = [{ habomai = ['russia', 'open', 'later', 'joint', 'japan'] }]",
            "no text at all",
        ),
        (
            "extends = 'base'\nid = 'x'\n[parties.japan.red_lines.all]\ntitle = 'all'\nassumption = 'y'\n"
            "refuses = { habomai = ['russia', 'open', 'later', 'joint', 'japan'] }",
            "nobody can meet it",
        ),
    ],
)
def test_a_wrong_file_is_one_sentence_with_the_cure(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        load(path)
    assert "own.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_weights_of_zero_are_refused() -> None:
    keys = [key for key in load("2018-singapore").settings if key.startswith("parties.japan.weights.")]
    with pytest.raises(ScenarioError, match=r"parties\.japan\.weights: all are zero"):
        load("2018-singapore", dict.fromkeys(keys, "none"))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00", bytes(range(256))])
def test_a_binary_file_is_named_as_such(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match=r"own\.toml: is not a text file"):
        load(path)


def test_absent_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        load(tmp_path / "none.toml")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load(tmp_path)
