"""The signs that the articles and the literature lead one to expect, over the same seeds.

The threat over Okinawa (claims ria-2019-01/c14 and ppn-2022-01/c15), the condition about troops (tass-2018-11/c22)
and the demand for all four islands (ppn-2022-01/c18). Both settings of a comparison get the same seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from sim.domain.game import CONSTRAINTS, LADDER
from sim.engine.ensemble import PreparedScenario, Runs, play_many, prepare
from sim.scenario.load import load
from sim.scenario.setup import Setup

SEEDS = 400
Test = Callable[[PreparedScenario, Runs], np.ndarray]


def two_islands_move(prepared: PreparedScenario, runs: Runs) -> np.ndarray:
    """Whether a treaty was signed that moves the two smaller islands, now or later."""
    moves = {"depth": ["treaty"], "habomai": ["later", "japan"]}
    mask = prepared.scenario.game().space.matches(moves)
    return (runs.agreement >= 0) & mask[runs.agreement]


def treaty(prepared: PreparedScenario, runs: Runs) -> np.ndarray:
    found: Any = runs.ladder == LADDER.index("treaty")
    return np.asarray(found)


def treaty_gap(prepared: PreparedScenario, runs: Runs) -> np.ndarray:
    """How far the nearest treaty stayed from being signed."""
    return np.minimum(1.0, runs.gaps[:, -1])


def share(
    scenario: str,
    test: Test,
    changes: Mapping[str, str | float | bool] | None = None,
    off: tuple[str, ...] = (),
) -> float:
    prepared = prepare(Setup(scenario, changes or {}, off=off, draw=True))
    return float(test(prepared, play_many(prepared, np.arange(SEEDS))).mean())


@pytest.mark.parametrize(
    ("changes", "off"),
    [({"parties.usa.leverage": "none"}, ()), ({}, ("alliance",))],
    ids=["no leverage", "no alliance"],
)
def test_without_the_threat_of_1956_two_islands_move_more_often(
    changes: dict[str, str], off: tuple[str, ...]
) -> None:
    with_threat = share("1956-joint-declaration", two_islands_move)
    without = share("1956-joint-declaration", two_islands_move, changes, off)
    assert without > 1.5 * with_threat > 0.0


def test_a_base_free_pledge_that_is_doubted_more_puts_a_treaty_farther_off() -> None:
    key = "parties.russia.confidence.base_free_pledge"
    believed, doubted = (share("2018-singapore", treaty_gap, {key: word}) for word in ("high", "low"))
    assert believed < doubted
    signed, given_up = (share("2018-singapore", treaty, {key: word}) for word in ("full", "none"))
    assert signed >= given_up


def test_insisting_on_all_four_islands_makes_a_treaty_rarer() -> None:
    two = share("2018-singapore", treaty)
    four = share("2018-singapore", treaty, {"parties.japan.red_lines.all_four.holds": "true"})
    assert two > four


@pytest.mark.parametrize("scenario", ["1956-joint-declaration", "2018-singapore"])
@pytest.mark.parametrize("kept", CONSTRAINTS)
def test_no_constraint_makes_an_agreement_more_frequent_than_none(scenario: str, kept: str) -> None:
    loaded, seeds = load(scenario), np.arange(10)
    free = play_many(prepare(Setup(loaded, off=CONSTRAINTS, draw=True)), seeds)
    bound = play_many(
        prepare(Setup(loaded, off=[name for name in CONSTRAINTS if name != kept], draw=True)), seeds
    )
    assert ((free.agreement >= 0) >= (bound.agreement >= 0)).all()
    assert {LADDER[step] for step in free.ladder} == {"treaty"}
