"""Questions one click away: B is A without one constraint, with one key setting a word higher or lower, and so on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sim.app.state import cache
from sim.app.state.links import State
from sim.app.state.sides import b_of, data_of, scenario_of, with_setting
from sim.domain.game import CONSTRAINTS, PROTOCOLS
from sim.scenario.load import Scenario
from sim.scenario.settings import Resolved

GROUPS = ("constraint", "setting", "line", "way", "episode")
"""Kinds of questions, in the order of the page."""


@dataclass(frozen=True)
class Question:
    """One ready-made B. ``group`` is one of `GROUPS`; ``key`` what changes; ``old`` and ``new`` words of its scale."""

    group: str
    key: str
    old: str | None
    new: str
    data: dict[str, Any]

    @property
    def id(self) -> str:
        """A name that is the same whenever the question is."""
        return f"{self.group}:{self.key}:{self.new}"


def next_words(scenario: Scenario, setting: Resolved) -> list[str]:
    """Return the words of a setting's scale just below and just above it, as far as there are any.

    >>> from sim.scenario.load import load
    >>> singapore = load("2018-singapore")
    >>> next_words(singapore, singapore.settings["parties.usa.leverage"])
    ['low', 'high']
    """
    words = scenario.scales[setting.scale].words
    lower = [name for name, word in words.items() if word.value < setting.value]
    higher = [name for name, word in words.items() if word.value > setting.value]
    below = max(lower, key=lambda name: words[name].value, default=None)
    above = min(higher, key=lambda name: words[name].value, default=None)
    return [name for name in (below, above) if name is not None]


def _asked(a: State, group: str, key: str, old: str | None, new: str, b: State) -> Question:
    return Question(group, key, old, new, data_of(a, b))


def _constraints(a: State) -> Iterator[Question]:
    for name in CONSTRAINTS:
        off = tuple(c for c in CONSTRAINTS if (c in a.off) != (c == name))
        old, new = ("off", "on") if name in a.off else ("on", "off")
        yield _asked(a, "constraint", name, old, new, replace(a, off=off))


def _settings(a: State, scenario: Scenario) -> Iterator[Question]:
    for key in scenario.spec.key_settings:
        setting = scenario.settings[key]
        for word in next_words(scenario, setting):
            yield _asked(a, "setting", key, setting.level, word, with_setting(a, a, key, word))


def _lines(a: State, scenario: Scenario) -> Iterator[Question]:
    """The red lines that can be drawn or given up."""
    for party, row in scenario.spec.parties.items():
        for name, line in row.red_lines.items():
            key = f"parties.{party}.red_lines.{name}.holds"
            b = replace(a, changes={**a.changes, key: not line.holds})
            yield _asked(a, "line", key, _switch(line.holds), _switch(not line.holds), b)


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _ways(a: State, scenario: Scenario) -> Iterator[Question]:
    now = a.protocol or scenario.spec.talks.protocol
    for name in PROTOCOLS:
        if name != now:
            yield _asked(a, "way", name, now, name, replace(a, protocol=name))


def _episodes(a: State) -> Iterator[Question]:
    for name in cache.episodes():
        found = b_of(a, {"episode": name}) if name != a.scenario else None
        if found is not None:
            yield _asked(a, "episode", name, a.scenario, name, found)


def questions(a: State) -> list[Question]:
    """Return the ready-made questions about a setting.

    >>> found = questions(State())
    >>> [q.key for q in found if q.group == "constraint"]
    ['interests', 'red_lines', 'credibility', 'alliance', 'ratification']
    >>> all(b_of(State(), q.data) is not None for q in found)
    True
    """
    scenario = scenario_of(a)
    return [
        *_constraints(a),
        *_settings(a, scenario),
        *_lines(a, scenario),
        *_ways(a, scenario),
        *_episodes(a),
    ]


def chosen(found: list[Question], a: State, b: State) -> Question | None:
    """Return the ready-made question whose B this is, if any."""
    data = data_of(a, b)
    return next((question for question in found if question.data == data), None)
