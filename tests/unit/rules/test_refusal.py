"""Why a text is turned down: by the largest part of what it lacks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.domain.codes import Reason
from sim.domain.game import Game, Guarantor, Party, Promises, RedLine
from sim.domain.issue import Issue, OutcomeSpace
from sim.domain.small import small_game
from sim.rules.refusal import Refusal, refusal
from sim.rules.table import Rules
from sim.rules.valuation import ALL_ON
from tests.deep import BEST_A, BEST_B, MIDDLE, NOTE_A, three_depths, valued, with_parties

TERMS = 1
"""The column of the one issue beside the depth."""


def why(game: Game, place: int, text: int, own: int | None = None, on: frozenset[str] = ALL_ON) -> Refusal:
    standing, value = valued(game, on)
    return refusal(Rules(game, on), standing, value, place, text, own)


def test_a_red_line_comes_before_everything_else() -> None:
    refused = np.zeros((2, 6), dtype=np.bool_)
    refused[0, MIDDLE] = True
    line = RedLine("never", TERMS, refused[0])
    game = three_depths(refused=refused, red_lines=((line,), ()))
    assert why(game, 0, MIDDLE) == Refusal(Reason.RED_LINE, TERMS)
    assert why(game, 0, MIDDLE, on=ALL_ON - {"red_lines"}).reason == Reason.HOLDS_OUT


def test_a_line_that_nobody_named_is_about_no_issue() -> None:
    refused = np.zeros((2, 6), dtype=np.bool_)
    refused[0, MIDDLE] = True
    assert why(three_depths(refused=refused), 0, MIDDLE) == Refusal(Reason.RED_LINE, None)


def test_who_could_sign_holds_out_for_its_own_text() -> None:
    assert why(three_depths(), 0, MIDDLE, BEST_A) == Refusal(Reason.HOLDS_OUT, TERMS)
    assert why(three_depths(), 0, MIDDLE, MIDDLE) == Refusal(Reason.HOLDS_OUT, None)


def test_too_little_is_against_the_interests() -> None:
    assert why(three_depths(), 0, BEST_B) == Refusal(Reason.INTERESTS, TERMS)
    assert why(three_depths(), 1, NOTE_A).reason == Reason.INTERESTS


def test_a_doubted_promise_is_named_by_its_issue() -> None:
    lost = np.zeros((2, 1, 6))
    lost[0, 0, MIDDLE] = 0.3
    promises = Promises(("work",), (1,), (-1,), np.ones((1, 6)), lost, np.ones((2, 1)), ((TERMS,),))
    game = with_parties(three_depths(promises=promises), {"trust": 0.2})
    assert why(game, 0, MIDDLE) == Refusal(Reason.CREDIBILITY, TERMS)


def test_an_ally_that_threatens_is_the_reason_and_what_it_resents_the_issue() -> None:
    plain = three_depths()
    gains = np.array([0.0, 0.0, 0.0, 0.0, -1.0, 0.0])
    game = replace(
        plain,
        parties=(*plain.parties, Party("c", 0.0)),
        guarantors=(Guarantor(2, 0, 0.9, 0.5, 0.5, 0.0, 0.1, 0.3, 0.1),),
        utilities=np.vstack([plain.utilities, gains]),
        nationalist=np.vstack([plain.nationalist, gains]),
        refused=np.zeros((3, 6), dtype=np.bool_),
        promises=replace(plain.promises, gain=np.zeros((3, 0, 6)), confidence=np.ones((3, 0))),
        depths=replace(plain.depths, demand=(BEST_A, BEST_B, -1)),
        parts=np.concatenate([plain.parts, np.stack([np.zeros((1, 6)), gains[None]], axis=1)]),
    )
    assert why(game, 0, MIDDLE) == Refusal(Reason.ALLIANCE, TERMS)


@pytest.mark.parametrize(
    ("thresholds", "reason"),
    [
        ((0.6, None), Reason.RATIFICATION),
        ((None, 0.6), Reason.OTHER_RATIFICATION),
        ((0.7, 0.3), Reason.RATIFICATION),
    ],
)
def test_a_ratifier_at_home_and_one_abroad_are_told_apart(
    thresholds: tuple[float | None, float | None], reason: Reason
) -> None:
    game = with_parties(three_depths(), *({"domestic_threshold": x} for x in thresholds))
    game = replace(game, dynamics=replace(game.dynamics, failure_cost=0.1, spread=0.05))
    assert why(game, 0, MIDDLE) == Refusal(reason, TERMS)


def test_of_two_parts_the_larger_counts() -> None:
    """The best of b lacks a 0.3 of interests; doubts may take away more than that, or less."""
    for stake, reason in ((0.2, Reason.INTERESTS), (0.9, Reason.CREDIBILITY)):
        lost = np.zeros((2, 1, 6))
        lost[0, 0, BEST_B] = stake
        promises = Promises(("work",), (1,), (-1,), np.ones((1, 6)), lost, np.ones((2, 1)), ((TERMS,),))
        game = three_depths(promises=promises)
        wide = np.array([[0.0, 0.1, 0.0, 0.6, 0.3, -0.1], game.utilities[1]])
        wide[0, 0] = -1.0  # so that a worth may fall that far
        game = with_parties(replace(game, utilities=wide), {"trust": 0.1})
        assert why(game, 0, BEST_B).reason == reason


def test_the_issue_is_that_on_which_most_is_missing() -> None:
    issues = [Issue("first", ("x", "y")), Issue("second", ("x", "y"))]
    game = small_game([[0.1, 0.3, 0.8, 1.0], [1.0] * 4], (2, 2), reservations=0.5)
    parts = np.array([[[0.0, 0.0, 0.7, 0.7], [0.1, 0.3, 0.1, 0.3]], np.zeros((2, 4))])
    game = replace(game, space=OutcomeSpace.build(issues), parts=parts)
    assert why(game, 0, 0) == Refusal(Reason.INTERESTS, 0)
    assert why(game, 0, 2, own=3) == Refusal(Reason.HOLDS_OUT, 1)
