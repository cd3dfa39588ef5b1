"""Changes in a few words: what a reader can try with one press, as `presets.toml` lists it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.app.state import cache
from sim.app.state.links import State, settable
from sim.domain.game import CONSTRAINTS
from sim.errors import SimError
from sim.experiments.presets import PRESETS, read_presets
from sim.scenario.places import scenarios_dir
from sim.scenario.setup import Plain


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


def presets(episode: str) -> tuple[Preset, ...]:
    """Return the presets of an episode, its own first.

    >>> [preset.id for preset in presets("1956-joint-declaration")][:2]
    ['no_threat', 'believed']
    """
    found = []
    for name, row in read_presets(scenarios_dir() / PRESETS).preset.items():
        preset = Preset(name, row.title, tuple(row.changes.items()), tuple(row.off))
        if (not row.episodes or episode in row.episodes) and _applies(episode, preset):
            found.append(preset)
    return tuple(found)


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
    return [row.title for row in read_presets(scenarios_dir() / PRESETS).preset.values()]
