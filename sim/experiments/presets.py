"""The file of presets: changes to episodes in a few words, for readers who want to try one at once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from sim.scenario.grades import Name, Strict, Text
from sim.scenario.problems import read_checked
from sim.scenario.schema import Id

PRESETS = "presets.toml"


class PresetSpec(Strict):
    """One preset. Without ``episodes`` it belongs to all that have what it changes."""

    episodes: list[Id] = Field(default=[])
    title: Text
    changes: dict[Text, str | bool | float] = Field(default={})
    off: list[Literal["interests", "red_lines", "credibility", "alliance", "ratification"]] = Field(
        default=[]
    )


class PresetsSpec(Strict):
    """The file of presets."""

    preset: dict[Name, PresetSpec] = Field(min_length=1)


def read_presets(path: Path) -> PresetsSpec:
    """Return the presets of a file. Raises `ScenarioError` for anything wrong in it."""
    return read_checked(PresetsSpec, path, path.name)
