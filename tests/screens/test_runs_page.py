"""The page Many runs, driven alone: what is asked, the life of a batch, and what its runs amount to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from sim.app.runs import life, words
from sim.app.runs import question as ask
from sim.app.runs.question import question
from sim.app.state.links import State, decode, encode
from sim.domain.game import LADDER, RESULTS
from sim.experiments.runs import supervisor as home
from sim.scenario.load import load_scales
from sim.telling.catalogue import LANGUAGES, speaking, t, word
from tests.screens.alone import driven, group, shown, state_of
from tests.screens.batches import CARELESS, SECURITY, know_pace, own_home, plan_of, played, use_command
from tests.screens.reading import stumbles

TRUST, LEVERAGE = "parties.japan.trust", "parties.usa.leverage"
VARIED = {"runs.n": 200, "runs.x": TRUST, "runs.y": LEVERAGE, "runs.y_words": ["none", "high"]}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with own_home(tmp_path, monkeypatch):
        for state in (State(), State(off=("alliance",)), State(scenario="1956-joint-declaration")):
            know_pace(question(state))
        yield


def page() -> None:
    from sim.app.runs import page

    page.show()


def opened(**fields: Any) -> AppTest:
    state = State(**fields)
    return driven(page, state, **{"hikiwake.language": state.language})


def until(true: Callable[[], bool], seconds: float = 600.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "that never came"
        time.sleep(0.02)


def buttons(test: AppTest) -> set[str]:
    return {str(button.key) for button in test.button}


def box(test: AppTest, label: str) -> Any:
    return next(item for item in test.selectbox if item.label == label)


# ---------------------------------------------------------------- what is asked


STATES = [
    State(),
    State(seed=0, extras=VARIED),
    State(scenario="1956-joint-declaration", extras={"runs.x": "talks.protocol"}, protocol="single_text"),
    State(extras={**VARIED, "runs.y_exact": True, "runs.y_range": [0.1, 0.6], "runs.design": "lhs"}),
    State(extras={"runs.n": 500, "runs.x": LEVERAGE, "runs.x_exact": True, "runs.design": "sobol"}),
    State(extras={"runs.n": 500, "runs.x": "parties.russia.trust", "runs.x_exact": True}),
    State(
        extras=VARIED,
        changes={TRUST: "full", "talks.rounds": 6, "parties.japan.red_lines.all_four.holds": True},
        strategies={"japan": "boulware", "russia": "linear/ac_time/frequency"},
        off=("alliance",),
    ),
]


@pytest.mark.parametrize("state", STATES)
def test_the_command_is_one_that_the_batch_understands_and_of_the_size_that_is_shown(state: State) -> None:
    asked = question(state)
    assert plan_of(asked).entry.runs == asked.runs
    assert asked.words()[:2] == ["batch", state.scenario]
    assert not {word.split("=")[0] for word in asked.words() if "=" in word} - {
        *(one.key for one in asked.varied), *state.changes, *state.strategies,
    }  # fmt: skip


def test_what_is_varied_is_not_held_besides() -> None:
    asked = question(replace(STATES[-1], protocol="single_text"))
    assert f"{TRUST}=full" not in asked.words()
    assert (
        "talks.rounds=6" in asked.words() and "parties.japan.red_lines.all_four.holds=true" in asked.words()
    )


def test_the_same_question_has_the_same_name_and_another_another() -> None:
    names = [question(state).digest for state in STATES]
    assert len(set(names)) == len(names)
    assert question(State(seed=7, round=4, language="ja")).digest == question(State()).digest
    assert question(State(extras={"runs.n": 2000, "runs.measure": "gap"})).digest == question(State()).digest
    assert question(State(protocol="alternating")).digest == question(State()).digest


@pytest.mark.parametrize("n", ask.CHOICES)
@pytest.mark.parametrize("design", ask.DESIGNS)
def test_the_number_of_runs_is_near_what_was_asked_for(n: int, design: str) -> None:
    extras = {"runs.n": n, "runs.x": TRUST, "runs.y": LEVERAGE, "runs.y_exact": True, "runs.design": design}
    runs = question(State(extras=extras)).runs
    assert 0.6 * n <= runs <= 1.4 * n and runs <= 100_020


@pytest.mark.parametrize(
    "extras",
    [
        {"runs.n": 7},
        {"runs.n": "2000"},
        {"runs.n": 10**9},
        {"runs.x": "parties.japan.nothing"},
        {"runs.x": [TRUST]},
        {"runs.x": "parties.japan.trust=0:1"},
        {"runs.design": "oat"},
        {"runs.x": "--out", "runs.y": "-h"},
    ],
)
def test_a_choice_that_cannot_be_counts_as_not_made_and_is_told(extras: dict[str, Any]) -> None:
    test = opened(extras=extras)
    assert not test.exception
    assert "is left out" in test.info[0].value
    assert question(State(extras=extras)).digest == question(State()).digest


@pytest.mark.parametrize(
    "extras",
    [
        {"runs.x_words": ["none"]},
        {"runs.x_words": "full"},
        {"runs.x_words": [["none"], 3, None]},
        {"runs.x_words": ["weather", "x,y"]},
        {"runs.x_exact": "yes", "runs.x_range": [0, 1]},
        {"runs.y": TRUST},
        {"runs.design": "lhs"},
    ],
)
def test_words_and_ranges_that_cannot_be_count_as_not_chosen(extras: dict[str, Any]) -> None:
    usual = question(State(extras={"runs.x": TRUST}))
    assert question(State(extras={"runs.x": TRUST, **extras})).digest == usual.digest
    assert not opened(extras={"runs.x": TRUST, **extras}).exception


@pytest.mark.parametrize(
    "ends", [[1, 0], [0.2, 0.2], [-5, 0.5], [0, 99], ["0", "1"], [True, 1], [0.1], 3, [1e308, 1e309]]
)
def test_a_range_that_cannot_be_is_the_whole_one(ends: Any) -> None:
    found = question(State(extras={"runs.x": TRUST, "runs.x_exact": True, "runs.x_range": ends}))
    whole = question(State(extras={"runs.x": TRUST, "runs.x_exact": True}))
    assert found.varied == whole.varied
    words = load_scales()["trust"].words.values()
    low, high = min(word.range[0] for word in words), max(word.range[1] for word in words)
    assert (found.varied[0].low, found.varied[0].high) == (low, high)


def test_settings_are_chosen_and_the_link_holds_them() -> None:
    test = opened()
    box(test, "Vary a setting").set_value(TRUST).run()
    group(test, "Its words").set_value(["none", "full"]).run()
    box(test, "Vary a second one").set_value(LEVERAGE).run()
    next(item for item in test.toggle if item.key == "control.runs.y_exact").set_value(True).run()
    next(item for item in test.select_slider if item.label == "From").set_value(0.1).run()
    next(item for item in test.select_slider if item.label == "To").set_value(0.7).run()
    group(test, "Which values meet").set_value("lhs").run()
    test.select_slider[0].set_value(500).run()
    state = state_of(test)
    assert dict(state.extras) == {
        "runs.n": 500,
        "runs.x": TRUST,
        "runs.x_words": ["none", "full"],
        "runs.y": LEVERAGE,
        "runs.y_exact": True,
        "runs.y_range": [0.1, 0.7],
        "runs.design": "lhs",
    }
    assert decode(encode(state)) == (state, [])
    assert "**500 runs**, each with a value of its own" in shown(test)
    box(test, "Vary a setting").set_value("").run()
    assert set(state_of(test).extras) == {"runs.n", "runs.design"}
    assert not test.exception


def test_what_play_one_has_set_is_taken_over_and_said() -> None:
    test = opened(off=("alliance",), changes={LEVERAGE: "high"})
    assert "As on *Play one*" in shown(test) and "alliance" in shown(test)
    assert "As on *Play one*" not in shown(opened())


# ---------------------------------------------------------------- the life of a batch


def test_an_empty_page_says_what_to_do_and_how_long_it_takes() -> None:
    test = opened()
    assert not test.exception
    assert "Nothing has been played yet." in shown(test) and "That takes about" in shown(test)
    assert next(button for button in test.button if button.key == "runs.run").label == "Play 2,000 runs"


def test_a_batch_is_started_watched_stopped_and_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    test = opened()
    test.button(key="runs.run").click().run()
    folder = home.folder_of(question(State()).digest)
    until(lambda: home.status_of(folder).phase == "running")
    assert "runs.stop" in buttons(test.run()) and "runs.run" not in buttons(test)
    other = opened()
    assert "runs.stop" in buttons(other), "another tab sees the same batch"
    other.button(key="runs.stop").click().run()
    until(lambda: not home.status_of(folder).busy)
    assert "Stopped at 10 of 40 runs" in shown(test.run())
    use_command(monkeypatch, "crash")
    test.button(key="runs.run").click().run()
    until(lambda: not home.status_of(folder).busy)
    test.run()
    assert "ended before they were done" in test.warning[0].value
    assert test.text[0].value == "hikiwake: <b>the disk</b> is full"
    assert next(button for button in test.button if button.key == "runs.run").label == "Try again"
    assert not test.exception and not other.exception


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("how", ["ready", "once", "each_time"])
def test_a_reader_is_told_what_the_first_runs_wait_for(
    monkeypatch: pytest.MonkeyPatch, how: str, language: str
) -> None:
    monkeypatch.setattr(life, "readiness", lambda: how)
    with speaking(language):
        said = life._progress(question(State()), home.BatchStatus("starting"), 40)
        assert said == t(f"runs.engine.{how}")
        assert life._progress(question(State()), home.BatchStatus("running", 10), 40) != said


def test_a_reader_has_one_batch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    test = opened()
    test.button(key="runs.run").click().run()
    box(test, "Vary a setting").set_value(TRUST).run()
    assert "Another batch of yours" in shown(test) and "runs.run" not in buttons(test)
    test.button(key="runs.show").click().run()
    assert state_of(test) == State() and "runs.stop" in buttons(test)
    box(test, "Vary a setting").set_value(TRUST).run()
    test.button(key="runs.stop_other").click().run()
    until(lambda: not home.status_of(home.folder_of(question(State()).digest)).busy)
    assert "runs.run" in buttons(test.run())
    assert not test.exception


def test_a_new_visit_resets_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    opened().button(key="runs.run").click().run()
    again = opened(extras={"runs.n": 500})
    assert "Another batch of yours" in shown(again) and "runs.run" not in buttons(again)
    monkeypatch.setattr(type(st.context), "ip_address", "192.0.2.7")
    assert "runs.run" in buttons(opened(extras={"runs.n": 500}))


def test_no_choice_starts_a_process_before_run_is_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(home, "launch", refuse)
    test = opened(off=("ratification",))
    box(test, "Vary a setting").set_value(TRUST).run()
    assert "runs.run" in buttons(test) and not test.exception and not test.error


def test_a_machine_that_is_busy_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    use_command(monkeypatch, "wait")
    for i in range(home.AT_ONCE):
        home.start(str(i) * 24, ["batch"])
    test = opened()
    assert "2 batches are being played on this machine" in shown(test)
    assert "runs.run" not in buttons(test) and not test.exception


def test_without_a_place_for_runs_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(home.PLACE, str(tmp_path / "file"))
    test = opened()
    assert not test.exception and home.PLACE in test.warning[0].value


# ---------------------------------------------------------------- what comes of it


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
def test_a_batch_that_is_there_is_shown_in_every_language(language: str) -> None:
    state = State(extras=VARIED)
    played(question(state))
    test = opened(extras=VARIED, language=language)
    assert not test.exception and not test.error
    assert not re.search(r"{\w+}", shown(test))
    assert stumbles(test, language) == []
    assert len(test.get("vega_lite_chart")) == 5
    assert "runs.run" not in buttons(test)
    assert len(test.get("download_button")) == 4


def test_a_batch_that_was_stopped_shows_what_it_has() -> None:
    extras = {**VARIED, "runs.n": 500}
    played(question(State(extras=extras)), jobs=4)
    test = opened(extras=extras)
    assert "Stopped at 40 of 500 runs" in shown(test) and "Of 40 runs" in shown(test)
    assert "Too few cells have 30 runs" in shown(test)
    assert "They hold what is stored so far." in shown(test)
    assert next(button for button in test.button if button.key == "runs.run").label == "Go on to 500 runs"
    assert not test.exception


def test_runs_that_make_no_game_are_named() -> None:
    extras = {"runs.n": 200, "runs.x": SECURITY, "runs.x_exact": True}
    played(question(State(changes=CARELESS, extras=extras)))
    test = opened(changes=CARELESS, extras=extras)
    assert re.search(r"In \d+ of 203 runs the settings that were drawn contradict", shown(test))
    assert any("weights: all are zero" in text.value for text in test.text), [
        text.value for text in test.text
    ]
    assert any("hikiwake run 2018-singapore --draw" in code.value for code in test.code)
    assert not test.exception


def test_damaged_parts_are_left_out_and_can_be_played_again() -> None:
    folder = played(question(State(extras=VARIED)))
    (folder / home.OUT / "runs" / "job-000002.parquet").write_bytes(b"PAR1")
    test = opened(extras=VARIED)
    assert "1 parts of what was stored are damaged" in shown(test) and "Of 190 runs" in shown(test)
    assert (
        next(button for button in test.button if button.key == "runs.run").label
        == "Play the damaged parts again"
    )
    assert not test.exception


def test_ends_that_are_equally_frequent_are_all_named() -> None:
    tally: Any = SimpleNamespace(
        ladder=np.array([0, 3, 1, 0, 3]), result=np.array([2, 2, *[0] * (len(RESULTS) - 2)]), played=7
    )
    _, said, _ = words.ladder(tally, None)
    assert all(f"*{word('ladder', LADDER[step])}*" in said for step in (1, 4))
    _, said, _ = words.results(tally)
    assert all(f"*{word('result', name)}*" in said for name in RESULTS[:2])
