"""The mediator's draft, and the two ends of the ladder."""

from __future__ import annotations

from sim.domain.issue import Issue, OutcomeSpace
from sim.rules.mediation import apart, merged


def grid(*sizes: int) -> OutcomeSpace:
    return OutcomeSpace.build([Issue(f"i{i}", tuple(f"o{k}" for k in range(m))) for i, m in enumerate(sizes)])


def at(space: OutcomeSpace, *places: int) -> int:
    return int(space.outcomes.tolist().index(list(places)))


def test_distance_adds_the_steps_of_each_issue_as_a_share_of_its_length() -> None:
    space = grid(3, 5, 1)
    assert apart(space, at(space, 0, 0, 0))[at(space, 1, 3, 0)] == 0.5 + 0.75
    assert apart(space, 4)[4] == 0.0


def test_the_draft_is_as_near_to_one_text_as_to_the_other() -> None:
    assert merged(grid(5), [0, 4], draft=0) == 2
    # Over several issues that may also be one issue to each side.
    space = grid(3, 3)
    texts = [at(space, 0, 0), at(space, 2, 2)]
    assert merged(space, texts, draft=at(space, 2, 0)) == at(space, 2, 0)
    assert merged(space, texts, draft=at(space, 1, 1)) == at(space, 1, 1)


def test_one_text_alone_is_the_draft() -> None:
    space = grid(3, 3)
    assert merged(space, [at(space, 2, 1)], draft=0) == at(space, 2, 1)


def test_the_largest_distance_counts_before_the_sum() -> None:
    """Two texts at one end and one at the other: the middle, though the first end is nearer to the three."""
    space = grid(5)
    assert merged(space, [0, 0, 4], draft=0) == 2


def test_ties_go_to_the_smaller_sum_then_to_the_present_draft_then_to_the_lowest_number() -> None:
    line = grid(4)
    assert merged(line, [0, 3], draft=3) == 2
    assert merged(line, [0, 3], draft=0) == 1
    square = grid(2, 2)
    # All four texts are one step from the two corners at most; the sums are equal too.
    corners = [at(square, 0, 0), at(square, 1, 1)]
    assert merged(square, corners, draft=at(square, 1, 0)) == at(square, 1, 0)
    assert merged(square, corners, draft=at(square, 0, 0)) == at(square, 0, 1)
    # Among (0, 1), (1, 0) and (1, 1) of three texts the largest distance is 1 for each; (0, 0) would be 2 away.
    three = [at(square, 0, 1), at(square, 1, 0), at(square, 1, 1)]
    assert merged(square, three, draft=at(square, 0, 0)) == at(square, 1, 1)


def test_the_mediator_may_table_what_nobody_asked_for() -> None:
    space = grid(3)
    assert merged(space, [0, 2], draft=0) == 1
