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
from sim.engine.ensemble import PreparedScenario, play_courses, play_many, prepare
from sim.engine.mesa import NegotiationModel
from sim.errors import InputError
from sim.experiments.facts.playing import course_of
from sim.rules.moves import Pass
from sim.scenario.load import Scenario, from_document
from sim.scenario.setup import Setup
from sim.streams import LARGEST_SEED
from tests.unit.engine.compiled import Reading, played, row_of, told

TESTS = Path(__file__).resolve().parents[2]
SMALL = (load(TESTS / "data" / "lake.toml"), load(TESTS / "golden" / "well.toml"))
RIVER = load(TESTS / "data" / "river" / "river.toml")
EPISODES = ("1956-joint-declaration", "1960-memorandum", "2014-crimea", "2018-vladivostok")
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
    reservation = number(0.05, 0.4) if scenario.spec.depths else number(0.3, 0.6)
    second["parties"] = {party: {"reservation": reservation, "trust": number(0.2, 0.9)}}
    if scenario.spec.parties[party].hawkishness is not None:
        second["parties"][party]["hawkishness"] = number(0.1, 0.6)
    if chance.random() < 0.5:
        second["rounds_left"] = int(chance.integers(1, 6))
    return {"storm": first, "leader": second}


def seated(scenario: Scenario, guarantor: str) -> Scenario:
    """The scenario with its guarantor among those who sign."""
    document = copy.deepcopy(dict(scenario.document))
    document["parties"][guarantor]["role"] = "signatory"
    document["parties"][guarantor].setdefault("reservation", number(0.02, 0.1))
    return from_document(document, scenario.scales, "seated", scenario.changes)


def varied(chance: np.random.Generator, scenario: Scenario) -> Scenario:
    changes: dict[str, Any] = {"talks.rounds": int(chance.integers(1, 15))}
    guarantors = [name for name, party in scenario.spec.parties.items() if party.role == "guarantor"]
    if chance.random() < 0.15:
        signatories = [name for name in scenario.spec.parties if name not in guarantors]
        stubborn = str(chance.choice(signatories))
        changes[f"parties.{stubborn}.reservation"] = float(chance.uniform(0.8, 1.0))
    if chance.random() < 0.3:
        changes["performance.shock"] = float(chance.uniform(0.3, 0.9))
    scenario = scenario.with_changes(changes)
    if guarantors and chance.random() < 0.3:
        scenario = seated(scenario, guarantors[0])
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
    seed = int(chance.integers(0, LARGEST_SEED))
    return alike(Setup(scenario, {}, seed, strategies, off, protocol, draw))


def alike(setup: Setup) -> str:
    """Play a setup with both engines, and return its result."""
    model = NegotiationModel.of(setup)
    record = model.run().model_dump()
    prepared = prepare(setup)
    runs, state, trace = played(prepared, setup.seed)
    assert not runs.failed[0]
    reading, case = Reading(prepared, state, trace), (setup.loaded.id, setup)
    row = row_of(runs, model.game.depths.names)
    assert row == {key: record[key] for key in row}, case
    assert runs.rapport[0] == model.table.standing.rapport, case
    assert reading.rounds() == told(record, reading), case
    outcome = reading.outcome()
    assert outcome == {key: record[key] for key in outcome}, case
    same_worths(model, state, reading.seats, case)
    same_course(prepared, setup.seed, record, model, case)
    return str(record["result"])


def same_worths(model: NegotiationModel, state: Any, seats: list[int], case: Any) -> None:
    value = model.table.value
    for mine, theirs in (
        (state.utility, model.game.utilities),
        (state.plain[seats], value.plain[seats]),
        (state.credible[seats], value.credible[seats]),
        (state.passes[seats], value.passes[seats]),
        (state.expected[seats], value.expected[seats]),
        (state.signing[seats], value.signing[seats]),
        (state.fit[seats], value.acceptable[seats]),
        (state.sign[seats], value.signable[seats]),
        (state.stance, value.stances),
        (state.press, value.press),
        (state.party[Row.TRUST], [party.trust for party in model.table.standing.parties]),
    ):
        assert np.array_equal(mine, np.asarray(theirs)), case


def same_course(
    prepared: PreparedScenario, seed: int, record: dict[str, Any], model: NegotiationModel, case: Any
) -> None:
    """What was tabled, answered and signed, as both engines hand it out."""
    _, courses = play_courses(prepared, np.array([seed]))
    wanted = course_of(record, model.game)
    texts = wanted.author.shape[1]
    for name in ("author", "outcome", "round", "last_day", "answer", "stance"):
        mine, theirs = getattr(courses, name), getattr(wanted, name)
        assert np.array_equal(mine[:, :texts], theirs), (name, case)
        assert not courses.texts[:, texts:].any(), case
    for name in ("signed", "ratified", "idle"):
        assert np.array_equal(getattr(courses, name), getattr(wanted, name)), (name, case)


