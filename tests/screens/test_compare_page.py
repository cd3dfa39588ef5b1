"""The page Compare, driven alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.app.compare import opening, pairing, words
from sim.app.compare.page import story_of
from sim.app.state import cache, presets, sides
from sim.app.state.links import State, decode, encode
from sim.cli.commands.compare import _told
from sim.cli.print import show
from sim.telling import comparison
from sim.telling.catalogue import LANGUAGES, speaking
from tests.screens.alone import driven, group, shown, state_of

LEVERAGE = "parties.usa.leverage"


def page() -> None:
    from sim.app.compare import page

    page.show()


def opened(state: State | None = None) -> AppTest:
    """The page with the free choice unfolded."""
    return driven(page, state, **{"compare.free": True})


def with_b(data: Any, **fields: Any) -> State:
    return State(extras={sides.KEY: data, "compare.runs": 20}, **fields)


def played_through(test: AppTest) -> AppTest:
    for _ in range(200):
        if not any(button.key == "compare.stop" for button in test.button):
            return test
        test.run()
    raise AssertionError("the runs do not come to an end")


@pytest.mark.parametrize("episode", list(cache.episodes()))
def test_the_page_opens_with_two_runs_that_differ_and_tells_where_they_turn(episode: str) -> None:
    a = State(scenario=episode)
    b = opening.b_of(a)
    assert sides.data_of(a, b)
    ends = {cache.play(side.setup).ladder for side in (a, b)}
    assert len(ends) == 2 or not any(
        cache.play(preset.laid_over(a).setup).ladder not in ends for preset in presets.presets(episode)
    )
    told = comparison.pivot(story_of(a), story_of(b), "the change")
    assert told.startswith("**The turning point.**" if len(ends) == 2 else "**The two courses")


def test_courses_that_end_alike_part_in_a_round_or_never() -> None:
    a = State(scenario="1956-joint-declaration")
    b = State(scenario="1956-joint-declaration", off=("alliance",))
    assert "part in round" in comparison.pivot(story_of(a), story_of(b), "x")
    assert "the same, round by round" in comparison.pivot(story_of(a), story_of(a), "x")
    assert comparison.pivot(story_of(a), story_of(State()), "x") == ""


@pytest.mark.parametrize("episode", list(cache.episodes()))
def test_where_two_courses_part_the_same_side_speaks_in_both_or_one_is_said_to_be_unheard(
    episode: str,
) -> None:
    a, b = State(scenario=episode), State(scenario=episode, off=("alliance",))
    told = comparison.pivot(story_of(a), story_of(b), "x")
    parted = re.search(r"A – (.*?): .* B – (.*?): ", told)
    if parted:
        assert parted[1] == parted[2]
    else:
        assert "but for Washington, which speaks in A alone" in told or "turning point" in told


def test_a_draft_is_never_called_the_same_as_a_signed_text() -> None:
    a = State(scenario="2018-singapore")
    story = story_of(a)
    unsigned = replace(story, record=story.record.model_copy(update={"agreement": None, "depth": None}))
    assert words.terms_table(story, story)[1] == 0
    rows, apart = words.terms_table(story, unsigned)
    assert apart >= 1 and rows[0]["B"].endswith("not signed**")


def test_a_page_whose_b_is_a_says_what_to_do() -> None:
    test = opened(with_b({}))
    assert not test.exception
    assert "So far B is the same as A." in shown(test)
    assert not any(button.key == "compare.run" for button in test.button)


def test_a_question_is_one_click_and_the_same_click_takes_it_back() -> None:
    test = opened(State(scenario="1956-joint-declaration"))
    group(test, "one of the five").set_value("constraint:alliance:off").run()
    assert state_of(test).extras[sides.KEY] == {"off": {"alliance": True}}
    assert "without the constraint “alliance”" in shown(test)
    group(test, "Washington: Leverage").set_value(f"setting:{LEVERAGE}:medium").run()
    assert state_of(test).extras[sides.KEY] == {"changes": {LEVERAGE: "medium"}}
    group(test, "Washington: Leverage").set_value(None).run()
    assert state_of(test).extras[sides.KEY] == {}
    assert not test.exception


def test_pairs_are_played_in_slices_and_a_second_time_at_once() -> None:
    test = opened(with_b({"off": {"ratification": True}}, scenario="1956-joint-declaration"))
    assert "Nothing has been played yet." in shown(test)
    test.button(key="compare.run").click().run()
    played_through(test)
    assert not test.exception
    assert "20 pairs of runs" in test.table[-1].value.columns
    assert "[" in test.table[-1].value.to_string()
    again = opened(with_b({"off": {"ratification": True}}, scenario="1956-joint-declaration", seed=5))
    assert "20 pairs of runs" in again.table[-1].value.columns


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_page_says_what_the_command_line_says(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    state = with_b({"off": {"alliance": True}}, scenario="1956-joint-declaration", language=language)
    b = sides.b_of(state, state.extras[sides.KEY])
    assert b is not None
    pairing.advance(state, b, 20, 600.0)
    record = pairing.record(state, b, 20)
    assert record is not None
    with speaking(language):
        show(_told(record, state.setup.loaded.spec, b.setup.loaded.spec))
    told = "".join(capsys.readouterr().out.split())
    on_page = shown(driven(page, state, **{"hikiwake.language": language}))
    with speaking(language):
        for line in comparison.conclusion(record):
            assert line in on_page
            assert "".join(line.split()) in told
        for row in comparison.figures(record):
            assert all("".join(cell.split()) in told for cell in (row.a, row.b, row.difference, row.interval))


def test_runs_can_be_stopped_and_gone_on_with() -> None:
    state = with_b({"off": {"interests": True}})
    key = pairing.sides(State(), State(off=("interests",)))
    test = opened(replace(state, extras={**state.extras, "compare.runs": 200}))
    test.button(key="compare.run").click().run()
    while len(pairing.played(key).pairs) < 2:
        test.run()
    test.button(key="compare.stop").click().run()
    done = len(pairing.played(key).pairs)
    assert 0 < done < 200 and "Stopped after" in shown(test)
    test.run()
    assert len(pairing.played(key).pairs) == done
    group(test, "Pairs of runs").set_value(20).run()
    if done < 20:
        test.button(key="compare.run").click().run()
        played_through(test)
    assert "20 pairs of runs" in test.table[-1].value.columns
    assert not test.exception


def test_b_is_changed_freely_and_each_change_taken_back() -> None:
    test = opened(with_b({}))
    box = next(box for box in test.selectbox if box.label == "Setting")
    box.set_value("talks.rapport").run()
    group(test, "In B it is").set_value("cold").run()
    group(test, "Constraints that are switched off").set_value(["alliance"]).run()
    next(box for box in test.selectbox if box.label == "How they talk in B").set_value("single_text").run()
    next(box for box in test.selectbox if box.label == "How Tokyo negotiates in B").set_value("linear").run()
    assert state_of(test).extras[sides.KEY] == {
        "changes": {"talks.rapport": "cold"},
        "off": {"alliance": True},
        "protocol": "single_text",
        "strategies": {"japan": "linear"},
    }
    test.button(key="compare.back.talks.rapport").click().run()
    assert "changes" not in state_of(test).extras[sides.KEY]
    test.button(key="compare.reset").click().run()
    assert state_of(test).extras[sides.KEY] == {}
    assert not test.exception


def test_choosing_what_a_has_anyway_is_no_difference() -> None:
    test = opened(with_b({"protocol": "single_text", "strategies": {"japan": "linear"}}))
    next(box for box in test.selectbox if box.label == "How they talk in B").set_value("alternating").run()
    next(box for box in test.selectbox if box.label == "How Tokyo negotiates in B").set_value(
        "boulware"
    ).run()
    assert state_of(test).extras[sides.KEY] == {}


def test_swapping_the_sides_turns_every_difference_round() -> None:
    a = with_b({"off": {"alliance": True}, "episode": "1956-joint-declaration"})
    test = opened(a)
    test.button(key="compare.swap").click().run()
    state = state_of(test)
    assert (state.scenario, state.off) == ("1956-joint-declaration", ("alliance",))
    assert state.extras[sides.KEY] == {"off": {"alliance": False}, "episode": "2018-singapore"}
    test.button(key="compare.swap").click().run()
    assert state_of(test) == a
    assert not test.exception


def test_another_seed_shows_another_run_and_leaves_the_pairs() -> None:
    test = opened(with_b({"off": {"alliance": True}}))
    next(box for box in test.number_input if box.label == "Seed").set_value(8).run()
    assert state_of(test).seed == 8 and not test.exception


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
def test_two_episodes_are_compared_in_every_language(language: str) -> None:
    test = opened(with_b({"episode": "1956-joint-declaration"}, language=language))
    assert not test.exception
    assert not re.search(r"{\w+}", shown(test))
    assert any(len(table.value) > 6 for table in test.table)


@pytest.mark.parametrize(
    "data", [[1], "x", {"off": {"weather": True}}, {"changes": {LEVERAGE: "<b>"}}, {"episode": "x" * 200}, 7]
)
def test_a_b_that_cannot_be_shows_a_and_says_so(data: Any) -> None:
    test = opened(with_b(data))
    assert not test.exception
    assert "The link describes a B that is not possible" in shown(test)
    assert "So far B is the same as A." in shown(test)


@pytest.mark.parametrize("runs", [0, 7, 10**9, "100", None, True, [20]])
def test_a_number_of_pairs_that_is_not_offered_counts_as_the_usual_one(runs: Any) -> None:
    test = opened(State(extras={sides.KEY: {"off": {"red_lines": True}}, "compare.runs": runs}))
    assert not test.exception
    assert group(test, "Pairs of runs").value == pairing.USUAL


def test_the_link_holds_the_comparison() -> None:
    state = with_b({"changes": {LEVERAGE: "none"}, "off": {"alliance": True}})
    again, problems = decode(encode(state))
    assert problems == [] and again == state


def test_an_episode_is_chosen_for_b_even_where_the_link_made_none() -> None:
    test = opened(with_b([1]))
    next(box for box in test.selectbox if box.label == "Episode of B").set_value(
        "1956-joint-declaration"
    ).run()
    assert state_of(test).extras[sides.KEY] == {"episode": "1956-joint-declaration"}
    assert re.search(r"where \d+ more things are different", shown(test))
    assert not test.exception


def test_runs_that_were_left_do_not_go_on_by_themselves() -> None:
    a = State(extras={sides.KEY: {"off": {"credibility": True}}, "compare.runs": 500})
    test = opened(a)
    test.button(key="compare.run").click().run()
    group(test, "one of the five").set_value("constraint:interests:off").run()
    group(test, "one of the five").set_value("constraint:credibility:off").run()
    assert not any(button.key == "compare.stop" for button in test.button)
    assert any(button.key == "compare.run" for button in test.button)
