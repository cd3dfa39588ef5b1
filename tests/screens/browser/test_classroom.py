"""A small lesson through real browsers, from the easy start to the export: three phones, the teacher's desk and the wall."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim.classroom.plan import SLIDES
from sim.classroom.service import Classroom
from sim.telling.catalogue import t
from tests.classroom.robots import Room
from tests.screens.browser.browsing import free_port, served_at, settle
from tests.screens.browser.windows import Desk, Phone, Wall, leaked, secrets_of

PARTIES = ("japan", "russia", "usa")

HALF, INSIDE, BACK, QUAKE = "half a thought", "only between us", "We are back.", "An earthquake."
"""What is typed and not sent, said within a delegation, said by the teacher, and what happens."""

STANCE = t("class.brief.news.own.stance_of.up", who="Washington")
"""What it changes for Washington alone."""


@dataclass
class Class:
    """Whose browsers are in the lesson: Ann's for Tokyo, Bob's for Moscow, Cleo's for Washington, the teacher's, the wall.

    Without a browser, Dan sits beside Ann, and three more are the second group.
    """

    phones: list[Phone]
    desk: Desk
    wall: Wall


@pytest.fixture
def held(browser: Any) -> Iterator[Class]:
    found = Class([Phone(browser, name) for name in ("Ann", "Bob", "Cleo")], Desk(browser), Wall(browser))
    yield found
    for window in (*found.phones, found.desk, found.wall):
        window.context.close()


def test_a_lesson_on_three_phones_from_the_easy_start_to_the_export(held: Class, tmp_path: Path) -> None:
    classroom, port = Classroom(str(tmp_path / "rooms.db")), free_port()
    with ExitStack() as stack:
        address = stack.enter_context(served_at(port, "--classroom", str(tmp_path / "rooms.db")))
        assert address is not None
        keys = [classroom.new_key()]
        _start(held.desk, f"{address}/teacher", keys[0])
        code = next(iter(classroom.numbers()))
        room = Room(classroom, code, classroom.teacher(keys[0], "here"), [])
        _join(held, room, address)
        _read(held, room)
        _talk(held, room)
        stack.close()
        held.phones[0].page.wait_for_timeout(300)
        stack.enter_context(served_at(port, "--classroom", str(tmp_path / "rooms.db")))
        keys.append(classroom.new_key())
        _lead_again(held, room, keys[1])
        _talk_on(held, room)
        _nothing_private(held, room)
        _end(held, room)
        _debrief(held, room)
        _nothing_secret(held, room, keys)
        _taken_along(held.desk)
        _delete(held, classroom)
        assert [fault for one in (*held.phones, held.desk, held.wall) for fault in one.found] == []


def _start(desk: Desk, address: str, key: str) -> None:
    """The key, the checks, and a lesson in which people are dealt as they come."""
    page = desk.page
    page.goto(address)
    page.locator("input[type=password]").wait_for()
    desk.look("key")
    desk.enter(key)
    desk.unfold("more")
    page.get_by_text(t("class.teacher.start.how_arrival"), exact=True).click()
    settle(page)
    desk.unfold("checks")
    desk.press("checks.run")
    desk.look("start")
    desk.press("start.go")
    page.locator(".desk-head").wait_for()


def _join(held: Class, room: Room, address: str) -> None:
    desk, wall = held.desk, held.wall
    wall.page.goto(f"{address}/projector?room={room.code}")
    for number, phone in enumerate(held.phones, 1):
        phone.page.goto(f"{address}/?room={room.code}")
        phone.page.get_by_label(t("class.student.welcome.nickname")).fill(phone.name)
        if number == 1:
            phone.look("welcome")
            assert room.teacher.console(room.code).loose == ()
        phone.page.get_by_role("button", name=t("class.student.welcome.join"), exact=True).tap()
        phone.to_do(t("class.student.now.lobby"))
        room.tokens += [phone.token, room.classroom.join(room.code, f"Zwenti {number}", "here")]
    room.tokens.append(room.classroom.join(room.code, "Dan", "here"))
    held.phones[0].look("lobby")
    desk.page.locator(".desk-names", has_text="Dan").wait_for()
    wall.page.locator(".wall-count", has_text="7").wait_for()
    desk.press("deal")
    for phone, who in zip(held.phones, ("Tokyo", "Moscow", "Washington"), strict=True):
        phone.waits_for(t("class.student.card.title", n=1, who=who))


def _read(held: Class, room: Room) -> None:
    ann = held.phones[0]
    held.desk.go_on("brief")
    for phone in held.phones:
        phone.press("class.brief.open")
        phone.page.locator(".class-brief").wait_for()
    held.phones[1].page.get_by_role("radio", name=t("class.student.brief.long")).tap()
    ann.press("class.ending.treaty")
    ann.press("class.guess.alliance")
    ann.waits_for(
        t("class.student.guess.said", ending=t("words.ladder.treaty"), blocker=t("words.constraint.alliance"))
    )
    ann.look("brief")
    # What is typed and not sent is there again after a reload.
    field = ann.page.get_by_label(t("class.student.chat.write_group"))
    field.press_sequentially(HALF)
    ann.until(lambda: room.view().draft.get("chat") == HALF)
    ann.page.reload()
    ann.page.wait_for_function(
        f"() => [...document.querySelectorAll('textarea')].some(e => e.value === '{HALF}')"
    )


def _talk(held: Class, room: Room) -> None:
    ann, bob, cleo = held.phones
    held.desk.go_on("talks")
    ann.to_do(t("class.student.now.your_turn"))
    ann.look("a draft")
    ann.press("seat.send.0")
    cleo.to_do(t("class.student.now.your_turn"))
    live = "document.querySelector('.st-key-class-news').getAttribute('aria-live')"
    assert cleo.page.evaluate(live) == "polite"
    cleo.page.locator(".st-key-class-news", has_text="Tokyo tables a draft").wait_for()
    cleo.look("speaking")
    cleo.press("seat.say.object.1")
    bob.to_do(t("class.student.now.your_turn"))
    bob.look("an answer")
    room.classroom.say(room.tokens[-1], INSIDE, "delegation")
    ann.hears(INSIDE)
    room.classroom.say(room.tokens[-1], "**hello** <b>all</b>", "group")
    bob.hears("**hello** <b>all</b>")
    room.play(room.tokens[1:6:2])


def _lead_again(held: Class, room: Room, key: str) -> None:
    """After the restart the teacher comes back with the new key, and every phone by itself to where it was."""
    desk = held.desk
    desk.enter(key)
    desk.press(f"room.{room.code}")
    desk.page.locator(f".st-key-control-teacher-look-{room.code} button").first.click()
    desk.page.locator(".st-key-teacher-look").wait_for()
    desk.press("agent.usa")
    desk.press("back.usa")
    desk.unfold("send")
    desk.page.get_by_label(t("class.teacher.message.one", n=1)).fill(BACK)
    desk.page.get_by_role("button", name=t("class.teacher.message.send"), exact=True).first.click()
    desk.page.locator(".desk-feed", has_text=BACK).wait_for()
    desk.unfold("people")
    desk.look("a group")
    for phone in held.phones:
        phone.hears(BACK)


def _talk_on(held: Class, room: Room) -> None:
    """Moscow declines; something happens; a phone was asleep meanwhile."""
    _, bob, cleo = held.phones
    bob.to_do(t("class.student.now.your_turn"))
    bob.press("seat.decline.2")
    cleo.hears(t("seat.declines.unexplained", who="Moscow"))
    held.desk.go_on("event")
    # A phone that was asleep for a while is on a new connection.
    cleo.context.set_offline(True)
    _strike(held.desk)
    bob.hears(QUAKE)
    room.play([room.tokens[2]], rounds=1)
    cleo.context.set_offline(False)
    cleo.hears(QUAKE)
    cleo.waits_for(STANCE)
    assert leaked(bob, [STANCE]) == []
    cleo.to_do(t("class.student.now.your_turn"))


def _strike(desk: Desk) -> None:
    """Let something happen in the teacher's own words, at the table that is looked into."""
    desk.choose(t("class.teacher.event.one", n=1), t("class.teacher.event.own"))
    desk.page.get_by_label(t("class.teacher.event.words")).fill(QUAKE)
    desk.page.keyboard.press("Enter")
    settle(desk.page)
    desk.choose(t("class.teacher.event.effect.first"), STANCE)
    desk.press("inject.1")


