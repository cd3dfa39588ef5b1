"""Which numbers make no game before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.domain.issue import Bools, Floats
from sim.scenario.load import Scenario

CUTS = tuple(f"ladder.{step}" for step in ("declaration", "procedural", "talks"))


def impossible(scenario: Scenario, given: Mapping[str, npt.NDArray[np.float64]], n: int) -> Bools:
    """Return for each of n runs whether the scenario cannot be changed to its given numbers: shape ``(n,)``.

    That is where `Scenario.with_changes` refuses them, which holds the other settings at their likeliest: cut
    points of the ladder that fall, or a party to which nothing weighs. (The engine sees what is drawn besides.)

    >>> from sim.scenario.load import load
    >>> impossible(load("2018-singapore"), {"ladder.talks": np.array([0.9, 0.0])}, 2).tolist()
    [False, True]
    """

    def number(key: str) -> Floats:
        return given[key] if key in given else np.full(n, scenario.settings[key].value)

    low, middle, high = (number(key) for key in CUTS)
    found: Bools = ~((low <= middle) & (middle <= high))
    for name, party in scenario.spec.parties.items():
        keys = [f"parties.{name}.weights.{issue}" for issue in party.weights]
        if any(key in given for key in keys):
            found |= np.stack([number(key) for key in keys]).max(axis=0) <= 0.0
    return found
