"""A whole lesson by robots: forty students and a teacher, fifty minutes in fast time, to the export."""

from __future__ import annotations

import io

import pyarrow.parquet as pq

from sim.classroom.debrief import debrief
from sim.classroom.export import Lesson, as_parquet, report, tables
from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from tests.classroom.robots import Time, opened, refused


def test_forty_students_and_a_teacher_play_fifty_minutes(lite: Classroom, time: Time) -> None:
    room = opened(lite, Plan("2018-singapore", seed=7), 40)
    began = time.now

    def over() -> None:
        """The clock of the phase runs out, and the teacher goes on."""
        time.pass_(room.view().clock.remaining)
        assert room.view().clock.out
        room.teacher.next_phase(room.code)

    over()
    assert len(room.teacher.console(room.code).groups) == 13
    over()
    for n, token in enumerate(room.tokens):
        lite.open_brief(token)
        lite.guess(token, ("treaty", "talks", "setback")[n % 3], "alliance" if n % 2 else None)
        lite.check(token, [0, 1, 2], 3)
        lite.keep_draft(token, {"note": f"draft {n}"})
    over()
    first = room.play(rounds=3)
    over()
    room.teacher.message(room.code, None, "News from outside.")
    over()
    second = room.play()
    assert first > 20 and second > 20
    over()
    for token in room.tokens:
        lite.ticket(token, "More than I thought.", "That others ratify, too.")
    over()
    console = room.teacher.console(room.code)
    ended = [line.over for line in console.groups]
    assert None not in ended and "deadline" in ended and "not_ratified" in ended
    assert {"text_signed", "treaty_performed", "text_in_force"} & set(ended)
    seen = lite.projector(room.code)
    assert (seen.signed + seen.failed, seen.guessed, seen.ticketed, seen.joined) == (13, 40, 40, 40)
    assert set(seen.standings) == set(range(1, 14)) and len(seen.guesses) == 40
    for token in room.tokens:
        lite.rate(token, 4)
    over()
    assert time.now - began == 48 * 60 and console.phase == "debrief"
    time.pass_(room.view().clock.remaining)
    assert time.now - began == 50 * 60 and refused(room.teacher.next_phase, room.code) == "phase"
    state, standings = room.teacher.state(room.code), room.teacher.standings(room.code)
    assert all(person.stars == 4 for person in state.people.values())
    made = debrief(state.plan.setup, {n: at.table for n, at in standings.items()})
    taken = tables(Lesson(state, standings, made))
    assert {name: len(table) for name, table in taken.items() if name != "moves"} == {
        "groups": 13,
        "people": 40,
    }
    assert len(taken["moves"]) >= first + second
    assert len(pq.read_table(io.BytesIO(as_parquet(taken["groups"])))) == 13
    assert "Robot" not in report(Lesson(state, standings, made))


def test_two_parties_leave_the_guarantor_to_the_model(lite: Classroom) -> None:
    room = opened(lite, Plan("2018-singapore", parties=2, language="ja"), 5)
    room.to("talks")
    assert {room.view(n).seat for n in range(5)} == {"japan", "russia"}
    room.play()
    assert all(line.over for line in room.teacher.console(room.code).groups)
    assert not [line for line in room.view().feed if line.party == "usa"]
