"""Tactics that depend on time: who concedes late does better, if it comes to an agreement.

Faratin, Sierra and Jennings (1998), "Negotiation decision functions for autonomous agents", Robotics and Autonomous
Systems 24(3-4): Boulware tactics (beta below 1) hold out until the time is almost gone, conceders (beta above 1) go
to their reservation quickly; among equals, tougher tactics take longer, and against the same opponent they get more.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.offering import TimeDependent
from sim.agents.play import play
from sim.agents.strategies import make_strategy
from sim.rules.draws import draw_chance
from sim.rules.table import Rules, Table
from sim.testing import pie, small_game
from tests.games import units, view_of

FROM_TOUGH_TO_SOFT = ("boulware", "linear", "conceder")

betas = st.floats(0.02, 50.0)


def met(one: str, other: str, rounds: int = 60) -> Table:
    game = pie(100, rounds=rounds)
    players = {0: make_strategy(one, model="perfect"), 1: make_strategy(other, model="perfect")}
    return play(Rules(game, protocol="simultaneous"), players, draw_chance(game, 0))


def share(table: Table, place: int) -> float:
    assert table.agreement is not None
    return float(table.rules.game.utilities[place, table.agreement])


@given(st.integers(3, 100), st.data(), betas, betas, units)
def test_the_smaller_beta_holds_out_for_more_at_all_times(
    rounds: int, data: st.DataObject, one: float, other: float, floor: float
) -> None:
    game = small_game([[1.0, floor], [0.5, 0.5]], reservations=(floor, 0.0), rounds=rounds)
    now = data.draw(st.integers(1, rounds))
    low, high = (
        TimeDependent(b).aspiration(view_of(game, round=now)) for b in sorted((one, other), reverse=True)
    )
    assert low <= high + 1e-12
    if (
        1 < now < rounds
        and floor < 0.9
        and max(one, other) > 1.2 * min(one, other)
        and 0.2 < min(one, other) < 5.0
    ):
        assert low < high


@given(betas, st.integers(2, 60), units)
def test_everyone_starts_at_the_best_falls_and_ends_at_the_reservation(
    beta: float, rounds: int, floor: float
) -> None:
    game = small_game([[1.0, floor], [0.5, 0.5]], reservations=(floor, 0.0), rounds=rounds)
    view = view_of(game)
    curve = [TimeDependent(beta).aspiration(replace(view, round=r)) for r in range(1, rounds + 1)]
    assert curve[0] == 1.0 and curve[-1] == pytest.approx(floor)
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(curve))


def test_half_of_the_concession_comes_late_for_boulware_and_early_for_a_conceder() -> None:
    game = pie(100, rounds=101)
    when = {}
    for name in FROM_TOUGH_TO_SOFT:
        offering = make_strategy(name).offering
        curve = [offering.aspiration(view_of(game, round=r)) for r in range(1, 102)]
        when[name] = next(r for r, held in enumerate(curve) if held <= 0.5) / 100
    # 1 - t**(1/beta) = 1/2 at t = 2**-beta
    assert when == {
        "boulware": pytest.approx(2**-0.3, abs=0.01),
        "linear": pytest.approx(0.5, abs=0.01),
        "conceder": pytest.approx(2**-3.0, abs=0.01),
    }


def test_among_equals_the_tougher_agree_later() -> None:
    rounds = [met(name, name).meeting.round for name in FROM_TOUGH_TO_SOFT]
    assert rounds[0] > rounds[1] > rounds[2]


@pytest.mark.parametrize("opponent", FROM_TOUGH_TO_SOFT)
def test_against_the_same_opponent_the_tougher_gets_more(opponent: str) -> None:
    gained = [share(met(name, opponent), 0) for name in FROM_TOUGH_TO_SOFT]
    assert gained[0] > gained[1] > gained[2]


def test_equals_share_alike() -> None:
    for name in FROM_TOUGH_TO_SOFT:
        table = met(name, name)
        assert share(table, 0) == pytest.approx(share(table, 1), abs=0.05)
