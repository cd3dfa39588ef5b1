"""An invented dispute with texts of several depths, in words that the package has never heard."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.domain.texts import DEPTH
from sim.engine.mesa import negotiate
from sim.errors import ScenarioError
from sim.scenario.load import Scenario, from_document, load

FOLDER = Path(__file__).resolve().parents[2] / "data" / "river"
ROOM = Path(__file__).resolve().parents[3]
RIVER = load(FOLDER / "river.toml")
GAME = RIVER.game()
TARN, OXLEY, COUNTY = range(3)
QUIET = {
    "upper": "undecided", "lower": "undecided", "carts": "unsaid", "fair": "none",
    "grudge": "unsaid", "bridge": "shut", "survey": "none", "day": "none",
}  # fmt: skip


def text(depth: str, /, **terms: str) -> int:
    """The number of a text that is silent on all else; what is read off is left to the others."""
    said = {DEPTH: depth, **QUIET, **terms}
    found = np.flatnonzero(GAME.space.matches({issue: [option] for issue, option in said.items()}))
    assert found.size == 1
    return int(found[0])


def share(party: int, issue: str) -> float:
    name = list(RIVER.spec.parties)[party]
    weights = RIVER.spec.parties[name].weights
    number = {each: RIVER.settings[f"parties.{name}.weights.{each}"].value for each in weights}
    return number[issue] / sum(number.values())


def part(party: int, issue: str, outcome: int) -> float:
    return float(GAME.parts[party, GAME.space.column(issue), outcome])


def test_no_word_of_the_dispute_stands_in_the_package() -> None:
    source = "\n".join(path.read_text(encoding="utf-8").lower() for path in (ROOM / "sim").rglob("*.py"))
    for word in ("tarn", "oxley", "greeting", "meadow", "land_first"):
        assert not re.search(rf"\b{word}\b", source), word


def test_it_plays_to_many_ends() -> None:
    records = [negotiate(RIVER, seed, draw=True) for seed in range(40)]
    assert {record.depth for record in records} >= {"note", "accord", "charter", None}
    assert {record.ladder for record in records} >= {"setback", "procedural", "declaration", "treaty"}


# ---------------------------------------------------------------- which texts there are


def test_texts_that_cannot_be_had_at_the_time_are_not_there() -> None:
    assert "new_map" not in {GAME.space.terms(o)["survey"] for o in range(GAME.space.n)}
    found = RIVER.with_changes({"availability.new_map.available": True}).game()
    assert GAME.space.n < found.space.n
    with pytest.raises(ScenarioError, match=r"parties\.tarn\.declared: there is no text with .*availability"):
        RIVER.with_changes({"availability.bridge.available": False})


def test_the_status_quo_is_the_shallowest_text_that_says_least() -> None:
    assert GAME.status_quo == text("greeting") == 0


def test_what_comes_first_is_read_off_the_rest() -> None:
    for terms, steps in (
        ({"upper": "after", "lower": "oxley"}, "seal_first"),
        ({"upper": "tarn", "lower": "oxley"}, "land_first"),
        ({"upper": "oxley", "lower": "oxley"}, "nothing"),
    ):
        assert GAME.space.terms(text("charter", **terms))["steps"] == steps
    assert GAME.space.terms(text("accord", upper="after"))["steps"] == "nothing"


def test_a_text_binds_by_its_depth_and_by_what_makes_it_firmer() -> None:
    assert GAME.depths.binding[text("greeting")] == 0.0
    assert GAME.depths.binding[text("note", survey="old_map")] == 0.2
    assert GAME.depths.binding[text("note", day="named")] == pytest.approx(0.2 * 1.5)
    assert GAME.depths.warmth[text("note", day="named")] == pytest.approx(1.3)
    assert GAME.depths.binding[text("accord", upper="after", bridge="open")] == pytest.approx(0.5 * 1.3)
    assert GAME.depths.warmth[text("accord", bridge="open")] == 1.0
    assert GAME.depths.ratified == (False, False, True, True)


def test_a_demand_is_a_text_and_a_guarantor_has_none() -> None:
    assert GAME.depths.demand == (
        text("charter", upper="tarn", lower="tarn", bridge="open"),
        text("charter", upper="oxley", lower="oxley", bridge="open"),
        -1,
    )
    assert GAME.declared[TARN][0] == 3  # the depth is declared with the terms


# ---------------------------------------------------------------- what they are worth


def test_a_text_that_says_nothing_is_worth_nothing() -> None:
    assert GAME.utilities[:, text("greeting")].tolist() == [0.0, 0.0, 0.0]


def test_a_gain_is_the_share_of_the_weight_times_what_the_option_gives() -> None:
    given = text("charter", upper="tarn", lower="oxley")
    assert part(TARN, "upper", given) == pytest.approx(share(TARN, "upper"))
    assert part(TARN, "lower", given) == pytest.approx(-1.25 * share(TARN, "lower"))
    assert part(OXLEY, "ruts", given) == pytest.approx(-0.5 * share(OXLEY, "ruts"))
    assert part(TARN, "ruts", given) == 0.0  # it has no weight for Tarn


def test_a_gain_may_differ_in_a_text_of_one_depth() -> None:
    assert part(OXLEY, "upper", text("charter", upper="after", lower="oxley")) == pytest.approx(
        -share(OXLEY, "upper")
    )
    assert part(OXLEY, "upper", text("accord", upper="after")) == pytest.approx(-0.5 * share(OXLEY, "upper"))


def test_form_counts_as_far_as_a_text_binds_and_a_bonus_by_itself() -> None:
    shut, wide = text("note", fair="held"), text("accord", bridge="open")
    assert GAME.utilities[TARN, shut] == pytest.approx(0.25 * share(TARN, "fair") + 0.1 * 0.2)
    assert GAME.utilities[TARN, wide] == pytest.approx(0.15 + 0.1 * 0.5 * 1.3)


def test_a_map_is_worth_what_each_reads_into_it_as_far_as_it_counts_on_its_own_reading() -> None:
    """Oxley reads (after, oxley) and Tarn (tarn, tarn) on it; three quarters of what counts is the own reading."""
    note = text("note", survey="old_map")
    own = share(TARN, "upper") + share(TARN, "lower")
    theirs = share(TARN, "upper") - 1.25 * share(TARN, "lower")
    assert GAME.utilities[TARN, note] == pytest.approx((0.75 * own + 0.25 * theirs + 0.1) * 0.2)
    own = -share(OXLEY, "upper") + 0.5 * share(OXLEY, "lower")
    theirs = -share(OXLEY, "upper") - share(OXLEY, "lower")
    assert GAME.utilities[OXLEY, note] == pytest.approx((0.75 * own + 0.25 * theirs + 0.15) * 0.2)


def test_what_is_at_stake_is_what_is_lost_when_a_promise_is_broken() -> None:
    stake = GAME.promises.gain
    hand_over, patience, carts, stalls = range(4)
    after = text("charter", upper="after", lower="oxley")
    assert stake[TARN, hand_over, after] == pytest.approx(share(TARN, "upper"))
    assert stake[TARN, hand_over, text("charter", upper="tarn", lower="oxley")] == 0.0
    # What is undecided may come to be Oxley's, at the price of a claim given up.
    left = text("charter", bridge="open")
    assert stake[TARN, patience, left] == pytest.approx(1.25 * (share(TARN, "upper") + share(TARN, "lower")))
    # Carts that come after all leave ruts: what is read off is read off what is left of the terms.
    kept = text("charter", upper="after", lower="oxley", carts="none_on_meadows")
    assert stake[OXLEY, carts, kept] == pytest.approx(0.5 * share(OXLEY, "ruts"))
    assert stake[OXLEY, stalls, text("charter", fair="held")] == pytest.approx(share(OXLEY, "fair"))


def test_how_much_comes_later_may_go_by_the_depth() -> None:
    deferral = GAME.promises.deferral[1]
    assert {float(x) for x in deferral[GAME.depths.of < 3]} == {0.0}
    assert {float(x) for x in deferral[GAME.depths.at(3)]} == {0.5}


def test_a_nationalist_sees_the_sovereignty_issues_alone() -> None:
    assert GAME.nationalist[TARN, text("charter", upper="tarn", lower="tarn")] == pytest.approx(
        (share(TARN, "upper") + share(TARN, "lower"))
        / (share(TARN, "upper") + share(TARN, "lower") + 0.5 * share(TARN, "grudge"))
    )
    assert GAME.nationalist[TARN, text("note", fair="held")] == 0.0


# ---------------------------------------------------------------- what does not fit is named


def changed(path: str, value: Any) -> Scenario:
    """The dispute with one key of its document set to something else."""
    document = copy.deepcopy(dict(RIVER.document))
    *above, last = path.split("/")
    at: Any = document
    for step in above:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    at[last] = value
    return from_document(document, RIVER.scales, "river.toml")


ASSUMED = {"assumption": "For the test."}


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("depths/note/holds/survay", ["old_map"], 'depths.note.holds: there is no issue "survay"; did you mean "survey"'),
        ("depths/note/holds/survey", ["map"], 'depths.note.holds.survey: there is no option "map"'),
        ("depths/note/firmer/when", {"day": ["nmaed"]}, 'depths.note.firmer.when.day: there is no option "nmaed"; did you mean "named"'),
        ("depths/note/ladder", "setback", "depths.note.ladder"),
        ("depths/note/binds/level", "losely", 'did you mean "loosely"'),
        ("issues/steps/read_off/0/option", "seal", 'issues.steps.read_off (entry 1).option: there is no option "seal"'),
        ("issues/steps/read_off/1/when", {"depth": ["chart"]}, 'issues.steps.read_off (entry 2).when.depth: there is no depth "chart"; did you mean "charter"'),
        ("feasibility/settlements/0/rows", [["oxley"]], "feasibility.settlements (entry 1): has a row of 1 options for 2 issues; give one each"),
        ("feasibility/settlements/0/rows", [["oxley", "tran"]], 'feasibility.settlements (entry 1).lower: there is no option "tran"; did you mean "tarn"'),
        ("feasibility/forbid", [{"depth": ["acord"]}], 'there is no depth "acord"; did you mean "accord"'),
        ("availability/bridge/texts", {"brigde": ["open"]}, 'availability.bridge.texts: there is no issue "brigde"; did you mean "bridge"'),
        ("readings/survey/old_map/oxly", {"terms": {}, **ASSUMED}, 'readings.survey.old_map: there is no party "oxly"; did you mean "oxley"'),
        ("readings/survey/old_map/oxley/terms", {"upper": "afer"}, 'readings.survey.old_map.oxley.terms.upper: there is no option "afer"; did you mean "after"'),
        ("readings/survey/odl_map", {"oxley": {"terms": {}, **ASSUMED}}, 'there is no option "odl_map"; did you mean "old_map"'),
        ("promises/hand_over/breach", {"upper": {"after": "never"}}, 'promises.hand_over.breach.upper: there is no option "never"'),
        ("promises/hand_over/issues", ["upper"], "promises.hand_over.issues: needs either issues or a breach"),
        ("promises/patience/deferral/chart", {"level": "all", **ASSUMED}, 'promises.patience.deferral: there is no option "chart"; did you mean "charter"'),
        ("parties/tarn/gains/upper/afer", {"level": "won", **ASSUMED}, 'there is no option "afer"; did you mean "after"'),
        ("parties/tarn/gains_at/notes", {}, 'parties.tarn.gains_at: there is no depth "notes"; did you mean "note"'),
        ("parties/tarn/values", {"upper": {"tarn": {"level": "won", **ASSUMED}}}, "parties.tarn.values: is for texts of one depth; with [depths] say under gains what an option gives"),
        ("parties/tarn/declared/depth", "chart", 'parties.tarn.declared.depth: there is no depth "chart"; did you mean "charter"'),
        ("parties/tarn/declared/terms", {"lower": "tarn"}, "parties.tarn.declared: there is no text with depth = charter, lower = tarn"),
        ("parties/county/objection_margin/level", "tiny", '"tiny" is not a word of the scale "margin"'),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_sentence_with_file_key_and_cure(path: str, value: Any, says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        changed(path, value).game()
    assert str(caught.value).startswith("river.toml: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_issue_may_be_called_like_what_texts_are_told_apart_by() -> None:
    document = copy.deepcopy(dict(RIVER.document))
    document["issues"]["depth"] = {"title": "The depth of the river", "options": ["shallow", "deep"]}
    document["status_quo"]["depth"] = "deep"
    with pytest.raises(ScenarioError, match=r"river\.toml: issues\.depth: .*; give the issue another name"):
        from_document(document, RIVER.scales, "river.toml")


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("issues/level/read_off", [{"option": "low", "when": {"inspection": ["none"]}}], "issues.level.read_off: needs texts of several depths; add [depths], or drop it"),
        ("parties/millbrook/gains", {"level": {"low": {"value": 0.5, "range": [0.5, 0.5], **ASSUMED}}}, "parties.millbrook.gains"),
    ],
)  # fmt: skip
def test_what_needs_depths_is_not_there_without_them(path: str, value: Any, says: str) -> None:
    lake = load(FOLDER.parent / "lake.toml")
    document = copy.deepcopy(dict(lake.document))
    *above, last = path.split("/")
    at: Any = document
    for step in above:
        at = at[step]
    at[last] = value
    scales = {**lake.scales, "gain": RIVER.scales["gain"]}
    with pytest.raises(ScenarioError, match=re.escape(says)):
        from_document(document, scales, "lake.toml")
