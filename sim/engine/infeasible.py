"""Which numbers make no game before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.domain.issue import Bools, Floats
from sim.scenario.load import Scenario


def impossible(scenario: Scenario, given: Mapping[str, npt.NDArray[np.float64]], n: int) -> Bools:
    """Return for each of n runs whether the scenario cannot be changed to its given numbers: shape ``(n,)``.

    That is where `Scenario.with_changes` refuses them, which holds the other settings at their likeliest: a party to which
    nothing weighs. (The engine sees what is drawn besides.)

    >>> from sim.scenario.load import load
    >>> scenario = load("2018-singapore")
    >>> weights = [key for key in scenario.settings if key.startswith("parties.usa.weights.")]
    >>> impossible(scenario, {key: np.array([1.0, 0.0]) for key in weights}, 2).tolist()
    [False, True]
    """

    def number(key: str) -> Floats:
        return given[key] if key in given else np.full(n, scenario.settings[key].value)

    found: Bools = np.zeros(n, dtype=np.bool_)
    for name, party in scenario.spec.parties.items():
        keys = [f"parties.{name}.weights.{issue}" for issue in party.weights]
        if any(key in given for key in keys):
            found |= np.stack([number(key) for key in keys]).max(axis=0) <= 0.0
    return found
