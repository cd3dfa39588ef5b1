"""The outcome space: its numbers against the rules, its chart, and the page alone."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.analysis.outcomes import describe
from sim.app import charts_outcomes, engine, placing, space, texts
from sim.app import words_outcomes as words
from sim.app.links import State
from sim.app.outcomes_view import ROWS, Page, picture, read, table_rows
from sim.domain.game import CONSTRAINTS
from sim.rules.standing import opening_standing
from sim.rules.valuation import valuation
from sim.scenario.load import load

LOCALES = Path(texts.__file__).parent / "locales"
SETTINGS = [
    State(),
    State(scenario="1956-joint-declaration"),
    State(scenario="1956-joint-declaration", off=("alliance",)),
    State(off=("interests", "red_lines")),
    State(off=CONSTRAINTS),
    State(changes={"parties.usa.role": "signatory"}),
    State(changes={"parties.japan.red_lines.all_four.holds": True}),
]


def page_of(state: State) -> Page:
    return read(state)


# ---------------------------------------------------------------- the numbers


@pytest.mark.parametrize("state", SETTINGS)
def test_what_is_left_and_what_removes_agree_with_the_rules(state: State) -> None:
    page = page_of(state)
    found, game = page.found, page.found.game
    value = valuation(game, opening_standing(game), found.on)
    for outcome in range(0, game.space.n, 7):
        left = [name for name in CONSTRAINTS if value.survives[name][outcome]]
        expected = None if len(left) == len(CONSTRAINTS) else CONSTRAINTS[len(left)]
        assert found.removed_by(outcome) == expected
        assert bool(space.faults(found, outcome)) == (expected is not None)
    assert {name: int(found.left_after(name).sum()) for name in CONSTRAINTS} == found.whole.surviving
    assert found.left_after(None).all()


@pytest.mark.parametrize("state", SETTINGS)
def test_the_command_line_and_the_page_tell_the_same(state: State) -> None:
    found = page_of(state).found
    told = describe(found.game, found.on)
    assert found.whole == told
    if len(told.signatories) == 2:
        assert {name: s.outcome for name, s in told.solutions.items() if s} == space.solutions(found, False)
        best = space.frontier(found, *told.signatories, foreseen=False)
        assert {tuple(found.game.utilities[list(found.game.signatories), o]) for o in best} == set(
            told.frontier_utilities
        )


@pytest.mark.parametrize("foreseen", [False, True])
@pytest.mark.parametrize(("x", "y"), [("japan", "russia"), ("usa", "japan"), ("russia", "usa")])
def test_nothing_within_reach_dominates_the_frontier(x: str, y: str, foreseen: bool) -> None:
    found = page_of(State()).found
    best = space.frontier(found, x, y, foreseen)
    worths = found.worths(foreseen)[[found.game.party(x), found.game.party(y)]]
    inside = worths[:, found.reach]
    for outcome in best:
        at = worths[:, [outcome]]
        assert not ((inside >= at).all(axis=0) & (inside > at).any(axis=0)).any()
    assert list(worths[0, best]) == sorted(worths[0, best])
    assert len({tuple(worths[:, o]) for o in best}) == len(best)


@pytest.mark.parametrize("state", SETTINGS)
def test_the_nearest_outcome_lacks_least(state: State) -> None:
    found = page_of(state).found
    game, best = found.game, -np.inf
    reach = found.reach if found.reach.any() else ~found.reach
    for outcome in range(game.space.n):
        if reach[outcome]:
            margins = [
                min(found.value.expected[p, outcome], game.utilities[p, outcome]) - found.value.reservation[p]
                for p in game.signatories
            ]
            best = max(best, min(margins))
    chosen = space.nearest(found)
    margins = [
        min(found.value.expected[p, chosen], game.utilities[p, chosen]) - found.value.reservation[p]
        for p in game.signatories
    ]
    assert reach[chosen] and min(margins) == best
    assert (best >= 0.0) == (found.whole.zone > 0)


def test_the_path_holds_every_draft_of_the_run_in_order() -> None:
    page = page_of(State(scenario="1956-joint-declaration"))
    tabled = [row for row in page.record.rounds if row.offer is not None]
    steps = space.path(page.found, page.record)
    assert [(s.proposer, s.rounds[0]) for s in steps] == [(row.proposer, row.round) for row in tabled]
    assert all(
        page.found.game.space.terms(s.outcome) == row.offer for s, row in zip(steps, tabled, strict=True)
    )
    merged = space.offers(page.found, page.record)
    assert sum(len(offer.rounds) for offer in merged) == len(steps) > len(merged)


def test_outcomes_at_one_point_are_found() -> None:
    found = page_of(State()).found
    for outcome in (0, 700, 1359, 2159):
        same = space.alike(found, "japan", "usa", False, outcome)
        places = [found.game.party("japan"), found.game.party("usa")]
        assert outcome in same
        assert all(
            np.allclose(found.game.utilities[places, o], found.game.utilities[places, outcome]) for o in same
        )


def test_the_file_reads_back_as_the_numbers() -> None:
    state = State(off=("interests",))
    found = page_of(state).found
    rows = list(csv.DictReader(io.StringIO(space.as_csv(state.scenario, (), state.off))))
    assert [int(row["outcome"]) for row in rows] == list(range(found.game.space.n))
    for row in rows[::97]:
        outcome = int(row["outcome"])
        terms = found.game.space.terms(outcome)
        assert {issue: row[issue] for issue in terms} == terms
        for place, party in enumerate(found.parties):
            assert float(row[f"plain_{party}"]) == pytest.approx(
                found.game.utilities[place, outcome], abs=1e-6
            )
            assert float(row[f"foreseen_{party}"]) == pytest.approx(
                found.value.expected[place, outcome], abs=1e-6
            )
        assert row["removed_by"] == (found.removed_by(outcome) or "")
    assert sum(row["removed_by"] == "" for row in rows) == found.whole.surviving["ratification"]


def test_another_dispute_without_a_guarantor_works_alike() -> None:
    game = load(Path(__file__).parent.parent / "data" / "lake.toml").game()
    found = space.space_of(game)
    x, y = found.signatories
    assert len(space.rows(found)) == game.space.n
    assert space.stances(found, 0) == {}
    assert space.frontier(found, x, y, True)
    assert found.reach[space.nearest(found)]


# ---------------------------------------------------------------- words and pictures


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
@pytest.mark.parametrize("state", SETTINGS)
def test_every_outcome_has_a_verdict_in_every_language(state: State, language: str) -> None:
    page = page_of(state)
    texts.use(language)
    try:
        for outcome in range(0, page.found.game.space.n, 53):
            verdict = words.verdict(page.table, page.found, outcome)
            assert all(verdict) and (len(verdict) > 1) == (page.found.removed_by(outcome) is not None)
        for name in page.points:
            assert words.point(page.table, page.found, name)
    finally:
        texts.use("en")


def test_a_worth_just_below_the_bar_is_not_said_to_equal_it() -> None:
    page = page_of(State(scenario="1956-joint-declaration"))
    told = " ".join(words.verdict(page.table, page.found, space.nearest(page.found)))
    assert told.startswith("Removed by alliance.") and "a shade below 0.57" in told


def drawn(page: Page) -> dict[str, Any]:
    shown = picture(
        page.table, page.found, page.record, page.choices, "#000", {"japan": "#00f", "russia": "#f00"}
    )
    return json.loads(charts_outcomes.outcome_space(shown).to_json())


@pytest.mark.parametrize("foreseen", ["plain", "foreseen"])
@pytest.mark.parametrize("step", ["all", *CONSTRAINTS])
def test_dark_and_pale_points_are_all_the_outcomes(step: str, foreseen: str) -> None:
    page = page_of(State(extras={"outcomes.step": step, "outcomes.worth": foreseen}))
    spec = drawn(page)
    counts = [
        len(spec["datasets"][layer["data"]["name"]]) if "data" in layer else 0 for layer in spec["layer"]
    ]
    left = int(page.found.left_after(page.choices.step).sum())
    n = page.found.game.space.n
    assert counts[0] + counts[1] == n and counts[1] == left
    assert counts[-1] == n and spec["params"][0]["name"] == charts_outcomes.PICKED


def test_layers_are_left_out_where_they_are_not_wanted() -> None:
    bare = drawn(page_of(State(extras={"outcomes.layers": []})))
    full = drawn(page_of(State()))
    assert len(bare["layer"]) == 4 < len(full["layer"])


def test_looking_closer_draws_what_lies_within_the_axes_alone() -> None:
    page = page_of(State(extras={"outcomes.closer": True}))
    spec = drawn(page)
    rows = [row for name in spec["datasets"] for row in spec["datasets"][name] if "outcome" in row]
    floors = [page.found.floor(party) for party in ("japan", "russia")]
    assert 0 < len(rows) < page.found.game.space.n
    assert all(row["x"] >= floors[0] - 0.1 and row["y"] >= floors[1] - 0.1 for row in rows)


def test_labels_do_not_cover_one_another() -> None:
    points = [(100.0 + 9 * i, 100.0, str(i)) for i in range(6)]
    offsets = placing.beside(points, [(100.0, 88.0)])
    boxes = [(x + dx, y + dy) for (x, y, _), (dx, dy) in zip(points, offsets, strict=True)]
    for i, (x, y) in enumerate(boxes):
        for u, v in boxes[:i]:
            assert abs(x - u) >= 6.9 or abs(y - v) >= 10.9


def test_the_table_shows_the_outcomes_in_view_the_best_first() -> None:
    page = page_of(State())
    rows = table_rows(page)
    left = set(np.flatnonzero(page.found.left_after("red_lines")).tolist())
    assert len(rows) == min(ROWS, len(left)) and set(rows["No."]) <= left
    margins = rows[["Tokyo", "Moscow"]].sub([0.57, 0.64]).min(axis=1)
    assert (margins.diff().dropna() <= 0.011).all()
    assert table_rows(page_of(State(extras={"outcomes.step": "credibility"}))).empty


def test_both_pages_say_the_same_keys_in_every_language() -> None:
    def flat(table: Mapping[str, Any], before: str = "") -> dict[str, str]:
        found: dict[str, str] = {}
        for key, item in table.items():
            found |= flat(item, f"{before}{key}.") if isinstance(item, dict) else {f"{before}{key}": item}
        return found

    for name in ("outcomes", "compare"):
        catalogues = [
            flat(tomllib.loads((LOCALES / code / f"{name}.toml").read_text("utf-8")))
            for code in texts.LANGUAGES
        ]
        for other in catalogues[1:]:
            assert other.keys() == catalogues[0].keys()
            for key, text in other.items():
                assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", catalogues[0][key])), (
                    key
                )


# ---------------------------------------------------------------- the page alone


def page() -> None:
    from sim.app.screens import outcomes

    outcomes.show()


def opened(state: State | None = None) -> AppTest:
    test = AppTest.from_function(page, default_timeout=60)
    test.session_state["hikiwake.state"] = state or State()
    return test.run()


def shown(test: AppTest) -> str:
    return "\n".join(item.value for item in [*test.markdown, *test.caption, *test.subheader])


def group(test: AppTest, label: str) -> Any:
    return next(item for item in test.get("button_group") if item.label.startswith(label))


def state_of(test: AppTest) -> State:
    found: State = test.session_state["hikiwake.state"]
    return found


def test_the_page_opens_on_the_outcome_nearest_to_a_deal() -> None:
    test = opened()
    assert not test.exception
    assert "Dark: the 118 outcomes that are left after red lines. Pale: the other 2,042." in shown(test)
    assert "Removed by credibility." in shown(test)
    assert "None of the 2,160 outcomes is acceptable" in shown(test)


def test_taking_the_constraints_in_turn_changes_what_is_left() -> None:
    test = opened()
    group(test, "What is left").set_value("interests").run()
    assert "Dark: the 139 outcomes" in shown(test)
    group(test, "What is left").set_value("credibility").run()
    assert "none of the 2,160 outcomes is left" in shown(test)
    assert "No outcome is left after credibility" in shown(test)
    group(test, "What is left").set_value("all").run()
    assert "All 2,160 outcomes are shown alike" in shown(test)
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
    found = page_of(State()).found
    box = next(box for box in test.selectbox if box.label == "Go to a point")
    box.set_value("nash").run()
    assert state_of(test).extras["outcomes.at"] == "nash"
    assert test.number_input[0].value == space.solutions(found, False)["nash"]
    test.number_input[0].set_value(0).run()
    assert state_of(test).extras["outcomes.at"] == 0
    assert "Removed by interests." in shown(test)
    assert not test.exception


def test_with_all_constraints_off_every_outcome_survives() -> None:
    test = opened(State(off=CONSTRAINTS, extras={"outcomes.step": "ratification"}))
    assert "With ratification switched off, nothing more is removed here: 2,160 outcomes are left." in shown(
        test
    )
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
    test = opened(State(changes={"parties.usa.role": "signatory"}))
    assert not test.exception
    assert "win-set of Washington" in test.table[-1].value.to_string()


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
    assert "Removed by credibility." in shown(test)


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
    other = next(e.id for e in engine.episodes() if e.id != State().scenario)
    episode.set_value(other).run()
    state = state_of(test)
    assert state.scenario == other and not state.changes and state.extras["outcomes.at"] == "nash"
    assert not test.exception
