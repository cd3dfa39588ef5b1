"""The page of the outcome space alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.analysis import outcome_space
from sim.app.outcomes.view import picture, read
from sim.app.state import cache
from sim.app.state.links import State
from sim.domain.game import CONSTRAINTS
from sim.telling import outcomes as words
from sim.telling.numbers import count
from tests.screens.alone import driven, group, shown, state_of

PAGE = read(State())
SIDES: tuple[str, str] = (PAGE.found.signatories[0], PAGE.found.signatories[1])
N = count(PAGE.found.game.space.n)


def left(constraint: str) -> str:
    """How many outcomes are left after a constraint, as the page writes it."""
    return count(PAGE.found.whole.surviving[constraint])


def verdict(outcome: int) -> str:
    return words.verdict(PAGE.table, PAGE.found, outcome)[0]


def page() -> None:
    from sim.app.outcomes import page

    page.show()


def opened(state: State | None = None) -> AppTest:
    return driven(page, state)


def test_the_page_opens_on_the_outcome_nearest_to_a_deal() -> None:
    test = opened()
    assert not test.exception
    assert f"Strong points: the {left('red_lines')} outcomes that are left after red lines." in shown(test)
    assert verdict(outcome_space.nearest(PAGE.found)) in shown(test)
    assert words.win_sets(PAGE.table, PAGE.found.whole) in shown(test)


def test_taking_the_constraints_in_turn_changes_what_is_left() -> None:
    test = opened()
    group(test, "What is left").set_value("interests").run()
    assert f"Strong points: the {left('interests')} outcomes" in shown(test)
    group(test, "What is left").set_value("all").run()
    assert f"All {N} outcomes look the same" in shown(test)
    assert not test.exception


def test_choosing_the_other_axis_s_party_swaps_the_two() -> None:
    test = opened()
    across = next(box for box in test.selectbox if box.label.startswith("To the right"))
    across.set_value("russia").run()
    kept = state_of(test).extras
    assert (kept["outcomes.x"], kept["outcomes.y"]) == ("russia", "japan")
    assert "Further right is better for Moscow, higher is better for Tokyo." in shown(test)


def test_points_are_chosen_by_name_and_by_number_from_the_keyboard() -> None:
    test = opened()
    found = PAGE.found
    box = next(box for box in test.selectbox if box.label == "Go to a point")
    box.set_value("nash").run()
    assert state_of(test).extras["outcomes.at"] == "nash"
    assert test.number_input[0].value == outcome_space.solutions(found, False)["nash"].outcome
    test.number_input[0].set_value(0).run()
    assert state_of(test).extras["outcomes.at"] == 0
    assert verdict(0) in shown(test)
    assert not test.exception


def test_with_all_constraints_off_every_outcome_survives() -> None:
    test = opened(State(off=CONSTRAINTS, extras={"outcomes.step": "ratification"}))
    told = f"With ratification switched off, nothing more is removed here: {N} outcomes are left."
    assert told in shown(test)
    assert "It passes every constraint in force" in shown(test)
    assert not test.exception


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
@pytest.mark.parametrize("foreseen", ["plain", "foreseen"])
def test_every_language_and_measure_is_shown_without_an_exception(language: str, foreseen: str) -> None:
    extras = {"outcomes.worth": foreseen, "outcomes.x": "usa", "outcomes.at": 5, "outcomes.closer": True}
    test = opened(State(scenario="1956-joint-declaration", language=language, extras=extras))
    assert not test.exception
    assert not re.search(r"{\w+}", shown(test))


def test_a_party_that_signs_as_the_third_is_shown() -> None:
    test = opened(State(changes={"parties.usa.role": "signatory", "parties.usa.reservation": "low"}))
    assert not test.exception
    tables = [table.value.to_string() for table in test.table]
    assert any("win-set of Washington" in table for table in tables)
    assert any("Treaty" in table for table in tables)


@pytest.mark.parametrize(
    "extras",
    [
        {"outcomes.x": "nowhere", "outcomes.y": 3, "outcomes.worth": None, "outcomes.step": "weather"},
        {"outcomes.x": "japan", "outcomes.y": "japan", "outcomes.at": 99_999, "outcomes.layers": "all"},
        {"outcomes.at": -1, "outcomes.layers": [1, {}], "outcomes.closer": "yes"},
        {"outcomes.at": True, "outcomes.step": ["all"], "outcomes.worth": ["plain"]},
        {"outcomes.at": "offer.99.japan", "outcomes.x": ["usa"]},
    ],
)
def test_nonsense_in_a_link_counts_as_nothing(extras: dict[str, Any]) -> None:
    test = opened(State(extras=extras))
    assert not test.exception
    assert verdict(outcome_space.nearest(PAGE.found)) in shown(test)


def test_where_nothing_is_left_the_page_says_so() -> None:
    changes = {"parties.japan.red_lines.all_four.holds": True}
    settings = State(changes=changes, extras={"outcomes.depth": "treaty"})
    treaties = read(settings).found.whole.depths["treaty"]
    assert treaties.surviving["red_lines"] == 0
    test = opened(settings)
    assert f"none of the {treaties.n_outcomes} outcomes is left" in shown(test)
    assert "No outcome is left after red lines" in shown(test)
    assert not test.exception


def test_layers_and_the_closer_look_are_kept_in_the_state() -> None:
    test = opened()
    group(test, "Show").set_value(["frontier"]).run()
    test.toggle[0].set_value(True).run()
    assert state_of(test).extras["outcomes.layers"] == ["frontier"]
    assert state_of(test).extras["outcomes.closer"] is True
    assert not test.exception


def test_another_episode_leaves_the_changes_of_the_one_before_behind() -> None:
    test = opened(State(changes={"parties.usa.leverage": "none"}, extras={"outcomes.at": "nash"}))
    episode = next(box for box in test.selectbox if box.label == "Episode")
    other = next(name for name in cache.episodes() if name != State().scenario)
    episode.set_value(other).run()
    state = state_of(test)
    assert state.scenario == other and not state.changes and state.extras["outcomes.at"] == "nash"
    assert not test.exception


def test_the_drafts_are_shown_up_to_a_round() -> None:
    test = opened()
    slider = next(one for one in test.slider if one.label == "Drafts up to round")
    assert slider.value == slider.max == PAGE.record.rounds[-1].round
    slider.set_value(2).run()
    page = read(state_of(test))
    assert page.choices.until == 2 and not test.exception
    shown_ = picture(page.table, page.found, page.record, page.choices, "#000", {})
    assert len(shown_.steps) == sum(row.offer is not None and row.round <= 2 for row in page.record.rounds)


def test_the_course_of_the_drafts_plays_when_asked_and_stops_when_asked() -> None:
    test = opened()
    assert "outcomes.clock" not in test.session_state
    test.button(key="outcomes.play").click().run()
    assert "outcomes.clock" in test.session_state
    assert read(state_of(test)).choices.until == 1
    assert "**By round 1 only one of the two sides has tabled a draft.**" in shown(test)
    test.button(key="outcomes.play").click().run()
    assert "outcomes.clock" not in test.session_state and not test.exception


def told(first: tuple[int, int], now: tuple[int, int], *, until: int = 2) -> str:
    """What is said of two sides that table these texts in the first round and in the second."""
    rows = [row for row in PAGE.record.rounds if row.offer is not None][:1] * 4
    space = PAGE.found.game.space
    drafts = [(1, 0, first[0]), (1, 1, first[1]), (2, 0, now[0]), (2, 1, now[1])]
    changed = [
        row.model_copy(
            update={
                "round": n,
                "proposer": SIDES[who],
                "depth": space.terms(text)["depth"],
                "offer": {name: option for name, option in space.terms(text).items() if name in row.offer},
            }
        )
        for row, (n, who, text) in zip(rows, drafts, strict=True)
        if row.offer is not None
    ]
    record = PAGE.record.model_copy(update={"rounds": changed})
    return words.course(PAGE.table, PAGE.found, record, SIDES, False, until)


def test_the_course_says_whether_the_drafts_draw_nearer() -> None:
    far, near = PAGE.points[f"best.{PAGE.found.signatories[0]}"], PAGE.points["nash"]
    other = PAGE.points[f"best.{PAGE.found.signatories[1]}"]
    assert "have drawn nearer" in told((far, other), (near, other))
    assert "have drawn apart" in told((near, other), (far, other))
    assert "as far apart as at first" in told((far, other), (far, other))
    assert "neither side has tabled" in told((far, other), (far, other), until=0)


@pytest.mark.parametrize(
    ("step", "said"), [(None, "In {both} of the {left}"), ("red_lines", "In every one of the {left}")]
)
def test_the_chart_says_in_how_many_outcomes_both_gain(step: str | None, said: str) -> None:
    gains = PAGE.found.gains(False)[list(PAGE.found.game.signatories)]
    left = PAGE.found.left_after(step)
    both = int((left & (gains > 0).all(axis=0)).sum())
    says = words.both_gain(PAGE.table, PAGE.found, SIDES, False, step, None)
    assert says.startswith(said.format(both=both, left=int(left.sum())))
    assert "both Tokyo and Moscow gain" in says
    assert f"**{says}**" in shown(opened(State(extras={"outcomes.step": step or "all"})))


def test_the_chart_says_where_nobody_can_gain() -> None:
    lost = read(State(changes={"parties.japan.red_lines.all_four.holds": True})).found
    assert "is left after red lines" in words.both_gain(PAGE.table, lost, SIDES, False, "red_lines", "treaty")
    worse = read(State(changes={"parties.russia.reservation": "very_high"}, off=CONSTRAINTS)).found
    left = int(worse.at("treaty").sum())
    gains = worse.gains(False)[list(worse.game.signatories)][:, worse.at("treaty")]
    says = words.both_gain(PAGE.table, worse, SIDES, False, None, "treaty")
    assert (says.startswith(f"In none of the {left}")) is not bool((gains > 0).all(axis=0).any())
