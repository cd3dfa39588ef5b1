"""The front page alone: choose, run, step, change, switch off, in three languages; no browser."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim import load
from sim.app.kit.run import story
from sim.app.kit.setting_groups import constraint_keys, groups, party_keys, talks_keys
from sim.app.state import aside, cache
from sim.app.state.links import State
from sim.domain.game import CONSTRAINTS, PROTOCOLS
from sim.recent import Recent
from sim.scenario.load import episode_ids
from sim.telling.catalogue import LANGUAGES
from sim.telling.dialogue import stops
from tests.screens.alone import driven, shown, state_of

FIRST = State()
FOLDS = ("play.constraints", "play.table", "play.all")


def page() -> None:
    from sim.app.play import page
    from sim.app.state.session import current
    from sim.telling import catalogue

    catalogue.use(current().language)
    page.show()


def opened(*, unfolded: bool = False, **fields: Any) -> AppTest:
    test = driven(page, State(**fields), **dict.fromkeys(FOLDS, unfolded), **{"play.settings": True})
    assert not test.exception
    return test


def record(found: State) -> Any:
    return cache.play(found.setup)


def test_at_first_the_status_quo_and_one_thing_to_press() -> None:
    test = opened()
    assert any("as today, before any text" in str(item.proto.body) for item in test.get("html"))
    assert [button.label for button in test.button if button.proto.type == "primary"] == ["Run the talks"]
    assert len(test.get("vega_lite_chart")) == 1
    assert len([slider for slider in test.select_slider if "key" in str(slider.key)]) == len(
        load(FIRST.scenario).spec.key_settings
    )


def test_every_episode_has_a_card_with_its_year_its_place_and_a_line() -> None:
    test = opened()
    labels = {button.key: button.label for button in test.button}
    for name in episode_ids():
        table = load(name).spec
        label = labels[f"play.episode.{name}"]
        assert table.date[:4] in label
        assert table.title in label
        assert table.place is None or table.place in label


def test_run_shows_the_first_round_and_its_drafts() -> None:
    test = opened()
    test.button(key="play.run").click().run()
    assert not test.exception
    assert state_of(test).round == 1
    assert f"Round 1 of {record(state_of(test)).rounds[-1].round}" in shown(test)
    assert "Tokyo tables a treaty" in shown(test)
    assert len(test.table) == 1


def test_stepping_goes_through_all_that_is_new_to_the_result() -> None:
    test = opened(round=1)
    told = story(FIRST)
    rounds = told.numbers
    assert len(stops(told)) < len(rounds)
    for n in stops(told)[1:]:
        test.button(key="play.next").click().run()
        assert not test.exception
        assert f"Round {n} of {rounds[-1]}" in shown(test)
    assert "How it ended" in shown(test)
    assert test.button(key="play.next").disabled
    test.button(key="play.previous").click().run()
    assert "How it ended" not in shown(test)


def test_the_slider_and_the_button_to_the_end_agree() -> None:
    test = opened(round=1)
    last = max(row.round for row in record(FIRST).rounds)
    test.slider(key="control.round").set_value(3).run()
    assert state_of(test).round == 3
    test.button(key="play.end").click().run()
    assert state_of(test).round == last
    assert test.slider(key="control.round").value == last


def test_nothing_plays_by_itself_until_asked() -> None:
    test = opened(round=2)
    test.run()
    assert state_of(test).round == 2
    test.button(key="play.toggle").click().run()
    assert "play.clock" in test.session_state
    test.button(key="play.toggle").click().run()
    assert "play.clock" not in test.session_state


def test_a_setting_in_words_is_kept_and_taken_back() -> None:
    test = opened(round=1)
    key = load(FIRST.scenario).spec.key_settings[0]
    slider = test.select_slider(key=f"control.word.key.{key}")
    usual = slider.value
    slider.set_value("none").run()
    assert state_of(test).changes == {key: "none"}
    assert "was: high" in "".join(slider.label for slider in test.select_slider)
    test.select_slider(key=f"control.word.key.{key}").set_value(usual).run()
    assert state_of(test).changes == {}


def test_exact_numbers_reach_the_engine() -> None:
    test = opened(round=1, extras={"play.exact": True})
    key = load(FIRST.scenario).spec.key_settings[0]
    test.select_slider(key=f"control.number.key.{key}").set_value(0.87).run()
    assert not test.exception
    assert state_of(test).changes == {key: 0.87}
    assert cache.scenario(FIRST.scenario, state_of(test).changes).settings[key].value == 0.87


def test_back_to_how_it_was() -> None:
    key = load(FIRST.scenario).spec.key_settings[0]
    test = opened(round=1, changes={key: "low"})
    test.button(key="play.reset").click().run()
    assert state_of(test).changes == {}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_each_constraint_can_be_switched_off(name: str) -> None:
    test = opened(round=60, unfolded=True)
    test.toggle(key=f"control.constraint.{name}").set_value(False).run()
    assert not test.exception
    assert state_of(test).off == (name,)
    assert record(state_of(test)).constraints_off == [name]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_way_of_talking_can_be_watched_to_the_end(protocol: str) -> None:
    test = opened(round=1, unfolded=True)
    test.radio(key="control.protocol").set_value(protocol).run()
    assert record(state_of(test)).protocol == protocol
    for place in (2, 60):
        test = opened(round=place, protocol=state_of(test).protocol)
        assert "Round" in shown(test)


def test_strategies_rounds_and_luck_reach_the_run() -> None:
    test = opened(round=1, unfolded=True)
    test.selectbox(key="control.strategy.japan").set_value("hardliner").run()
    test.slider(key="control.rounds").set_value(5).run()
    test.number_input(key="control.seed").set_value(11).run()
    test.button(key="play.luck").click().run()
    assert not test.exception
    found = record(state_of(test))
    assert (found.strategies["japan"], found.seed, state_of(test).round) == ("hardliner", 12, 1)
    assert max(row.round for row in found.rounds) <= 5


@pytest.mark.parametrize("group", groups(load(FIRST.scenario).spec))
def test_every_group_of_settings_can_be_opened(group: str) -> None:
    test = opened(extras={"play.group": group}, unfolded=True)
    assert test.get("expander")


def test_a_red_line_can_be_lifted() -> None:
    test = opened(extras={"play.group": "constraint.red_lines"}, round=1, unfolded=True)
    key = "parties.japan.red_lines.troops.holds"
    test.toggle(key=f"control.{key}").set_value(False).run()
    assert state_of(test).changes == {key: False}


def test_no_setting_is_out_of_reach() -> None:
    scenario = load(FIRST.scenario)
    reached = set(talks_keys(scenario))
    for party in scenario.spec.parties:
        standing, weights, values = party_keys(scenario, party)
        reached |= {*standing, *weights, *(key for keys in values.values() for key in keys)}
    for constraint in CONSTRAINTS:
        reached |= set(constraint_keys(scenario, constraint))
    assert reached == set(scenario.settings)


def test_every_setting_says_what_it_rests_on() -> None:
    key = next(
        key for key in load(FIRST.scenario).spec.key_settings if load(FIRST.scenario).settings[key].evidence
    )
    setting = load(FIRST.scenario).settings[key]
    text = shown(opened())
    for claim in setting.evidence:
        assert cache.ledger()[claim].claim in text
        assert claim in text


@pytest.mark.parametrize(
    "extras", [{"play.group": "<b>"}, {"play.group": 5}, {"play.exact": "yes"}, {"play.issue": []}]
)
def test_extras_that_make_no_sense_change_nothing(extras: Mapping[str, Any]) -> None:
    opened(extras=extras, round=1, unfolded=True)


def turns() -> list[tuple[str, str]]:
    """Every episode in one language, the languages in turn, and one episode in all of them."""
    languages, names = list(LANGUAGES), episode_ids()
    each = [(name, languages[i % len(languages)]) for i, name in enumerate(names)]
    return [*each, *[(names[0], language) for language in languages if (names[0], language) not in each]]


@pytest.mark.parametrize(("name", "language"), turns())
def test_every_episode_is_drawn_from_start_to_end(name: str, language: str) -> None:
    """That no text is missing is tested without a page: in `test_locales.py`, and for every story in `test_play_tables.py`."""
    for place in (None, 1, 60):
        opened(scenario=name, language=language, round=place)


def test_what_another_visitor_had_repeated_is_nothing_to_this_page_but_is_there_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Process:
        def submit(self, *_: object) -> Future[tuple[int, ...]]:
            played: Future[tuple[int, ...]] = Future()
            played.set_result((1,) * aside.REPEATS)
            return played

    monkeypatch.setattr(aside, "_process", Process)
    monkeypatch.setattr(aside, "_asked", Recent(9))
    state = State(scenario="2014-crimea")
    theirs, mine = opened(scenario=state.scenario, round=1), opened(scenario=state.scenario, round=1)
    theirs.button(key="play.repeat").click().run()
    assert "play.repeat" not in {button.key for button in theirs.button}
    assert aside.waited(state.setup).steps is not None
    mine.run()
    assert "play.repeat" in {button.key for button in mine.button}
    assert not any("ladders" in item.proto.body for item in mine.get("html"))
    mine.button(key="play.repeat").click().run()
    assert "play.repeat" not in {button.key for button in mine.button}
    assert sum("ladders" in item.proto.body for item in mine.get("html")) == 1


def test_a_round_beyond_the_last_shows_the_last() -> None:
    assert "How it ended" in shown(opened(round=10_000))


def test_another_language_changes_nothing_else() -> None:
    test = opened(round=2, unfolded=True)
    test.session_state["hikiwake.state"] = State(round=2, language="ja")
    test.run()
    assert not test.exception
    assert state_of(test) == State(round=2, language="ja")
    assert {str(box.key).rsplit(".", 1)[-1] for box in test.selectbox} == {"ja"}
