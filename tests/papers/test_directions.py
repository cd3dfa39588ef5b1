"""The signs that the articles and the literature lead one to expect, over 200 seeds each.

The threat over Okinawa (claims ria-2019-01/c14 and ppn-2022-01/c15), the condition about troops (tass-2018-11/c22)
and the demand for all four islands (ppn-2022-01/c18). Both settings of a comparison get the same seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from sim.domain.game import CONSTRAINTS, LADDER
from sim.engine.ensemble import PreparedScenario, Runs, play_many, prepare
from sim.scenario.load import load
from sim.scenario.setup import Setup

Test = Callable[[PreparedScenario, Runs], np.ndarray]


def two_islands_move(prepared: PreparedScenario, runs: Runs) -> np.ndarray:
    space = prepared.scenario.game().space
    signed = [space.terms(i) if i >= 0 else {} for i in runs.agreement]
    return np.array([(t.get("habomai"), t.get("shikotan")) == ("japan", "japan") for t in signed])


def treaty(prepared: PreparedScenario, runs: Runs) -> np.ndarray:
    return np.array([LADDER[step] == "treaty" for step in runs.ladder])


def share(
    scenario: str,
    test: Test,
    changes: Mapping[str, str | float | bool] | None = None,
    off: tuple[str, ...] = (),
) -> float:
    prepared = prepare(Setup(scenario, changes or {}, off=off, draw=True))
    return float(test(prepared, play_many(prepared, np.arange(200))).mean())


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
    assert without > with_threat + 0.3


def test_a_base_free_pledge_that_is_doubted_more_makes_a_treaty_rarer() -> None:
    key = "parties.russia.confidence.base_free_pledge"
    believed, doubted = (share("2018-singapore", treaty, {key: word}) for word in ("high", "low"))
    assert believed > doubted


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
