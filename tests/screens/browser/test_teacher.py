"""A teacher's whole lesson in a browser: the easy start, the console, a look into a group, the debrief on the wall, export, delete."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from sim.classroom.service import Classroom
from sim.telling.catalogue import t
from tests.classroom.robots import Room
from tests.screens.browser.browsing import ASKED, PATIENCE, free_port, served_at, settle, too_wide
from tests.screens.browser.test_accessibility import findings

WALL, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}

BELOW = """() => [...document.querySelectorAll('.st-key-projector [data-testid=stElementContainer]')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().bottom > window.innerHeight + 1)
  .map(e => e.innerText.slice(0, 60) || e.innerHTML.slice(0, 60))"""
"""What a projector shows below the fold."""


@contextmanager
def window(browser: Any, size: dict[str, int]) -> Iterator[Any]:
    context = browser.new_context(viewport=size, locale="en-US")
    context.add_init_script(ASKED)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


class Desk:
    """The teacher's window; ``found``: what is wrong with its screens."""

    def __init__(self, page: Any) -> None:
        self.page, self.found = page, list[str]()

    def press(self, key: str) -> None:
        self.page.locator(f".st-key-teacher-{key.replace('.', '-')} button").first.click()
        settle(self.page)

    def unfold(self, key: str) -> None:
        self.page.locator(f".st-key-teacher-{key} summary").click()
        settle(self.page)

    def look(self, where: str) -> None:
        settle(self.page)
        self.page.set_viewport_size(PHONE)
        settle(self.page)
        self.found += [f"{where}: {fault}" for fault in too_wide(self.page)]
        self.page.set_viewport_size(WALL)
        self.page.add_script_tag(content=AXE_SCRIPT)
        self.found += findings(self.page, where)
        self.page.emulate_media(color_scheme="light")

    def take(self, form: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.locator(f".st-key-teacher-export-{form} button").click()
        return Path(waiting.value.path()).read_bytes()


def test_a_teachers_lesson_from_the_easy_start_to_the_deleted_room(browser: Any, tmp_path: Path) -> None:
    database = str(tmp_path / "rooms.db")
    port = free_port()
    with (
        served_at(port, "--classroom", database) as address,
        window(browser, WALL) as page,
        window(browser, WALL) as wall,
    ):
        assert address is not None
        classroom = Classroom(database)
        desk, key = Desk(page), classroom.new_key()
        page.goto(f"{address}/teacher")
        _start(desk, key)
        code = next(iter(classroom.numbers()))
        room = Room(classroom, code, classroom.teacher(key, "here"), [])
        heard = _listen(wall)
        wall.goto(f"{address}/projector?room={code}")
        room.tokens += [classroom.join(code, f"Zwenti {n}", "here") for n in range(7)]
        page.locator(".desk-names", has_text="Zwenti 6").wait_for()
        wall.locator(".wall-count", has_text="7").wait_for()
        _lead(desk, room)
        _debrief(desk, room, wall)
        assert [
            secret for secret in ("Zwenti", key, *room.tokens) if secret.encode() in b"\n".join(heard)
        ] == []
        _close(desk, classroom)
        assert desk.found == []


def _listen(page: Any) -> list[bytes]:
    """Every byte that the server sends a page."""
    heard: list[bytes] = []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda data: heard.append(data if isinstance(data, bytes) else data.encode()),
        ),
    )
    return heard


def _start(desk: Desk, key: str) -> None:
    page = desk.page
    page.locator("input[type=password]").wait_for()
    desk.look("key")
    page.locator("input[type=password]").fill(key)
    page.get_by_role("button", name=t("class.teacher.key.open"), exact=True).click()
    page.get_by_role("heading", name=t("class.teacher.start.title")).wait_for()
    desk.unfold("more")
    desk.unfold("checks")
    desk.press("checks.run")
    desk.look("start")
    page.get_by_role("radio", name=t("class.teacher.minutes", n=20)).click()
    desk.press("start.go")
    page.locator(".desk-head").wait_for()


def _lead(desk: Desk, room: Room) -> None:
    """Deal, let the groups talk, and use every means on one of them."""
    page = desk.page
    desk.press("deal")
    page.locator(".desk-group").nth(1).wait_for()
    desk.press("next")
    desk.press("next")
    room.play(rounds=1)
    page.locator(f".st-key-control-teacher-look-{room.code} button").first.click()
    page.locator(".st-key-teacher-look").wait_for()
    desk.press("agent.russia")
    desk.press("back.russia")
    desk.unfold("send")
    page.get_by_label(t("class.teacher.message.one", n=1)).fill("Think of the others, too.")
    page.get_by_role("button", name=t("class.teacher.message.send"), exact=True).first.click()
    page.locator(".desk-feed", has_text="Think of the others, too.").wait_for()
    desk.look("a group")
    desk.press("close")
    page.locator(".desk-group.none").wait_for()
    desk.unfold("people")
    desk.look("people")
    room.play()


def _debrief(desk: Desk, room: Room, wall: Any) -> None:
    """To the debrief, and through its pages on the wall; nothing of it lies below the fold."""
    room.to("debrief")
    desk.page.locator(".plane-legend").wait_for()
    desk.look("debrief")
    legend = wall.locator(".plane-legend", has_text=t("class.teacher.legend.runs", runs="1,000"))
    legend.wait_for()
    for slide in ("results", "paths", "blocked", "guesses", "briefs", "classes"):
        wall.get_by_role("radio", name=t(f"class.teacher.slide.{slide}"), exact=True).click()
        settle(wall)
        assert wall.evaluate(BELOW) == [], slide
        wall.add_script_tag(content=AXE_SCRIPT)
        desk.found += findings(wall, slide)
    wall.get_by_role("radio", name=t("class.teacher.slide.paths"), exact=True).click()
    wall.get_by_role("button", name=t("class.teacher.slide.play")).click()
    wall.locator("img.plane-wide[src$='#1']").wait_for()


def _close(desk: Desk, classroom: Classroom) -> None:
    desk.unfold("closing")
    with zipfile.ZipFile(io.BytesIO(desk.take("csv"))) as archive:
        assert set(archive.namelist()) == {"groups.csv", "moves.csv", "people.csv"}
        assert b"Zwenti" not in b"".join(map(archive.read, archive.namelist()))
    with zipfile.ZipFile(io.BytesIO(desk.take("parquet"))) as archive:
        assert archive.read("moves.parquet")[:4] == b"PAR1"
    assert desk.take("report").startswith(b"<!DOCTYPE html>")
    desk.page.get_by_text(t("class.teacher.close.sure")).click()
    settle(desk.page)
    desk.press("delete")
    desk.page.get_by_role("heading", name=t("class.teacher.start.title")).wait_for()
    assert classroom.numbers() == {}