@pytest.mark.parametrize("part", range(4))
def test_any_small_game_is_played_alike(part: int) -> None:
    chance, results = np.random.default_rng([2026, part]), set()
    for i in range(8):
        scenario = varied(chance, SMALL[i % 2])
        results |= {same(scenario, chance, NAMES) for _ in range(9)}
    assert len(results) >= 3


@pytest.mark.parametrize("part", range(4))
def test_texts_of_several_depths_are_played_alike(part: int) -> None:
    chance, results = np.random.default_rng([2031, part]), set()
    for _ in range(25):
        scenario = varied(chance, RIVER)
        results |= {same(scenario, chance, NAMES) for _ in range(8)}
    assert len(results) >= 7


@pytest.mark.parametrize("episode", EPISODES)
def test_the_episodes_are_played_alike(episode: str) -> None:
    chance, results = np.random.default_rng([1945, int(episode[:4])]), set()
    for _ in range(6):
        scenario = varied(chance, load(episode))
        results |= {same(scenario, chance, NAMES) for _ in range(8)}
    assert len(results) >= 3


@pytest.mark.parametrize("off", [(), *((name,) for name in CONSTRAINTS), CONSTRAINTS])
@pytest.mark.parametrize("episode", [*EPISODES, ""])
def test_constraints_are_switched_off_alike(episode: str, off: tuple[str, ...]) -> None:
    scenarios = [load(episode), load(episode, articles_only=True)] if episode else [RIVER]
    for scenario in scenarios:
        for draw, seed in ((True, 1), (True, 2), (False, 3)):
            alike(Setup(scenario, {}, seed, {}, off, None, draw))


def test_given_numbers_are_changes_by_hand() -> None:
    scenario = load("2018-singapore")
    given = {"parties.japan.trust": 0.9, "talks.mood": 0.0, "ratification.spread": 0.2}
    prepared = prepare(scenario)
    for seed in (0, LARGEST_SEED):
        runs, state, trace = played(prepared, seed, given)
        record = NegotiationModel(scenario.with_changes(given), seed, draw=True).run().model_dump()
        row, reading = row_of(runs, tuple(record["gap"])), Reading(prepared, state, trace)
        assert row == {key: record[key] for key in row}
        assert reading.rounds() == told(record, reading)


def test_a_row_does_not_depend_on_the_rows_beside_it() -> None:
    prepared = prepare(Setup("2018-singapore", protocol="simultaneous", draw=True))
    together = play_many(prepared, np.arange(20))
    again = Setup(prepared.scenario, protocol="simultaneous", draw=True)
    alone = [play_many(prepare(again), np.array([i])) for i in range(20)]
    for name, column in vars(together).items():
        assert np.array_equal(column, np.concatenate([getattr(runs, name) for runs in alone])), name


def test_numbers_that_make_no_game_fail_alone() -> None:
    prepared = prepare(RIVER)
    weights = [key for key in prepared.places if key.startswith("parties.county.weights.")]
    runs = play_many(prepared, np.arange(3), {key: np.array([1.0, 0.0, 1.0]) for key in weights})
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


def test_a_person_cannot_play_many_runs() -> None:
    with pytest.raises(InputError, match="a person cannot play many runs"):
        prepare(Setup(SMALL[0], strategies={"fernside": Human(lambda view, outcome: Pass(view.me))}))


@pytest.mark.parametrize("name", NAMES)
def test_every_strategy_meets_itself_in_every_protocol(name: str) -> None:
    chance = np.random.default_rng(2018)
    for protocol in PROTOCOLS:
        for scenario in (*SMALL, RIVER, RIVER):
            same(scenario, chance, (name,), protocol)


@pytest.mark.parametrize("acceptance", ACCEPTANCES)
@pytest.mark.parametrize("model", OPPONENT_MODELS)
def test_every_pair_of_rules_meets_every_depth(acceptance: str, model: str) -> None:
    for i, name in enumerate(("boulware", "tit_for_tat", "micro", "random_walker", "linear")):
        players = dict.fromkeys(("tarn", "oxley"), f"{name}/{acceptance}/{model}")
        for seed in range(2):
            alike(Setup(RIVER, {}, 10 * i + seed, players, (), PROTOCOLS[(i + seed) % 3], True))
