"""Clocks, deals, codes and the fold: what holds whatever is put in."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.classroom import names
from sim.classroom.clock import Clock
from sim.classroom.dealing import deal
from sim.classroom.faults import ClassError
from sim.classroom.plan import PHASES, PRESETS, Plan
from sim.classroom.service import Classroom
from sim.classroom.state import RoomState, folded
from tests.classroom.robots import SHORT, Time, opened, refused

SECONDS = some.floats(0.0, 10_000.0)


@given(some.lists(some.tuples(some.sampled_from(["pause", "resume"]), SECONDS)), SECONDS, SECONDS)
def test_a_paused_clock_stands_and_one_that_runs_never_goes_back(
    acts: list[tuple[str, float]], later: float, more: float
) -> None:
    clock, now = Clock(0.0, 5.0), 0.0
    for act, seconds in acts:
        before, now = clock.remaining(now), now + seconds
        assert clock.remaining(now) == before if clock.paused else clock.remaining(now) <= before
        clock = clock.pause(now) if act == "pause" else clock.resume(now)
    assert 0.0 <= clock.remaining(now + later + more) <= clock.remaining(now + later) <= 300.0


@given(SECONDS, some.floats(0.5, 60.0), some.booleans())
def test_an_extension_adds_what_it_says(now: float, minutes: float, paused: bool) -> None:
    clock = Clock(0.0, 5.0).pause(60.0) if paused else Clock(0.0, 5.0)
    assert clock.extend(minutes, now).remaining(now) == pytest.approx(clock.remaining(now) + 60.0 * minutes)


@given(
    some.integers(0, 70),
    some.integers(2, 3),
    some.sampled_from(["random", "arrival", "teacher"]),
    some.sampled_from(["share", "agents", "observe"]),
    some.integers(0, 99),
)
def test_everybody_has_one_place_and_groups_are_alike(
    n: int, seats: int, how: str, odd: str, seed: int
) -> None:
    people = [f"p{k}" for k in range(n)]
    groups = deal(people, seats, how, odd, seed)  # type: ignore[arg-type]
    placed = Counter(p for group in groups for row in (*group.seats, group.observers) for p in row)
    assert placed == Counter(people)
    sizes = [sum(map(len, group.seats)) + len(group.observers) for group in groups]
    assert not sizes or max(sizes) - min(sizes) <= 1
    assert all(len(group.seats) == seats for group in groups)
    if odd == "share" and n >= seats:
        assert all(row for group in groups for row in group.seats), "nobody plays with the computer"
    if odd != "share":
        assert all(len(row) <= 1 for group in groups for row in group.seats), "nobody shares"
    assert groups == deal(people, seats, how, odd, seed)  # type: ignore[arg-type]


def test_the_presets_last_as_long_as_they_say() -> None:
    assert {name: sum(minutes.values()) for name, minutes in PRESETS.items()} == {
        "20": 20,
        "50": 50,
        "90": 90,
    }
    assert all(tuple(minutes) == PHASES for minutes in PRESETS.values())


def test_a_plan_survives_its_storage() -> None:
    plan = Plan("2018-singapore", {"parties.japan.trust": 0.2}, minutes={"talks": 1.5}, rounds=4)
    assert Plan.of_dict(json.loads(json.dumps(plan.to_dict()))) == plan
    assert plan.loaded.spec.talks.rounds == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"preset": "45"},
        {"parties": 4},
        {"rounds": 0},
        {"language": "xx"},
        {"minutes": {"nap": 3}},
        {"scenario": "1855"},
    ],
)
def test_what_makes_no_lesson_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ClassError, match="do not make a lesson"):
        Plan(**{"scenario": "2018-singapore", **wrong})  # type: ignore[arg-type]


def test_a_change_that_does_not_fit_is_refused_with_its_reason() -> None:
    with pytest.raises(ClassError, match="cannot be played"):
        assert Plan("2018-singapore", {"parties.japan.trust": "much"}).seats


@given(some.text(max_size=60))
def test_typed_codes_and_keys_are_read_or_are_wrong_but_harm_nothing(typed: str) -> None:
    assert len(names.code_of(typed)) <= 12 and len(names.key_of(typed)) <= 60


def test_codes_are_no_words_and_keys_are_long() -> None:
    codes = {names.new_code() for _ in range(200)}
    assert len(codes) > 190 and not set("".join(codes)) & set("AEIOUL01")
    assert len(set(names.KEY_LETTERS)) ** 16 > 2**72


def test_the_fold_of_the_same_events_is_the_same_however_it_is_cut(lite: Classroom, time: Time) -> None:
    room = opened(lite, SHORT, 7)
    room.to("talks")
    room.play(rounds=2)
    lite.say(room.tokens[0], "hello", "group")
    room.teacher.pause(room.code)
    time.pass_(30)
    room.teacher.resume(room.code)
    room.teacher.agent_for(room.code, 1, "japan")
    room.teacher.remove(room.code, "p7")
    room.to("debrief")
    with lite.database.reading() as connection:
        events = lite.database.events(connection, room.code, 0)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    whole = folded(RoomState(room.code, SHORT), events)
    assert whole == room.teacher.state(room.code)
    for cut in range(len(events)):
        assert folded(folded(RoomState(room.code, SHORT), events[:cut]), events[cut:]) == whole
    assert refused(room.classroom.join, room.code, "x", "y") == ""