def _nothing_private(held: Class, room: Room) -> None:
    """No phone was sent anything of another side's."""
    private = {party: secrets_of(room, party) for party in PARTIES}
    for phone, own in zip(held.phones, private, strict=True):
        assert leaked(phone, private[own]), "the search finds what was sent"
        for party, secrets in private.items():
            assert party == own or leaked(phone, secrets) == []


def _nothing_secret(held: Class, room: Room, keys: list[str]) -> None:
    """No phone was sent what opens another's page, and the wall nothing of anybody."""
    ann, bob, cleo = held.phones
    for phone in held.phones:
        others = [token for token in room.tokens if token != phone.token]
        thought = [HALF] if phone is not ann else []
        assert leaked(phone, [*others, *keys, *thought]) == []
    assert leaked(ann, [INSIDE]) == [INSIDE]
    assert leaked(bob, [INSIDE]) == leaked(cleo, [INSIDE]) == []
    assert leaked(held.wall, ["Zwenti", INSIDE, BACK, *keys, *room.tokens]) == []


def _end(held: Class, room: Room) -> None:
    ann, desk = held.phones[0], held.desk
    desk.go_on("talks_again")
    desk.go_on("ticket")
    for name in ("first", "second"):
        ann.page.get_by_label(t(f"class.student.ticket.{name}")).fill(f"The {name} answer")
    ann.look("ticket")
    ann.press("class.ticket.send")
    ann.waits_for(t("class.student.ticket.done"))
    desk.go_on("debrief")
    for phone in held.phones:
        phone.waits_for(t("class.student.debrief.mine", n=1))
    ann.look("debrief")
    ann.press("class.rate.5")
    ann.waits_for(t("class.student.rate.done", n=5))
    with ann.context.expect_page() as opened:
        ann.page.get_by_role("link", name=t("class.student.homework.link")).tap()
    settle(opened.value)
    opened.value.get_by_text(t("seat.title")).wait_for()


