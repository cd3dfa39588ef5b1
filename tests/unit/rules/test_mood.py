"""What a meeting does to trust and rapport where texts have depths, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.domain.game import Dynamics, Game
from sim.rules.formulas import LEAST, MOST, rapport_moved, trust_moved, worn
from sim.rules.mood import Heard, after_meeting
from sim.rules.standing import Standing
from tests.deep import BEST_A, BEST_B, MIDDLE, three_depths, valued, with_parties

CALM = np.full(2, 0.5)


def moving(**changes: Any) -> Game:
    dynamics = Dynamics(rapport=0.5, trust_gain=1.0, threat_loss=0.5, **changes)
    return with_parties(three_depths(dynamics=dynamics), {"trust": 0.4}, {"trust": 0.6})


def heard(game: Game, texts: list[tuple[int, int]], earlier: dict[int, int]) -> Standing:
    standing, value = valued(game)
    said = [Heard(author, text, False) for author, text in texts]
    return after_meeting(game, standing, value, said, earlier, CALM)


def test_a_concession_wins_the_less_the_more_trust_there_is() -> None:
    # From its best to the middle b gives a 0.4; a trusts it by 0.4, and rapport is 0.5.
    after = heard(moving(), [(1, MIDDLE)], {1: BEST_B})
    assert after.parties[0].trust == pytest.approx(0.4 + 0.4 * (1.0 - 0.4) * 0.75)
    assert after.parties[1].trust == 0.6
    assert after.rapport == pytest.approx(0.5 + 0.5 * 0.4 * 0.5)


def test_a_first_text_and_one_that_gives_less_win_nothing() -> None:
    for earlier, text in (({}, MIDDLE), ({0: MIDDLE}, BEST_A)):
        after = heard(moving(), [(0, text)], earlier)
        assert [party.trust for party in after.parties] == [0.4, 0.6]


def test_trust_and_rapport_go_back_to_what_they_usually_are() -> None:
    game = moving(revert=0.25)
    standing, value = valued(game)
    warm = replace(standing, rapport=0.9, usual_trust=(0.8, 0.2))
    after = after_meeting(game, warm, value, [], {}, CALM)
    assert [party.trust for party in after.parties] == pytest.approx([0.5, 0.5])
    assert after.rapport == pytest.approx(0.8)


def test_a_threat_takes_a_share_and_counts_half_as_much_each_time() -> None:
    first = trust_moved(0.8, 0.8, 0.0, 0.5, 0.0, 0.5, 1.0, 0.5, 0.0, 1.0)
    assert first == pytest.approx(0.8 - 0.5 * 0.5 * 0.8)
    second = trust_moved(0.8, 0.8, 0.0, 0.5, 0.0, 0.5, 1.0, 0.5, 0.0, worn(1.0, 0.5))
    assert 0.8 - second == pytest.approx((0.8 - first) / 2)
    assert rapport_moved(0.8, 0.8, 0.0, 0.5, 1.0, 0.5, 0.0, 1.0) == pytest.approx(0.8 - 0.5 * 0.5 * 0.5 * 0.8)
    assert worn(0.25, 0.0) == 0.25


def test_nobody_is_believed_blindly_or_not_at_all() -> None:
    assert trust_moved(0.9, 0.9, 9.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0) == MOST
    assert trust_moved(0.1, 0.1, 0.0, 1.0, -0.5, 1.0, 1.0, 1.0, 0.0, 1.0) == LEAST
    assert rapport_moved(0.9, 0.9, 9.0, 0.0, 9.0, 0.0, 0.0, 1.0) == MOST
    assert rapport_moved(0.1, 0.0, 0.0, 1.0, 0.0, 2.0, 0.9, 1.0) == LEAST


def test_chance_moves_trust_and_leaves_rapport() -> None:
    game = moving(mood=0.04)
    standing, value = valued(game)
    after = after_meeting(game, standing, value, [], {}, np.array([1.0, 0.25]))
    assert [party.trust for party in after.parties] == pytest.approx([0.44, 0.58])
    assert after.rapport == 0.5
