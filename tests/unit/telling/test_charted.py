"""What the titles of the charts of a run find is what its record has, in every case there is."""

from __future__ import annotations

from typing import Any

import pytest

from sim import negotiate
from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import RunRecord
from sim.scenario.load import episode_ids
from sim.telling import charted
from sim.telling.catalogue import LANGUAGES, speaking
from sim.telling.charted import Turn
from sim.telling.story import Story, story_of

STORY = story_of(negotiate("2018-singapore", 7))
LAST = STORY.record.rounds[-1].model_copy(update={"last_day": False, "round": 9})


def with_record(**fields: Any) -> Story:
    record: RunRecord = STORY.record.model_copy(update=fields)
    return Story(record, STORY.scenario, STORY.game)


def rows(*worths: float) -> list[dict[str, Any]]:
    offers = [{"round": n, "kind": "offered", "worth": worth} for n, worth in enumerate(worths, 1)]
    return [*offers, *({"round": n, "kind": "holds", "worth": 0.5} for n in range(1, len(worths) + 1))]


def test_the_turning_point_is_where_the_offer_meets_the_minimum_or_rises_most() -> None:
    assert charted.turn(rows(0.1, 0.5, 0.6)) == Turn(2, 0.5, None)
    assert charted.turn(rows(0.1, 0.2, 0.4)) == Turn(3, 0.4, 0.2)
    assert charted.turn(rows(0.3, 0.2)) is None and charted.turn([]) is None


@pytest.mark.parametrize(
    ("worths", "says"),
    [
        ((0.1, 0.5), "Tokyo: the offer first reaches its minimum in round 2."),
        ((0.1, 0.2, 0.4), "the largest step towards it comes in round 3 (+0.20)."),
        ((0.3, 0.2), "Tokyo: the offer has come no closer to its minimum."),
        ((), "Tokyo: no offer from the others yet."),
    ],
)
def test_a_curve_says_where_it_turns(worths: tuple[float, ...], says: str) -> None:
    assert says in charted.curve("Tokyo", rows(*worths), LAST, signed=False)


def test_a_side_that_has_signed_is_not_told_to_wait_for_an_offer() -> None:
    for worths in ((0.1, 0.2, 0.4), (0.3, 0.2)):
        assert charted.curve("Tokyo", rows(*worths), LAST, signed=True).startswith("Tokyo signs, although")
    assert "first reaches" in charted.curve("Tokyo", rows(0.1, 0.5), LAST, signed=True)


def test_a_curve_that_turns_on_the_last_day_says_so() -> None:
    last = LAST.model_copy(update={"last_day": True, "round": 1})
    assert charted.curve("Tokyo", rows(0.1, 0.5), last, signed=False).endswith("minimum on the last day.")


def trusting(first: dict[str, float], now: dict[str, float]) -> str:
    rounds = [LAST.model_copy(update={"round": n, "trust": trust}) for n, trust in ((1, first), (2, now))]
    return charted.trust(with_record(rounds=rounds), 2)


def test_trust_says_whose_has_moved_most_and_whither() -> None:
    one, two = STORY.signatories
    assert trusting({one: 0.5, two: 0.5}, {one: 0.4, two: 0.55}).endswith("down from 0.50 to 0.40.")
    assert trusting({one: 0.5, two: 0.5}, {one: 0.52, two: 0.6}).endswith("up from 0.50 to 0.60.")
    assert trusting({one: 0.5}, {one: 0.502}) == "Trust stands where it stood in the first round."
    assert trusting({}, {}) == ""


def test_the_ladder_says_whether_the_talks_come_as_far_as_history() -> None:
    happened = STORY.spec.happened
    assert happened is not None
    place = LADDER.index(happened.ladder)
    assert "same step as history" in charted.ladder(with_record(ladder=LADDER[place]))
    assert "further than history" in charted.ladder(with_record(ladder=LADDER[place + 1]))
    assert "less far than history" in charted.ladder(with_record(ladder=LADDER[place - 1]))


def left_after(*left: int, off: tuple[str, ...] = ()) -> str:
    surviving = {**STORY.record.surviving, "treaty": dict(zip(CONSTRAINTS, left, strict=True))}
    return charted.funnel(with_record(surviving=surviving, constraints_off=list(off)), "treaty", 2160)


def test_the_funnel_says_what_is_left_and_where_most_goes() -> None:
    says = left_after(2000, 700, 600, 4, 4)
    assert says.startswith("Treaty: 2,160 possible drafts, 4 left.")
    assert "“red lines”: 1,300" in says
    assert left_after(*[2160] * 5).endswith("No constraint removes any.")
    assert left_after(0, 0, 0, 0, 0, off=CONSTRAINTS).endswith("2,160 left. No constraint removes any.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_run_has_its_findings_in_every_language(language: str) -> None:
    for name in episode_ids()[::4]:
        story = story_of(negotiate(name, 3))
        with speaking(language):
            for says in (
                charted.trust(story, story.numbers[-1]),
                charted.ladder(story),
                charted.funnel(story, "treaty", 170),
            ):
                assert says and "{" not in says and "*" not in says
