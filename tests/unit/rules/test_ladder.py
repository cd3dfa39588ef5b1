"""How far each depth stayed from being signed, and the ladder, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.domain.game import LADDER
from sim.domain.small import pie
from sim.rules.ladder import gaps, ladder
from sim.rules.valuation import ALL_ON
from tests.deep import BEST_A, GREETING, MIDDLE, NOTE_A, three_depths, valued

UNSIGNED = ("deadline", "walked_out", "suspended")


def test_the_gap_of_a_depth_is_that_of_its_nearest_text() -> None:
    game = three_depths()
    _, value = valued(game)
    # Of the notes, a's brings b 0 where a quarter of 0.1 is asked for; b's leaves a short of a quarter of 0.2.
    found = gaps(game, value, game.refused)
    assert found == {"depth0": 0.0, "depth1": pytest.approx(0.025), "depth2": 0.0}


def test_the_gap_is_the_worst_of_all_tests_of_both() -> None:
    game = three_depths()
    _, value = valued(game)
    signing = value.signing.copy()
    signing[1, MIDDLE] = 0.06  # by its ratifiers alone b would lack 0.04
    found = gaps(game, replace(value, signing=signing), game.refused)
    assert found["depth2"] == pytest.approx(0.04)


def test_a_text_across_a_red_line_is_no_nearest_text() -> None:
    refused = np.zeros((2, 6), dtype=np.bool_)
    refused[0, MIDDLE] = True
    game = three_depths(refused=refused)
    _, value = valued(game)
    assert gaps(game, value, refused)["depth2"] == pytest.approx(0.3)
    assert gaps(game, value, np.zeros_like(refused))["depth2"] == 0.0


def test_a_depth_of_which_nothing_is_left_has_no_gap() -> None:
    refused = np.zeros((2, 6), dtype=np.bool_)
    refused[1, BEST_A:] = True
    game = three_depths(refused=refused)
    assert list(gaps(game, valued(game)[1], refused)) == ["depth0", "depth1"]


def test_with_interests_off_nothing_is_lacking() -> None:
    game = three_depths()
    _, value = valued(game, ALL_ON - {"interests"})
    assert set(gaps(game, value, game.refused).values()) == {0.0}


@pytest.mark.parametrize(
    ("result", "agreement", "step"),
    [
        ("treaty_performed", MIDDLE, "treaty"),
        ("treaty_lapsed", MIDDLE, "treaty"),
        ("not_ratified", MIDDLE, "procedural"),
        ("text_in_force", NOTE_A, "declaration"),
        ("text_lapsed", NOTE_A, "declaration"),
        ("text_signed", GREETING, "procedural"),
        *((result, None, "setback") for result in UNSIGNED),
    ],
)
def test_the_ladder_is_what_came_into_force(result: str, agreement: int | None, step: str) -> None:
    assert ladder(three_depths(), result, agreement) == step


def test_four_depths_stand_for_all_steps_from_talks_to_treaty() -> None:
    four = replace(three_depths().depths, steps=(1, 2, 3, 4), of=np.arange(4))
    game = replace(three_depths(), depths=four)
    assert [ladder(game, "text_signed", text) for text in range(4)] == list(LADDER[1:])


def test_without_depths_every_text_is_a_treaty() -> None:
    game = pie(4)
    assert list(gaps(game, valued(game)[1], game.refused)) == ["treaty"]
    assert ladder(game, "treaty_lapsed", 0) == "treaty"
