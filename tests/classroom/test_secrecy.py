"""What a student's or the projector's view holds besides the engine's own table: nothing of anybody else."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from sim.classroom import names
from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from sim.classroom.views import ProjectorView, StudentView
from sim.domain.game import Game
from sim.engine.gathering import Gathered
from sim.engine.sitting import Seated
from tests.classroom.robots import Room, refused, talking

THINGS = (Seated, Gathered, Plan, Game)
"""What the engine works with. Pages draw from it beside the server; what reaches a browser is theirs to show."""


def texts(value: Any) -> list[str]:
    """Return every text and number in a view, wherever it lies."""
    if isinstance(value, THINGS) or value is None:
        return []
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts(one)]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [text for one in value for text in texts(one)]
    return [str(value)]


def busy(classroom: Classroom) -> Room:
    """A room in which everybody has a secret."""
    room = talking(classroom, Plan("2018-singapore"), 13)
    for n, token in enumerate(room.tokens):
        classroom.keep_draft(token, {"text": f"draft-of-{n}."})
        classroom.say(token, f"inside-{n}.", "delegation")
        classroom.say(token, f"group-{n}.", "group")
    room.play(rounds=4)
    room.to("ticket")
    for n, token in enumerate(room.tokens):
        classroom.ticket(token, f"ticket-{n}.", "x")
    return room


def test_a_student_sees_its_own_and_what_its_group_says(lite: Classroom) -> None:
    room = busy(lite)
    views = [room.view(n) for n in range(13)]
    digests = [names.hashed(token) for token in room.tokens]
    key = lite.new_key()
    for n, view in enumerate(views):
        seen = texts(view)
        whole = "\n".join(seen)
        for other, its in enumerate(views):
            same, mates = view.group == its.group, (view.group, view.seat) == (its.group, its.seat)
            assert (f"draft-of-{other}." in whole) is (other == n)
            assert (f"ticket-{other}." in whole) is (other == n)
            assert (f"inside-{other}." in seen) is mates
            assert (f"group-{other}." in seen) is same
            assert same or its.nickname not in seen
        assert not any(secret in whole for secret in (*room.tokens, *digests, key, names.hashed(key)))
        assert view.standings == {} and view.seated is not None and view.seated.sitting.seat == view.seat


def test_who_has_no_seat_gets_no_seats_table(lite: Classroom) -> None:
    room = talking(lite, Plan("2018-singapore", odd="observe"), 4)
    kinds = {room.view(n).kind: room.view(n) for n in range(4)}
    looking: StudentView = kinds["observes"]
    assert looking.seated is None and looking.feed and not looking.may_move


def test_before_the_debrief_nobody_sees_another_groups_table(lite: Classroom) -> None:
    room = busy(lite)
    assert lite.projector(room.code).standings == {} == room.view().standings
    room.to("debrief")
    assert (
        set(lite.projector(room.code).standings)
        == set(room.view().standings)
        == set(room.teacher.state(room.code).groups)
    )


def test_the_projector_names_nobody(lite: Classroom) -> None:
    room = busy(lite)
    for phase in ("ticket", "debrief", "end"):
        room.to(phase)
        view: ProjectorView = lite.projector(room.code)
        whole = "\n".join(texts(view))
        words = [f"{what}-{n}." for what in ("draft-of", "inside", "group", "ticket") for n in range(13)]
        people = [person.name for person in room.teacher.state(room.code).people.values()]
        assert not any(word in whole for word in (*words, *people, *room.tokens))


def test_the_database_holds_no_token_and_no_key(lite: Classroom) -> None:
    room = busy(lite)
    keys = [room.key, lite.new_key(), lite.new_key()]
    file = lite.database.file
    assert file is not None
    held = b"".join(path.read_bytes() for path in file.parent.glob("class.db*"))
    assert b"draft-of-3." in held, "else this would find nothing anyway"
    assert not any(secret.encode() in held for secret in (*room.tokens, *keys))


def test_a_deleted_room_leaves_no_word_in_the_file(lite: Classroom) -> None:
    room = busy(lite)
    room.teacher.delete(room.code)
    file = lite.database.file
    assert file is not None
    held = b"".join(path.read_bytes() for path in file.parent.glob("class.db*"))
    assert not any(word in held for word in (b"draft-of", b"inside-", b"group-", b"ticket-", b"Robot"))


def test_a_wrong_key_is_logged_with_where_it_came_from(lite: Classroom, caplog: Any) -> None:
    assert refused(lite.teacher, "AAAA-BBBB-CCCC-DDDD", "10.0.0.66") == "key"
    assert "10.0.0.66" in caplog.text and "AAAA" not in caplog.text
