"""The lesson's screens for the pictures: a room is played from its lobby to its debrief, and looked at on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.classroom.plan import Plan
from sim.classroom.service import Classroom
from sim.engine.gathering import OwnEvent
from sim.telling.catalogue import LANGUAGES, t
from tests.classroom.robots import Room, opened
from tests.screens.browser.browsing import free_port, served_at, settle

TEACHER, WALL = "teacher", "projector"


@contextmanager
def rooms() -> Iterator[tuple[str, dict[str, Room]]]:
    """Serve a classroom; gives its address, and a room with eight people in each language."""
    with TemporaryDirectory() as folder:
        file = str(Path(folder) / "rooms.db")
        with served_at(free_port(), "--classroom", file) as address:
            assert address is not None
            classroom = Classroom(file)
            plans = {code: Plan("2018-singapore", preset="50", language=code) for code in LANGUAGES}
            found = {code: opened(classroom, plan, 8) for code, plan in plans.items()}
            key = classroom.new_key()
            for room in found.values():
                room.key, room.teacher = key, classroom.teacher(key, "127.0.0.1")
            yield address, found


def looks(room: Room) -> Iterator[tuple[str, str]]:
    """Give a name and an address of everything to look at, while the lesson goes on."""
    wall = f"{WALL}?room={room.code}"
    yield "welcome", f"?room={room.code}"
    yield "lobby", f"?t={room.tokens[0]}"
    yield "desk-lobby", TEACHER
    yield "wall-lobby", wall
    room.to("brief")
    for token in room.tokens:
        room.classroom.open_brief(token)
    yield "brief", f"?t={room.tokens[0]}"
    room.to("talks")
    yield "draft", f"?t={room.mover()}"
    room.play(rounds=1)
    room.teacher.inject(room.code, None, OwnEvent("…", rapport=-0.2, parties={"japan": {"reservation": 0.1}}))
    yield "desk-talks", TEACHER
    yield "wall-talks", wall
    for seat in room.view().plan.seats:
        yield f"talks-{seat}", f"?t={room.in_seat(seat)}"
    room.play()
    room.to("ticket")
    yield "ticket", f"?t={room.tokens[0]}"
    room.to("debrief")
    yield "debrief", f"?t={room.tokens[0]}"
    yield "desk-debrief", TEACHER
    yield "wall-debrief", wall


def still(page: Any) -> None:
    """Wait for the wall: it looks again every second, and so is never at rest."""
    page.wait_for_timeout(4000)


def show(page: Any, address: str, room: Room, where: str) -> None:
    """Open something to look at, and wait until it is drawn."""
    page.goto(f"{address}/{where}")
    if where.startswith(WALL):
        still(page)
        return
    settle(page)
    if where == TEACHER:
        page.locator("input[type=password]").fill(room.key)
        page.keyboard.press("Enter")
        page.get_by_role("button", name=room.code).click()
        page.get_by_text(t("class.teacher.to_rooms"), exact=True).wait_for()
        settle(page)
