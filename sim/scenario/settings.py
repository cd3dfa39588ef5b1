"""Every setting of a scenario by its dotted key, and how words become numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import ScenarioError, nearest
from sim.scenario.fields import Kind, walk
from sim.scenario.grades import Scaled, Setting
from sim.scenario.scales import Scale
from sim.scenario.schema import ScenarioSpec
from sim.streams import stream


@dataclass(frozen=True)
class Resolved:
    """A setting turned into numbers: the most likely value, its range, and what it rests on.

    ``level`` is the word it was graded with, or ``None`` where the file gives a number. ``drawn_by`` names the random
    stream it is drawn by: what a word of a fitted scale means is one unknown, the same for all settings of a run.
    """

    key: str
    value: float
    low: float
    high: float
    scale: str
    level: str | None
    evidence: tuple[str, ...]
    assumption: str | None
    drawn_by: tuple[str, str] = ("", "")

    def draw(self, uniform: float) -> float:
        """Return a value of the triangular distribution over the range with its mode at the value.

        >>> Resolved("k", 0.5, 0.0, 1.0, "trust", None, (), "why").draw(0.5)
        0.5
        """
        low, mode, high = self.low, self.value, self.high
        if high <= low:
            return mode
        if uniform * (high - low) < mode - low:
            return low + math.sqrt(uniform * (high - low) * (mode - low))
        return high - math.sqrt((1.0 - uniform) * (high - low) * (high - mode))


def settings_of(table: ScenarioSpec) -> dict[str, tuple[Setting, Scaled]]:
    """Return every setting of a checked scenario: dotted key to the setting and its scale."""
    return {
        key: (value, kind.scaled)
        for key, kind, value in walk(table, Kind(ScenarioSpec))
        if isinstance(value, Setting) and kind.scaled is not None
    }


def resolve(
    settings: Mapping[str, tuple[Setting, Scaled]], scales: Mapping[str, Scale], source: str
) -> dict[str, Resolved]:
    """Return every setting as numbers. Raises `ScenarioError` for a word off its scale or a number out of bounds."""
    resolved = {}
    for key, (setting, scaled) in settings.items():
        if setting.level is not None:
            value, low, high = _word(key, setting.level, scaled, scales, source)
            fitted = scales[scaled.scale].prior is not None
        else:
            assert setting.value is not None and setting.range is not None
            value, low, high = setting.value, setting.range[0], setting.range[1]
            fitted = False
        if not scaled.low <= low <= value <= high <= scaled.high:
            raise ScenarioError(
                f"{source}: {key}: {value:g} with the range [{low:g}, {high:g}] is out of bounds; "
                f"it must lie from {scaled.low:g} to {scaled.high:g}"
            )
        resolved[key] = Resolved(
            key,
            float(value),
            float(low),
            float(high),
            scaled.scale,
            setting.level,
            tuple(setting.evidence),
            setting.assumption,
            ("scale", scaled.scale) if fitted else ("setting", key),
        )
    return resolved


def _word(
    key: str, level: str, scaled: Scaled, scales: Mapping[str, Scale], source: str
) -> tuple[float, float, float]:
    if scaled.scale not in scales:
        raise ScenarioError(
            f'{source}: {key}: there is no scale "{scaled.scale}"; '
            f"{nearest(scaled.scale, scales) or 'there is none at all'}"
        )
    words = scales[scaled.scale].words
    if level not in words:
        raise ScenarioError(
            f'{source}: {key}: "{level}" is not a word of the scale "{scaled.scale}" '
            f"({', '.join(words)}); {nearest(level, words)}"
        )
    word = words[level]
    return word.value, word.range[0], word.range[1]


def numbers(resolved: Mapping[str, Resolved], seed: int | None = None) -> dict[str, float]:
    """Return one number per setting: the most likely ones, or with a seed a draw from every range.

    Every setting draws from a stream of its own, named by its key, so a change in one leaves the others; words of a
    fitted scale draw from one stream, named by the scale, so that they mean the same wherever they stand.
    """
    if seed is None:
        return {key: setting.value for key, setting in resolved.items()}
    return {
        key: setting.draw(float(stream(seed, *setting.drawn_by).random()))
        if setting.low < setting.high
        else setting.value
        for key, setting in resolved.items()
    }
