"""The outcome space: its numbers against the rules, its words and its chart."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pytest

from sim.analysis import outcome_space
from sim.analysis.outcomes import describe
from sim.app.kit import placing
from sim.app.outcomes import charts
from sim.app.outcomes.view import ROWS, Page, as_csv, picture, read, table_rows
from sim.app.state.links import State
from sim.domain.game import CONSTRAINTS
from sim.rules.standing import opening_standing
from sim.rules.valuation import valuation
from sim.scenario.load import load
from sim.telling import catalogue, numbers
from sim.telling import outcomes as words

SETTINGS = [
    State(),
    State(scenario="1956-joint-declaration"),
    State(scenario="1956-joint-declaration", off=("alliance",)),
    State(off=("interests", "red_lines")),
    State(off=CONSTRAINTS),
    State(changes={"parties.usa.role": "signatory", "parties.usa.reservation": "low"}),
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
        assert bool(outcome_space.faults(found, outcome)) == (expected is not None)
    assert {name: int(found.left_after(name).sum()) for name in CONSTRAINTS} == found.whole.surviving
    assert found.left_after(None).all()


@pytest.mark.parametrize("state", SETTINGS)
def test_the_command_line_and_the_page_tell_the_same(state: State) -> None:
    found = page_of(state).found
    told = describe(found.game, found.on)
    assert found.whole == told
    if len(told.signatories) == 2:
        assert {name: s for name, s in told.solutions.items() if s} == outcome_space.solutions(found, False)
        best = outcome_space.frontier(found, *told.signatories, foreseen=False)
        assert {tuple(found.value.plain[list(found.game.signatories), o]) for o in best} == set(
            told.frontier_utilities
        )


@pytest.mark.parametrize("foreseen", [False, True])
@pytest.mark.parametrize(("x", "y"), [("japan", "russia"), ("usa", "japan"), ("russia", "usa")])
def test_nothing_within_reach_dominates_the_frontier(x: str, y: str, foreseen: bool) -> None:
    found = page_of(State()).found
    best = outcome_space.frontier(found, x, y, foreseen)
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
    deepest = found.at(found.depths[-1])
    reach = found.reach & deepest if (found.reach & deepest).any() else deepest
    for outcome in range(game.space.n):
        if reach[outcome]:
            margins = [
                min(found.value.signing[p, outcome], found.value.plain[p, outcome])
                - found.value.reservation[p]
                for p in game.signatories
            ]
            best = max(best, min(margins))
    chosen = outcome_space.nearest(found)
    margins = [
        min(found.value.signing[p, chosen], found.value.plain[p, chosen]) - found.value.reservation[p]
        for p in game.signatories
    ]
    assert reach[chosen] and min(margins) == best
    assert (best >= 0.0) == (found.whole.depths[found.depths[-1]].zone > 0)


def test_the_path_holds_every_draft_of_the_run_in_order() -> None:
    page = page_of(State(scenario="1956-joint-declaration"))
    tabled = [row for row in page.record.rounds if row.offer is not None]
    steps = outcome_space.path(page.found, page.record)
    assert [(s.proposer, s.rounds[0]) for s in steps] == [(row.proposer, row.round) for row in tabled]
    assert all(
        page.found.text(s.outcome) == (row.depth, row.offer) for s, row in zip(steps, tabled, strict=True)
    )
    merged = outcome_space.offers(page.found, page.record)
    assert sum(len(offer.rounds) for offer in merged) == len(steps) > len(merged)


def test_outcomes_at_one_point_are_found() -> None:
    found = page_of(State()).found
    for outcome in (0, 50, 101, 150):
        same = outcome_space.alike(found, "japan", "usa", False, outcome)
        places = [found.game.party("japan"), found.game.party("usa")]
        assert outcome in same
        assert all(
            np.allclose(found.value.plain[places, o], found.value.plain[places, outcome]) for o in same
        )


def test_the_file_reads_back_as_the_numbers() -> None:
    state = State(off=("interests",))
    found = page_of(state).found
    rows = list(csv.DictReader(io.StringIO(as_csv(state.setup))))
    assert [int(row["outcome"]) for row in rows] == list(range(found.game.space.n))
    for row in rows[::9]:
        outcome = int(row["outcome"])
        terms = found.game.space.terms(outcome)
        assert {issue: row[issue] for issue in terms} == terms
        for place, party in enumerate(found.parties):
            assert float(row[f"plain_{party}"]) == pytest.approx(found.value.plain[place, outcome], abs=1e-6)
            assert float(row[f"foreseen_{party}"]) == pytest.approx(
                found.value.signing[place, outcome], abs=1e-6
            )
        assert row["removed_by"] == (found.removed_by(outcome) or "")
    assert sum(row["removed_by"] == "" for row in rows) == found.whole.surviving["ratification"]


def test_another_dispute_without_a_guarantor_works_alike() -> None:
    game = load(Path(__file__).parent.parent / "data" / "lake.toml").game()
    found = outcome_space.space_of(game)
    x, y = found.signatories
    assert len(outcome_space.rows(found)) == game.space.n
    assert outcome_space.stances(found, 0) == {}
    assert outcome_space.frontier(found, x, y, True)
    assert found.reach[outcome_space.nearest(found)]


# ---------------------------------------------------------------- words and pictures


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
@pytest.mark.parametrize("state", SETTINGS)
def test_every_outcome_has_a_verdict_in_every_language(state: State, language: str) -> None:
    page = page_of(state)
    catalogue.use(language)
    try:
        for outcome in range(0, page.found.game.space.n, 5):
            verdict = words.verdict(page.table, page.found, outcome)
            assert all(verdict) and (len(verdict) > 1) == (page.found.removed_by(outcome) is not None)
        for name in page.points:
            assert words.point(page.table, page.found, name)
    finally:
        catalogue.use("en")


def test_a_worth_just_below_the_bar_is_not_said_to_equal_it() -> None:
    for state in SETTINGS[:3]:
        page = page_of(state)
        for outcome in range(page.found.game.space.n):
            close = [
                fault
                for fault in outcome_space.faults(page.found, outcome)
                if fault.worth is not None and fault.floor is not None and fault.chance is None
                if numbers.number(fault.worth) == numbers.number(fault.floor)
            ]
            if close:
                told = " ".join(words.verdict(page.table, page.found, outcome))
                assert f"a shade below {numbers.number(close[0].floor or 0.0)}" in told
                return
    raise AssertionError("no outcome lies that close to the bar")


def drawn(page: Page) -> dict[str, Any]:
    shown = picture(
        page.table, page.found, page.record, page.choices, "#000", {"japan": "#00f", "russia": "#f00"}
    )
    chart = charts.outcome_space(shown)
    alt.LayerChart.from_dict(chart, validate=True)
    return chart


@pytest.mark.parametrize("foreseen", ["plain", "foreseen"])
@pytest.mark.parametrize("step", ["all", *CONSTRAINTS])
def test_dark_and_pale_points_are_all_the_outcomes(step: str, foreseen: str) -> None:
    page = page_of(State(extras={"outcomes.step": step, "outcomes.worth": foreseen}))
    spec = drawn(page)
    counts = [len(layer["data"]["values"]) for layer in spec["layer"]]
    left = int(page.found.left_after(page.choices.step).sum())
    n = page.found.game.space.n
    assert counts[0] + counts[1] == n and counts[1] == left
    assert counts[-1] == n and spec["params"][0]["name"] == charts.PICKED


def test_layers_are_left_out_where_they_are_not_wanted() -> None:
    bare = drawn(page_of(State(extras={"outcomes.layers": []})))
    full = drawn(page_of(State()))
    assert len(bare["layer"]) == 4 < len(full["layer"])


def test_looking_closer_draws_what_lies_within_the_axes_alone() -> None:
    page = page_of(State(extras={"outcomes.closer": True}))
    spec = drawn(page)
    rows = [row for layer in spec["layer"] for row in layer["data"]["values"] if "outcome" in row]
    assert 0 < len(rows) < page.found.game.space.n
    assert all(row["x"] >= -0.1 and row["y"] >= -0.1 for row in rows)


def test_a_depth_is_drawn_by_itself_and_each_has_a_sign_of_its_own() -> None:
    found = page_of(State()).found
    layers = drawn(page_of(State()))["layer"]
    everything = [row for layer in layers for row in layer["data"]["values"] if "shape" in row]
    assert {row["shape"] for row in everything} == set(charts.SHAPES)
    for depth in found.depths:
        page = page_of(State(extras={"outcomes.depth": depth, "outcomes.step": "all"}))
        shown = picture(page.table, page.found, page.record, page.choices, "#000", {})
        assert set(shown.points["outcome"]) == set(np.flatnonzero(found.at(depth)).tolist())
        assert shown.points["shape"].nunique() == 1
        assert len(table_rows(page)) == min(ROWS, len(shown.points))
    assert page_of(State(extras={"outcomes.depth": "memoir"})).choices.depth is None


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
    margins = rows[["Tokyo", "Moscow"]].min(axis=1)
    assert (margins.diff().dropna() <= 0.011).all()
    nothing = State(
        changes={"parties.japan.red_lines.all_four.holds": True}, extras={"outcomes.depth": "treaty"}
    )
    assert table_rows(page_of(nothing)).empty
