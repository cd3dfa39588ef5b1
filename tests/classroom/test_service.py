"""What students and teachers ask of the classroom, on both kinds of database: what is done, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sim.classroom.plan import Plan
from sim.classroom.service import WRONG_CODES, WRONG_KEYS, WRONG_TOKENS, Classroom
from sim.classroom.store.rooms import MOST_TABLES
from sim.engine.gathering import OwnEvent
from tests.classroom.robots import SHORT, Time, opened, refused, talking

THREE = ("japan", "russia", "usa")


def test_a_lesson_goes_from_the_lobby_to_its_end(classroom: Classroom) -> None:
    room = opened(classroom, SHORT, 7)
    front = classroom.front(room.code.lower(), "10.0.0.2")
    assert front is not None and front.open and front.title
    assert room.view().kind == "waits" and room.view().waiting == 7
    room.to("deal")
    places = Counter((v.group, v.seat) for v in map(room.view, range(7)))
    assert set(places) == {(g, seat) for g in (1, 2) for seat in THREE} and max(places.values()) == 2
    room.to("brief")
    classroom.open_brief(room.tokens[0])
    classroom.open_brief(room.tokens[0])
    classroom.check(room.tokens[0], [0, 2, 1], 2)
    classroom.guess(room.tokens[0], "treaty", "alliance")
    view = room.view()
    assert (
        view.brief_opened
        and view.answers == (0, 2, 1)
        and view.guess is not None
        and view.guess.blocker == "alliance"
    )
    assert not view.may_move and refused(classroom.move, room.tokens[0], "pass", 0) == "not_now"
    room.to("talks")
    assert room.play() > 5
    assert {line.over is not None for line in room.teacher.console(room.code).groups} == {True}
    room.to("ticket")
    classroom.ticket(room.tokens[0], "I expected less.", "That trust matters.")
    room.to("debrief")
    classroom.rate(room.tokens[0], 5)
    assert set(room.view().standings) == {1, 2} == set(classroom.projector(room.code).standings)
    room.teacher.end(room.code)
    front = classroom.front(room.code, "x")
    assert refused(classroom.join, room.code, "Late", "x") == "shut" and front is not None and not front.open


def test_a_link_that_is_only_looked_at_takes_no_seat(classroom: Classroom) -> None:
    room = opened(classroom, SHORT, 1)
    for _ in range(5):
        classroom.front(room.code, "preview")
    assert room.view().waiting == 1


def test_forty_join_within_a_second_and_nobody_twice(classroom: Classroom) -> None:
    room = opened(classroom, SHORT, 0)
    with ThreadPoolExecutor(40) as many:
        tokens = list(many.map(lambda n: classroom.join(room.code, "Kim", f"10.0.0.{n}"), range(40)))
    room.to("deal")
    views = [classroom.student(token) for token in tokens]
    assert (
        len(set(tokens))
        == len({view.person for view in views})
        == len({view.nickname for view in views})
        == 40
    )
    seats = Counter((view.group, view.seat) for view in views)
    assert len(seats) == 39 and sum(seats.values()) == 40


def test_the_same_link_in_two_tabs_is_one_seat(classroom: Classroom) -> None:
    room = talking(classroom)
    token = room.mover()
    one, other = classroom.student(token), classroom.student(token)
    assert (one.person, one.seat) == (other.person, other.seat) and other.waiting == 3
    classroom.move(token, "pass", one.entries)
    assert refused(classroom.move, token, "pass", other.entries) == "moved_on"


def test_two_who_share_a_seat_move_first_come_first_served(classroom: Classroom) -> None:
    room = talking(classroom, SHORT, 4)
    room.play([room.in_seat("russia")], rounds=1)
    room.play([room.in_seat("usa")], rounds=1)
    both = [token for token in room.tokens if classroom.student(token).seat == "japan"]
    assert len(both) == 2 and all(classroom.student(token).may_move for token in both)
    seen = room.view().entries
    with ThreadPoolExecutor(2) as two:
        answers = sorted(two.map(lambda token: refused(classroom.move, token, "reject", seen), both))
    assert answers == ["", "moved_on"] and room.view().entries == seen + 1


def test_the_computer_takes_empty_seats_and_gives_them_back(classroom: Classroom) -> None:
    room = talking(classroom, SHORT, 1)
    view = room.view()
    assert view.mates == {"japan": ("Robot 0",), "russia": (), "usa": ()}
    classroom.move(room.tokens[0], "reject", view.entries)
    view = room.view()
    assert view.may_move and any(line.agent for line in view.feed), "the others have moved at once"
    late = classroom.join(room.code, "Late", "x")
    assert classroom.student(late).seat == "russia" and room.view().mates["russia"] == ("Late",)
    room.teacher.agent_for(room.code, 1, "russia")
    assert refused(classroom.move, late, "pass", classroom.student(late).entries) in ("held", "moved_on")
    room.teacher.give_back(room.code, 1, "russia")
    assert room.view().mates["russia"] == ("Late",)
    room.teacher.remove(room.code, classroom.student(late).person)
    assert refused(classroom.student, late) == "no_seat" and room.view().mates["russia"] == ()


def test_late_comers_fill_empty_seats_first_then_share_or_look_on(classroom: Classroom) -> None:
    for odd, kind in (("share", "signs"), ("observe", "observes")):
        room = talking(classroom, replace(SHORT, odd=odd), 2)  # type: ignore[arg-type]
        assert classroom.student(classroom.join(room.code, "third", "x")).seat == "usa"
        view = classroom.student(classroom.join(room.code, "fourth", "x"))
        assert view.kind == kind and view.group == 1
        assert view.feed, "whoever comes late reads what was said"


def test_drafts_are_kept(classroom: Classroom) -> None:
    room = talking(classroom)
    classroom.keep_draft(room.tokens[0], {"text": "半分", "moves": [1, 2]})
    classroom.keep_draft(room.tokens[0], {"text": "半分書いた", "moves": None})
    classroom.keep_draft(room.tokens[0], {"ahead": True})
    assert room.view().draft == {"text": "半分書いた", "ahead": True}, "one control does not undo another"
    classroom.keep_draft(room.tokens[0], {"ahead": None})
    assert room.view().draft == {"text": "半分書いた"} and room.view(1).draft == {}
    assert refused(classroom.keep_draft, room.tokens[0], {"text": "x" * 30_000}) == "long"


def test_what_happens_is_news_for_those_whom_it_concerns(classroom: Classroom) -> None:
    room = talking(classroom, SHORT, 6)
    state = room.teacher.state(room.code)
    first, second = state.groups

    def news(act: Callable[[], object]) -> list[bool]:
        before = classroom.look(room.code)
        act()
        after = classroom.look(room.code)
        return [after.news(group) > before.news(group) for group in (first, second, None)]

    ann = next(n for n in range(6) if room.view(n).group == first)
    assert news(lambda: classroom.say(room.tokens[ann], "hello", "group")) == [True, False, False]
    assert news(lambda: classroom.rate(room.tokens[ann], 5)) == [False, False, False]
    assert news(lambda: room.teacher.message(room.code, None, "All of you")) == [True, True, True]
    assert news(lambda: room.teacher.pause(room.code)) == [True, True, True]


def test_delegations_have_a_channel_of_their_own(classroom: Classroom) -> None:
    room = talking(classroom, SHORT, 4)
    state = room.teacher.state(room.code)
    seat = next(s for s, people in state.groups[1].seats.items() if len(people) == 2)
    inside = [token for token in room.tokens if classroom.student(token).seat == seat]
    classroom.say(inside[0], "only us", "delegation")
    classroom.say(inside[0], "all of us", "group")
    for token in room.tokens:
        said = [line.text for line in classroom.student(token).feed if line.kind == "chat"]
        assert said == (["only us", "all of us"] if token in inside else ["all of us"])


def test_a_pause_stops_moves_chat_and_clock(classroom: Classroom, time: Time) -> None:
    room = talking(classroom)
    room.teacher.pause(room.code)
    left = room.view().clock.remaining
    time.pass_(100)
    view = room.view()
    assert view.clock.paused and view.clock.remaining == left and not view.may_move
    assert refused(classroom.say, room.tokens[0], "hm", "group") == "paused"
    assert refused(classroom.move, room.in_seat("japan"), "pass", view.entries) == "paused"
    room.teacher.resume(room.code)
    room.teacher.extend(room.code, 2)
    time.pass_(10)
    assert room.view().clock.remaining == pytest.approx(left + 120 - 10)


def test_when_the_time_is_up_open_tables_end_without_a_text_and_going_back_opens_them(
    classroom: Classroom,
) -> None:
    room = talking(classroom)
    classroom.move(room.mover(), "pass", 0)
    room.teacher.next_phase(room.code)
    view = room.view()
    assert (view.phase, view.over, view.closed) == ("ticket", "deadline", "time")
    room.teacher.back(room.code)
    view = room.view()
    assert view.over is None and view.phase == "talks"
    classroom.move(room.mover(), "pass", view.entries)
    room.teacher.close_group(room.code, 1)
    assert room.view().closed == "teacher"
    room.teacher.next_phase(room.code)
    room.teacher.back(room.code)
    assert room.view().over == "deadline", "what the teacher has closed stays closed"


def test_events_strike_one_table_or_all(classroom: Classroom) -> None:
    room = talking(classroom, Plan("2014-crimea", preset="20"), 6)
    event = next(iter(room.view().plan.loaded.spec.events))
    before = room.view().seated.table.standing.rapport  # type: ignore[union-attr]
    room.teacher.inject(room.code, 1, OwnEvent("An earthquake; all send help.", rapport=0.2))
    views = {classroom.student(token).group: classroom.student(token) for token in room.tokens}
    assert views[1].seated.table.standing.rapport > before == views[2].seated.table.standing.rapport  # type: ignore[union-attr]
    assert "An earthquake; all send help." in [line.text for line in views[1].feed]
    room.teacher.inject(room.code, None, event)
    assert refused(room.teacher.inject, room.code, None, event) == "event", "nothing happens twice"
    assert refused(room.teacher.inject, room.code, 1, "flood") == "event"


def test_the_console_says_who_holds_a_group_up_and_who_is_silent(classroom: Classroom, time: Time) -> None:
    room = talking(classroom)
    time.pass_(50)
    classroom.say(room.in_seat("japan"), "well?", "group")
    time.pass_(40)
    line = room.teacher.console(room.code).groups[0]
    assert line.mover is not None and line.mover.party == "russia" and line.mover.seconds == 90
    assert line.mover.people == (classroom.student(room.in_seat("russia")).nickname,)
    silent = {seat: people[0].silent for seat, people in line.seats.items()}
    assert silent["japan"] == 40 and silent["russia"] == 90
    room.teacher.nudge(room.code, 1)
    room.teacher.message(room.code, None, "Five minutes left.")
    assert [one.kind for one in room.view().feed[-2:]] == ["nudge", "message"]
    look = room.teacher.look(room.code, 1)
    assert set(look.seated) == set(THREE) and len(room.teacher.replay(room.code, 1)) == line.entries + 1


def test_a_room_that_goes_on_by_itself_waits_for_people_and_not_for_the_teacher(
    classroom: Classroom, time: Time
) -> None:
    room = opened(classroom, replace(SHORT, auto=True), 0)
    time.pass_(500)
    assert room.teacher.console(room.code).phase == "lobby"
    room.tokens.append(classroom.join(room.code, "One", "x"))
    assert room.view().phase == "deal"
    for phase, minutes in (("brief", 1), ("talks", 3), ("ticket", 8)):
        time.pass_(60 * minutes + 1)
        assert room.view().phase == phase
    assert room.view().over == "deadline"


def test_wrong_codes_and_keys_are_counted_by_address_and_then_refused(
    classroom: Classroom, time: Time
) -> None:
    room = opened(classroom, SHORT, 1)
    assert all(classroom.front("BBBBBB", "evil") is None for _ in range(WRONG_CODES))
    assert (
        refused(classroom.front, room.code, "evil")
        == refused(classroom.join, room.code, "x", "evil")
        == "too_often"
    )
    assert classroom.front(room.code, "good") is not None
    assert [refused(classroom.teacher, "AAAA-BBBB", "evil") for _ in range(WRONG_KEYS)] == [
        "key"
    ] * WRONG_KEYS
    key = classroom.new_key()
    assert refused(classroom.teacher, key, "evil") == "key_often"
    time.pass_(601)
    assert classroom.front(room.code, "evil") is not None and classroom.teacher(key.lower(), "evil").rooms()


def test_wrong_tokens_are_counted_by_address_and_a_class_with_its_seats_goes_on(
    classroom: Classroom, time: Time
) -> None:
    room = opened(classroom, SHORT, 2)
    assert classroom.student(room.tokens[0], address="school").nickname
    wrong = {refused(classroom.student, f"t{n}", None, "school") for n in range(WRONG_TOKENS)}
    assert wrong == {"no_seat"}
    assert refused(classroom.student, room.tokens[1], None, "school") == "too_often"
    assert classroom.student(room.tokens[0], address="school").nickname, "a seat that is in use stays"
    assert classroom.student(room.tokens[1], address="home").nickname
    time.pass_(601)
    assert refused(classroom.student, "t", None, "school") == "no_seat"


def test_a_new_key_makes_the_old_one_void(classroom: Classroom) -> None:
    room = opened(classroom)
    classroom.new_key()
    teacher, code = room.teacher, room.code
    acts = [
        teacher.rooms,
        *(
            (act, code)
            for act in (teacher.console, teacher.next_phase, teacher.delete, teacher.end, teacher.state)
        ),
    ]
    assert {refused(*(act if isinstance(act, tuple) else (act,))) for act in acts} == {"key"}


def test_what_is_deleted_is_gone(classroom: Classroom) -> None:
    room = talking(classroom)
    classroom.say(room.tokens[0], "remember me", "group")
    classroom.keep_draft(room.tokens[0], {"text": "mine"})
    room.teacher.delete(room.code)
    assert room.teacher.rooms() == [] and classroom.numbers() == {}
    assert (
        refused(classroom.student, room.tokens[0])
        == refused(classroom.say, room.tokens[0], "x", "group")
        == "no_seat"
    )
    assert refused(classroom.projector, room.code) == "no_room" and classroom.front(room.code, "x") is None
    with classroom.database.reading() as connection:
        assert classroom.database.drafts(connection, room.code) == {}


def test_a_restart_finds_everything_as_it_was(database: str, time: Time) -> None:
    first = Classroom(database, time)
    room = talking(first, SHORT, 7)
    room.play(rounds=3)
    before = [first.student(token) for token in room.tokens]
    first.close()
    second = Classroom(database, time)
    for old, token in zip(before, room.tokens, strict=True):
        new = second.student(token)
        assert (new.person, new.group, new.seat, new.entries, new.feed) == (
            old.person,
            old.group,
            old.seat,
            old.entries,
            old.feed,
        )
    second.close()


def test_of_many_rooms_only_some_keep_their_tables_in_memory(lite: Classroom) -> None:
    rooms = [talking(lite) for _ in range(MOST_TABLES + 2)]
    for room in [*rooms, rooms[-1]]:
        room.view()
    kept = [lite.rooms.look(room.code)[0] for room in rooms]
    assert sum(bool(one.steps) for one in kept) == MOST_TABLES and kept[-1].steps and not kept[0].steps
    rooms[0].play()
    assert rooms[0].view().over is not None, "what was let go comes back"
