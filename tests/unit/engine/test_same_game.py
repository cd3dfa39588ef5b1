"""The compiled ensemble plays the very game of the Mesa model: every move, every number, to the last bit."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import load
from sim.agents.strategies import Human
from sim.domain.game import ACCEPTANCES, CONSTRAINTS, OPPONENT_MODELS, PROTOCOLS, STRATEGIES
from sim.engine.compiled.places import Row
from sim.engine.ensemble import play_many, prepare
from sim.engine.mesa import NegotiationModel
from sim.errors import InputError
from sim.rules.table import Pass
from sim.scenario.load import Scenario, episode_ids, from_document
from sim.scenario.setup import Setup
from tests.unit.engine.compiled import Reading, played, row_of

TESTS = Path(__file__).resolve().parents[2]
SMALL = (load(TESTS / "data" / "lake.toml"), load(TESTS / "golden" / "well.toml"))
NOT_COMPARED = {"human": "a person makes its moves, and the ensemble has no persons"}
NAMES = tuple(name for name in STRATEGIES if name not in NOT_COMPARED)
ASSUMED = {"assumption": "made up for this test"}


def number(low: float, high: float) -> dict[str, Any]:
    return {"value": low, "range": [low, high], **ASSUMED}


def events(chance: np.random.Generator, scenario: Scenario) -> dict[str, Any]:
    """Two events that may strike, one of each kind, with some of everything that an event can do."""
    party = str(chance.choice(list(scenario.spec.parties)))
    first: dict[str, Any] = {"title": "A storm", "chance": number(0.05, 0.3), **ASSUMED}
    first["trust"] = number(-0.2, 0.1)
    first["rapport"] = number(-0.2, 0.1)
    first["leverage"] = number(-0.1, 0.2)
    first["suspend"] = int(chance.integers(0, 4))
    second: dict[str, Any] = {"title": "A new leader", "at": int(chance.integers(1, 8)), **ASSUMED}
    second["parties"] = {party: {"reservation": number(0.3, 0.6), "trust": number(0.2, 0.9)}}
    if scenario.spec.parties[party].hawkishness is not None:
        second["parties"][party]["hawkishness"] = number(0.1, 0.6)
    if chance.random() < 0.5:
        second["rounds_left"] = int(chance.integers(1, 6))
    return {"storm": first, "leader": second}


def varied(chance: np.random.Generator, scenario: Scenario) -> Scenario:
    changes: dict[str, Any] = {"talks.rounds": int(chance.integers(1, 15))}
    guarantors = [name for name, party in scenario.spec.parties.items() if party.role == "guarantor"]
    if guarantors and chance.random() < 0.3:
        changes[f"parties.{guarantors[0]}.role"] = "signatory"
    if chance.random() < 0.15:
        stubborn = str(chance.choice(list(scenario.spec.parties)))
        changes[f"parties.{stubborn}.reservation"] = float(chance.uniform(0.8, 1.0))
    if chance.random() < 0.3:
        changes["performance.shock"] = float(chance.uniform(0.3, 0.9))
    scenario = scenario.with_changes(changes)
    if chance.random() < 0.5:
        document = copy.deepcopy(dict(scenario.document))
        document["events"] = {**document.get("events", {}), **events(chance, scenario)}
        scenario = from_document(document, scenario.scales, "varied", scenario.changes)
    return scenario


def player(chance: np.random.Generator, names: tuple[str, ...]) -> str:
    name = str(chance.choice(names))
    if chance.random() < 0.5:
        return name
    return f"{name}/{chance.choice(ACCEPTANCES)}/{chance.choice(OPPONENT_MODELS)}"


def same(
    scenario: Scenario, chance: np.random.Generator, names: tuple[str, ...], protocol: str | None = None
) -> str:
    signatories = [name for name, party in scenario.spec.parties.items() if party.role == "signatory"]
    strategies = {name: player(chance, names) for name in signatories}
    off = [name for name in CONSTRAINTS if chance.random() < 0.2]
    protocol, draw = protocol or str(chance.choice(PROTOCOLS)), bool(chance.random() < 0.8)
    seed = int(chance.integers(0, 2**63))
    setup = Setup(scenario, {}, seed, strategies, off, protocol, draw)
    model = NegotiationModel.of(setup)
    record = model.run().model_dump()
    prepared = prepare(setup)
    runs, state, trace = played(prepared, seed)
    assert not runs.failed[0]
    reading, case = Reading(prepared, state, trace), (scenario.id, setup)
    assert row_of(runs) == {key: record[key] for key in row_of(runs)}, case
    assert reading.rounds() == record["rounds"], case
    outcome = reading.outcome()
    assert outcome == {key: record[key] for key in outcome}, case
    seats, value = reading.seats, model.table.value
    for mine, theirs in (
        (state.utility, model.game.utilities),
        (state.credible[seats], value.credible[seats]),
        (state.passes[seats], value.passes[seats]),
        (state.expected[seats], value.expected[seats]),
        (state.fit[seats], value.acceptable[seats]),
        (state.stance, value.stances),
        (state.press, value.press),
        (state.party[Row.TRUST], [party.trust for party in model.table.standing.parties]),
    ):
        assert np.array_equal(mine, np.asarray(theirs)), case
    return str(record["result"])


@pytest.mark.parametrize("part", range(4))
def test_any_small_game_is_played_alike(part: int) -> None:
    chance, results = np.random.default_rng([2026, part]), set()
    for i in range(50):
        scenario = varied(chance, SMALL[i % 2])
        results |= {same(scenario, chance, NAMES) for _ in range(9)}
    assert len(results) >= 4


@pytest.mark.parametrize("part", range(4))
def test_the_episodes_are_played_alike(part: int) -> None:
    chance, results, ids = np.random.default_rng([1945, part]), set(), episode_ids()
    for i in range(10):
        scenario = varied(chance, load(ids[(part + i) % len(ids)]))
        results |= {same(scenario, chance, NAMES) for _ in range(6)}
    assert len(results) >= 3


def test_given_numbers_are_changes_by_hand() -> None:
    scenario = load("2018-singapore")
    given = {"parties.japan.trust": 0.9, "talks.mood": 0.0, "ratification.spread": 0.2}
    prepared = prepare(scenario)
    for seed in (0, 2**63 - 1):
        runs, state, trace = played(prepared, seed, given)
        record = NegotiationModel(scenario.with_changes(given), seed, draw=True).run().model_dump()
        assert row_of(runs) == {key: record[key] for key in row_of(runs)}
        assert Reading(prepared, state, trace).rounds() == record["rounds"]


def test_a_row_does_not_depend_on_the_rows_beside_it() -> None:
    prepared = prepare(Setup("2018-singapore", protocol="simultaneous", draw=True))
    together = play_many(prepared, np.arange(20))
    again = Setup(prepared.scenario, protocol="simultaneous", draw=True)
    alone = [play_many(prepare(again), np.array([i])) for i in range(20)]
    for name, column in vars(together).items():
        assert np.array_equal(column, np.concatenate([getattr(runs, name) for runs in alone])), name


def test_numbers_that_make_no_game_fail_alone() -> None:
    prepared = prepare(load("2018-singapore"))
    runs = play_many(prepared, np.arange(3), {"ladder.talks": np.array([0.3, 0.0, 0.3])})
    assert runs.failed.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"talks.mod": np.zeros(1)}, "did you mean"),
        ({"talks.mood": np.zeros(2)}, "shape"),
        ({"talks.mood": np.full(1, 7.0)}, "must lie from"),
        ({"talks.mood": np.full(1, np.nan)}, "must lie from"),
    ],
)
def test_given_numbers_are_checked(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        play_many(prepare(load("2018-singapore")), np.zeros(1, dtype=np.int64), given)


@pytest.mark.parametrize("seeds", [np.array([-1]), np.array([0.5]), np.zeros((2, 2), dtype=np.int64)])
def test_seeds_are_checked(seeds: Any) -> None:
    with pytest.raises(InputError, match="seeds"):
        play_many(prepare(SMALL[0]), seeds)


def test_a_strategy_of_ones_own_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be compiled"):
        prepare(Setup(SMALL[0], strategies={"fernside": Human(lambda view, outcome: Pass(view.me))}))


@pytest.mark.parametrize("name", NAMES)
def test_every_strategy_meets_itself_in_every_protocol(name: str) -> None:
    chance = np.random.default_rng(2018)
    for protocol in PROTOCOLS:
        for scenario in SMALL:
            same(scenario, chance, (name,), protocol)
