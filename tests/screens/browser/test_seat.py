"""Taking a seat in a real browser: the map, the form, a deal and none, a reload, a link, the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.app.seat import seating
from sim.app.state.links import State, decode, encode
from sim.engine.replay import parse_record, replay
from sim.telling.seat import brief
from tests.screens.browser.browsing import settle
from tests.screens.sittings import SEATS, sat, taken, willing

INSIDE = """(fill) => {
  const paths = [...document.querySelectorAll('[class*="st-key-seat-map"] path')]
    .filter(path => path.getAttribute('fill') === fill && path.getBBox().width > 3);
  const path = paths.sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0];
  const box = path.getBBox(), matrix = path.getScreenCTM();
  for (let i = 1; i < 40; i++) for (let j = 1; j < 40; j++) {
    const at = new DOMPoint(box.x + box.width * i / 40, box.y + box.height * j / 40);
    if (path.isPointInFill(at)) { const p = at.matrixTransform(matrix); return [p.x, p.y]; }
  }
}"""
"""A point on the screen inside the easternmost island of a colour."""

TOKYO = "#0072B2"


def key(page: Any, name: str) -> Any:
    """The button with a key."""
    return page.locator(f".st-key-{name.replace('.', '-')} button").first


def press(page: Any, name: str) -> Any:
    key(page, name).click()
    page.wait_for_timeout(300)
    return settle(page)


def leave(page: Any) -> Any:
    page.get_by_role("button", name="Leave the talks").click()
    page.get_by_role("button", name="Leave for good").click()
    page.wait_for_selector("text=you left the table")
    return settle(page)


def chosen(page: Any) -> list[str]:
    """What the controls of the form show."""
    found: list[str] = page.locator("[data-testid=stSelectbox] input").evaluate_all(
        "all => all.map(x => x.value)"
    )
    return found


def select(page: Any, label: str, option: str) -> None:
    """Choose an option of the form by the keyboard alone."""
    page.get_by_role("combobox", name=label).first.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name=option, exact=True).wait_for()
    page.keyboard.type(option)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "([option]) => [...document.querySelectorAll('[data-testid=stSelectbox] input')].some(x => x.value === option)",
        arg=[option],
    )
    settle(page)


def state_of(page: Any) -> State:
    """The state that the address holds."""
    query: dict[str, str] = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    state, problems = decode(query)
    assert problems == []
    return state


def told(page: Any) -> str:
    text: str = page.locator("[data-testid=stMainBlockContainer]").inner_text()
    return text


@pytest.mark.parametrize("width", [1280, 390])
def test_a_click_on_the_map_turns_an_island_and_repairs_the_draft(visit: Any, width: int) -> None:
    # Tokyo's declared text asks for all four islands, so each of them has its colour.
    page = press(visit("seat", width=width, s="1997-krasnoyarsk"), "seat.sit.japan")
    before = chosen(page)
    page.locator("[class*=st-key-seat-map]").first.scroll_into_view_if_needed()
    settle(page)
    page.mouse.click(*page.evaluate(INSIDE, TOKYO))
    page.wait_for_function(
        "([old]) => document.querySelectorAll('[data-testid=stSelectbox] input')[0].value !== old",
        arg=[before[0]],
    )
    settle(page)
    assert chosen(page)[0] != before[0]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "seat.draft" in state_of(page).extras


def test_a_deal_by_the_form_and_the_keyboard(visit: Any, tmp_path: Path) -> None:
    plan = willing(taken(off=("credibility",)))
    moves = sat(plan).moves
    page, state = visit("seat", off="credibility"), taken(off=("credibility",))
    for count, move in enumerate(moves):
        drafted = seating.drafted(state, move) if isinstance(move, int) else state
        page = visit("seat", **encode(drafted))
        words = {"accept": "seat.accept", "reject": "seat.decline", "pass": "seat.pass"}
        key(page, "seat.send" if isinstance(move, int) else words[str(move)]).focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        settle(page)
        state = state_of(page)
        assert state.extras["seat.moves"] == list(moves[: count + 1])
    assert "What you left on the table" in told(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the record (JSON)").click()
    path = tmp_path / "record.json"
    waiting.value.save_as(path)
    record = parse_record(json.loads(path.read_text("utf-8")), "download")
    assert record.agreement is not None
    assert record.strategies["japan"] == "human"
    assert replay(record) == record


def test_a_sitting_survives_a_reload_and_travels_by_its_link(visit: Any) -> None:
    page = press(visit("seat", s="1956-joint-declaration"), "seat.sit.japan")
    press(page, "seat.send")
    press(page, "seat.decline")
    select(page, "Troops", "No US forces on returned islands")
    title, controls, state = page.title(), chosen(page), state_of(page)
    assert len(state.extras["seat.moves"]) == 2
    heading = page.locator("h1").inner_text()
    page.reload()
    settle(page)
    other = visit(url=page.url)
    for shown in (page, other):
        assert (shown.title(), shown.locator("h1").inner_text()) == (title, heading)
        assert chosen(shown) == controls
        assert "Round 3 of 12" in told(shown)
        assert state_of(shown).extras == state.extras
    leave(other)
    assert "No treaty: you left the table" in told(other)
    press(other, "seat.other_luck")
    assert (state_of(other).seed, state_of(other).extras["seat.moves"]) == (8, [])
    assert "Round 3 of 12" in told(page)


def test_no_deal_and_what_the_others_wanted(visit: Any) -> None:
    state = willing(taken("russia"), stop=3)
    page = visit("seat", **encode(state))
    leave(page)
    text = told(page)
    for words in (
        "What was possible",
        "What stood in the way",
        "What happened in reality",
        "The brief of Tokyo",
    ):
        assert words in text
    page.get_by_text("The brief of Tokyo").click()
    page.wait_for_selector("text=Having no text at all is worth >> nth=0")
    assert "All foreign troops out of Japan" in told(page)


@pytest.mark.parametrize("seat", SEATS)
def test_nothing_private_of_the_others_is_sent_before_the_end(visit: Any, seat: str) -> None:
    page, frames = visit("seat"), []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(data)))
    page.reload()
    settle(page)
    press(page, f"seat.sit.{seat}")
    sitting = sat(taken(seat, signs=False)).sitting
    sent = b"".join(data if isinstance(data, bytes) else str(data).encode() for data in frames)
    own = {line.text for part in brief.brief(sitting, seat) for line in part.lines}
    assert all(line.encode() in sent for line in own)
    for other in SEATS:
        theirs = {line.text for part in brief.private_parts(sitting, other) for line in part.lines} - own
        # Red lines are public: whoever declines a text across one says so.
        theirs -= {line.title for line in sitting.played.spec.parties[other].red_lines.values()}
        assert not [line for line in theirs if line.encode() in sent or line in page.content()]


def test_a_link_that_was_tampered_with_is_friendly(visit: Any) -> None:
    state = taken(moves=("pass",))
    for extras, words in (
        ({"seat.moves": ["accept"] * 9}, "moves that the rules do not allow"),
        ({"seat.mark": "ffffffffff"}, "made by an older version"),
        ({"seat.mark": taken("russia", seed=9).extras["seat.mark"]}, "made at another table"),
        ({"seat.party": "<b>mars"}, None),
        ({"seat.party": "mars"}, "is damaged"),
    ):
        broken = encode(seating.drafted(State(extras={**state.extras, **extras}), 3))
        page = visit("seat", **{key_: value for key_, value in broken.items() if key_ != "lang"})
        assert "Who will you be?" in told(page)
        assert words is None or words in told(page)
    page = visit("seat", x=encode(state)["x"][:-4])
    assert "damaged" in told(page)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_phone_shows_every_stage_without_scrolling_sideways(visit: Any, language: str) -> None:
    start = taken("usa", off=("credibility",))
    for stop in (0, 1, 1000):
        params = encode(willing(start, stop=stop)) | {"lang": language}
        page = visit("seat", width=390, **params)
        wide = page.evaluate(
            "[...document.querySelectorAll('[data-testid=stMain]')].some(e => e.scrollWidth > e.clientWidth)"
        )
        assert not wide
        if sat(willing(start, stop=stop)).turn != "over":
            bar = page.locator(".st-key-seat-bar").bounding_box()
            assert bar["y"] >= 0, "worth and buttons are in sight"
            assert bar["y"] + bar["height"] <= page.viewport_size["height"]
