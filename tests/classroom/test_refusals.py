"""What a student may type or send: cleaned, or refused with a sentence, and never more."""

from __future__ import annotations

from typing import Any

import pytest

from sim.classroom.faults import ClassError
from sim.classroom.service import MOST_CHAT, Classroom
from tests.classroom.robots import opened, refused, talking


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "x" * 25, "\x00"])
def test_a_nickname_is_seen_and_short(lite: Classroom, name: str) -> None:
    assert refused(lite.join, opened(lite, students=0).code, name, "x") == "nickname"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Анна\tК. ", "АннаК."),
        ("a\u202eb\u0007", "ab"),
        ("<b>=1+1</b>", "<b>=1+1</b>"),
        ("e\u0301", "é"),
        ("a\nb", "a b"),
    ],
)
def test_names_are_kept_as_plain_text(lite: Classroom, typed: str, kept: str) -> None:
    room = opened(lite, students=0)
    assert lite.student(lite.join(room.code, typed, "x")).nickname == kept


def test_the_same_name_gets_a_number(lite: Classroom) -> None:
    room = opened(lite, students=0)
    names = [lite.student(lite.join(room.code, name, "x")).nickname for name in ("Yuki", "yuki", "Yuki")]
    assert names == ["Yuki", "yuki 2", "Yuki 3"]


def test_a_text_is_not_empty_nor_too_long(lite: Classroom) -> None:
    room = talking(lite)
    assert refused(lite.say, room.tokens[0], " \u200b ", "group") == "empty"
    assert refused(lite.say, room.tokens[0], "x" * (MOST_CHAT + 1), "group") == "long"
    assert refused(lite.say, room.tokens[0], "x", "world") == "wrong"
    assert refused(lite.ticket, room.tokens[0], "a", "") == "empty"


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("check", ([],)), ("check", ([99],)), ("guess", ("victory", None)), ("guess", ("treaty", "weather")),
        ("rate", (0,)), ("rate", (6,)), ("rate", (True,)),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused(lite: Classroom, act: str, values: tuple[Any, ...]) -> None:
    assert refused(getattr(lite, act), opened(lite).tokens[0], *values) == "wrong"


@pytest.mark.parametrize("token", ["", "nobody", "x" * 10_000, "\ud800"])
def test_an_unknown_token_opens_nothing(lite: Classroom, token: str) -> None:
    assert refused(lite.student, token) == refused(lite.move, token, "pass", 0) == "no_seat"


@pytest.mark.parametrize("move", ["surrender", None, True, 1.5, [], "", "support"])
def test_what_is_no_move_changes_nothing(lite: Classroom, move: Any) -> None:
    room = talking(lite)
    before = room.view().number
    assert refused(lite.move, room.mover(), move, 0) in ("no_move", "not_allowed")
    assert room.view().number == before


@pytest.mark.parametrize("move", [-1, 10**9, "accept"])
def test_a_move_that_the_rules_forbid_is_refused(lite: Classroom, move: Any) -> None:
    room = talking(lite)
    assert refused(lite.move, room.mover(), move, 0) == "not_allowed"


def test_a_text_across_ones_own_red_line_is_refused_with_its_reason(lite: Classroom) -> None:
    room = talking(lite)
    view = lite.student(room.mover())
    assert view.seated is not None
    barred = int((~view.seated.view.allowed).argmax())
    with pytest.raises(ClassError, match="It crosses what you cannot sign"):
        lite.move(room.mover(), barred, 0)


def test_only_who_is_to_move_moves(lite: Classroom) -> None:
    room = talking(lite)
    others = [token for token in room.tokens if token != room.mover()]
    assert [refused(lite.move, token, "pass", 0) for token in others] == ["not_your_turn", "not_your_turn"]
    assert refused(lite.move, room.mover(), "pass", 7) == "moved_on"


def test_guesses_close_when_the_talks_begin_but_not_for_who_comes_late(lite: Classroom) -> None:
    room = opened(lite)
    lite.guess(room.tokens[0], "talks", None)
    room.to("talks")
    assert refused(lite.guess, room.tokens[0], "treaty", None) == "guess_late"
    late = lite.join(room.code, "Late", "x")
    assert refused(lite.guess, late, "treaty", None) == ""
    assert refused(lite.guess, late, "talks", None) == "guess_late"


def test_the_teacher_is_told_what_does_not_exist(lite: Classroom) -> None:
    room = talking(lite)
    teacher, code = room.teacher, room.code
    assert refused(teacher.console, "BBBBBB") == "no_room"
    assert refused(teacher.look, code, 9) == refused(teacher.nudge, code, 9) == "group"
    assert (
        refused(teacher.agent_for, code, 1, "france")
        == refused(teacher.move_person, code, "p1", 1, "x")
        == "seat"
    )
    assert refused(teacher.remove, code, "p99") == "person"
    assert refused(teacher.extend, code, 0) == refused(teacher.extend, code, 1e9) == "minutes"
    assert refused(teacher.deal, code) == "deal_late"
    room.teacher.end(code)
    assert refused(teacher.next_phase, code) == "phase"


def test_an_empty_room_cannot_be_dealt_but_can_be_ended(lite: Classroom) -> None:
    room = opened(lite, students=0)
    assert refused(room.teacher.next_phase, room.code) == refused(room.teacher.deal, room.code) == "nobody"
    room.teacher.end(room.code)
    assert room.teacher.console(room.code).phase == "end"


def test_what_is_done_under_a_void_key_is_refused_and_logged(
    lite: Classroom, caplog: pytest.LogCaptureFixture
) -> None:
    room = opened(lite)
    lite.new_key()
    number = lite.numbers()[room.code]
    for act in (room.teacher.next_phase, room.teacher.delete, room.teacher.end, room.teacher.console):
        caplog.clear()
        assert refused(act, room.code) == "key"
        assert "its key is void" in caplog.text
    assert lite.numbers()[room.code] == number
