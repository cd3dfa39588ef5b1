"""The walker of fields: what stands where, and what of a scenario is words only."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from sim.scenario.changes import changeable
from sim.scenario.fields import Kind, fields_of, plays, walk
from sim.scenario.grades import Setting
from sim.scenario.load import Scenario, episode_ids, from_document, load
from sim.scenario.party import PartySpec
from sim.scenario.schema import ScenarioSpec, Talks
from sim.scenario.settings import settings_of


def test_an_annotation_is_unwrapped_to_what_may_stand_there() -> None:
    talks, party = fields_of(Talks), fields_of(PartySpec)
    assert (talks["rounds"].of, talks["rounds"].optional) == (int, False)
    assert talks["protocol"].of is Literal
    assert "single_text" in talks["protocol"].choices
    assert talks["rapport"].scaled is not None
    assert (talks["rapport"].scaled.scale, talks["rapport"].optional) == ("rapport", True)
    values = party["values"]
    assert values.of is dict
    assert values.item is not None
    assert values.item.item is not None
    assert (values.item.item.of, values.item.item.single, values.item.item.table) == (Setting, True, None)
    assert Kind(ScenarioSpec).table is ScenarioSpec


def test_a_path_leads_to_what_may_stand_there_or_nowhere() -> None:
    kind: Kind | None = Kind(ScenarioSpec)
    for step in ("parties", "anybody", "red_lines", "any", "holds"):
        assert kind is not None
        kind = kind.below(step)
    assert kind is not None
    assert kind.of is bool
    assert kind.below("more") is None
    assert Kind(ScenarioSpec).below("partys") is None


@pytest.mark.parametrize("episode", episode_ids())
def test_a_file_and_its_checked_form_have_the_same_settings(episode: str) -> None:
    loaded = load(episode)
    kinds = {key: kind for key, kind, _ in walk(loaded.document, Kind(ScenarioSpec))}
    for key, (_, scaled) in settings_of(loaded.spec).items():
        assert kinds[key].of is Setting
        assert kinds[key].scaled == scaled
    assert set(changeable(loaded.document)) == {key for key, kind in kinds.items() if kind.single} - {
        *("id", "extends", "abstract"),
    }


def _reworded(data: Any, kind: Kind | None) -> Any:
    """A document in which everything that is marked as words says something else."""
    if not isinstance(data, dict) or kind is None:
        return f"{data} indeed" if isinstance(data, str) and kind and kind.words else data
    inner = {name: kind.below(name) for name in data}
    free = {name: value for name, value in data.items() if name not in ("extends", "id", "date", "happened")}
    return {**data, **{name: _reworded(value, inner[name]) for name, value in free.items()}}


@pytest.mark.parametrize("episode", ["1956-joint-declaration", "2018-singapore"])
def test_what_is_words_only_changes_no_game(episode: str) -> None:
    loaded = load(episode)
    other = _reworded(dict(loaded.document), Kind(ScenarioSpec))
    assert other != loaded.document
    assert plays(other) == plays(loaded.document)
    made = from_document(other, loaded.scales, "reworded")
    assert _numbers(made) == _numbers(loaded)


def _numbers(scenario: Scenario) -> list[Any]:
    game = scenario.game()
    return [
        game.utilities.tolist(),
        game.refused.tolist(),
        game.events,
        game.dynamics,
        game.parties,
        game.depths.binding.tolist(),
        game.depths.demand,
    ]


def test_a_party_or_issue_may_bear_the_name_of_a_text() -> None:
    document = {
        "parties": {"title": {"role": "guarantor", "title": "The Title"}},
        "status_quo": {"text": "yes"},
    }
    assert plays(document) == {"parties": {"title": {"role": "guarantor"}}, "status_quo": {"text": "yes"}}


def test_labels_stay_where_they_are_asked_for() -> None:
    document = {
        "id": "x",
        "date": "2030",
        "title": "X",
        "parties": {"north": {"seat": "North", "title": "N"}},
    }
    assert plays(document, labels=True) == {
        "id": "x",
        "date": "2030",
        "parties": {"north": {"seat": "North"}},
    }
    assert plays(document) == {"parties": {"north": {}}}
