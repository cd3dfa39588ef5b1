"""What if: an episode with one thing changed, under the same numbers and the same luck."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from sim.domain.findings import Change
from sim.experiments.history import counterfactuals
from sim.experiments.history.counterfactuals import compared
from sim.experiments.history.findings import from_json
from sim.experiments.history.forecasts import played_episodes
from sim.experiments.history.reference_table import REFERENCE, from_parquet
from sim.experiments.history.simulation import ReferenceTable
from sim.experiments.history.what_if import WhatIf, load_what_ifs
from sim.scenario.ledger import load_ledger
from sim.scenario.places import scenarios_dir

WHAT_IFS = {what_if.id: what_if for what_if in load_what_ifs()}


@cache
def table() -> ReferenceTable:
    return from_parquet(scenarios_dir() / REFERENCE, [episode.id for episode in played_episodes()])


def under_the_priors(what_if: WhatIf) -> dict[str, Change]:
    """All draws alike: what history says of them has no part in it."""
    prior = 1 / table().density
    return {change.measure: change for change in compared(what_if, table(), prior / prior.sum())}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counterfactuals, "DRAWS", 60)
    monkeypatch.setattr(counterfactuals, "PLAYS", 40)


def test_each_rests_on_claims_and_changes_something() -> None:
    ledger = load_ledger()
    assert len(WHAT_IFS) >= 7
    for what_if in WHAT_IFS.values():
        assert what_if.evidence
        assert all(claim in ledger for claim in what_if.evidence)
        assert (
            what_if.was.settings != what_if.might.settings or what_if.was.document != what_if.might.document
        )


def test_no_change_changes_nothing() -> None:
    one = WHAT_IFS["no-threat-1956"]
    for change in under_the_priors(replace(one, might=one.was)).values():
        assert (change.difference, change.low, change.high) == (0.0, 0.0, 0.0)
        assert change.was == change.might


@pytest.mark.parametrize("name", ["no-threat-1956", "support-1956"])
def test_without_the_threat_two_islands_are_signed_for_more_often(name: str) -> None:
    """A known sign, under the priors alone."""
    changes = under_the_priors(WHAT_IFS[name])
    assert changes["signed"].difference > 0.0
    assert changes["signed"].more > changes["signed"].less
    assert changes["gap"].difference < 0


def test_a_change_and_its_opposite_differ_in_sign_alone() -> None:
    one = WHAT_IFS["support-1956"]
    there = under_the_priors(one)
    back = under_the_priors(replace(one, was=one.might, might=one.was))
    for name, change in there.items():
        assert back[name].difference == pytest.approx(-change.difference)
        assert back[name].was == change.might


def test_what_ships_holds_the_same_questions() -> None:
    shipped = {told.id: told for told in from_json().what_ifs}
    assert list(shipped) == list(WHAT_IFS)
    for name, told in shipped.items():
        assert (told.title, told.evidence) == (WHAT_IFS[name].title, WHAT_IFS[name].evidence)
        for change in told.changes:
            assert change.low <= change.high
            assert change.difference == pytest.approx(change.might - change.was)
