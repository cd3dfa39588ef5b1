"""The outcome space in a browser: points are chosen and read, constraints taken in turn, the file read back."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import Any

from sim.app.state import cache
from sim.telling import outcomes as words
from sim.telling.numbers import count
from tests.screens.browser.browsing import settle

Visit = Callable[..., Any]
FOUND = cache.outcome_space("2018-singapore", (), ())
N = count(FOUND.game.space.n)


def step(constraint: str) -> str:
    """What the switch of a constraint says."""
    return words.step_label(FOUND, constraint)


def dark(constraint: str) -> str:
    """What the page says of the outcomes that are left after a constraint."""
    return f"Strong points: the {count(FOUND.whole.surviving[constraint])} outcomes"


def number(page: Any) -> int:
    """The number of the outcome that is read."""
    return int(page.locator("[data-testid=stNumberInput] input").first.input_value())


def chart(page: Any) -> Any:
    return page.locator("[data-testid=stVegaLiteChart]").first


def pick(page: Any, across: float, down: float) -> None:
    """Click into the chart, at shares of its width and height, once it is drawn and can be clicked."""
    chart(page).locator("canvas, svg").first.wait_for()
    settle(page)
    box = chart(page).bounding_box()
    chart(page).click(position={"x": box["width"] * across, "y": box["height"] * down})


def changed(page: Any, before: int) -> int:
    """Wait until another outcome is read; its number."""
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stNumberInput] input').value !== String(before)",
        arg=before,
    )
    settle(page)
    return number(page)


def test_constraints_taken_in_turn_change_what_is_left(visit: Visit) -> None:
    page = visit("outcomes")
    assert page.get_by_text(dark("red_lines")).is_visible()
    page.get_by_text(step("interests"), exact=True).click()
    page.get_by_text(dark("interests")).wait_for()
    page.get_by_text(step("ratification"), exact=True).click()
    page.get_by_text("after ratification").first.wait_for()
    page.get_by_text(f"all: {N}", exact=True).click()
    page.get_by_text(f"All {N} outcomes look the same").wait_for()


def test_a_click_picks_the_nearest_outcome_and_its_terms_are_read(visit: Visit) -> None:
    page = visit("outcomes")
    before = number(page)
    pick(page, 0.4, 0.4)
    first = changed(page, before)
    page.get_by_text("Removed by interests.").wait_for()
    page.get_by_text("Order of steps").first.wait_for()
    pick(page, 0.62, 0.24)
    second = changed(page, first)
    other = visit(url=page.url)
    assert number(other) == second
    # The same point again, after another was chosen elsewhere.
    page.get_by_role("combobox", name=re.compile("Go to a point")).click()
    page.get_by_role("option", name="the status quo").click()
    changed(page, second)
    pick(page, 0.62, 0.24)
    assert changed(page, number(page)) == second


def test_parties_are_swapped_and_points_chosen_from_the_keyboard(visit: Visit) -> None:
    page = visit("outcomes")
    across = page.get_by_role("combobox", name=re.compile("To the right"))
    across.focus()
    page.keyboard.type("Mosc")
    page.keyboard.press("Enter")
    page.get_by_text("Further right is better for Moscow, higher is better for Tokyo.").wait_for()
    settle(page)
    before = number(page)
    page.get_by_role("combobox", name=re.compile("Go to a point")).focus()
    page.keyboard.type("Nash")
    page.keyboard.press("Enter")
    nash = changed(page, before)
    field = page.locator("[data-testid=stNumberInput] input").first
    found = cache.outcome_space("2018-singapore", (), ())
    crossed = int((~found.left_after("interests")).argmax())
    field.fill(str(crossed))
    field.press("Enter")
    page.get_by_text("Removed by interests.").wait_for()
    assert number(page) == crossed != nash


def test_the_file_holds_every_outcome(visit: Visit) -> None:
    page = visit("outcomes", s="1956-joint-declaration", lang="ja")
    page.locator(".st-key-outcomes-all summary").click()
    settle(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name=re.compile("すべての結果をダウンロード")).click()
    with open(caught.value.path(), newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = cache.outcome_space("1956-joint-declaration", (), ())
    assert len(rows) == found.game.space.n
    left = sum(row["removed_by"] in ("", "alliance", "ratification") for row in rows)
    assert left == found.whole.surviving["credibility"]
    assert rows[-1]["iturup"] == "japan" and 0.0 <= float(rows[7]["foreseen_japan"]) <= 1.0


def test_looking_closer_stays_while_the_constraints_are_taken_in_turn(visit: Visit) -> None:
    page = visit("outcomes")
    page.get_by_text("Look closer at where both gain").click()
    page.wait_for_function("location.search.includes('x=')")
    settle(page)
    page.get_by_text(step("interests"), exact=True).click()
    page.get_by_text(dark("interests")).wait_for()
    settle(page)
    assert (
        page.get_by_role("switch", name="Look closer")
        .or_(page.get_by_role("checkbox", name="Look closer"))
        .is_checked()
    )


def test_a_phone_shows_all_of_it(visit: Visit) -> None:
    page = visit("outcomes", width=390, lang="ru")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    box = chart(page).bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 391
    before = number(page)
    pick(page, 0.5, 0.5)
    changed(page, before)
    assert not re.search(r"\{\w+\}", page.locator("[data-testid=stMain]").inner_text())


def test_the_drafts_move_round_by_round_when_asked_and_pause(visit: Visit) -> None:
    page = visit("outcomes", s="1956-joint-declaration")
    button = page.locator(".st-key-outcomes-play button")
    assert button.inner_text() == "Play"
    button.click()
    page.get_by_text("By round 2 ").wait_for()
    button.click()
    page.locator(".st-key-outcomes-play button", has_text="Play").wait_for()
    copy = visit(url=page.url)
    now = copy.get_by_text("By round ").inner_text()
    assert page.get_by_text("By round ").inner_text() == now
