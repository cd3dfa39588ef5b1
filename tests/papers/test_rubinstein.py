"""The division of a pie by alternating offers, against the equilibrium of the theory.

Rubinstein (1982), "Perfect equilibrium in a bargaining model", Econometrica 50(1); finite horizons: Ståhl (1972),
"Bargaining Theory"; outside options: Shaked and Sutton (1984), "Involuntary unemployment as a perfect equilibrium
in a bargaining model", Econometrica 52(6), and Binmore, Rubinstein and Wolinsky (1986), "The Nash bargaining
solution in economic modelling", RAND Journal of Economics 17(2).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from sim.agents.play import play
from sim.agents.strategies import make_strategy
from sim.domain.game import Game
from sim.rules.draws import draw_chance
from sim.rules.table import Rules, Table
from sim.testing import pie

SLICES = 2000
LONG = 400

Rates = tuple[float, float]

# Share of player 1, who proposes in period 1, by discount factors and number of periods (Ståhl).
FINITE: dict[Rates, dict[int, float]] = {
    (0.9, 0.9): {1: 1.0, 2: 0.1, 3: 0.91, 4: 0.181, 5: 0.8371, 10: 0.342800821, 50: 0.523603276207},
    (0.5, 0.5): {1: 1.0, 2: 0.5, 3: 0.75, 4: 0.625, 5: 0.6875, 10: 0.666015625, 50: 0.666666666667},
    (0.95, 0.9): {1: 1.0, 2: 0.1, 3: 0.955, 4: 0.1855, 5: 0.916525, 10: 0.374544892562, 50: 0.675921557493},
    (0.9, 0.95): {1: 1.0, 2: 0.05, 3: 0.905, 4: 0.09275, 5: 0.823775, 10: 0.187272446281, 50: 0.337960778747},
    (0.8, 0.6): {1: 1.0, 2: 0.4, 3: 0.88, 4: 0.592, 5: 0.8224, 10: 0.749630464, 50: 0.769230760969},
    (0.99, 0.99): {
        1: 1.0,
        2: 0.01,
        3: 0.9901,
        4: 0.019801,
        5: 0.98039701,
        10: 0.048049208538,
        50: 0.198489413499,
    },
    (0.0, 0.9): {1: 1.0, 2: 0.1, 3: 0.1, 4: 0.1, 5: 0.1, 10: 0.1, 50: 0.1},
    (0.9, 0.0): {1: 1.0, 2: 1.0, 3: 1.0, 4: 1.0, 5: 1.0, 10: 1.0, 50: 1.0},
}

# Share of player 1 without a horizon (Rubinstein): when it proposes first, and when the other does.
INFINITE: dict[Rates, Rates] = {
    (0.9, 0.9): (0.526315789474, 0.473684210526),
    (0.5, 0.5): (0.666666666667, 0.333333333333),
    (0.95, 0.9): (0.689655172414, 0.655172413793),
    (0.9, 0.95): (0.344827586207, 0.310344827586),
    (0.8, 0.6): (0.769230769231, 0.615384615385),
}

# Discount factors, the responder's outside option, and its share.
OUTSIDE = [((0.9, 0.9), 0.3, 0.473684210526), ((0.9, 0.9), 0.6, 0.6), ((0.95, 0.9), 0.5, 0.5)]


def divided(game: Game) -> Table:
    player = make_strategy("backward_induction")
    return play(Rules(game), {0: player, 1: player}, draw_chance(game, 0))


def share(table: Table, place: int = 0) -> float:
    assert table.agreement is not None
    return float(table.rules.game.utilities[place, table.agreement])


def grain(rates: Rates, periods: int) -> float:
    """How far whole slices can lead away from the theory.

    In each period the proposer rounds the other's due up to whole slices, by less than one and by one more where
    the last bit of a product says so; of that error a share of at most the discount factor reaches the period before.
    """
    total, weight = 0.0, 1.0
    for _ in range(periods):
        total, weight = total + weight, weight * max(rates)
    return total / SLICES + 1e-9


@pytest.mark.parametrize("periods", [1, 2, 3, 4, 5, 10, 50])
@pytest.mark.parametrize("rates", FINITE)
def test_with_a_horizon_the_shares_are_those_of_stahl(rates: Rates, periods: int) -> None:
    table = divided(pie(SLICES, rates, periods))
    assert table.meeting.round == 1, "in equilibrium the first text is accepted"
    assert share(table) == pytest.approx(FINITE[rates][periods], abs=grain(rates, periods))


@pytest.mark.parametrize("rate", [0.3, 0.5, 0.9])
def test_with_a_common_discount_factor_the_share_has_a_closed_form(rate: float) -> None:
    for periods in range(1, 21):
        exact = (1.0 - (-rate) ** periods) / (1.0 + rate)
        table = divided(pie(SLICES, rate, periods))
        assert share(table) == pytest.approx(exact, abs=grain((rate, rate), periods))


@pytest.mark.parametrize("opening", [0, 1])
@pytest.mark.parametrize("rates", INFINITE)
def test_with_a_distant_horizon_the_shares_are_those_of_rubinstein(rates: Rates, opening: int) -> None:
    """After 400 periods at 0.95 or less the horizon weighs less than a millionth."""
    table = divided(replace(pie(SLICES, rates, LONG), opening=opening))
    assert (table.meeting.round, table.meeting.offers[0].author) == (1, opening)
    assert share(table, 0) == pytest.approx(INFINITE[rates][opening], abs=grain(rates, LONG) + 1e-6)
    assert share(table, 0) + share(table, 1) == pytest.approx(1.0)


def test_a_finer_pie_comes_nearer() -> None:
    exact = INFINITE[0.8, 0.6][0]
    misses = [abs(share(divided(pie(n, (0.8, 0.6), 60))) - exact) for n in (20, 2000, 20000)]
    assert all(fine < coarse for coarse, fine in pairwise(misses))


@pytest.mark.parametrize(("rates", "option", "responder"), OUTSIDE)
def test_an_outside_option_counts_only_where_it_is_better_than_the_bargain(
    rates: Rates, option: float, responder: float
) -> None:
    """Our reservation is such an option: it can be had in every period, and nobody may agree to less."""
    game = pie(SLICES, rates, LONG)
    game = replace(game, parties=(game.parties[0], replace(game.parties[1], reservation=option)))
    table = divided(game)
    assert table.meeting.round == 1
    assert responder == pytest.approx(max(1.0 - INFINITE[rates][0], option))
    assert share(table, 1) == pytest.approx(responder, abs=grain(rates, LONG) + 1e-6)


def test_patience_is_power() -> None:
    shares = [share(divided(pie(SLICES, (rate, 0.8), 60))) for rate in (0.2, 0.5, 0.8, 0.95)]
    assert all(more > less for less, more in pairwise(shares))


def test_where_the_options_leave_no_pie_nobody_agrees() -> None:
    game = pie(100, 0.9, 6)
    game = replace(game, parties=tuple(replace(party, reservation=0.6) for party in game.parties))
    assert divided(game).result == "deadline"
