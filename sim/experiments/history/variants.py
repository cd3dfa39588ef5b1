"""What is played besides the episodes as they are graded, to see what the findings rest on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.experiments.history.simulation import Variant
from sim.scenario.grades import Name, Strict, Text
from sim.scenario.places import scenarios_dir
from sim.scenario.problems import read_checked
from sim.scenario.schema import Id

ABLATIONS = "ablations.toml"
"""The file that ships, beside the episodes."""

REDUCED = ("trust", "leverage")

REGRADINGS = 20


class AblationSpec(Strict):
    """One difference between the episodes that is taken away: tables that are laid over every one of them."""

    title: Text
    overlay: dict[Name, Any]


class AblationsSpec(Strict):
    """The file."""

    ablation: dict[Id, AblationSpec]


@cache
def ablations() -> Mapping[str, AblationSpec]:
    """Return what ships, by name.

    >>> "alike" in ablations()
    True
    """
    return read_ablations(scenarios_dir() / ABLATIONS)


def titles() -> dict[str, str]:
    """Return the titles of the ablations that ship, by name."""
    return {name: row.title for name, row in ablations().items()}


def read_ablations(path: Path) -> Mapping[str, AblationSpec]:
    """Return the ablations of a file. Raises `ScenarioError` for anything wrong in it."""
    return read_checked(AblationsSpec, path, path.name).ablation


@cache
def checks() -> Mapping[str, tuple[Variant, int]]:
    """Return name to what is played, and in how many portions at most."""
    return {
        "middle": (Variant("middle", lean=2.0), 16),
        "ends": (Variant("ends", lean=0.5), 16),
        "reduced": (Variant("reduced", keep=REDUCED), 16),
        "articles": (Variant("articles", articles_only=True), 16),
        **{name: (Variant(name, overlay=row.overlay), 16) for name, row in ablations().items()},
        **{f"regraded-{i:02d}": (Variant(f"regraded-{i:02d}", regrade=i), 4) for i in range(REGRADINGS)},
    }
