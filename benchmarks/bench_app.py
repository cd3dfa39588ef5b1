"""The browser application in headless Chromium: first useful paint, the other pages, a run, a step: ``python -m benchmarks.bench_app``.

Every first paint is that of a new visitor: nothing is cached. It is useful when the map is drawn, the button
**Run the talks** can be pressed, and the heading stands. A run or a step is over when its round is told, its map is
another than before or the draft's own, and the script has come to rest. Another page is there when the navigation says so,
the script has come to rest, and every chart is drawn; the slowest of the pages counts.

Two floors are measured in the same run, visit by visit: an empty page of the same server framework with a button that
draws one line, and the negotiation itself without any screen. Read the ratios: times differ from machine to machine.
The targets are those of an idle machine with two cores. ``--visits N`` sets how many visits the medians are of.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.app.kit.navigation import PAGES
from sim.app.state import cache
from sim.app.state.links import State
from sim.engine.mesa import negotiate
from sim.telling.catalogue import t
from tests.screens.browser.browsing import ROOT, chromium, free_port, healthy, served

EMPTY = """
import streamlit as st
st.title("Empty")
if st.button("Press"):
    st.header("Pressed")
"""
AT_REST = "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
SWITCHED = f"""name => ({AT_REST})() && document.querySelector('.st-key-navigation [aria-current=page]')?.innerText === name
  && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(chart => chart.querySelector('canvas, svg'))"""
MAP = ".st-key-map [data-testid=stVegaLiteChart]"
TARGETS = {
    "first useful paint": 2.5,
    "switch to a page": 0.7,
    "run with its redraw": 1.0,
    "step with its redraw": 1.0,
}


SERVE = """
import sys
from streamlit.web import bootstrap
from sim.app.launch import options
flags = {name.replace(".", "_"): value for name, value in options(int(sys.argv[2])).items()}
bootstrap.load_config_options(flags)
bootstrap.run(sys.argv[1], False, [], flags)
"""


@contextmanager
def empty_page() -> Iterator[str]:
    """Serve the empty page with the application's own options; gives its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, "utf-8")
        command = [sys.executable, "-c", SERVE, str(script), str(port)]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline, address = time.monotonic() + 60, f"http://127.0.0.1:{port}"
            while not healthy(address):
                assert server.poll() is None and time.monotonic() < deadline, "the empty page is not served"
                time.sleep(0.1)
            yield address
        finally:
            server.terminate()
            server.wait(15)


@contextmanager
def visitor(browser: Any) -> Iterator[Any]:
    """A page in a context of its own, which has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    try:
        yield context.new_page()
    finally:
        context.close()


def heading(page: Any, text: str) -> None:
    """Wait for a heading."""
    page.get_by_role("heading", name=text).first.wait_for()


def at_rest(page: Any) -> None:
    """Wait until the script has run."""
    page.wait_for_function(AT_REST)


def visit_empty(browser: Any, address: str) -> dict[str, float]:
    """Time the floor: the empty page and its button."""
    with visitor(browser) as page:
        began = time.perf_counter()
        page.goto(address)
        heading(page, "Empty")
        page.get_by_role("button", name="Press").wait_for()
        first = time.perf_counter() - began
        at_rest(page)
        began = time.perf_counter()
        page.get_by_role("button", name="Press").click()
        heading(page, "Pressed")
        at_rest(page)
        return {"empty page": first, "empty press": time.perf_counter() - began}


def switch(page: Any, name: str) -> float:
    """Time the way to another page."""
    title = t(f"{name}.nav")
    began = time.perf_counter()
    page.locator(".st-key-navigation").get_by_role("link", name=title, exact=True).click()
    page.wait_for_function(SWITCHED, arg=title)
    return time.perf_counter() - began


def visit(browser: Any, address: str, seed: int) -> dict[str, float]:
    """Time one visit to the front page, with a seed that no visit before had, so that no run is remembered."""
    found: dict[str, float] = {}
    state = State(seed=seed)
    title = cache.scenario(state.scenario).spec.title
    with visitor(browser) as page:
        began = time.perf_counter()
        page.goto(f"{address}/?lang=en&s={state.scenario}&seed={seed}")
        heading(page, title)
        page.locator(f"{MAP} canvas, {MAP} svg").first.wait_for()
        run = page.get_by_role("button", name="Run the talks")
        run.wait_for()
        found["first useful paint"] = time.perf_counter() - began
        assert run.is_enabled()
        at_rest(page)
        page.wait_for_timeout(500)
        switches = {f"to {name}": switch(page, name) for name in (*PAGES[1:], PAGES[0])}
        found |= switches | {"switch to a page": max(switches.values())}
        page.wait_for_timeout(500)
        grey = page.locator(MAP).screenshot()

        for what, press, round_ in (
            ("run with its redraw", "Run the talks", 1),
            ("step with its redraw", "Next", 2),
        ):
            began = time.perf_counter()
            page.get_by_role("button", name=press).click()
            heading(page, f"Round {round_} of")
            at_rest(page)
            found[what] = time.perf_counter() - began
            page.wait_for_timeout(300)
            assert page.locator(MAP).screenshot() != grey, "the map shows the draft"
        assert {"r=2", f"seed={seed}"} <= set(page.url.partition("?")[2].split("&"))
        rounds = len({row.round for row in cache.play(state.setup).rounds})
        assert page.get_by_role("heading", name=f"Round 2 of {rounds}").count() == 1
    return found


def negotiation(seed: int) -> float:
    """Time the negotiation alone, without any screen."""
    state = State()
    scenario = cache.scenario(state.scenario)
    began = time.perf_counter()
    record = negotiate(scenario, seed)
    took = time.perf_counter() - began
    assert record.rounds
    return took


def main() -> None:
    """Print the medians, the fastest, and the ratios to the floors."""
    parser = argparse.ArgumentParser(description="Times of the browser application.")
    parser.add_argument("--visits", type=int, default=7)
    visits = parser.parse_args().visits
    times: dict[str, list[float]] = {}
    with served() as address, empty_page() as empty, chromium() as browser:
        visit_empty(browser, empty)
        visit(browser, address, 99)
        for seed in range(100, 100 + visits):
            found = visit_empty(browser, empty) | visit(browser, address, seed)
            for what, took in (found | {"negotiation alone": negotiation(seed)}).items():
                times.setdefault(what, []).append(took)
    middle = {what: statistics.median(found) for what, found in times.items()}
    print(f"{visits} visits, each by a new visitor; load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{'':24}{'median s':>10}{'fastest s':>10}{'target s':>10}   ratio of medians")
    floors = {
        "first useful paint": "empty page",
        "switch to a page": "empty press",
        "run with its redraw": "empty press",
        "step with its redraw": "empty press",
    }
    for what, seconds in times.items():
        line = f"{what:24}{middle[what]:10.2f}{min(seconds):10.2f}"
        if what in floors:
            line += (
                f"{TARGETS[what]:>10.1f}   {middle[what] / middle[floors[what]]:.2f} of the {floors[what]}"
            )
        print(line)
    print(
        f"a run with its redraw is {middle['run with its redraw'] / middle['negotiation alone']:.1f} negotiations"
    )


if __name__ == "__main__":
    main()
