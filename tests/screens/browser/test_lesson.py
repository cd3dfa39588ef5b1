"""The lesson on a phone, with the keyboard alone, from the first step to the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.app.lesson.page import STEPS
from sim.telling.catalogue import in_language
from tests.screens.browser.browsing import settle, too_wide

Visit = Callable[..., Any]

IN_SIGHT = (
    "() => { const y = document.querySelector('h1').getBoundingClientRect().y; return y >= 0 && y < 400; }"
)
UNANSWERED = "[role=radiogroup]:not(:has(:checked)) [type=radio]"


def tab_to(page: Any, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def press(page: Any, key: str) -> None:
    page.keyboard.press(key)
    settle(page)


def test_the_keyboard_leads_through_the_lesson_on_a_phone(visit: Visit) -> None:
    page = visit("lesson", width=390, height=844, lang="ru")
    questions = {"predict": 2, "run": 0, "change": 1, "explain": 2, "check": 3}
    for name in STEPS:
        page.get_by_role("heading", level=1, name=in_language("ru", f"lesson.title.{name}")).wait_for()
        page.wait_for_function(IN_SIGHT)
        if name == "run":
            tab_to(page, ".st-key-lesson-round_end button")
            press(page, "Enter")
        for _ in range(questions[name]):
            tab_to(page, UNANSWERED)
            press(page, "Space")
        assert page.locator(UNANSWERED).count() == 0
        if name == "change":
            page.locator(".ladders").wait_for()
        assert too_wide(page) == [], name
        if name != STEPS[-1]:
            tab_to(page, ".st-key-lesson-go_on button")
            press(page, "Enter")
    assert page.locator(".feedback").count() == questions["check"]
