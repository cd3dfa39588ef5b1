"""Several people at one table: the same as the single seat and the model where they play the same, and more where not."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from sim.domain.game import RESULTS
from sim.engine.gathering import (
    Closed,
    Entry,
    Gathered,
    Gathering,
    Moved,
    OwnEvent,
    Struck,
    by_agent,
    enter,
    replayed,
    struck_of,
)
from sim.engine.mesa import negotiate
from sim.engine.sitting import Sitting, advance
from sim.errors import IllegalMove, InputError, UnknownName
from sim.scenario.load import episode_ids
from sim.scenario.setup import Setup
from sim.telling.seat import feed, talks

ALL = ("japan", "russia", "usa")


def gathering(scenario: str = "2018-singapore", seats: tuple[str, ...] = ALL, seed: int = 7) -> Gathering:
    return Gathering(Setup(scenario, seed=seed), seats)


def to_the_end(at: Gathered) -> Gathered:
    while not at.over:
        at = enter(at, by_agent(at))
    return at


@pytest.mark.parametrize("scenario", episode_ids())
def test_agents_in_all_seats_play_as_the_model_does(scenario: str) -> None:
    record = negotiate(scenario, seed=7)
    for seats in (ALL[:2], ALL):
        table = to_the_end(gathering(scenario, seats).opened).table
        assert (table.result, table.agreement is None) == (record.result, record.agreement is None)
        texts = [t.outcome for m in table.meetings for t in m.offers]
        assert len(texts) == sum(row.offer is not None for row in record.rounds)


def test_one_person_among_agents_sits_as_in_the_single_seat() -> None:
    moves = ["reject", "pass", "reject"]
    alone = advance(Sitting(Setup("2018-singapore", seed=7), "russia"), moves)
    at, left = gathering(seats=ALL[:2]).opened, list(moves)
    while left or at.to_move != "russia":
        at = enter(at, Moved("russia", left.pop(0)) if at.to_move == "russia" else by_agent(at))
    assert at.table.meeting.offers == alone.table.meeting.offers
    assert at.table.standing == alone.table.standing and at.seated("russia").turn == alone.turn
    assert at.seated("russia").moves == alone.moves and at.seated("japan").turn == "waits"


def test_a_replay_of_the_entries_gives_the_same_table() -> None:
    at = gathering().opened
    for entry in (
        Struck(OwnEvent("Storm.", trust=-0.1)),
        *[None] * 5,
        Struck(OwnEvent("Flood.", suspend=2)),
        *[None] * 3,
    ):
        at = enter(at, by_agent(at) if entry is None else entry)
    again = replayed(gathering(), at.entries)
    assert again.table.standing == at.table.standing and again.table.queue == at.table.queue
    assert [m.offers for m in again.table.meetings] == [m.offers for m in at.table.meetings]


def test_an_event_strikes_in_the_middle_of_a_round() -> None:
    start = enter(gathering().opened, by_agent(gathering().opened))
    struck = enter(start, Struck(OwnEvent("Storm.", rapport=0.3, leverage=-0.2)))
    assert (
        struck.table.queue == start.table.queue and struck.table.meeting.offers == start.table.meeting.offers
    )
    assert struck.table.standing.rapport > start.table.standing.rapport
    assert struck.table.standing.leverage < start.table.standing.leverage
    assert struck.table.meeting.events == ("Storm.",)
    assert (struck.table.value.signing != start.table.value.signing).any(), (
        "everybody reckons with it at once"
    )


def test_an_event_changes_one_party_and_never_beyond_what_its_numbers_can_be() -> None:
    start = gathering().opened
    before, other, *_ = start.table.standing.parties
    struck = OwnEvent(
        "Storm.", parties={before.id: {"reservation": 0.1, "domestic_threshold": 9.0, "trust": -9.0}}
    )
    after, same, *_ = enter(start, Struck(struck)).table.standing.parties
    assert after.reservation == pytest.approx(before.reservation + 0.1)
    assert (after.domestic_threshold, after.trust, same) == (1.0, 0.0, other)
    again = struck_of(json.loads(json.dumps(asdict(struck))))
    assert again == Struck(struck)
    with pytest.raises(UnknownName):
        enter(start, Struck(OwnEvent("Storm.", parties={"france": {"trust": 0.1}})))


def test_a_suspension_breaks_the_round_off_and_a_deadline_comes_nearer() -> None:
    start = gathering().opened
    after = enter(start, Struck(OwnEvent("Storm.", suspend=2)))
    assert after.table.meeting.round == 3 and [m.round for m in after.table.meetings] == [1, 2]
    assert enter(start, Struck(OwnEvent("Storm.", suspend=99))).table.result == "suspended"
    assert enter(start, Struck(OwnEvent("Hurry.", rounds_left=1))).table.standing.deadline == 1


def test_a_scenarios_own_event_happens_once() -> None:
    start = gathering("2014-crimea").opened
    name = start.table.rules.game.events[0].id
    after = enter(start, Struck(name))
    assert after.table.meetings[0].events == (name,)
    with pytest.raises(IllegalMove, match="happened already"):
        enter(after, Struck(name))
    with pytest.raises(UnknownName, match="there is no event"):
        enter(start, Struck("flood"))


def test_what_is_over_stays_over() -> None:
    closed = enter(gathering().opened, Closed("teacher"))
    assert closed.over and closed.table.result == "deadline" and closed.to_move is None
    entries: list[Entry] = [Closed(), Struck(OwnEvent("Storm.")), Moved("japan", 1), Moved("usa", "support")]
    for entry in entries:
        with pytest.raises(IllegalMove):
            enter(closed, entry)
    with pytest.raises(IllegalMove):
        by_agent(closed)


def test_wrong_entries_are_refused() -> None:
    start = gathering().opened
    with pytest.raises(IllegalMove, match="not the turn of russia"):
        enter(start, Moved("russia", "pass"))
    with pytest.raises(InputError, match="is not a move"):
        enter(start, Moved("japan", "surrender"))
    with pytest.raises(UnknownName, match="there is no party"):
        gathering(seats=("japan", "france"))


def test_a_persons_refusal_gives_no_reason_and_an_agents_does() -> None:
    start = gathering(seats=ALL[:2]).opened
    start = enter(start, by_agent(start))
    for agent, reasons in ((False, 0), (True, 1)):
        after = enter(start, Moved("russia", "reject", agent))
        told = talks.told(after.public, after.table.meetings[0])
        assert (told[-1] == "Moscow declines.") is not agent
        heard = feed.heard(start, after)
        assert (heard[0].text == "Moscow declines.") is (reasons == 0)


@pytest.mark.parametrize("protocol", ["alternating", "simultaneous", "single_text"])
def test_every_entry_is_heard_and_a_breath_is_covered(protocol: str) -> None:
    found = Gathering(Setup("2018-singapore", seed=7, protocol=protocol), ALL)
    at, kinds, covered = found.opened, [], []
    assert feed.opening(at)[0].text == "Round 1 of 6."
    while not at.over:
        after = enter(at, by_agent(at))
        heard = feed.heard(at, after)
        assert heard and all(line.text and "**" not in line.text for line in heard)
        kinds += [line.kind for line in heard]
        covered += [line.covered for line in heard]
        at = after
    assert kinds[-1] == "result" and kinds.count("result") == 1 and at.table.result in RESULTS
    assert kinds.count("round") == len(at.table.meetings) - 1
    assert any(covered) is (protocol != "alternating")
    tabled = sum(len(m.offers) for m in at.table.meetings if protocol != "single_text" or m.last_day)
    assert protocol == "single_text" or sum(k == "mediator" for k in kinds) <= tabled