def _debrief(held: Class, room: Room) -> None:
    """Through the pages of the debrief on the wall; nothing of it lies below the fold."""
    wall = held.wall
    held.desk.page.locator(".plane-legend").wait_for()
    held.desk.look("debrief")
    wall.page.locator(".plane-legend", has_text=t("class.teacher.legend.runs", runs="1,000")).wait_for()
    for slide in SLIDES:
        wall.page.get_by_role("radio", name=t(f"class.teacher.slide.{slide}"), exact=True).click()
        wall.look(slide)
    wall.page.get_by_role("radio", name=t("class.teacher.slide.paths"), exact=True).click()
    wall.page.get_by_role("button", name=t("class.teacher.slide.play")).wait_for()
    settle(wall.page)
    wall.page.get_by_role("button", name=t("class.teacher.slide.play")).click()
    wall.page.locator("img.plane-wide[src$='#1']").wait_for()


def _taken_along(desk: Desk) -> None:
    """What the files hold is what the phones did, and nobody's name."""
    desk.unfold("closing")
    with zipfile.ZipFile(io.BytesIO(desk.take("csv"))) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert set(files) == {"groups.csv", "moves.csv", "people.csv"}
    assert not any(name in text for name in ("Zwenti", "Ann", "Dan") for text in files.values())
    rows = {name: list(csv.DictReader(io.StringIO(text))) for name, text in files.items()}
    moves = [(row["party"], row["move"]) for row in rows["moves.csv"] if row["group"] == "1"]
    assert moves[:4] == [
        ("japan", "propose"),
        ("usa", "object"),
        ("russia", "reject"),
        ("", f"event: {QUAKE}; usa.reservation +0.1"),
    ]
    assert moves[4][0] == "russia" and moves[5:] == [("", "closed: time")]
    assert rows["groups.csv"][0]["result"] == "deadline"
    phones = [row for row in rows["people.csv"] if row["group"] == "1"][:3]
    assert [(row["seat"], row["brief_opened"]) for row in phones] == [(party, "True") for party in PARTIES]
    ann = phones[0]
    assert (ann["guessed_step"], ann["guessed_blocker"], ann["stars"]) == ("treaty", "alliance", "5")
    assert (ann["ticket_1"], ann["ticket_2"]) == ("The first answer", "The second answer")
    with zipfile.ZipFile(io.BytesIO(desk.take("parquet"))) as archive:
        assert archive.read("moves.parquet")[:4] == b"PAR1"
    assert desk.take("report").startswith(b"<!DOCTYPE html>")


def _delete(held: Class, classroom: Classroom) -> None:
    held.desk.page.get_by_text(t("class.teacher.close.sure")).click()
    settle(held.desk.page)
    held.desk.press("delete")
    held.desk.page.get_by_role("heading", name=t("class.teacher.start.title")).wait_for()
    assert classroom.numbers() == {}
    held.phones[0].waits_for(t("class.service.no_seat"))
