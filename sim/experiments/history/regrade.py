"""An episode as others might have graded it: each of its own words one up or down, or only some of them kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.scenario.load import Scenario, from_document, load, merged
from sim.scenario.places import scenarios_dir
from sim.streams import stream


def common() -> Scenario:
    """Return what all episodes that ship with the package extend."""
    return load(scenarios_dir() / "base.toml", abstract=True)


def own_words(scenario: Scenario, base: Scenario) -> dict[str, str]:
    """Return the settings that a scenario grades for itself, by dotted key, with their words.

    >>> own_words(load("1956-joint-declaration"), common())["talks.rapport"]
    'cool'
    """
    found = {}
    for key, setting in scenario.settings.items():
        below = base.settings.get(key)
        graded = (setting.level, setting.evidence, setting.assumption)
        if setting.level is not None and (
            below is None or graded != (below.level, below.evidence, below.assumption)
        ):
            found[key] = setting.level
    return found


def regraded(scenario: Scenario, seed: int) -> Scenario:
    """Return the scenario with each of its own words moved one up or down at random, within its scale.

    >>> moved = regraded(load("1956-joint-declaration"), 0)
    >>> moved.settings["talks.rapport"].level in ("cold", "cordial")
    True
    """
    changes: dict[str, str | float | bool] = {}
    for key, word in own_words(scenario, common()).items():
        words = list(scenario.scales[scenario.settings[key].scale].words)
        place = words.index(word)
        step = 1 if stream(seed, scenario.id, key).random() < 0.5 else -1
        if not 0 <= place + step < len(words):
            step = -step
        changes[key] = words[max(0, min(place + step, len(words) - 1))]
    return scenario.with_changes(changes)


def altered(scenario: Scenario, overlay: Mapping[str, Any]) -> Scenario:
    """Return the scenario with tables laid over its own.

    >>> even = altered(load("2018-singapore"), {"talks": {"rapport": {"level": "cool", "assumption": "why not"}}})
    >>> even.settings["talks.rapport"].level
    'cool'
    """
    return from_document(merged(scenario.document, overlay), scenario.scales, scenario.source)


def reduced(scenario: Scenario, fields: Sequence[str]) -> Scenario:
    """Return the base with only those settings of the scenario whose last name is among ``fields``, events included.

    >>> plain = reduced(load("2018-singapore"), ["rapport"])
    >>> [plain.settings[key].level for key in ("talks.rapport", "talks.trust_gain")]
    ['close', 'much']
    """
    base = common()
    own = {key: word for key, word in own_words(scenario, base).items() if key.split(".")[-1] in fields}
    document = merged(base.document, {"id": scenario.id, "date": scenario.spec.date})
    events = {
        name: _only(event, fields)
        for name, event in scenario.document.get("events", {}).items()
        if any(key.startswith(f"events.{name}.") for key in own)
    }
    if events:
        document = merged(document, {"events": events})
    changes: dict[str, str | float | bool] = {
        key: word for key, word in own.items() if not key.startswith("events.")
    }
    return from_document(document, scenario.scales, scenario.source).with_changes(changes)


def _only(event: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """An event without what it changes besides the fields."""
    kept = {
        key: value for key, value in event.items() if key in {"title", "at", "chance", "evidence", *fields}
    }
    parties = {
        name: {key: value for key, value in party.items() if key in fields}
        for name, party in event.get("parties", {}).items()
    }
    return {**kept, "parties": {name: party for name, party in parties.items() if party}}
