"""Each piece of the worth of an outcome, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.domain.game import STANCES, Game, Guarantor, Party, Promises
from sim.rules.arith import logistic
from sim.rules.formulas import (
    ACQUIESCE,
    OBJECT,
    SUPPORT,
    THREATEN,
    doubted,
    foreseen,
    pressure,
    ratifier_score,
    stance_of,
)
from sim.rules.standing import opening_standing
from sim.rules.valuation import ALL_ON, valuation
from sim.testing import small_game
from tests.games import with_party

NONE = np.zeros(1)


def test_the_doubted_part_of_a_promise_is_lost() -> None:
    worth = doubted(np.array([0.8]), 0.25, np.array([0.5 * 0.4]))
    assert worth.tolist() == [0.8 - 0.75 * (0.5 * 0.4)]


@pytest.mark.parametrize(
    ("utility", "stance"),
    [
        (0.75, SUPPORT),  # exactly the margin above
        (0.74, ACQUIESCE),
        (0.5, ACQUIESCE),  # exactly the reservation
        (0.49, OBJECT),
        (0.375, OBJECT),  # exactly the margin below is not yet more than it
        (0.374, THREATEN),
        (0.0, THREATEN),
    ],
)
def test_a_stance_goes_by_the_distance_from_the_reservation(utility: float, stance: int) -> None:
    assert stance_of(np.array([utility]), 1.0, 0.5, 0.25, 0.125, 0.0).tolist() == [stance]


def test_stances_are_stored_as_their_place_from_worst_to_best() -> None:
    assert [STANCES[i] for i in (THREATEN, OBJECT, ACQUIESCE, SUPPORT)] == list(STANCES)


def test_pressure_is_leverage_at_a_threat_and_a_share_of_it_at_an_objection() -> None:
    press = pressure(np.array([THREATEN, OBJECT, ACQUIESCE, SUPPORT]), 0.8, 0.25)
    assert press.tolist() == [0.8, 0.2, 0.0, 0.0]


def test_a_ratifier_mixes_the_leaders_view_and_the_nationalist_one() -> None:
    assert ratifier_score(np.array([0.8]), np.array([0.4]), 0.25, 0.5, 1.0).tolist() == pytest.approx([0.2])


def test_what_is_foreseen_lies_between_the_treaty_and_its_failure() -> None:
    assert foreseen(np.array([0.8]), np.array([0.75]), 0.4).tolist() == pytest.approx([0.7])


def allied() -> Game:
    """``a`` has an ally ``c`` that threatens outcome 0, objects to 1, bears 2 and supports 3."""
    game = small_game([[0.9, 0.8, 0.7, 0.6], [0.5, 0.6, 0.7, 0.8], [0.1, 0.45, 0.5, 0.9]])
    guarantor = Guarantor(2, 0, 0.5, 0.4, 0.5, 0.1, support_margin=0.25, threat_margin=0.25)
    third = Party("c", reservation=0.5)
    return replace(game, parties=(*game.parties[:2], third), signatories=(0, 1), guarantors=(guarantor,))


def test_an_allys_stance_costs_or_pays_its_ally_alone() -> None:
    game = allied()
    value = valuation(game, opening_standing(game))
    assert value.stances.tolist() == [[THREATEN, OBJECT, ACQUIESCE, SUPPORT]]
    assert value.credible[0].tolist() == pytest.approx([0.9 - 0.5 * 0.4, 0.8 - 0.25 * 0.4, 0.7, 0.7])
    assert (value.credible[1:] == game.utilities[1:]).all()
    off = valuation(game, opening_standing(game), ALL_ON - {"alliance"})
    assert (off.credible == game.utilities).all()
    assert (off.stances == ACQUIESCE).all()


def test_a_backer_that_presses_makes_a_promise_less_believable() -> None:
    game = allied()
    gain = np.zeros((3, 1, 4))
    gain[1, 0] = 0.4
    promise = Promises(("pledge",), (0,), (0,), np.full((1, 4), 0.5), gain, np.full((3, 1), 0.5))
    game = replace(game, promises=promise)
    standing = with_party(opening_standing(game), 1, trust=0.8)
    value = valuation(game, standing)
    belief = [0.4 * 0.5, 0.4 * 0.75, 0.4, 0.4]  # trust times confidence, less the pressure of 0.5 and 0.25
    loss = [(1.0 - b) * 0.5 * 0.4 for b in belief]
    assert value.credible[1].tolist() == pytest.approx((game.utilities[1] - loss).tolist())


def test_nobody_doubts_its_own_promise() -> None:
    game = small_game([[0.5], [0.5]])
    promise = Promises(("pledge",), (0,), (-1,), np.ones((1, 1)), np.ones((2, 1, 1)), np.zeros((2, 1)))
    game = replace(game, promises=promise)
    assert valuation(game, opening_standing(game)).credible.tolist() == [[0.5], [0.0]]


def test_ratification_needs_both_sides_and_its_failure_has_a_price() -> None:
    game = small_game([[0.8, 0.6], [0.6, 0.8]], reservations=0.5)
    home = [replace(party, domestic_threshold=0.7, hawkishness=0.5) for party in game.parties]
    dynamics = replace(game.dynamics, spread=0.1, failure_cost=0.2)
    nationalist = np.array([[0.8, 0.2], [0.6, 0.8]])
    game = replace(game, parties=tuple(home), dynamics=dynamics, nationalist=nationalist)
    value = valuation(game, opening_standing(game))
    scores = np.array([[0.8 - 0.7, 0.4 - 0.7], [0.6 - 0.7, 0.8 - 0.7]])
    assert value.passes == pytest.approx(logistic(scores / 0.1))
    assert value.wins.tolist() == [[True, False], [False, True]]
    both = value.passes[0] * value.passes[1]
    assert value.expected[0] == pytest.approx(both * game.utilities[0] + (1.0 - both) * 0.3)


def test_where_nobody_ratifies_a_leader_gets_what_the_treaty_is_worth_exactly() -> None:
    game = small_game([[0.3, 0.1], [0.7, 0.9]], reservations=0.1)
    value = valuation(game, opening_standing(game))
    assert (value.expected == game.utilities).all()
    assert value.wins.all()
    assert value.acceptable.tolist() == [[True, True], [True, True]]


def test_interests_switched_off_make_the_reservation_count_as_nothing() -> None:
    game = small_game([[0.3, 0.6], [0.7, 0.2]], reservations=0.5)
    on, off = (valuation(game, opening_standing(game), s) for s in (ALL_ON, ALL_ON - {"interests"}))
    assert on.reservation == (0.5, 0.5)
    assert on.acceptable.tolist() == [[False, True], [True, False]]
    assert off.reservation == (0.0, 0.0)
    assert off.acceptable.all()


def test_what_survives_is_what_every_signatory_could_live_with() -> None:
    game = allied()
    refused = np.zeros((3, 4), dtype=np.bool_)
    refused[1, 3] = refused[2, 2] = True  # the ally signs nothing, so its line binds nobody
    parties = (replace(game.parties[0], reservation=0.71), game.parties[1], game.parties[2])
    game = replace(game, refused=refused, parties=parties)
    survives = valuation(game, opening_standing(game)).survives
    assert survives["interests"].tolist() == [True, True, False, False]
    assert survives["red_lines"].tolist() == [True, True, False, False]
    assert survives["credibility"].tolist() == [True, True, False, False]
    assert survives["alliance"].tolist() == [False, False, False, False]
