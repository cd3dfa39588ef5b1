"""The signs that the articles and the literature lead one to expect, over 200 seeds each.

The threat over Okinawa (claims ria-2019-01/c14 and ppn-2022-01/c15), the condition about troops (tass-2018-11/c22)
and the demand for all four islands (ppn-2022-01/c18). Both settings of a comparison get the same seeds.
"""

from __future__ import annotations

import pytest

from sim.domain.game import CONSTRAINTS
from sim.domain.record import RunRecord
from sim.model.negotiation import negotiate
from sim.scenario.load import load

SEEDS = range(200)


def two_islands_move(record: RunRecord) -> bool:
    terms = record.agreement
    return terms is not None and terms["habomai"] == "japan" and terms["shikotan"] == "japan"


def treaty(record: RunRecord) -> bool:
    return record.ladder == "treaty"


def share(
    scenario: str, test: object, changes: dict[str, str] | None = None, off: tuple[str, ...] = ()
) -> float:
    loaded = load(scenario, changes)
    hits = [test(negotiate(loaded, seed, draw=True, off=off)) for seed in SEEDS]  # type: ignore[operator]
    return sum(hits) / len(hits)


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
    loaded = load(scenario)
    others = [name for name in CONSTRAINTS if name != kept]
    for seed in range(10):
        free = negotiate(loaded, seed, draw=True, off=CONSTRAINTS)
        bound = negotiate(loaded, seed, draw=True, off=others)
        assert (free.agreement is not None) >= (bound.agreement is not None)
        assert free.ladder == "treaty"
