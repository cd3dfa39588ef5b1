"""Ratification and performance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.domain.game import Game, Promises
from sim.rules.draws import Draws, draw_chance
from sim.rules.signing import Aftermath, aftermath, yearly_risk
from sim.rules.standing import opening_standing
from sim.rules.valuation import ALL_ON, valuation
from sim.testing import small_game


def promised(trust: float = 0.4, shock: float = 0.5) -> Game:
    """``a`` performs something for ``b``, half of it later; ``b`` trusts by 0.4, and by 0.5 in this promise."""
    game = small_game([[0.5, 0.5], [0.8, 0.8]])
    gain = np.zeros((2, 1, 2))
    gain[1, 0, 0] = 0.3  # nothing of outcome 1 rests on it
    promises = Promises(("work",), (0,), (-1,), np.full((1, 2), 0.5), gain, np.array([[1.0], [0.5]]))
    parties = (game.parties[0], replace(game.parties[1], trust=trust))
    dynamics = replace(game.dynamics, years=3, shock=shock)
    return replace(game, parties=parties, promises=promises, dynamics=dynamics)


def after(game: Game, draws: Draws, outcome: int = 0, on: frozenset[str] = ALL_ON) -> Aftermath:
    standing = opening_standing(game)
    return aftermath(game, standing, valuation(game, standing, on), outcome, draws, on)


def luck(game: Game, ratification: list[float], years: list[float]) -> Draws:
    return replace(draw_chance(game, 0), ratification=np.array(ratification), years=np.array(years))


def test_the_yearly_risk_is_the_shock_times_what_is_deferred_and_not_believed() -> None:
    game = promised()
    standing = opening_standing(game)
    value = valuation(game, standing, ALL_ON)
    assert yearly_risk(game, standing, value, 0, ALL_ON) == pytest.approx(0.5 * 0.5 * (1.0 - 0.4 * 0.5))
    assert yearly_risk(game, standing, value, 1, ALL_ON) == 0.0
    assert yearly_risk(game, standing, value, 0, ALL_ON - {"credibility"}) == 0.0


def test_pressure_on_the_backer_makes_a_backed_promise_break_sooner() -> None:
    game = promised()
    backed = replace(game, promises=replace(game.promises, backer=(0,)))
    standing = opening_standing(backed)
    pressed = replace(valuation(game, standing, ALL_ON), press=np.full((1, 2), 0.5))
    assert yearly_risk(backed, standing, pressed, 0, ALL_ON) == pytest.approx(
        0.5 * 0.5 * (1.0 - 0.4 * 0.5 * 0.5)
    )


def test_a_treaty_lapses_in_the_first_year_whose_draw_is_below_the_risk() -> None:
    game = promised()  # a risk of 0.2 a year
    assert after(game, luck(game, [0.5, 0.5], [0.9, 0.19, 0.0])) == Aftermath(
        "treaty_lapsed", {0: True, 1: True}, 2
    )
    assert after(game, luck(game, [0.5, 0.5], [0.9, 0.2, 0.9])).result == "treaty_performed"
    assert after(game, luck(game, [0.5, 0.5], [0.0, 0.0, 0.0]), outcome=1).result == "treaty_performed"


def test_every_signatory_has_to_ratify() -> None:
    game = promised()
    home = tuple(replace(party, domestic_threshold=0.6) for party in game.parties)
    game = replace(game, parties=home, promises=replace(game.promises, deferral=np.zeros((1, 2))))
    # The worths are 0.5 and 0.8, the spread 0.1: q is logistic(-1) = 0.27 and logistic(2) = 0.88.
    failed = after(game, luck(game, [0.3, 0.3], [0.0] * 3))
    assert (failed.result, failed.ratified, failed.lapsed) == ("not_ratified", {0: False, 1: True}, None)
    assert after(game, luck(game, [0.26, 0.87], [0.9] * 3)).result == "treaty_performed"
    unratified = after(game, luck(game, [0.99, 0.99], [0.9] * 3), on=ALL_ON - {"ratification"})
    assert unratified.result == "treaty_performed"
