"""The browsers of a lesson: students' phones, the teacher's desk and the wall, and what is looked for in what they were sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from axe_playwright_python.base import AXE_SCRIPT

from sim.telling.briefing.brief import briefing
from sim.telling.catalogue import t
from tests.classroom.robots import Room
from tests.screens.browser.browsing import ASKED, PATIENCE, settle, too_wide
from tests.screens.browser.test_accessibility import findings

THUMB = {"width": 390, "height": 844}

SMALL = """() => [...document.querySelectorAll('[data-testid=stMainBlockContainer] :is(button, textarea, summary)')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
  .filter(e => !e.closest('[data-testid=stTooltipIcon], [data-testid=stTextInput], [data-testid=stSelectbox]'))
  .map(e => e.tagName + ' ' + e.innerText)"""
"""What is too small for a thumb."""

BELOW = """() => [...document.querySelectorAll('.st-key-projector [data-testid=stElementContainer]')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().bottom > window.innerHeight + 1)
  .map(e => e.innerText.slice(0, 60) || e.innerHTML.slice(0, 60))"""
"""What a projector shows below the fold."""


class Window(ABC):
    """A browser in the lesson; ``heard``: every byte that the server sent it, but for what the application is made of.

    ``found``: what is wrong with its screens.
    """

    looks_like: ClassVar[dict[str, Any]] = {"viewport": {"width": 1280, "height": 720}}

    def __init__(self, browser: Any) -> None:
        self.heard, self.found = list[bytes](), list[str]()
        self.context = browser.new_context(locale="en-US", **self.looks_like)
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

    def waits_for(self, text: str) -> None:
        self.page.get_by_text(text, exact=False).first.wait_for()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for something that the page brings about."""
        for _ in range(PATIENCE // 100):
            if true():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it did not come about")

    def look(self, where: str) -> None:
        """Note what does not fit, and what axe-core finds."""
        settle(self.page)
        self.found += [f"{where}: {fault}" for fault in self.faults()]
        self.page.add_script_tag(content=AXE_SCRIPT)
        self.found += findings(self.page, where)
        self.page.emulate_media(color_scheme="light")
        # The page is drawn in other colours: what is pressed before it stands still is missed.
        settle(self.page)

    @abstractmethod
    def faults(self) -> list[str]:
        """What is wrong with a screen of this kind."""


class Phone(Window):
    """A student's browser."""

    looks_like: ClassVar[dict[str, Any]] = {"viewport": THUMB, "has_touch": True, "is_mobile": True}

    def __init__(self, browser: Any, name: str) -> None:
        super().__init__(browser)
        self.name = name

    def press(self, key: str) -> None:
        self.page.locator(f".st-key-{key.replace('.', '-')} button").first.tap()

    def to_do(self, text: str) -> None:
        self.page.locator(".class-todo", has_text=text).wait_for()

    def hears(self, text: str) -> None:
        self.page.locator(".class-feed", has_text=text).wait_for()

    @property
    def token(self) -> str:
        self.page.wait_for_url("**/?t=*")
        return str(self.page.evaluate("new URLSearchParams(location.search).get('t')"))

    def faults(self) -> list[str]:
        return [*too_wide(self.page), *self.page.evaluate(SMALL)]


class Desk(Window):
    """The teacher's browser."""

    def enter(self, key: str) -> None:
        self.page.locator("input[type=password]").fill(key)
        self.page.get_by_role("button", name=t("class.teacher.key.open"), exact=True).click()
        self.page.get_by_role("heading", name=t("class.teacher.start.title")).wait_for()

    def press(self, key: str) -> None:
        self.page.locator(f".st-key-teacher-{key.replace('.', '-')} button").first.click()
        settle(self.page)

    def go_on(self, phase: str) -> None:
        """Press for the next phase, and wait until the console is there."""
        self.press("next")
        self.page.locator(".desk-head b", has_text=t(f"class.teacher.phase.{phase}")).wait_for()

    def unfold(self, key: str) -> None:
        self.page.locator(f".st-key-teacher-{key} summary").click()
        settle(self.page)

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a select box, which closes where the page is drawn anew while it is open."""
        box, wanted = (
            self.page.get_by_role("combobox", name=label),
            self.page.get_by_role("option", name=option),
        )

        def taken() -> bool:
            if box.input_value() != option and not wanted.count():
                box.click()
            elif wanted.count():
                self.page.keyboard.press("Control+A")
                self.page.keyboard.type(option)
                self.page.keyboard.press("Enter")
            return bool(box.input_value() == option)

        self.until(taken)
        settle(self.page)

    def take(self, form: str) -> bytes:
        """Return a file of the export."""
        settle(self.page)
        with self.page.expect_download() as waiting:
            self.page.locator(f".st-key-teacher-export-{form} button").click()
        return Path(waiting.value.path()).read_bytes()

    def faults(self) -> list[str]:
        """What does not fit on a phone."""
        self.page.set_viewport_size(THUMB)
        found = too_wide(settle(self.page))
        self.page.set_viewport_size(self.looks_like["viewport"])
        return found


class Wall(Window):
    """The projector."""

    def faults(self) -> list[str]:
        below: list[str] = self.page.evaluate(BELOW)
        return below


def secrets_of(room: Room, party: str) -> list[str]:
    """The sentences of a party's brief that stand in no other's, and the party's own numbers."""
    view = room.classroom.student(room.in_seat(party))
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


def leaked(window: Window, secrets: Sequence[str]) -> list[str]:
    """The secrets that a window was sent, as they are or escaped for HTML or JSON."""
    heard = b"\n".join(window.heard)
    return [secret for secret in secrets if any(form.encode() in heard for form in _forms(secret))]


def _forms(secret: str) -> Iterable[str]:
    yield secret
    yield secret.replace("'", "&#x27;").replace('"', "&quot;")
    yield secret.encode("unicode_escape").decode()
