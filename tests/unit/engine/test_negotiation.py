"""The Mesa model: who sits where, what is collected, and that a run can be had again."""

from __future__ import annotations

import gc
import warnings
import weakref
from pathlib import Path

import mesa
import pytest

from sim.agents.play import play
from sim.agents.strategies import Human, make_strategy
from sim.domain.game import CONSTRAINTS, PROTOCOLS, RESULTS
from sim.engine.mesa import GuarantorAgent, NegotiationModel, NegotiatorAgent, negotiate
from sim.errors import InputError, SimError, UnknownName
from sim.scenario.load import Scenario, load
from sim.testing import check_strategy
from tests.games import photograph
from tests.unit.engine.seats import BOTS, LAKE, Halver, hesitant

THIRD: dict[str, str | float | bool] = {"parties.usa.role": "signatory", "parties.usa.reservation": 0.0}
"""What seats Washington among those who sign."""
RIVER = load(Path(__file__).resolve().parents[2] / "data" / "river" / "river.toml")


@pytest.fixture(scope="module")
def singapore() -> Scenario:
    return load("2018-singapore")


# ---------------------------------------------------------------- seats


def test_every_party_has_an_agent_and_signatories_negotiate(singapore: Scenario) -> None:
    model = NegotiationModel(singapore, 3)
    seats = {agent.party: type(agent) for agent in model.agents}
    assert seats == {"japan": NegotiatorAgent, "russia": NegotiatorAgent, "usa": GuarantorAgent}
    assert [agent.place for agent in model.negotiators.values()] == list(model.game.signatories)
    third = NegotiationModel(singapore.with_changes(THIRD), 3)
    assert len(third.negotiators) == 3


def test_a_strategy_is_named_or_handed_in_and_else_the_scenarios() -> None:
    model = NegotiationModel(LAKE, strategies={"fernside": "micro//perfect"})
    assert model.players["fernside"] == make_strategy("micro", None, "perfect")
    assert model.players["millbrook"] == make_strategy(LAKE.spec.parties["millbrook"].strategy)
    mine = Halver()
    assert NegotiationModel(LAKE, strategies={"fernside": mine}).players["fernside"] is mine


# ---------------------------------------------------------------- what is collected


def test_model_variables_have_a_row_for_every_meeting(singapore: Scenario) -> None:
    model = NegotiationModel(singapore, 3)
    record = model.run()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == ["round", "result", "rapport"]
    assert frame["round"].tolist() == sorted({row.round for row in record.rounds})
    assert frame["result"].tolist()[-1] == record.result
    assert frame["result"].isna().tolist() == [True] * (len(frame) - 1) + [False]
    assert frame["rapport"].between(0.0, 1.0).all()


def test_agent_variables_tell_what_each_held_out_for(singapore: Scenario) -> None:
    model = NegotiationModel(singapore, 3)
    record = model.run()
    frame = model.datacollector.get_agent_vars_dataframe()
    assert set(frame.columns) == {"party", "trust", "aspiration", "utility", "stance"}
    assert len(frame) == 3 * len({row.round for row in record.rounds})
    for name in ("japan", "russia"):
        mine = frame[frame["party"] == name]
        held = {row.round: row.aspirations[name] for row in record.rounds}
        assert mine["aspiration"].tolist() == list(held.values())
        assert mine["trust"].between(0.0, 1.0).all()
    guarantor = frame[frame["party"] == "usa"]
    assert guarantor["aspiration"].isna().all()
    told = {row.round: row.stances["usa"] for row in record.rounds if row.offer is not None}
    stances = dict(zip(range(1, len(guarantor) + 1), guarantor["stance"], strict=True))
    assert told
    assert all(stances[now] == stance for now, stance in told.items())


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_table_of_offers_is_that_of_the_record(protocol: str) -> None:
    model = NegotiationModel(LAKE, 1, protocol=protocol)
    record = model.run()
    rows = model.datacollector.get_table_dataframe("offers").to_dict("records")
    assert len(rows) == len(record.rounds) > 0
    for row, told in zip(rows, record.rounds, strict=True):
        assert (row.pop("round"), row.pop("proposer")) == (told.round, told.proposer)
        assert row.pop("accepted") == all(reply.accept for reply in told.answers.values())
        assert row == told.offer


# ---------------------------------------------------------------- running


@pytest.mark.parametrize("name", BOTS)
def test_a_second_run_is_equal_to_the_first(name: str) -> None:
    players = dict.fromkeys(("fernside", "millbrook"), name)
    first, again = (negotiate(LAKE, 5, draw=True, strategies=players) for _ in range(2))
    assert first == again
    assert first.to_json() == again.to_json()
    assert first.result in RESULTS


def test_steps_come_to_the_same_as_a_run_and_steps_past_the_end_do_no_harm() -> None:
    record, model = negotiate(LAKE, 2), NegotiationModel(LAKE, 2)
    with pytest.raises(SimError, match="not over yet"):
        model.record()
    rounds = []
    while model.running:
        model.step()
        rounds.append(model.round)
    assert rounds == sorted({row.round for row in record.rounds})
    frames = len(model.datacollector.get_model_vars_dataframe())
    model.step()
    model.step()
    assert len(model.datacollector.get_model_vars_dataframe()) == frames
    assert model.record() == model.record() == record


def test_the_plain_loop_plays_the_same_game_to_the_last_bit(singapore: Scenario) -> None:
    for protocol in PROTOCOLS:
        model = NegotiationModel(singapore, 4, draw=True, protocol=protocol)
        model.run()
        players = {place: model.players[model.game.parties[place].id] for place in model.game.signatories}
        assert photograph(play(model.rules, players, model.draws)) == photograph(model.table)


