"""The gauge and the dialogue: what they say of a run is what its record says."""

from __future__ import annotations

import pytest

from sim import negotiate
from sim.domain.record import RunRecord
from sim.scenario.load import Scenario, episode_ids, load
from sim.telling.dialogue import dialogue, repeats
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
        wanted = []
        for row in story.rows(n):
            if row.offer is not None:
                wanted += [p for p in (row.proposer,) if p in story.spec.parties]
                wanted += [*row.stances, *row.answers]
            wanted += [row.walked] if row.walked is not None else []
        assert said == wanted
        assert all(line.text for line in dialogue(story, n))


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
        assert first == last or all(row.offer is not None and row.holds and not row.events for row in rows)
