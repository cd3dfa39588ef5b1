"""The page Compare in a browser: a question, many pairs, the link handed on, the file, a phone, the keyboard."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.screens.browser.browsing import settle

Visit = Callable[..., Any]
ON_THE_WAY = 600_000


def ask(page: Any, question: str) -> None:
    """Choose a ready-made question and wait until B answers it."""
    page.get_by_text(question, exact=True).click()
    page.get_by_text("The same, but").wait_for()
    settle(page)


def conclusion(page: Any) -> str:
    told = page.get_by_text(re.compile(r"^\d+ pairs of runs$"))
    told.wait_for(timeout=ON_THE_WAY)
    return str(told.inner_text())


def figures(page: Any) -> list[list[str]]:
    """The rows of the last table."""
    rows = page.locator("[data-testid=stTable]").last.locator("tbody tr")
    return [[cell.inner_text().strip() for cell in row.locator("td").all()] for row in rows.all()]


def wide(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_a_question_is_asked_played_and_handed_on(visit: Visit) -> None:
    page = visit("compare", s="1956-joint-declaration")
    assert page.get_by_text("The turning point.").is_visible()
    ask(page, "without alliance")
    assert "without the constraint “alliance”" in page.get_by_text("The same, but").inner_text()
    page.get_by_text("20", exact=True).click()
    page.get_by_role("button", name="Run 20 pairs").click()
    told = conclusion(page)
    settle(page)
    rows = figures(page)
    assert rows[0][0] == "A treaty" and len(rows) == 8
    assert all(re.search(r"\[.+ to .+\]$", row[3]) for row in rows)
    assert float(rows[0][2].rstrip("%")) > float(rows[0][1].rstrip("%"))
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download the figures (CSV)").click()
    with open(caught.value.path(), newline="") as file:
        read = {row["measure"]: row for row in csv.DictReader(file)}
    assert f"{float(read['treaty']['a']):.1%}" == rows[0][1] and read["treaty"]["pairs"] == "20"

    other = visit(url=page.url)
    assert conclusion(other) == told
    assert figures(other) == rows
    assert "without the constraint “alliance”" in other.get_by_text("The same, but").inner_text()


@pytest.mark.usefixtures("held_pairs")
def test_runs_show_how_far_they_are_and_can_be_stopped(visit: Visit) -> None:
    page = visit("compare")
    ask(page, "without red lines")
    page.get_by_text("1000", exact=True).click()
    page.get_by_role("button", name="Run 1000 pairs").click()
    page.get_by_text(re.compile(r"\d+ of 1000 pairs, about \d+ s left")).wait_for(timeout=ON_THE_WAY)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text(re.compile(r"Stopped after \d+ of 1,000 pairs")).wait_for(timeout=ON_THE_WAY)
    settle(page)
    assert page.get_by_role("button", name="Go on to 1000 pairs").is_visible()
    assert conclusion(page).endswith(" pairs of runs")


@pytest.mark.usefixtures("held_pairs")
def test_a_change_while_runs_are_played_ends_them_and_shows_the_new_question(visit: Visit) -> None:
    page = visit("compare")
    ask(page, "without alliance")
    page.get_by_text("500", exact=True).click()
    page.get_by_role("button", name="Run 500 pairs").click()
    page.get_by_text(re.compile(r"\d+ of 500 pairs, about")).wait_for(timeout=ON_THE_WAY)
    page.get_by_text("without interests", exact=True).click()
    page.get_by_text("without the constraint “interests”").first.wait_for(timeout=ON_THE_WAY)
    settle(page)
    assert page.get_by_role("button", name="Run 500 pairs").is_visible()
    assert not page.get_by_role("button", name="Stop", exact=True).is_visible()


def test_a_phone_and_the_keyboard_are_enough(visit: Visit) -> None:
    page = visit("compare", width=390)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "without interests":
            break
    page.keyboard.press("Enter")
    page.get_by_text("without the constraint “interests”").first.wait_for()
    settle(page)
    assert wide(page) <= 0
    for cell in page.locator("[data-testid=stTable]").all():
        box = cell.bounding_box()
        assert box is not None and box["x"] + box["width"] <= 391


def test_the_page_is_there_in_every_language(visit: Visit) -> None:
    for language, heading in (("ja", "くらべる"), ("ru", "Сравнение")):
        page = visit("compare", lang=language, s="1956-joint-declaration")
        assert page.get_by_role("heading", name=heading).is_visible()
        assert not re.search(r"\{\w+\}", page.locator("[data-testid=stMain]").inner_text())
