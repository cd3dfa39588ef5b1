"""A stored record plays again and comes out the same, whoever sat at the table."""

from __future__ import annotations

import json

import pytest

from sim.agents.strategies import Human, Strategy
from sim.domain.game import PROTOCOLS
from sim.domain.record import RunRecord
from sim.engine.mesa import negotiate
from sim.engine.replay import parse_record, replay
from sim.scenario.load import load
from tests.unit.engine.seats import BOTS, LAKE, Halver, hesitant


def stored(record: RunRecord) -> RunRecord:
    """The record as it comes back from a file."""
    return parse_record(json.loads(record.to_json()), "stored")


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", BOTS)
def test_a_record_replays(name: str, protocol: str) -> None:
    record = negotiate(
        LAKE, 6, draw=True, strategies={"fernside": name, "millbrook": "linear"}, protocol=protocol
    )
    assert replay(stored(record)) == record


def test_a_record_with_changes_and_switches_replays() -> None:
    changed = load("2018-singapore").with_changes(
        {"parties.usa.role": "signatory", "parties.usa.reservation": 0.0, "talks.rounds": 5}
    )
    record = negotiate(changed, 6, strategies={"japan": "boulware/ac_combi/frequency"}, off=["alliance"])
    assert record.strategies["japan"] == "boulware/ac_combi/frequency"
    assert replay(stored(record)) == record


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("other", ["hardliner", "linear", "zeuthen"])
def test_a_persons_moves_replay(other: str, protocol: str) -> None:
    players: dict[str, str | Strategy] = {"millbrook": Human(hesitant), "fernside": other}
    for rounds in (4, 12):
        record = negotiate(
            LAKE.with_changes({"talks.rounds": rounds}), 6, strategies=players, protocol=protocol
        )
        assert replay(stored(record)) == record


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("other", ["hardliner", "linear", "zeuthen"])
def test_a_strategy_of_ones_own_replays(other: str, protocol: str) -> None:
    players: dict[str, str | Strategy] = {"millbrook": other, "fernside": Halver()}
    for rounds in (1, 2, 12):
        scenario = LAKE.with_changes({"talks.rounds": rounds})
        record = negotiate(scenario, 6, draw=True, strategies=players, protocol=protocol)
        assert replay(stored(record)) == record
