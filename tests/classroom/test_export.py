"""What is taken along from a room: no names unless asked for, no formulas, no markup of anybody's."""

from __future__ import annotations

import csv
import io
import zipfile

import pyarrow.parquet as pq
import pytest

from sim.classroom.debrief import debrief
from sim.classroom.export import FORMULA, Lesson, as_csv, as_zip, report, safe, tables
from sim.classroom.service import Classroom
from sim.classroom.state import LINES
from sim.engine.gathering import OwnEvent
from sim.telling.catalogue import LANGUAGES, speaking
from tests.classroom.robots import SHORT, Room, opened

NAMES = ["=1+1", "+Bo", "-Cy", "@Di", "<b>Ed</b>", "Flo"]


def lesson(classroom: Classroom) -> tuple[Lesson, Room]:
    room = opened(classroom, SHORT, 0)
    room.tokens += [classroom.join(room.code, name, "10.0.0.9") for name in NAMES]
    room.to("talks")
    classroom.say(room.tokens[0], '=HYPERLINK("http://x")', "group")
    room.play()
    room.to("ticket")
    classroom.ticket(room.tokens[1], "=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>")
    room.to("debrief")
    state, standings = room.teacher.state(room.code), room.teacher.standings(room.code)
    made = debrief(state.plan.setup, {n: at.table for n, at in standings.items()})
    return Lesson(state, standings, made), room


@pytest.mark.parametrize("first", FORMULA)
@pytest.mark.parametrize("before", ["", " ", "\u3000 "])
def test_no_cell_can_be_a_formula(first: str, before: str) -> None:
    (_, (cell,)) = csv.reader(
        io.StringIO(as_csv([{"a": f"{before}{first}1"}]).decode("utf-8-sig"), newline="")
    )
    assert cell.startswith("'")


def test_numbers_stay_numbers() -> None:
    assert safe(-0.5) == -0.5


def test_an_event_in_the_teachers_words_is_taken_along_with_what_it_changes(lite: Classroom) -> None:
    room = opened(lite, SHORT, 3)
    room.to("talks")
    room.teacher.inject(room.code, 1, OwnEvent("Storm", rapport=0.2, parties={"japan": {"trust": -0.2}}))
    state, standings = room.teacher.state(room.code), room.teacher.standings(room.code)
    made = debrief(state.plan.setup, {n: at.table for n, at in standings.items()})
    moves = [row["move"] for row in tables(Lesson(state, standings, made))["moves"]]
    assert "event: Storm; rapport +0.2; japan.trust -0.2" in moves


def test_without_names_there_is_nobody_and_no_chat(lite: Classroom) -> None:
    held, _ = lesson(lite)
    found = tables(held)
    cells = {cell for table in found.values() for row in table for cell in row.values()}
    assert "chat" not in found
    assert not cells & set(NAMES)
    assert {row["person"] for row in found["people"]} == set(range(1, 7))


def test_with_names_no_cell_of_any_table_can_be_a_formula(lite: Classroom) -> None:
    held, room = lesson(lite)
    with zipfile.ZipFile(io.BytesIO(as_zip(tables(held, room.teacher.spoken(room.code)), "csv"))) as archive:
        assert {name.removesuffix(".csv") for name in archive.namelist()} == {
            "groups",
            "moves",
            "people",
            "chat",
        }
        for name in archive.namelist():
            head, *rows = csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
            for row in rows:
                assert len(row) == len(head)
                for cell in row:
                    assert not cell.lstrip().startswith(FORMULA) or float(cell) < 0, cell


def test_every_line_is_taken_along_though_the_room_keeps_only_the_last(lite: Classroom) -> None:
    held, room = lesson(lite)
    room.teacher.back(room.code)
    talker = room.in_seat("japan")
    inside = ["a thought for us", "another"]
    for line in inside:
        lite.say(talker, line, "delegation")
    lines = [f"line {n}" for n in range(LINES + 5)]
    for line in lines:
        lite.say(talker, line, "group")
    room.teacher.message(room.code, None, "to all")
    shown = [line.text for line in lite.student(talker).feed if line.kind in ("chat", "message")]
    assert shown == [*inside, *lines[6:], "to all"]
    taken = tables(held, room.teacher.spoken(room.code))["chat"]
    groups = [str(row["group"]) for row in taken]
    assert groups == sorted(groups)
    mine = [row["text"] for row in taken if row["group"] == 1]
    assert mine[-len(lines) - 3 :] == [*inside, *lines, "to all"]
    assert sum(row["text"] == "to all" for row in taken) == len(held.standings)


def test_every_entry_of_every_table_is_in_the_moves(lite: Classroom) -> None:
    held, _ = lesson(lite)
    entries = sum(len(at.entries) for at in held.standings.values())
    assert len(tables(held)["moves"]) == entries > 0


def test_parquet_holds_the_same_rows(lite: Classroom) -> None:
    held, _ = lesson(lite)
    found = tables(held)
    with zipfile.ZipFile(io.BytesIO(as_zip(found, "parquet"))) as archive:
        for name, table in found.items():
            assert pq.read_table(io.BytesIO(archive.read(f"{name}.parquet"))).to_pylist() == table


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_stands_alone_and_names_nobody(lite: Classroom, language: str) -> None:
    held, _ = lesson(lite)
    with speaking(language):
        page = report(held)
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert", "")
    assert not any(name in page for name in ("=1+1", "@Di", "Ed</b>", "Ed&lt;"))
    assert "://" not in page
