"""The front page in a real browser: choose, change, run, step, share, download, on a desk and on a phone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from typer.testing import CliRunner

from sim.app.kit.run import story
from sim.app.kit.theme import INK
from sim.app.state import cache
from sim.app.state.links import State, decode
from sim.cli.main import app as cli
from sim.engine.replay import parse_record, replay
from sim.scenario.load import episode_ids
from sim.telling.dialogue import stops
from tests.screens.browser.browsing import settle, too_wide

Visit = Callable[..., Any]


def button(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=name)


def press(page: Any, name: str) -> None:
    button(page, name).first.click()
    settle(page)


def heading(page: Any, text: str) -> None:
    page.get_by_role("heading", name=text).wait_for()


def body(page: Any) -> str:
    found: str = page.locator("[data-testid=stMainBlockContainer]").inner_text()
    return found


def linked(page: Any) -> State:
    """The state that the page's address holds."""
    query = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    state, problems = decode(query)
    assert not problems
    return state


def map_pixels(page: Any) -> bytes:
    chart = page.locator(".st-key-map [data-testid=stVegaLiteChart]")
    chart.wait_for()
    page.wait_for_timeout(600)
    pixels: bytes = chart.screenshot()
    return pixels


def test_choose_change_run_step_share_download(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    other = next(name for name in episode_ids() if name != State().scenario)
    button(page, cache.scenario(other).spec.title).click()
    heading(page, cache.scenario(other).spec.title)
    settle(page)
    grey = map_pixels(page)

    press(page, "Run the talks")
    heading(page, "Round 1 of")
    first = map_pixels(page)
    assert first != grey

    press(page, "Settings")
    thumb = page.get_by_role("slider", name="Leverage").first
    thumb.focus()
    thumb.press("ArrowLeft")
    page.wait_for_function("location.search.includes('&c=')")
    settle(page)
    changed = linked(page)
    assert (changed.scenario, len(changed.changes)) == (other, 1)
    page.get_by_text("(was: ").first.wait_for()
    page.keyboard.press("Escape")
    assert "Changed: " in body(page)

    told = story(changed)
    for n in stops(told)[1:4]:
        press(page, "Next")
        heading(page, f"Round {n} of")
    press(page, "To the end")
    heading(page, "How it ended")
    here = linked(page)
    assert here.round == max(told.numbers)

    copy = visit(url=page.url)
    heading(copy, "How it ended")
    settle(copy)
    assert body(copy) == body(page)
    assert linked(copy) == here

    record = parse_record(json.loads(downloaded(copy, "The run (JSON)", tmp_path)), "download")
    assert record == cache.play(here.setup)
    assert replay(record) == record


def downloaded(page: Any, name: str, folder: Path) -> str:
    """What the file holds that a button of the page gives."""
    with page.expect_download() as waiting:
        button(page, name).click()
    path = folder / str(waiting.value.suggested_filename)
    waiting.value.save_as(path)
    return path.read_text("utf-8")


def test_the_three_files_hold_the_same_run(visit: Visit, tmp_path: Path) -> None:
    page = visit(r="60", seed="11")
    record = cache.play(linked(page).setup)
    assert parse_record(json.loads(downloaded(page, "The run (JSON)", tmp_path)), "download") == record

    rows = list(csv.DictReader(io.StringIO(downloaded(page, "The rounds (CSV)", tmp_path))))
    assert [int(row["round"]) for row in rows] == [row.round for row in record.rounds]
    worths = [float(row["utility_japan"]) for row in rows if row["utility_japan"]]
    assert worths == [row.utilities["japan"] for row in record.rounds if row.utilities]

    html = downloaded(page, "The report (HTML)", tmp_path)
    stored, written = tmp_path / "2018-singapore-seed-11.json", tmp_path / "written.html"
    done = CliRunner().invoke(cli, ["report", str(stored), "--out", str(written)])
    assert done.exit_code == 0, done.output
    assert html == written.read_text("utf-8"), "the same as the command line writes"

    alone = page.context.new_page()
    asked: list[str] = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto((tmp_path / "2018-singapore-seed-11.html").as_uri())
    assert alone.locator("svg").count() >= 2
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_the_arrow_keys_step_and_a_focused_slider_keeps_them_to_itself(visit: Visit) -> None:
    page = visit(r="1")
    page.locator(".st-key-story").click()
    page.keyboard.press("ArrowRight")
    heading(page, "Round 2 of")
    settle(page)
    page.keyboard.press("ArrowRight")
    heading(page, "Round 4 of")
    settle(page)
    page.keyboard.press("ArrowLeft")
    heading(page, "Round 2 of")
    settle(page)
    thumb = page.get_by_role("slider").first
    thumb.focus()
    thumb.press("ArrowRight")
    heading(page, "Round 3 of")
    settle(page)
    page.wait_for_timeout(800)
    heading(page, "Round 3 of")


def test_back_goes_back(visit: Visit) -> None:
    page = visit(r="1")
    press(page, "Next")
    heading(page, "Round 2 of")
    page.wait_for_timeout(1500)
    page.go_back()
    heading(page, "Round 1 of")


def test_the_drawings_follow_when_the_system_turns_dark_and_nothing_else_changes(visit: Visit) -> None:
    page = visit(r="3")
    light, dark = (page.locator(f'.st-key-map svg text[fill="{INK[night]}"]') for night in (False, True))
    light.first.wait_for()
    read, address = body(page), page.url
    page.emulate_media(color_scheme="dark")
    dark.first.wait_for()
    settle(page)
    assert not light.count()
    assert (body(page), page.url) == (read, address)


def test_nothing_moves_until_play_and_it_stops_at_pause(visit: Visit) -> None:
    page = visit(r="1")
    page.wait_for_timeout(3000)
    heading(page, "Round 1 of")
    button(page, "Play").last.click()
    heading(page, "Round 4 of")
    button(page, "Pause").click()
    button(page, "Play").last.wait_for()
    settle(page)
    stopped = linked(page).round
    page.wait_for_timeout(3000)
    assert linked(page).round == stopped
    heading(page, f"Round {stopped} of")


def test_play_stops_by_itself_at_the_end(visit: Visit) -> None:
    last = max(row.round for row in cache.play(State().setup).rounds)
    page = visit(r=str(last - 1))
    button(page, "Play").last.click()
    heading(page, "How it ended")
    button(page, "Play").last.wait_for()
    page.wait_for_function(f"location.search.includes('r={last}')")


def test_everything_can_be_reached_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit()
    seen: list[str] = []
    focus = "() => document.activeElement.tagName + ' ' + document.activeElement.innerText"
    while len(seen) < 60 and "BUTTON Run the talks" not in seen:
        page.keyboard.press("Tab")
        seen.append(page.evaluate(focus))
    assert "A Evidence" in seen, "the navigation comes before the page"
    page.keyboard.press("Enter")
    heading(page, "Round 1 of")


def test_the_language_switch_changes_all_and_stays_in_the_link(visit: Visit) -> None:
    page = visit(r="2")
    page.get_by_text("日本語", exact=True).click()
    heading(page, "シンガポール")
    heading(page, "第2ラウンド")
    settle(page)
    assert linked(page).language == "ja"
    page.get_by_text("Русский", exact=True).click()
    heading(page, "Раунд 2 из")
    settle(page)
    assert linked(page) == State(round=2, language="ru"), "only the language has changed"


def test_the_state_goes_along_from_page_to_page(visit: Visit) -> None:
    page = visit(r="2", seed="11")
    page.get_by_role("link", name="Evidence").click()
    page.wait_for_url("**/evidence**")
    page.wait_for_function("location.search.includes('seed=11')")
    settle(page)
    page.get_by_role("link", name="Play one").click()
    heading(page, "Round 2 of")
    assert linked(page).seed == 11


def test_on_a_phone_run_is_reached_without_much_scrolling(visit: Visit) -> None:
    page = visit(width=390)
    assert button(page, "Run the talks").bounding_box()["y"] < 900
    assert too_wide(page) == []


def test_the_evidence_is_one_press_away(visit: Visit) -> None:
    page = visit()
    key = cache.scenario(State().scenario).spec.key_settings[0]
    setting = cache.scenario(State().scenario).settings[key]
    press(page, "Settings")
    button(page, "Why").first.click()
    for claim in setting.evidence:
        page.get_by_text(cache.ledger()[claim].claim).first.wait_for()


def test_what_folds_is_drawn_when_it_is_unfolded(visit: Visit) -> None:
    page = visit()
    page.locator("summary", has_text="Constraints").click()
    page.get_by_text("Nobody signs what it has ruled out").wait_for()
    settle(page)
    page.get_by_text("Nobody signs what it has ruled out").click()
    page.wait_for_function("location.search.includes('off=red_lines')")
    page.get_by_text("Switched off: red lines.").wait_for()
    settle(page)
    assert page.get_by_text("Nobody signs what it has ruled out").is_visible(), "it stays unfolded"
