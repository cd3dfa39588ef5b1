"""A sitting: one person among agents, played from a short list of moves, resumed anywhere, replayed move for move."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.agents.names import strategy_of
from sim.domain.game import PROTOCOLS
from sim.engine.mesa import negotiate
from sim.engine.replay import parse_record, replay
from sim.engine.sitting import Plain, Seated, Sitting, advance, record_of, sit_down, step
from sim.errors import IllegalMove, InputError, SimError, UnknownName
from sim.rules.moves import Answer, Move, Propose, Walk
from sim.rules.table import Table
from sim.scenario.load import load
from sim.scenario.setup import Setup

EPISODES = ("1956-joint-declaration", "2018-singapore")
SEATS = ("japan", "russia", "usa")
LAKE = Path(__file__).resolve().parents[2] / "data" / "lake.toml"
EASY = ("credibility", "alliance", "ratification")


def sitting(
    episode: str | Path = "2018-singapore",
    seat: str = "japan",
    seed: int = 7,
    off: tuple[str, ...] = (),
    protocol: str | None = None,
    signs: bool = True,
    **changes: Any,
) -> Sitting:
    return Sitting(Setup(episode, changes, seed, off=off, protocol=protocol), seat, signs)


def whim(seated: Seated, luck: random.Random) -> Plain:
    """A legal move of a person without any plan."""
    chance = luck.random()
    if chance < 0.04:
        return "walk"
    if seated.turn == "propose":
        mask = seated.legal.outcomes
        assert mask is not None
        legal = np.flatnonzero(mask).tolist()
        return "pass" if not legal or chance < 0.25 else int(luck.choice(legal))
    return "accept" if seated.legal.may_accept and chance < 0.3 else "reject"


def played(at: Sitting, luck: int) -> Seated:
    """A sitting played to its end at whim."""
    seated, dice = sit_down(at), random.Random(luck)
    while seated.turn != "over":
        seated = step(seated, whim(seated, dice))
    return seated


def trace(table: Table) -> Any:
    """Everything that was said and what it did to trust, as plain values."""
    meetings = table.meetings if table.result is not None else (*table.meetings, table.meeting)
    return (
        [
            (
                m.round,
                m.events,
                [(t.author, t.outcome, t.answers) for t in (*m.criticisms, *m.offers)],
                m.passed,
                m.walked,
                m.last_day,
                [party.trust for party in m.before.parties],
            )
            for m in meetings
        ],
        table.queue,
        table.result,
        table.agreement,
    )


def a_deal(at: Sitting) -> Seated:
    """A sitting that ends with a signed text: the person tables what every side would accept."""
    seated, seats = sit_down(at), list(at.rules.game.signatories)
    others = [place for place in seats if place != at.place]
    while seated.turn != "over":
        if seated.turn == "answer":
            seated = step(seated, "accept" if seated.legal.may_accept else "reject")
            continue
        value, allowed = seated.table.value, seated.legal.outcomes
        assert allowed is not None
        fit = np.flatnonzero(value.signable[others].all(axis=0) & allowed)
        best = fit[value.signing[others][:, fit].min(axis=0).argmax()] if fit.size else None
        seated = step(seated, "pass" if best is None else int(best))
    return seated


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("episode", EPISODES)
def test_the_same_moves_give_the_same_table_from_every_prefix(episode: str, seat: str, protocol: str) -> None:
    off = EASY if episode == EPISODES[0] else ()
    at, dice = sitting(episode, seat, 3, off, protocol), random.Random(3)
    seated, traces = sit_down(at), []
    while seated.turn != "over":
        traces.append(trace(seated.table))
        seated = step(seated, whim(seated, dice))
    again = Sitting(Setup(episode, seed=3, off=off, protocol=protocol), seat, signs=True)
    for length, expected in enumerate([*traces, trace(seated.table)]):
        stopped = advance(again, json.loads(json.dumps(seated.moves[:length])))
        assert stopped.moves == seated.moves[:length]
        assert trace(stopped.table) == expected


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("episode", EPISODES)
def test_the_record_is_that_of_any_run_and_replays(episode: str, seat: str, protocol: str) -> None:
    for luck in range(3):
        at = sitting(episode, seat, luck, (("credibility",), (), EASY)[luck], protocol)
        whole = played(at, luck)
        record = record_of(whole)
        assert record.strategies[seat] == "human"
        assert set(record.strategies) == {at.rules.game.parties[p].id for p in at.rules.game.signatories}
        assert (record.result, record.protocol) == (whole.table.result, protocol)
        assert record.rounds[-1].round == whole.table.meetings[-1].round
        stored = parse_record(json.loads(record.to_json()), "stored")
        assert replay(stored) == record


def test_a_person_who_plays_like_an_agent_gets_the_agents_record() -> None:
    """Nothing but the name of the strategy and what it says to hold out for differs."""
    record = negotiate("2018-singapore", seed=3, off=["credibility"])
    agent = strategy_of(record.strategies["japan"])
    seated = sit_down(sitting(seed=3, off=("credibility",)))
    while seated.turn != "over":
        text = seated.table.on_table
        move = agent.propose(seated.view) if text is None else agent.answer(seated.view, text)
        seated = step(seated, plain(move))
    mine = record_of(seated)
    assert mine.agreement == record.agreement
    assert mine.result == record.result
    kept = {
        "round",
        "proposer",
        "depth",
        "offer",
        "stances",
        "answers",
        "utilities",
        "trust",
        "rapport",
        "events",
    }
    assert [row.model_dump(include=kept) for row in mine.rounds] == [
        row.model_dump(include=kept) for row in record.rounds
    ]


def plain(move: Move) -> Plain:
    """A move of a strategy as a person would make it."""
    if isinstance(move, Propose):
        return int(move.outcome)
    if isinstance(move, Answer):
        return "accept" if move.accept else "reject"
    return "walk" if isinstance(move, Walk) else "pass"


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_seat_can_sign_in_every_protocol(seat: str, protocol: str) -> None:
    done = a_deal(sitting(seat=seat, off=EASY, protocol=protocol))
    record = record_of(done)
    assert record.agreement is not None
    assert replay(record) == record


def test_a_guarantor_who_is_played_signs() -> None:
    at = sitting(seat="usa", off=EASY)
    assert at.raised
    record = record_of(a_deal(at))
    assert record.changes == {"parties.usa.role": "signatory", "parties.usa.reservation": 0.0}
    assert set(record.strategies) == {"japan", "russia", "usa"}
    assert record.agreement is not None
    assert all(row.stances == {} for row in record.rounds)
    assert not sitting(seat="japan").raised
    assert record_of(step(sit_down(sitting()), "walk")).changes == {}


def test_a_seat_that_signs_already_is_not_raised() -> None:
    changes: dict[str, Any] = {"parties.usa.role": "signatory", "parties.usa.reservation": 0.1}
    at = sitting(seat="usa", **changes)
    assert not at.raised
    assert len(at.rules.game.signatories) == 3


def test_leaving_ends_the_talks() -> None:
    done = step(sit_down(sitting()), "walk")
    assert (done.turn, done.table.result) == ("over", "walked_out")
    record = record_of(done)
    assert (record.result, record.ladder, record.rounds[-1].walked) == ("walked_out", "setback", "japan")


def test_leaving_while_asked_for_an_answer_after_tabling_nothing_replays() -> None:
    for protocol in ("simultaneous", "single_text"):
        for seat in SEATS:
            done = step(step(sit_down(sitting(seat=seat, protocol=protocol)), "pass"), "walk")
            record = record_of(done)
            assert record.rounds[-1].walked == seat
            assert replay(record) == record


def test_two_like_texts_in_one_round_may_get_different_answers() -> None:
    """With three at the table two others can table the same text; the answers are told apart by their order."""
    at = sitting(seat="usa", off=EASY, protocol="simultaneous")
    seated = sit_down(at)
    dice = random.Random(1)
    while seated.turn != "over":
        move: Plain = "pass" if seated.turn == "propose" else dice.choice(["accept", "reject"])
        if move == "accept" and not seated.legal.may_accept:
            move = "reject"
        seated = step(seated, move)
    record = record_of(seated)
    assert replay(record) == record


def test_whoever_only_passes_hears_the_others_to_the_end() -> None:
    seated, at = sit_down(sitting()), sitting()
    while seated.turn != "over":
        seated = step(seated, "pass" if seated.turn == "propose" else "reject")
    record = record_of(seated)
    assert record.result == "deadline"
    assert record.rounds[-1].round == at.rules.game.rounds
    assert replay(record) == record


def test_the_persons_own_strategy_does_not_count_and_the_others_do() -> None:
    scenario = load("1956-joint-declaration")
    moves: list[Plain] = ["pass", "reject", "pass"]
    plain = advance(Sitting(Setup(scenario, seed=7), "japan"), moves)
    mine = advance(Sitting(Setup(scenario, seed=7, strategies={"japan": "conceder"}), "japan"), moves)
    other = advance(Sitting(Setup(scenario, {}, 7, {"russia": "hardliner/ac_time"}, EASY), "japan"), moves)
    assert trace(plain.table) == trace(mine.table)
    assert record_of(step(other, "walk")).strategies == {"japan": "human", "russia": "hardliner/ac_time/none"}


def test_luck_and_settings_count() -> None:
    start = [sit_down(sitting(seat="russia", seed=seed)).table.standing.parties[0].trust for seed in (1, 2)]
    later = [
        advance(sitting(seat="russia", seed=seed), ["reject", "pass"]).table.standing.parties[0].trust
        for seed in (1, 2)
    ]
    assert start[0] == start[1]
    assert later[0] != later[1]


def refused(seated: Seated) -> int:
    mask = seated.legal.outcomes
    assert mask is not None
    return int(np.flatnonzero(~mask)[0])


@pytest.mark.parametrize(
    ("move", "error"),
    [
        ("acept", InputError),
        ("", InputError),
        ("9" * 5000, InputError),
        (None, InputError),
        (True, InputError),
        (1.5, InputError),
        ([1], InputError),
        ({"propose": 3}, InputError),
        ("accept", IllegalMove),
        ("reject", IllegalMove),
        (-1, IllegalMove),
        (2160, IllegalMove),
        (10**40, IllegalMove),
    ],
)
def test_what_is_no_move_here_is_one_sentence(move: Any, error: type[SimError]) -> None:
    seated = sit_down(sitting())
    before = trace(seated.table)
    with pytest.raises(error, match=r"^moves: entry 1: .{5,200}$"):
        step(seated, move)
    with pytest.raises(error, match=r"^moves: entry 1: "):
        advance(sitting(), [move])
    assert trace(seated.table) == before
    assert step(seated, "pass").moves == ("pass",)


def test_a_text_that_is_not_acceptable_to_the_person_cannot_be_tabled() -> None:
    seated = sit_down(sitting())
    with pytest.raises(IllegalMove, match="not acceptable"):
        step(seated, refused(seated))


def test_an_answer_is_no_proposal() -> None:
    seated = sit_down(sitting(seat="russia"))
    assert seated.turn == "answer"
    for move in (5, "pass"):
        with pytest.raises(IllegalMove, match="has to answer"):
            step(seated, move)
    if not seated.legal.may_accept:
        with pytest.raises(IllegalMove, match="cannot accept"):
            step(seated, "accept")


def test_nothing_can_be_moved_after_the_end() -> None:
    done = step(sit_down(sitting()), "walk")
    with pytest.raises(IllegalMove, match="moves: entry 2: the talks were over before it"):
        step(done, "pass")
    with pytest.raises(IllegalMove, match="over before"):
        advance(sitting(), ["walk", "walk"])


@pytest.mark.parametrize("moves", ["pass", 3, None, {"0": "pass"}])
def test_moves_are_a_list(moves: Any) -> None:
    with pytest.raises(InputError, match="moves: must be a list"):
        advance(sitting(), moves)


def test_an_unknown_seat_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match='seat: there is no party "japn"; did you mean "japan"'):
        sitting(seat="japn")


def test_there_is_no_record_before_the_end() -> None:
    with pytest.raises(SimError, match="not over yet"):
        record_of(sit_down(sitting()))


def test_a_dispute_of_ones_own_can_be_sat_at() -> None:
    for seat in ("fernside", "millbrook"):
        for protocol in PROTOCOLS:
            done = played(sitting(LAKE, seat, 5, (), protocol), 5)
            assert replay(record_of(done)) == record_of(done)
