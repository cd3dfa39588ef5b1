"""Two settings side by side: B kept as differences, the questions, the pairs, the words, and the page alone."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from sim.app.compare import charts, pairing, words
from sim.app.compare.page import story_of
from sim.app.compare.questions import GROUPS, chosen, next_words, questions
from sim.app.state import cache
from sim.app.state.links import State
from sim.app.state.sides import b_of, data_of, scenario_of, with_setting
from sim.domain.comparison import MEASURES, Comparison, MeasureRow
from sim.domain.game import CONSTRAINTS
from sim.experiments.compare.comparison import compare
from sim.experiments.compare.input_difference import input_difference
from sim.experiments.compare.pairs import as_arrays, play_pairs
from sim.recent import Recent
from sim.scenario.settings import Resolved
from sim.telling import catalogue, comparison

A_LIST = [
    State(),
    State(scenario="1956-joint-declaration", seed=0),
    State(
        off=("alliance",), changes={"parties.usa.leverage": 0.33, "talks.rounds": 6}, protocol="single_text"
    ),
    State(changes={"parties.japan.red_lines.all_four.holds": True}, strategies={"japan": "boulware"}),
]
LEVERAGE = "parties.usa.leverage"


# ---------------------------------------------------------------- B as differences


@pytest.mark.parametrize("a", A_LIST)
def test_b_comes_back_from_its_differences(a: State) -> None:
    others = [
        replace(a, off=()),
        replace(a, off=CONSTRAINTS),
        replace(a, changes={}),
        replace(a, changes={**a.changes, "parties.japan.trust": "high", LEVERAGE: "none"}),
        replace(a, protocol=None),
        replace(a, protocol="simultaneous", strategies={"russia": "conceder"}),
        replace(a, strategies={}),
    ]
    for b in others:
        data = json.loads(json.dumps(data_of(a, b)))
        found = b_of(a, data)
        assert found is not None and found.setup == b.setup
        assert bool(data) == (a.setup != b.setup)


def test_b_follows_a_in_what_was_not_changed() -> None:
    data = {"off": {"alliance": True}}
    b = b_of(State(seed=3, changes={LEVERAGE: "high"}), data)
    assert b is not None and b.changes == {LEVERAGE: "high"} and b.seed == 3 and b.off == ("alliance",)
    assert b_of(State(off=("alliance",)), {"off": {"alliance": False}}) == State()


def test_another_episode_takes_along_what_it_can() -> None:
    a = State(scenario="1956-joint-declaration", changes={LEVERAGE: "low"})
    b = b_of(a, {"episode": "2018-singapore"})
    assert b is not None and b.scenario == "2018-singapore" and b.changes == {LEVERAGE: "low"}
    assert data_of(a, b) == {"episode": "2018-singapore"}


@pytest.mark.parametrize(
    "data",
    [
        [1],
        "x",
        None,
        {"seed": 3},
        {"off": ["alliance"]},
        {"off": {"weather": True}},
        {"off": {"alliance": 1}},
        {"changes": {"title": "x"}},
        {"changes": {LEVERAGE: "enormous"}},
        {"changes": {LEVERAGE: [1]}},
        {"changes": {LEVERAGE: 7.0}},
        {"changes": {LEVERAGE: float("nan")}},
        {"changes": {"talks.rounds": 10**9}},
        {"changes": {f"parties.japan.weights.{'x' * 20_000}": 1}},
        {"episode": "1955"},
        {"episode": 7},
        {"protocol": "shouting"},
        {"strategies": {"usa": "linear"}},
        {"strategies": {"japan": "human"}},
    ],
)
def test_nonsense_makes_no_b(data: Any) -> None:
    assert b_of(State(), data) is None


def test_setting_b_to_what_a_has_is_no_difference() -> None:
    a = State(changes={LEVERAGE: "high"})
    b = with_setting(a, a, LEVERAGE, "low")
    assert b.changes == {LEVERAGE: "low"}
    assert with_setting(a, b, LEVERAGE, "high").changes == a.changes
    assert with_setting(a, b, LEVERAGE, None).changes == a.changes
    assert (
        with_setting(State(), with_setting(State(), State(), LEVERAGE, "low"), LEVERAGE, "medium") == State()
    )


@pytest.mark.parametrize("a", A_LIST)
def test_everything_that_differs_is_listed_and_nothing_else(a: State) -> None:
    assert input_difference(a, a).differs == ()
    for question in questions(a):
        b = b_of(a, question.data)
        assert b is not None
        rows = input_difference(a, b).differs
        assert rows, question.id
        first, second = scenario_of(a).settings, scenario_of(b).settings
        graded = {row.key for row in rows if row.kind == "setting"}
        for key in first.keys() | second.keys():
            one, two = first.get(key), second.get(key)
            same = (
                one is not None
                and two is not None
                and (one.value, one.low, one.high) == (two.value, two.low, two.high)
            )
            assert (key not in graded) == same


# ---------------------------------------------------------------- ready-made questions


@pytest.mark.parametrize("a", A_LIST)
def test_every_question_can_be_asked_and_is_found_again(a: State) -> None:
    found = questions(a)
    assert {question.group for question in found} == set(GROUPS)
    assert len({question.id for question in found}) == len(found)
    for question in found:
        b = b_of(a, question.data)
        assert b is not None and b.setup != a.setup
        assert chosen(found, a, b) == question
    assert chosen(found, a, a) is None


def test_a_setting_moves_by_one_word_and_not_beyond_its_scale() -> None:
    for episode in cache.episodes().values():
        for key in episode.spec.key_settings:
            setting = episode.settings[key]
            first: dict[float, str] = {}
            for name, one in episode.scales[setting.scale].words.items():
                first.setdefault(one.value, name)
            values = sorted(first)
            place = values.index(setting.value)
            near = [first[values[i]] for i in (place - 1, place + 1) if 0 <= i < len(values)]
            assert next_words(episode, setting) == near
    trust = cache.scenario("2018-singapore").scales["trust"].words
    between = (trust["medium"].value + trust["high"].value) / 2
    bare = Resolved("k", between, between, between, "trust", None, (), "by hand")
    assert next_words(cache.scenario("2018-singapore"), bare) == ["medium", "high"]


# ---------------------------------------------------------------- many pairs


def test_slices_play_what_one_go_plays_and_fewer_are_the_first_of_more() -> None:
    a = State(scenario="1956-joint-declaration", changes={"parties.japan.hawkishness": "strong"})
    b = replace(a, off=("alliance",))
    whole = list(play_pairs(a.setup, b.setup, 5))
    now = pairing.advance(a, b, 5, 0.0)
    assert len(now.pairs) == 1
    while len(now.pairs) < 5:
        now = pairing.advance(a, b, 5, 0.0)
    assert list(now.pairs) == whole
    assert pairing.advance(a, b, 3, 0.0) == now
    assert pairing.record(a, b, 4) == compare(a.setup, b.setup, as_arrays(whole[:4]), asked=4)
    assert pairing.record(a, b, 1) is None


def test_a_comparison_is_kept_whatever_the_seed_of_the_page() -> None:
    a = State(seed=1, changes={"parties.japan.hawkishness": "slight"})
    b = replace(a, off=("credibility",))
    played = pairing.advance(a, b, 2, 60.0)
    # No time is given: what is there was there before.
    again = pairing.advance(replace(a, seed=99), replace(b, seed=99), 2, 0.0)
    assert len(again.pairs) == 2
    assert all(one is other for one, other in zip(again.pairs, played.pairs, strict=True))


def test_only_so_many_comparisons_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "_kept", Recent(2))
    a = State()
    for off in CONSTRAINTS[:3]:
        pairing.advance(a, replace(a, off=(off,)), 1, 0.0)
    assert len(pairing._kept) == 2
    assert pairing.played(pairing.sides(a, replace(a, off=CONSTRAINTS[:1]))).pairs == ()


def test_the_threat_of_1956_kept_a_treaty_away() -> None:
    a = State(scenario="1956-joint-declaration")
    b = replace(a, off=("alliance",))
    pairing.advance(a, b, 40, 600.0)
    record = pairing.record(a, b, 40)
    assert record is not None and record.gap is not None and record.gap.high < 0.0 <= record.treaty.low
    assert any(line.startswith("Treaty gap: ") for line in comparison.conclusion(record))


def compared(runs: int = 100, **changed: tuple[float, ...]) -> Comparison:
    """A comparison in which nothing differs but some measures."""
    a = State(scenario="1956-joint-declaration")
    pairing.advance(a, replace(a, off=("alliance",)), 40, 600.0)
    record = pairing.record(a, replace(a, off=("alliance",)), 40)
    assert record is not None
    rows = {
        name: MeasureRow(**dict(zip(MeasureRow.model_fields, changed.get(name, (0.0,) * 5), strict=True)))
        for name in MEASURES
    }
    return record.model_copy(update={**rows, "runs": runs, "asked": runs})


def test_the_file_reads_back_as_the_figures() -> None:
    read = list(csv.DictReader(io.StringIO(pairing.as_csv(compared(20, treaty=(0.15, 0.85, 0.7, 0.5, 0.9))))))
    assert [row["measure"] for row in read] == list(MEASURES)
    treaty = next(row for row in read if row["measure"] == "treaty")
    assert [float(treaty[key]) for key in ("a", "b", "difference", "low", "high")] == [
        0.15,
        0.85,
        0.7,
        0.5,
        0.9,
    ]
    assert treaty["pairs"] == "20"


# ---------------------------------------------------------------- words and pictures


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
@pytest.mark.parametrize("a", A_LIST)
def test_every_difference_has_words_in_every_language(a: State, language: str) -> None:
    catalogue.use(language)
    try:
        a = replace(a, language=language)
        for question in questions(a):
            assert words.question(scenario_of(a), question)
            b = b_of(a, question.data)
            assert b is not None
            rows = input_difference(a, b).differs
            told = words.side_a(a) + words.side_b(a, b, rows)
            cells = [cell for row in words.differences_table(a, b, rows) for cell in row.values()]
            assert not re.search(r"{\w*}|None", told + "".join(cells))
            assert all(next(iter(row.values())) for row in words.differences_table(a, b, rows))
    finally:
        catalogue.use("en")


def test_a_setting_by_hand_is_told_from_one_that_rests_on_claims() -> None:
    b = b_of(State(), {"changes": {LEVERAGE: "none"}})
    assert b is not None
    row = words.differences_table(State(), b, input_difference(State(), b).differs)[0]
    assert row["A"] == scenario_of(State()).settings[LEVERAGE].level and row["B"] == "none"
    claims = scenario_of(State()).settings[LEVERAGE].evidence
    assert claims[0] in row["Rests on"] and row["Rests on"].endswith("B: your choice")
    assert words.evidence(input_difference(State(), b).differs) == list(claims)


def test_texts_are_laid_side_by_side_with_what_differs_in_bold() -> None:
    rows, apart = words.terms_table(story_of(State()), story_of(State(off=("credibility",))))
    assert rows[0] == {
        "Terms": "Kind of text",
        "A": "**Agreement on procedure, signed**",
        "B": "**Treaty, signed**",
    }
    assert (
        apart == sum(row["A"] != row["B"] for row in rows) == sum(row["A"].startswith("**") for row in rows)
    )
    assert {row["A"] == row["B"] for row in rows[1:]} == {True, False}


def test_the_charts_hold_every_measure_and_mark_what_excludes_zero() -> None:
    bars = [
        charts.Bar("a treaty", 0.1, 0.8, 0.7, 0.5, 0.9, "+0.70", True),
        charts.Bar("welfare", 0.99, 1.0, 0.01, -0.01, 0.02, "+0.01", False),
    ]
    levels = json.loads(charts.levels(bars, ("A", "B"), "#000", ",").to_json())
    rows = [row for name in levels["datasets"] for row in levels["datasets"][name]]
    assert {row["side"] for row in rows if "side" in row} == {"A", "B"}
    shifts = {(row["name"], row["side"]): row["dx"] for row in rows if "side" in row}
    assert shifts["a treaty", "A"] == 0 and shifts["welfare", "A"] < shifts["welfare", "B"]
    spans = json.loads(charts.intervals(bars, ("A higher", "B higher"), "#000").to_json())
    rows = [row for name in spans["datasets"] for row in spans["datasets"][name]]
    assert {row["name"]: row["apart"] for row in rows if "apart" in row} == {
        "a treaty": True,
        "welfare": False,
    }
