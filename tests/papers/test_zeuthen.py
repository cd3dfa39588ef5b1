"""Zeuthen's concessions end where Nash's product is largest.

Zeuthen (1930), "Problems of Monopoly and Economic Warfare"; Harsanyi (1956), "Approaches to the bargaining problem
before and after the theory of games", Econometrica 24(2), showed that who has the smaller product of gains is the
one to concede; as a protocol: Rosenschein and Zlotkin (1994), "Rules of Encounter". The largest product is worked
out by `sim.analysis.bargaining`, which knows nothing of the strategy.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.agents.play import play
from sim.agents.strategies import make_strategy
from sim.analysis.bargaining import nash
from sim.domain.game import Game
from sim.rules.draws import draw_chance
from sim.rules.table import Rules, Table
from sim.testing import pie, small_game
from tests.games import seeds


def conceded(game: Game, seed: int = 0) -> Table:
    player = make_strategy("zeuthen")
    return play(Rules(game, protocol="simultaneous"), {0: player, 1: player}, draw_chance(game, seed))


def gains(game: Game) -> np.ndarray:
    """The product of gains of every outcome, and -1 where someone loses."""
    floors = np.array([[party.reservation] for party in game.parties])
    gain = game.utilities - floors
    return np.where((gain >= 0.0).all(axis=0), gain.prod(axis=0), -1.0)


def monotonic(table: Table) -> None:
    """Nobody ever takes back what it gave."""
    for place in (0, 1):
        texts = [text.outcome for m in table.meetings for text in m.offers if text.author == place]
        worths = table.rules.game.utilities[place, texts]
        assert (np.diff(worths) <= 0.0).all()


@pytest.mark.parametrize("floors", [(0.0, 0.0), (0.25, 0.25), (0.25, 0.0), (0.0, 0.5)])
@pytest.mark.parametrize("n", [2, 3, 4, 8, 9, 20, 32])
def test_a_pie_is_divided_at_the_nash_point(n: int, floors: tuple[float, float]) -> None:
    """With an odd number of slices two divisions have the largest product, and the coin decides."""
    game = pie(n, rounds=2 * n)
    parties = tuple(replace(p, reservation=r) for p, r in zip(game.parties, floors, strict=True))
    game = replace(game, parties=parties)
    point = nash(game.utilities.T, floors)
    assert point is not None
    for seed in range(3):
        table = conceded(game, seed)
        assert table.agreement is not None
        assert gains(game)[table.agreement] == pytest.approx(gains(game)[point])
        monotonic(table)


@st.composite
def concave(draw_from: st.DrawFn) -> Game:
    """Points of the arc x**a + y**a = 1 with a of 1 or more: any on one side, their mirror images, the middle."""
    power = draw_from(st.floats(1.0, 6.0))
    xs = draw_from(st.lists(st.floats(0.0, 0.49), min_size=1, max_size=15, unique_by=lambda x: round(x, 3)))
    side = [(x ** (1.0 / power), (1.0 - x) ** (1.0 / power)) for x in xs]
    middle = 0.5 ** (1.0 / power)
    points = np.array([*side, (middle, middle), *((y, x) for x, y in side)])
    order = draw_from(st.permutations(range(len(points))))
    return small_game(points[order].T.tolist(), rounds=2 * len(points) + 2)


@given(concave(), seeds)
def test_a_symmetric_domain_ends_where_both_gain_the_same(game: Game, seed: int) -> None:
    point = nash(game.utilities.T, [0.0, 0.0])
    assert point is not None
    assert game.utilities[0, point] == pytest.approx(game.utilities[1, point])
    table = conceded(game, seed)
    assert table.agreement == point
    monotonic(table)


@settings(max_examples=60)
@given(seeds, st.integers(1, 40), st.sampled_from([0.0, 0.2, 0.5]))
def test_any_domain_without_ties_ends_at_the_nash_point(seed: int, n: int, floor: float) -> None:
    """Symmetric or not, concave or not: the one with the smaller product concedes until it is the larger."""
    table = np.random.default_rng(seed).random((2, n))
    game = small_game(table.tolist(), reservations=(floor, 0.1), rounds=2 * n + 2)
    products = np.sort(gains(game))
    assume(n == 1 or ((np.diff(products) > 1e-9) | (products[1:] < 0.0)).all())
    run = conceded(game, seed)
    assert run.agreement == nash(table.T, [floor, 0.1])
    monotonic(run)


def test_mirrored_nash_points_without_lotteries_may_end_between_them() -> None:
    """The paper's parties could toss a coin over (0.6, 0.4) and (0.4, 0.6); ours have no lottery to table.

    Their risks are equal all the way, both concede, and they meet at (0.45, 0.45), whose product is smaller.
    """
    points = [(1.0, 0.0), (0.6, 0.4), (0.45, 0.45), (0.4, 0.6), (0.0, 1.0)]
    game = small_game(np.array(points).T.tolist())
    assert conceded(game).agreement == 2
    assert nash(points, [0.0, 0.0]) == 1


def test_who_has_the_smaller_product_is_the_one_to_concede() -> None:
    game = small_game(np.array([(1.0, 0.1), (0.8, 0.5), (0.5, 0.7), (0.3, 1.0)]).T.tolist())
    table = conceded(game)
    texts = [[text.outcome for text in meeting.offers] for meeting in table.meetings]
    assert texts == [[0, 3], [1, 3], [1, 2], [1, 1]]
    for (mine, theirs), (mine_next, theirs_next) in pairwise(texts):
        if gains(game)[mine] < gains(game)[theirs]:
            assert (mine_next != mine, theirs_next) == (True, theirs)
        else:
            assert (mine_next, theirs_next != theirs) == (mine, True)
    assert table.agreement == 1 == nash(game.utilities.T, [0.0, 0.0])
