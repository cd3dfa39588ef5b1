"""What a text of any depth is worth, worked out by hand: gain over no text, as far as the text binds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.domain.game import Game, Guarantor, Party, Promises
from sim.rules.arith import logistic
from sim.rules.formulas import OBJECT, SUPPORT, THREATEN
from sim.rules.standing import opening_standing
from sim.rules.valuation import ALL_ON
from tests.deep import (
    BEST_A,
    BEST_B,
    GAINS,
    GREETING,
    MIDDLE,
    NOTE_A,
    NOTE_B,
    three_depths,
    valued,
    with_parties,
)


def promised(gain: float, deferral: float, backer: int = -1) -> Game:
    """``b`` performs something for ``a`` that lies in the middle treaty alone."""
    lost = np.zeros((2, 1, 6))
    lost[0, 0, MIDDLE] = gain
    promises = Promises(("work",), (1,), (backer,), np.full((1, 6), deferral), lost, np.ones((2, 1)), ((1,),))
    return with_parties(three_depths(promises=promises), {"trust": 0.25})


def watched(gains: list[float], **changes: Any) -> Game:
    """The game with a guarantor over ``a``."""
    game = three_depths()
    watcher = replace(Guarantor(2, 0, 0.5, 0.2, 0.5, 0.1, 0.05, 0.3, 0.1), **changes)
    return replace(
        game,
        parties=(*game.parties, Party("c", 0.0)),
        guarantors=(watcher,),
        utilities=np.vstack([game.utilities, gains]),
        nationalist=np.vstack([game.nationalist, gains]),
        refused=np.zeros((3, 6), dtype=np.bool_),
        declared=({}, {}, {}),
        promises=replace(game.promises, gain=np.zeros((3, 0, 6)), confidence=np.ones((3, 0))),
        depths=replace(game.depths, demand=(BEST_A, BEST_B, -1)),
        parts=np.concatenate([game.parts, np.stack([np.zeros((1, 6)), [gains]], axis=1)]),
    )


def test_a_worth_is_the_gain_and_what_the_text_leaves_of_having_none() -> None:
    _, value = valued(three_depths())
    left = np.array([0.2, 0.15, 0.15, 0.0, 0.0, 0.0])
    assert value.plain[0] == pytest.approx(np.array(GAINS[0]) + left)
    assert value.plain[1] == pytest.approx(np.array(GAINS[1]) + 0.5 * left)


def test_what_is_asked_for_is_the_reservation_as_far_as_a_text_binds() -> None:
    _, value = valued(three_depths())
    assert np.flatnonzero(value.signable[0]).tolist() == [GREETING, NOTE_A, BEST_A, MIDDLE]
    assert np.flatnonzero(value.signable[1]).tolist() == [GREETING, NOTE_B, MIDDLE, BEST_B]


def test_the_part_of_a_reservation_that_nobody_knows_counts() -> None:
    game = three_depths()
    _, value = valued(game, standing=opening_standing(game, [0.15, -0.3]))
    assert value.reservation == (0.35, 0.0)  # never below nothing
    assert not value.signable[0, MIDDLE]
    assert value.signable[1, NOTE_A]


def test_however_much_the_private_part_adds_a_text_that_binds_nothing_stays_signable() -> None:
    """A reservation above the most that a worth may be would leave nothing to sign."""
    game = with_parties(three_depths(), {"reservation": 0.9})
    _, value = valued(game, standing=opening_standing(game, [0.15, 0.0]))
    assert value.reservation[0] == 1.0
    assert value.signable[0, GREETING]


def test_with_interests_off_a_worth_is_the_bare_gain_and_anything_will_do() -> None:
    _, value = valued(three_depths(), ALL_ON - {"interests"})
    assert value.plain.tolist() == GAINS
    assert value.reservation == (-0.1, -0.2)  # the least that a text gives
    assert value.signable.all()


def test_nobody_tables_more_than_it_has_declared_but_would_sign_it() -> None:
    _, value = valued(three_depths(depths=replace(three_depths().depths, demand=(MIDDLE, -1))))
    assert not value.acceptable[0, BEST_A] and value.signable[0, BEST_A]
    assert value.acceptable[0, MIDDLE]


def test_a_demand_that_is_worth_less_than_none_caps_nothing() -> None:
    _, value = valued(three_depths(depths=replace(three_depths().depths, demand=(BEST_B, -1))))
    assert value.acceptable[0, BEST_A]


def test_rapport_adds_to_any_text_or_takes_from_it() -> None:
    game = three_depths()
    warmth = np.where(np.arange(6) == NOTE_A, 1.5, 1.0)
    game = replace(
        game,
        dynamics=replace(game.dynamics, rapport=0.9, ties=0.2, coldness=0.4),
        depths=replace(game.depths, warmth=warmth),
    )
    bare = valued(three_depths())[1]
    assert valued(game)[1].plain[0] - bare.plain[0] == pytest.approx(0.2 * 0.5 * warmth)
    cold = replace(game, dynamics=replace(game.dynamics, rapport=0.1))
    less = valued(cold)[1].plain[0] - bare.plain[0]
    assert less[:BEST_B] == pytest.approx(0.2 * -0.3 * warmth[:BEST_B])
    assert less[BEST_B] == 0.0  # a worth is never less than the least that a text gives
    # Leaders who get on sign what two strangers would not.
    assert valued(game)[1].signable[1, NOTE_A] and not bare.signable[1, NOTE_A]


# The commitment problem: what is performed after signing is worth as much as it is believed.


def test_a_promise_counts_as_far_as_it_is_believed_and_comes_later() -> None:
    _, value = valued(promised(0.3, 0.5))
    assert value.credible[0, MIDDLE] == pytest.approx(0.3 - 0.75 * 0.5 * 0.3)
    assert not value.signable[0, MIDDLE]
    _, believed = valued(promised(0.3, 0.5), ALL_ON - {"credibility"})
    assert believed.signable[0, MIDDLE]


def test_a_pledge_that_a_third_party_backs_is_believed_by_the_root_of_trust() -> None:
    game = watched([0.0] * 6)
    lost = np.zeros((3, 1, 6))
    lost[1, 0, MIDDLE] = 0.4
    promises = Promises(("work",), (0,), (0,), np.ones((1, 6)), lost, np.full((3, 1), 0.8), ((1,),))
    game = with_parties(replace(game, promises=promises), {}, {"trust": 0.25})
    _, value = valued(game)
    assert value.credible[1, MIDDLE] == pytest.approx(0.2 - (1.0 - 0.5 * 0.8) * 0.4)


def test_pressure_on_the_backer_leaves_less_of_the_belief() -> None:
    game = watched(
        [0.0, 0.0, 0.0, 0.0, -0.2, 0.0]
    )  # it objects to the middle treaty: half of a leverage of 0.5
    lost = np.zeros((3, 1, 6))
    lost[1, 0, MIDDLE] = 0.4
    promises = Promises(("work",), (0,), (0,), np.ones((1, 6)), lost, np.ones((3, 1)), ((1,),))
    game = with_parties(replace(game, promises=promises), {}, {"trust": 0.25})
    _, value = valued(game)
    assert value.credible[1, MIDDLE] == pytest.approx(0.2 - (1.0 - 0.5 * 0.75) * 0.4)


# The ally: its view of a text, and its displeasure, count as far as the text binds.


def test_an_ally_looks_at_a_text_as_far_as_it_binds() -> None:
    _, value = valued(watched([-1.0] * 3 + [-1.0, -0.2, 0.06]))
    assert value.stances[0].tolist() == [2, OBJECT, OBJECT, THREATEN, OBJECT, SUPPORT]


def test_displeasure_costs_the_more_the_more_a_text_binds() -> None:
    _, value = valued(watched([-1.0, -2.0, 0.0, -1.0, -0.2, 0.06]))
    bare = valued(three_depths())[1]
    cost = bare.credible[0] - value.credible[0]
    # A threat against a note: leverage 0.5 of a stake of 0.2, for a quarter. An objection is half of a threat.
    assert cost == pytest.approx([0.0, 0.025, 0.0, 0.1, 0.05, -0.1])
    assert (value.credible[1] == bare.credible[1]).all()


def test_without_the_alliance_the_ally_says_nothing() -> None:
    _, value = valued(watched([-1.0] * 6), ALL_ON - {"alliance"})
    assert (value.credible[0] == valued(three_depths())[1].credible[0]).all()
    assert not value.press.any()


# Ratification: only of what goes to the ratifiers, and only the own one while holding out.


def test_a_ratifier_sees_only_what_is_laid_before_it() -> None:
    game = with_parties(three_depths(), {"domestic_threshold": 0.25, "hawkishness": 0.5})
    _, value = valued(game)
    assert value.passes[0, :BEST_A].tolist() == [1.0, 1.0, 1.0]
    # The gain alone counts, and a nationalist here sees the same: 0.3 passes 0.25 by 0.05, at a spread of 0.1.
    assert value.passes[0, MIDDLE] == pytest.approx(logistic(0.5))
    assert value.wins[0].tolist() == [True, True, True, True, True, False]


def test_who_holds_out_counts_the_own_ratifier_and_who_signs_counts_all() -> None:
    game = with_parties(three_depths(), {}, {"domestic_threshold": 0.2})
    game = replace(game, dynamics=replace(game.dynamics, failure_cost=0.04))
    _, value = valued(game)
    assert value.passes[1, MIDDLE] == 0.5
    assert value.expected[0, MIDDLE] == value.credible[0, MIDDLE]
    # A failure at home, or at the other's, leaves 0.2 less 0.04.
    assert value.signing[0, MIDDLE] == pytest.approx(0.5 * 0.3 + 0.5 * 0.16)
    assert value.expected[1, MIDDLE] == value.signing[1, MIDDLE] == pytest.approx(0.5 * 0.2 + 0.5 * 0.06)


def test_a_demand_is_tabled_whatever_the_others_parliament_thinks_of_it() -> None:
    game = with_parties(three_depths(), {}, {"domestic_threshold": 0.6})
    _, value = valued(game)
    assert value.acceptable[0, BEST_A] and not value.signable[1, BEST_A]


def test_what_survives_is_counted_from_interests_to_ratification() -> None:
    refused = np.zeros((2, 6), dtype=np.bool_)
    refused[1, GREETING] = True
    game = replace(promised(0.3, 0.5), refused=refused)
    game = replace(game, dynamics=replace(game.dynamics, failure_cost=0.04))
    game = with_parties(game, {"trust": 0.5}, {"domestic_threshold": 0.6})
    _, value = valued(game)
    left = {name: np.flatnonzero(mask).tolist() for name, mask in value.survives.items()}
    assert left == {
        "interests": [GREETING, MIDDLE],
        "red_lines": [MIDDLE],
        "credibility": [MIDDLE],
        "alliance": [MIDDLE],
        "ratification": [],
    }