def test_seed_0_is_a_seed_and_another_seed_is_other_luck() -> None:
    players = dict.fromkeys(("fernside", "millbrook"), "random_walker")
    zero, one = (negotiate(LAKE, seed, draw=True, strategies=players) for seed in (0, 1))
    assert (zero.seed, one.seed) == (0, 1)
    assert zero.rounds != one.rounds


def test_drawing_takes_settings_from_their_ranges_and_not_drawing_does_not() -> None:
    still = [NegotiationModel(LAKE, seed).game.utilities.tobytes() for seed in (0, 1)]
    drawn = [NegotiationModel(LAKE, seed, draw=True).game.utilities.tobytes() for seed in (0, 1)]
    assert still[0] == still[1] != drawn[0] != drawn[1]


def test_switching_a_constraint_off_leaves_the_luck_as_it_was() -> None:
    models = [NegotiationModel(LAKE, 3, draw=True, off=off) for off in ((), CONSTRAINTS)]
    assert photograph(models[0].draws) == photograph(models[1].draws)
    assert models[1].run().constraints_off == list(CONSTRAINTS)


# ---------------------------------------------------------------- memory


def test_a_finished_model_is_let_go(singapore: Scenario) -> None:
    model = NegotiationModel(singapore, 1)
    model.run()
    left = weakref.ref(model)
    del model
    gc.collect()
    assert left() is None


def test_of_a_hundred_finished_models_none_is_kept() -> None:
    left = []
    for seed in range(100):
        model = NegotiationModel(LAKE, seed, strategies=dict.fromkeys(("fernside", "millbrook"), "micro"))
        model.run()
        left.append(weakref.ref(model))
    del model
    gc.collect()
    assert sum(ref() is not None for ref in left) == 0


# ---------------------------------------------------------------- people and strategies of one's own


def test_a_person_sits_where_a_person_is_wanted() -> None:
    record = negotiate(LAKE, 1, strategies={"millbrook": Human(hesitant), "fernside": "hardliner"})
    assert record.strategies == {"fernside": "hardliner", "millbrook": "human"}
    assert (record.result, record.rounds[-1].walked, record.rounds[-1].round) == (
        "walked_out",
        "millbrook",
        7,
    )
    with pytest.raises(InputError, match="it needs a person"):
        negotiate(LAKE, 1, strategies={"millbrook": "human"})


def test_a_strategy_of_ones_own_sits_anywhere() -> None:
    check_strategy(Halver)
    record = negotiate(LAKE, 1, strategies={"fernside": Halver()})
    assert record.strategies["fernside"] == "halver"
    assert record.agreement is not None


# ---------------------------------------------------------------- what is wrong is named


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (
            {"scenario": "2018-singapur"},
            UnknownName,
            'no scenario "2018-singapur"; did you mean "2018-singapore"',
        ),
        (
            {"strategies": {"milbrook": "micro"}},
            UnknownName,
            'no signatory "milbrook"; did you mean "millbrook"',
        ),
        ({"strategies": {"millbrook": "micra"}}, UnknownName, 'no strategy "micra"; did you mean "micro"'),
        ({"strategies": {"millbrook": "micro/ac_nxt"}}, UnknownName, 'did you mean "ac_next"'),
        ({"strategies": {"millbrook": "micro/ac_next/perfekt"}}, UnknownName, 'did you mean "perfect"'),
        ({"strategies": {"millbrook": "micro/a/b/c"}}, InputError, "too many parts"),
        ({"off": ["aliance"]}, InputError, 'did you mean "alliance"'),
        ({"protocol": "singel_text"}, InputError, 'did you mean "single_text"'),
        ({"seed": -1}, InputError, "whole number"),
        ({"seed": "seven"}, InputError, "whole number"),
        ({"seed": True}, InputError, "whole number"),
        ({"seed": 2**53}, InputError, "whole number"),
    ],
)
def test_a_wrong_argument_is_named_with_the_nearest_right_one(
    arguments: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        NegotiationModel(**{"scenario": LAKE, **arguments})  # type: ignore[arg-type]


@pytest.mark.parametrize("off", [(), ("ratification",), ("credibility",), ("alliance",)])
def test_what_is_signed_is_among_what_every_constraint_left(off: tuple[str, ...]) -> None:
    signed = set()
    for seed in range(12):
        record = negotiate(RIVER, seed, draw=True, off=off)
        left = {depth: list(counts.values()) for depth, counts in record.surviving.items()}
        assert list(left) == list(RIVER.spec.depths)
        assert all(counts == sorted(counts, reverse=True) for counts in left.values())
        if record.depth is not None:
            signed.add(record.depth)
            assert left[record.depth][-1] >= 1
        if not off:
            assert sum(counts[-1] for counts in left.values()) == record.zone
    assert len(signed) > 1


# ---------------------------------------------------------------- luck of its own


def test_models_that_name_no_seed_differ_and_their_records_can_be_played_again() -> None:
    models = [NegotiationModel(RIVER, draw=True) for _ in range(4)]
    records = [model.run() for model in models]
    assert len({record.seed for record in records}) == 4
    assert len({str(record.settings) for record in records}) == 4
    assert NegotiationModel(RIVER, records[0].seed, draw=True).run() == records[0]
    assert negotiate(RIVER).seed != negotiate(RIVER).seed


def test_iterations_of_a_batch_run_of_mesa_are_no_clones() -> None:
    asked = {"scenario": RIVER, "draw": True}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # later versions of Mesa say that this way of calling goes away
        rows = mesa.batch_run(NegotiationModel, asked, iterations=4, display_progress=False)
    last = {row["RunId"]: row["rapport"] for row in rows}
    assert len(last) == 4 and len(set(last.values())) == 4
