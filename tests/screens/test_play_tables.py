"""The tables, charts and sentences behind the front page."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import altair as alt
import pytest

from sim import load, negotiate
from sim.app.kit.run import story as current_story
from sim.app.play import charts, tables
from sim.app.state.links import State
from sim.domain.game import LADDER, PROTOCOLS
from sim.scenario.load import episode_ids
from sim.telling import catalogue, charted, labels
from sim.telling.dialogue import reply
from sim.telling.narrative import round_in_words
from sim.telling.story import Story

FIRST = State()


def told(name: str = FIRST.scenario, **fields: Any) -> Story:
    return current_story(State(scenario=name, **fields))


def test_the_map_shows_the_draft_of_the_round() -> None:
    found = told("1956-joint-declaration")
    for row in found.record.rounds:
        draft = tables.shown_text(found, row.round)
        assert draft is not None
        assert draft.round == row.round
        assert draft.depth in found.spec.depths


def test_bold_marks_exactly_what_an_author_changed() -> None:
    found = told("1956-joint-declaration")
    titles = {labels.issue(found.spec, issue): issue for issue in found.spec.issues}
    changed = 0
    for row in found.record.rounds:
        before = found.before(row)
        if row.last_day or before is None:
            continue
        assert row.offer is not None
        assert before.offer is not None
        cells = tables.side_by_side(found, row.round)
        column = next(head for head in cells[0] if head.endswith(f"round {row.round}"))
        bold = {titles.get(cell["Issue"]) for cell in cells if cell[column].startswith("**")} - {None}
        assert bold == {issue for issue in found.spec.issues if row.offer[issue] != before.offer[issue]}
        changed += len(bold)
    assert changed


def test_what_no_draft_speaks_of_is_folded_away() -> None:
    found = told("1956-joint-declaration")
    for n in found.numbers:
        shown = {cells["Issue"] for cells in tables.side_by_side(found, n)}
        assert shown.isdisjoint(tables.silent(found, n))
        assert {"Kind of text", "Answers"} <= shown


def test_an_answer_says_why_and_over_what() -> None:
    found = told("1956-joint-declaration")
    refused = [(p, a) for row in found.record.rounds for p, a in row.answers.items() if not a.accept]
    assert refused
    for party, answer in refused:
        said = reply(found, party, answer)
        assert said.startswith("declines, ")
        assert answer.issue is None or labels.issue(found.spec, answer.issue) in said


def test_the_last_day_stands_behind_the_last_round() -> None:
    found = told("1956-joint-declaration")
    last = [row for row in found.record.rounds if row.last_day]
    assert {charted.place(row) for row in last} <= {found.numbers[-1] + 1}
    assert {charted.place(row) for row in found.record.rounds if not row.last_day} == set(found.numbers)


def test_the_csv_holds_every_round_and_every_number() -> None:
    found = told("1956-joint-declaration").record
    rows = list(csv.DictReader(io.StringIO(tables.to_csv(found))))
    assert len(rows) == len(found.rounds)
    for row, full in zip(rows, found.rounds, strict=True):
        assert int(row["round"]) == full.round
        assert full.offer is not None
        assert {issue: row[issue] for issue in full.offer} == full.offer
        assert float(row["utility_japan"]) == full.utilities["japan"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("language", ["en", "ja", "ru"])
@pytest.mark.parametrize("name", episode_ids())
def test_every_round_has_a_story_without_gaps(name: str, language: str, protocol: str) -> None:
    with catalogue.speaking(language):
        found = told(name, protocol=protocol)
        for n in found.numbers:
            lines = round_in_words(found, n)
            assert lines
            assert all(line.strip() and "{" not in line and "_" not in line for line in lines)


def test_the_ladder_marks_the_run_and_history_once_each() -> None:
    rows = tables.ladder(told())
    assert len(rows) == len(LADDER)
    assert sum(row["run"] for row in rows) == 1
    assert sum(row["history"] for row in rows) == 1


def test_charts_are_plain_vega_without_anything_from_outside() -> None:
    found = told()
    rows = charted.worths(found, "japan")
    names = {"holds": "a", "offered": "b", "leaving": "c"}
    made = [
        charts.worth_by_round(rows, "#0072B2", names, "round", last=12, within=(0.4, 0.9)),
        charts.trust_by_round(tables.trust(found), {"japan": "#0072B2", "russia": "#D55E00"}, {"japan": "J", "russia": "R"}, "round", last=12),
        charts.left_after(tables.survivors(found), tables.texts_of_each(found)["treaty"], "#000"),
        charts.ladder(tables.ladder(found), "run", "history", "#000"),
    ]  # fmt: skip
    for chart in made:
        alt.LayerChart.from_dict(chart, validate=True)
        spec = json.dumps(chart)
        assert "http" not in spec
        assert "selection" not in spec


def test_a_dispute_without_islands_gets_no_map_and_no_error() -> None:
    from sim.app.kit.terms import holders

    assert holders(load(FIRST.scenario).spec, {"economy": "none"}) == {}


def test_the_record_behind_the_download_is_the_run_that_is_shown() -> None:
    assert negotiate(FIRST.scenario, FIRST.seed).to_json() == told().record.to_json()


def test_the_funnel_starts_with_all_texts_and_keeps_a_dot_where_any_is_left() -> None:
    rows = [
        {"place": place, "constraint": str(place), "left": left, "label": str(left)}
        for place, left in enumerate((2160, 700, 37, 1, 0))
    ]
    assert charts.dot(2160) == 36
    drawn = charts.left_after(rows, 2160, "#000")["layer"]
    full = [row for layer in drawn for row in layer["data"]["values"] if row.get("kept") is True]
    rings = [row for layer in drawn for row in layer["data"]["values"] if row.get("kept") is False]
    assert [sum(row["place"] == place for row in full) for place in range(5)] == [60, 20, 2, 1, 0]
    assert [sum(row["place"] == place for row in rings) for place in range(5)] == [0, 40, 18, 1, 1]
    assert [row["label"] for row in drawn[-1]["data"]["values"]] == ["2160", "700", "37", "1", "0"]
