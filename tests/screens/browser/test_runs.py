"""The page Many runs in a browser: asked, started, watched, reloaded, stopped, gone on with, read, taken home."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sim.app.runs import words
from sim.app.runs.question import CHOICES, USUAL
from sim.app.state.links import State, encode
from sim.experiments.runs import supervisor as home
from tests.screens.browser.browsing import served, settle

Visit = Callable[..., Any]
ON_THE_WAY = 600_000
"""Milliseconds: where the engine was never used, it is compiled first."""

FAR = re.compile(r"^([\d,]+) of [\d,]+ runs($|, about)")


GATE = """
import os, sys, time
if sys.orig_argv[1:4] == ["-m", "sim.cli", "batch"]:
    try:
        from sim.experiments.runs import store
        line = store.line
    except BaseException as error:
        # Python goes on without what it cannot read here; a batch without its gate shall not.
        os.write(2, repr(error).encode())
        os._exit(70)
    def held(part):
        if os.path.exists({hold!r}):
            time.sleep(0.5)
        return line(part)
    store.line = held
"""
"""What Python does first in every process of the server's: a batch takes its time over each part while a file is there."""


@pytest.fixture(scope="module")
def hold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that holds batches while it is there."""
    return tmp_path_factory.mktemp("gate") / "hold"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, hold: Path) -> Iterator[str]:
    """A server that keeps its runs in a folder of its own, and whose batches can be held."""
    (hold.parent / "sitecustomize.py").write_text(GATE.format(hold=str(hold)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(home.PLACE, str(tmp_path_factory.mktemp("home")))
        patch.setenv("PYTHONPATH", str(hold.parent), prepend=os.pathsep)
        with served() as found:
            yield found
        hold.unlink(missing_ok=True)
        for folder in home.at_work():
            home.stop(folder.name)


def far(page: Any, least: int = 1) -> int:
    """Wait until so many runs are stored; gives how many."""
    while True:
        told = page.get_by_text(FAR).first
        told.wait_for(timeout=ON_THE_WAY)
        found = FAR.match(told.inner_text())
        if found is not None and (done := int(found[1].replace(",", ""))) >= least:
            return done
        page.wait_for_timeout(100)


def finished(page: Any) -> str:
    """Wait until the batch has ended and is drawn; gives the conclusion."""
    page.locator(".st-key-runs-files").wait_for(timeout=ON_THE_WAY)
    settle(page)
    return str(page.locator("p", has_text="end in a treaty (").inner_text())


def downloaded(page: Any, name: str) -> Path:
    with page.expect_download() as caught:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(caught.value.path())


def wide(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_a_batch_from_the_question_to_the_files(visit: Visit, hold: Path) -> None:
    page = visit("runs", s="1956-joint-declaration")
    assert page.get_by_text("Nothing has been played yet.").is_visible()
    page.get_by_role("combobox", name="Vary a setting").click()
    page.keyboard.type("Tokyo: Trust")
    page.keyboard.press("Enter")
    page.get_by_text("at 5 values").wait_for()
    runs = CHOICES[CHOICES.index(USUAL) - 1]
    page.get_by_role("slider", name="Runs").press("ArrowLeft")
    hold.touch()
    page.get_by_role("button", name=f"Play {runs:,} runs").click()
    page.get_by_role("button", name="Stop", exact=True).wait_for(timeout=ON_THE_WAY)
    before = far(page)

    page.reload()
    assert far(page) >= before
    page.get_by_role("button", name="Stop", exact=True).click()
    told = page.get_by_text(re.compile(rf"Stopped at [\d,]+ of {runs:,} runs"))
    told.wait_for(timeout=ON_THE_WAY)
    kept = int(told.inner_text().split()[2].replace(",", ""))
    assert before <= kept < runs
    assert f"Of {kept:,} runs" in finished(page)

    page.get_by_role("button", name=f"Go on to {runs:,} runs").click()
    assert far(page, kept) >= kept
    hold.unlink()
    page.get_by_role("button", name="Stop", exact=True).wait_for(state="detached", timeout=ON_THE_WAY)
    conclusion = finished(page)
    assert f"Of {runs:,} runs" in conclusion
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 5

    with open(downloaded(page, "CSV"), newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["run_id"]) for row in rows] == list(range(runs))
    table = pq.read_table(downloaded(page, "Parquet"))
    assert table["ladder"].to_pylist() == [row["ladder"] for row in rows]
    share = sum(row["ladder"] == "treaty" for row in rows) / runs
    assert f"{words.hundred(share)} of 100 end in a treaty" in conclusion

    other = visit(url=page.url)
    assert finished(other) == conclusion


def test_a_phone_and_the_keyboard_are_enough(visit: Visit) -> None:
    link = encode(
        State(extras={"runs.n": 200, "runs.x": "parties.japan.trust", "runs.y": "parties.usa.leverage"})
    )
    page = visit("runs", width=390, **link)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Play 200 runs":
            break
    page.keyboard.press("Enter")
    finished(page)
    assert wide(page) <= 0
    for chart in page.locator("[data-testid=stVegaLiteChart]").all():
        box = chart.bounding_box()
        assert box is not None and box["x"] + box["width"] <= 391
    again = visit("runs", **{**link, "lang": "ja"})
    again.locator(".st-key-runs-files").wait_for(timeout=ON_THE_WAY)
    assert again.get_by_role("heading", name="多数回の試行").is_visible()
    assert not re.search(r"\{\w+\}", again.locator("[data-testid=stMain]").inner_text())


def test_a_hostile_link_opens_a_page_with_a_sentence(visit: Visit) -> None:
    page = visit("runs", **encode(State(extras={"runs.n": -5, "runs.x": "--out", "runs.y": [[["x"]]]})))
    assert page.get_by_text("is left out").is_visible()
    assert page.get_by_role("button", name="Play 2,000 runs").is_visible()
    assert page.get_by_role("button", name="Stop", exact=True).count() == 0
