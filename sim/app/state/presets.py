"""Changes in a few words: what a reader can try with one press, as `presets.toml` lists it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from sim.app.state import cache
from sim.app.state.links import State, settable
from sim.domain.game import CONSTRAINTS
from sim.errors import SimError
from sim.scenario.grades import Name, Strict, Text
from sim.scenario.places import scenarios_dir
from sim.scenario.problems import read_checked
from sim.scenario.schema import Id
from sim.scenario.setup import Plain


class PresetSpec(Strict):
    """One preset. Without ``episodes`` it belongs to all that have what it changes."""

    episodes: list[Id] = Field(default=[])
    title: Text
    changes: dict[Text, str | bool | float] = Field(default={})
    off: list[Literal["interests", "red_lines", "credibility", "alliance", "ratification"]] = Field(
        default=[]
    )


class HintSpec(Strict):
    """A text with which a seat does better than history under a preset; it is silent on what it does not name."""

    seat: Name
    preset: Name
    depth: Name
    terms: dict[Name, Name] = Field(default={})


class PresetsSpec(Strict):
    """The file of presets."""

    preset: dict[Name, PresetSpec] = Field(min_length=1)
    hint: dict[Id, HintSpec] = Field(default={})


@dataclass(frozen=True)
class Preset:
    """A change with a title."""

    id: str
    title: str
    changes: tuple[tuple[str, Plain], ...]
    off: tuple[str, ...]

    def laid_over(self, plain: State) -> State:
        """Return an unchanged state with the change."""
        off = tuple(name for name in CONSTRAINTS if name in {*plain.off, *self.off})
        return replace(plain, changes={**plain.changes, **dict(self.changes)}, off=off)


@lru_cache(maxsize=1)
def _file(path: Path) -> PresetsSpec:
    return read_checked(PresetsSpec, path, path.name)


def presets(episode: str) -> tuple[Preset, ...]:
    """Return the presets of an episode, its own first.

    >>> [preset.id for preset in presets("1956-joint-declaration")][:2]
    ['no_threat', 'believed']
    """
    found = []
    for name, row in _file(scenarios_dir() / "presets.toml").preset.items():
        preset = Preset(name, row.title, tuple(row.changes.items()), tuple(row.off))
        if (not row.episodes or episode in row.episodes) and _applies(episode, preset):
            found.append(preset)
    return tuple(found)


def hint(episode: str) -> tuple[HintSpec, Preset] | None:
    """Return the hint of an episode and the preset that it needs; ``None`` where there is none.

    >>> hint("2018-singapore")[0].seat
    'japan'
    """
    found = _file(scenarios_dir() / "presets.toml").hint.get(episode)
    if found is None:
        return None
    return found, next(preset for preset in presets(episode) if preset.id == found.preset)


def _applies(episode: str, preset: Preset) -> bool:
    scenario = cache.scenario(episode)
    if not all(settable(scenario, key) for key, _ in preset.changes):
        return False
    try:
        changed = cache.scenario(episode, dict(preset.changes))
    except SimError:
        return False
    return bool(preset.off) or changed.document != scenario.document


def plain(state: State) -> State:
    """Return a state without what a reader changed: the same episode, seed, language and round."""
    return replace(state, changes={}, strategies={}, off=(), protocol=None)


def chosen(state: State) -> str | None:
    """Return the id of the preset that a state is, if it is one."""
    base = plain(state)
    return next((p.id for p in presets(state.scenario) if p.laid_over(base) == state), None)


def titles() -> list[str]:
    """Return the titles of all presets."""
    return [row.title for row in _file(scenarios_dir() / "presets.toml").preset.values()]
