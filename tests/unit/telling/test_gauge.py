"""The gauge and the dialogue: what they say of a run is what its record says."""

from __future__ import annotations

import pytest

from sim import negotiate
from sim.domain.record import Reply, RunRecord
from sim.scenario.load import Scenario, episode_ids, load
from sim.telling.dialogue import dialogue, repeats, reply, stops
from sim.telling.gauge import reach, sides
from sim.telling.story import Story, story_of

RUNS = [(name, seed) for name in episode_ids() for seed in (1, 7)]


def told(name: str | Scenario, seed: int, **more: object) -> Story:
    record: RunRecord = negotiate(name, seed, **more)  # type: ignore[arg-type]
    return story_of(record)


@pytest.mark.parametrize(("name", "seed"), RUNS)
def test_a_side_misses_something_until_it_accepts_and_both_meet_over_a_signed_text(
    name: str, seed: int
) -> None:
    story = told(name, seed, draw=True)
    for n in story.numbers:
        for side in sides(story, n):
            rows = [row for row in story.record.rounds if row.round <= n]
            assert len(side.path) == len(rows)
            assert all(step >= 0.0 for step in side.path)
            for row, missing in zip(rows, side.path, strict=True):
                answer = row.answers.get(side.party)
                if answer is not None and answer.accept:
                    assert missing == 0.0
    if story.record.agreement is not None:
        assert [side.missing for side in sides(story)] == [0.0] * len(story.signatories)
    assert reach([sides(story)]) >= max(step for side in sides(story) for step in side.path)


@pytest.mark.parametrize(("name", "seed"), RUNS)
def test_the_dialogue_lets_every_author_guarantor_and_answerer_speak(name: str, seed: int) -> None:
    story = told(name, seed)
    for n in story.numbers:
        said = [line.party for line in dialogue(story, n) if line.party is not None]
        wanted, end = [], story.rows(n)[-1]
        ends = end.last_day and story.signed(end)
        for row in story.rows(n):
            if row.offer is not None:
                wanted += [p for p in (row.proposer,) if p in story.spec.parties]
                if not (row.last_day or ends) or all(answer.accept for answer in row.answers.values()):
                    wanted += [*row.stances, *row.answers]
            wanted += [row.walked] if row.walked is not None else []
        assert said == wanted
        assert all(line.text for line in dialogue(story, n))


def test_a_draft_refused_on_the_last_day_is_one_line_that_says_who_declines_and_why() -> None:
    story = told("2018-vladivostok", 7, off=("ratification",))
    lines = dialogue(story, story.numbers[-1])
    refused = story.rows(story.numbers[-1])[:-1]
    assert [line.party for line in lines[: len(refused)]] == [row.proposer for row in refused]
    assert lines[0].text == "Tables a treaty: Tokyo declines, doubts what is promised (Habomai)."
    assert lines[1].text == "Last day, a treaty: Moscow declines, doubts what is promised (Troops)."


def test_every_draft_has_a_speaker_with_a_name() -> None:
    delegations = told("2018-vladivostok", 7)
    mediated = told("2018-vladivostok", 7, protocol="single_text")
    for story, name in ((delegations, "The delegations"), (mediated, "The mediator")):
        lines = [line for n in story.numbers for line in dialogue(story, n)]
        assert name in {line.who for line in lines}
        drafts = sum(row.offer is not None for row in story.record.rounds)
        assert sum(not line.who for line in lines) <= len(story.record.rounds) - drafts + sum(
            len(row.events) for row in story.record.rounds
        )


def test_who_fears_an_ally_says_which() -> None:
    refused = Reply(accept=False, reason="alliance", issue=None)
    story = told("2018-singapore", 7)
    assert reply(story, "japan", refused) == "declines, fears Washington’s displeasure"


@pytest.mark.parametrize(("name", "seed"), RUNS)
def test_whoever_has_signed_is_said_to_and_what_the_text_is_worth_to_it(name: str, seed: int) -> None:
    for off in ((), ("credibility",)):
        story = told(name, seed, off=off)
        last = story.record.rounds[-1]
        for side in sides(story):
            assert side.signed == (story.record.agreement is not None)
            assert not side.signed or (last.offer, side.offered) == (
                story.record.agreement,
                last.utilities[side.party],
            )
        before = sides(story, story.numbers[-1] - 1)
        assert not any(side.signed for side in before)


def test_a_stance_without_leverage_says_that_it_has_no_means() -> None:
    with_means, without = (
        {line.text for n in story.numbers for line in dialogue(story, n) if line.party == "usa"}
        for story in (
            told("1956-joint-declaration", 7),
            told(load("1956-joint-declaration").with_changes({"parties.usa.leverage": "none"}), 7),
        )
    )
    assert "Threatens consequences." in with_means
    assert "Threatens consequences." not in without


@pytest.mark.parametrize(("name", "seed"), RUNS)
def test_rounds_are_told_as_repeats_exactly_where_every_author_holds_to_its_text(
    name: str, seed: int
) -> None:
    story = told(name, seed)
    for n in story.numbers:
        first, last = repeats(story, n)
        assert first <= n <= last
        rows = [row for m in story.numbers if first <= m <= last for row in story.rows(m)]
        assert (stops(story).count(n) == 1) == (n == last)
        assert first == last or all(row.offer is not None and row.holds and not row.events for row in rows)
