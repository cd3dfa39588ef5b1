"""A stored record plays again and comes out the same, whoever sat at the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.agents.strategies import Human, Strategy
from sim.agents.view import View
from sim.domain.game import PROTOCOLS
from sim.domain.record import RunRecord
from sim.engine.mesa import negotiate
from sim.engine.replay import parse_record, replay
from sim.errors import InputError
from sim.rules.moves import Answer, Move, Pass
from sim.scenario.load import load
from tests.unit.engine.seats import BOTS, LAKE, Halver, hesitant

RIVER = load(Path(__file__).resolve().parents[2] / "data" / "river" / "river.toml")


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
    third: dict[str, str | float | bool] = {
        "parties.usa.role": "signatory",
        "parties.usa.reservation": 0.0,
        "talks.rounds": 5,
    }
    changed = load("2018-singapore").with_changes(third)
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


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_texts_of_the_last_day_and_texts_held_to_replay(protocol: str) -> None:
    last_day, held, drafted = 0, 0, 0
    for seed, name in enumerate(BOTS):
        players = {"tarn": name, "oxley": "hardliner//public"}
        record = negotiate(RIVER, seed, draw=True, strategies=players, protocol=protocol)
        assert replay(stored(record)) == record
        last_day += sum(row.last_day for row in record.rounds)
        held += sum(row.holds for row in record.rounds)
        drafted += sum(row.last_day and row.proposer == "mediator" for row in record.rounds)
    assert last_day > 0 and held > 0 and drafted > 0


@pytest.mark.parametrize("seat", ["tarn", "oxley"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_persons_moves_on_the_last_day_replay(protocol: str, seat: str) -> None:
    """A person who keeps silent until the last day, and then takes or leaves what it is offered."""

    def silent(view: View, outcome: int | None) -> Move:
        if outcome is None:
            return Pass(view.me)
        return Answer(view.me, view.last_day is not None and bool(view.signable[outcome]))

    for seed in range(6):
        players: dict[str, str | Strategy] = {seat: Human(silent)}
        record = negotiate(RIVER, seed, draw=True, strategies=players, protocol=protocol)
        assert replay(stored(record)) == record


def test_a_record_of_the_first_design_is_refused_with_a_sentence() -> None:
    old = json.loads(negotiate(RIVER, 1).to_json()) | {"results_version": 1}
    with pytest.raises(InputError) as refused:
        replay(stored(RunRecord.model_validate(old)))
    assert "results_version" in str(refused.value) and "2" in str(refused.value)
    del old["gap"], old["depth"]
    with pytest.raises(InputError) as unread:
        parse_record(old | {"closeness": 0.5, "residual_gap": 0.1}, "old.json")
    assert str(unread.value).startswith("old.json: ") and "\n" not in str(unread.value)
