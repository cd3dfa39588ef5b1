"""The shapes of what is drawn, and that nothing else is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.domain.game import Event
from sim.rules.draws import draw_chance
from sim.streams import stream
from sim.testing import pie


def test_draws_have_the_shapes_of_the_game_and_are_uniform_numbers() -> None:
    game = replace(pie(4, rounds=7), events=(Event("a"), Event("b"), Event("c")))
    game = replace(game, dynamics=replace(game.dynamics, years=5))
    draws = draw_chance(game, 3)
    assert draws.events.shape == (3, 7)
    assert draws.mood.shape == draws.choice.shape == (7, 2)
    assert draws.coin.shape == (7,)
    assert draws.ratification.shape == (2,)
    assert draws.years.shape == (5,)
    for array in (draws.events, draws.mood, draws.choice, draws.coin, draws.ratification, draws.years):
        assert ((array >= 0.0) & (array < 1.0)).all()


def test_a_game_without_events_and_years_draws_none() -> None:
    draws = draw_chance(pie(4, rounds=7), 3)
    assert draws.events.shape == (0, 7)
    assert draws.years.shape == (0,)


def test_luck_goes_by_the_name_not_by_the_place() -> None:
    game = pie(4)
    swapped = replace(game, parties=(game.parties[1], game.parties[0]))
    one, two = draw_chance(game, 3), draw_chance(swapped, 3)
    assert np.array_equal(one.mood[:, ::-1], two.mood)
    assert np.array_equal(one.ratification[::-1], two.ratification)


def test_the_numbers_are_the_same_on_every_platform() -> None:
    assert stream(7, "coin").random().hex() == "0x1.470956576f97ep-2"
    assert float(draw_chance(pie(4), 0).choice[0, 0]).hex() == "0x1.a8b99f104cceap-2"
