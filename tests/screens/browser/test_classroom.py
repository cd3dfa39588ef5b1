"""A short lesson on three phones, from the welcome to the debrief: what each receives, and what survives a reload and a restart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from sim.telling.briefing.brief import briefing
from sim.telling.catalogue import t
from tests.screens.browser.browsing import ASKED, PATIENCE, free_port, served_at, settle, too_wide
from tests.screens.browser.test_accessibility import findings
from tests.screens.classroom.lessons import Lesson

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en-US"}

SMALL = """() => [...document.querySelectorAll('[data-testid=stMainBlockContainer] :is(button, textarea, summary)')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
  .filter(e => !e.closest('[data-testid=stTooltipIcon], [data-testid=stTextInput], [data-testid=stSelectbox]'))
  .map(e => e.tagName + ' ' + e.innerText)"""
"""What is too small for a thumb."""


class Phone:
    """A student's browser; ``heard``: every byte that the server sent it, but for what the application is made of.

    ``found``: what is wrong with its screens.
    """

    def __init__(self, browser: Any, name: str) -> None:
        self.name, self.heard, self.found = name, list[bytes](), list[str]()
        self.context = browser.new_context(**PHONE)
        self.context.add_init_script(ASKED)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("websocket", self._listen)
        self.page.on("response", self._received)

    def _listen(self, socket: Any) -> None:
        socket.on(
            "framereceived",
            lambda data: self.heard.append(data if isinstance(data, bytes) else data.encode()),
        )

    def _received(self, response: Any) -> None:
        if "/static/" not in response.url and response.status == 200:
            self.heard.append(response.url.encode())
            self.heard.append(response.body())

    def open(self, address: str) -> None:
        self.page.goto(address)

    def press(self, key: str) -> None:
        self.page.locator(f".st-key-{key.replace('.', '-')} button").first.tap()

    def waits_for(self, text: str) -> None:
        self.page.get_by_text(text, exact=False).first.wait_for()

    def to_do(self, text: str) -> None:
        self.page.locator(".class-todo", has_text=text).wait_for()

    @property
    def token(self) -> str:
        self.page.wait_for_url("**/?t=*")
        return str(self.page.evaluate("new URLSearchParams(location.search).get('t')"))

    def look(self, where: str) -> None:
        """Note what does not fit a phone or a thumb, and what axe-core finds."""
        settle(self.page)
        faults = [*too_wide(self.page), *self.page.evaluate(SMALL)]
        self.found += [f"{where}: {fault}" for fault in faults]
        self.page.add_script_tag(content=AXE_SCRIPT)
        self.found += findings(self.page, where)
        self.page.emulate_media(color_scheme="light")
        # The page is drawn in other colours: what is pressed before it stands still is missed.
        settle(self.page)


@pytest.fixture
def phones(browser: Any) -> Iterator[list[Phone]]:
    found = [Phone(browser, name) for name in ("Ann", "Bob", "Cleo")]
    yield found
    for phone in found:
        phone.context.close()


def secrets_of(lesson: Lesson, party: str) -> list[str]:
    """The sentences of a party's brief that stand in no other's, and the party's own numbers."""
    view = lesson.view(lesson.in_seat(party))
    assert view.seated is not None
    scenario, table = view.plan.loaded, view.seated.table
    told = {
        seat: {
            text
            for length in ("short", "long")
            for paragraph in briefing(scenario, seat, length, seed=view.plan.seed).paragraphs
            for text in (paragraph.text, *paragraph.items)
        }
        for seat in view.plan.seats
    }
    others = set().union(*(texts for seat, texts in told.items() if seat != party))
    place = table.rules.game.party(party)
    numbers = [
        repr(float(table.value.reservation[place])),
        *map(repr, table.value.signing[place, :9].tolist()),
    ]
    return [*(told[party] - others), *(shown for shown in numbers if len(shown) > 8)]


def leaked(phone: Phone, secrets: Sequence[str]) -> list[str]:
    """The secrets that a phone was sent, as they are or escaped for HTML or JSON."""
    heard = b"\n".join(phone.heard)
    forms = {
        secret: {
            secret,
            secret.replace("'", "&#x27;").replace('"', "&quot;"),
            secret.encode("unicode_escape").decode(),
        }
        for secret in secrets
    }
    return [secret for secret, all_ in forms.items() if any(form.encode() in heard for form in all_)]


def test_a_lesson_on_three_phones(phones: list[Phone], tmp_path: Path) -> None:
    """Ann speaks for Tokyo, Bob for Moscow, Cleo for Washington; Dan, without a browser, sits beside Ann."""
    lesson = Lesson(tmp_path, people=0, preset="50")
    ann, bob, cleo = phones
    port = free_port()
    with ExitStack() as stack:
        address = stack.enter_context(served_at(port, "--classroom", lesson.database))
        assert address is not None
        lesson.again()
        _join(lesson, phones, address)
        _read(lesson, phones)
        _talk(lesson, phones)
        stack.close()
        ann.page.wait_for_timeout(300)
        stack.enter_context(served_at(port, "--classroom", lesson.database))
        lesson.again()
        _talk_on(lesson, phones)
        private = {party: secrets_of(lesson, party) for party in ("japan", "russia", "usa")}
        for phone, own in zip(phones, private, strict=True):
            assert leaked(phone, private[own]), "the search finds what was sent"
            for party, secrets in private.items():
                assert party == own or leaked(phone, secrets) == []
        _end(lesson, phones)
        tokens = [phone.token for phone in phones]
        for phone in phones:
            others = [token for token in tokens if token != phone.token]
            thought = ["half a thought"] if phone is not ann else []
            assert leaked(phone, [*others, *lesson.keys, *thought]) == []
        assert len(lesson.keys) == 3, "one from the start, and one behind each start of the server"
        assert leaked(ann, ["only between us"]) == ["only between us"]
        assert [fault for phone in phones for fault in phone.found] == []
        assert leaked(bob, ["only between us"]) == leaked(cleo, ["only between us"]) == []


def _join(lesson: Lesson, phones: list[Phone], address: str) -> None:
    for number, phone in enumerate(phones, 1):
        phone.open(f"{address}/?room={lesson.code}")
        phone.page.get_by_label(t("class.student.welcome.nickname")).fill(phone.name)
        if number == 1:
            phone.look("welcome")
            assert lesson.teacher.console(lesson.code).loose == ()
        phone.page.get_by_role("button", name=t("class.student.welcome.join"), exact=True).tap()
        lesson.tokens.append(phone.token)
        phone.to_do(t("class.student.now.lobby"))
    lesson.tokens.append(lesson.join("Dan"))
    phones[0].look("lobby")
    lesson.to("deal")
    for phone, who in zip(phones, ("Tokyo", "Moscow", "Washington"), strict=True):
        phone.waits_for(t("class.student.card.title", n=1, who=who))


def _read(lesson: Lesson, phones: list[Phone]) -> None:
    ann = phones[0]
    lesson.to("brief")
    for phone in phones:
        phone.press("class.brief.open")
        phone.page.locator(".class-brief").wait_for()
    phones[1].page.get_by_role("radio", name=t("class.student.brief.long")).tap()
    ann.press("class.ending.treaty")
    ann.press("class.guess.alliance")
    ann.waits_for(
        t("class.student.guess.said", ending=t("words.ladder.treaty"), blocker=t("words.constraint.alliance"))
    )
    ann.look("brief")
    # What is typed and not sent is there again after a reload.
    field = ann.page.get_by_label(t("class.student.chat.write_group"))
    field.press_sequentially("half a thought")
    _until(ann, lambda: lesson.view(ann.token).draft.get("chat") == "half a thought")
    ann.page.reload()
    ann.page.wait_for_function(
        "() => [...document.querySelectorAll('textarea')].some(e => e.value === 'half a thought')"
    )


def _until(phone: Phone, true: Any) -> None:
    """Wait for something that the page brings about."""
    for _ in range(PATIENCE // 100):
        if true():
            return
        phone.page.wait_for_timeout(100)
    raise AssertionError("it did not come about")


def _talk(lesson: Lesson, phones: list[Phone]) -> None:
    ann, bob, cleo = phones
    lesson.to("talks")
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
    lesson.classroom.say(lesson.tokens[3], "only between us", "delegation")
    ann.page.locator(".class-feed", has_text="only between us").wait_for()
    lesson.classroom.say(lesson.tokens[3], "**hello** <b>all</b>", "group")
    bob.page.locator(".class-feed", has_text="**hello** <b>all</b>").wait_for()


def _talk_on(lesson: Lesson, phones: list[Phone]) -> None:
    """After the restart every phone comes back by itself to where it was."""
    _, bob, cleo = phones
    lesson.teacher.message(lesson.code, 1, "We are back.")
    for phone in phones:
        phone.page.locator(".class-feed", has_text="We are back.").wait_for()
    bob.press("seat.decline.2")
    cleo.page.locator(".class-feed", has_text=t("seat.declines.unexplained", who="Moscow")).wait_for()
    # A phone that was asleep for a while is on a new connection.
    cleo.context.set_offline(True)
    lesson.move()
    cleo.context.set_offline(False)
    cleo.to_do(t("class.student.now.your_turn"))


def _end(lesson: Lesson, phones: list[Phone]) -> None:
    ann = phones[0]
    lesson.to("ticket")
    for name in ("first", "second"):
        ann.page.get_by_label(t(f"class.student.ticket.{name}")).fill(f"The {name} answer")
    ann.look("ticket")
    ann.press("class.ticket.send")
    ann.waits_for(t("class.student.ticket.done"))
    ticket = lesson.view(ann.token).ticket
    assert ticket is not None
    assert ticket.second == "The second answer"
    lesson.to("debrief")
    for phone in phones:
        phone.waits_for(t("class.student.debrief.mine", n=1))
    ann.look("debrief")
    ann.press("class.rate.5")
    ann.waits_for(t("class.student.rate.done", n=5))
    with ann.context.expect_page() as opened:
        ann.page.get_by_role("link", name=t("class.student.homework.link")).tap()
    settle(opened.value)
    opened.value.get_by_text(t("seat.title")).wait_for()
