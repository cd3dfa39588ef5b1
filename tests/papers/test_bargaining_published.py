"""Published bargaining problems, with the answers their authors give."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pytest

from sim.analysis.bargaining import kalai_smorodinsky, nash, solutions
from sim.analysis.pareto import pareto_frontier

Table = npt.NDArray[np.float64]

# Nash (1950), "The bargaining problem", Econometrica 18(2), the barter of Bill and Jack:
# good, owner, utility to Bill, utility to Jack.
BARTER = [
    ("book", "bill", 2, 4),
    ("whip", "bill", 2, 2),
    ("ball", "bill", 2, 1),
    ("bat", "bill", 2, 2),
    ("box", "bill", 4, 1),
    ("pen", "jack", 10, 1),
    ("toy", "jack", 4, 1),
    ("knife", "jack", 6, 2),
    ("hat", "jack", 2, 2),
]


def barter() -> tuple[list[tuple[bool, ...]], Table]:
    """Every way to hand goods over, and what Bill and Jack gain by it."""
    trades = list(product([False, True], repeat=len(BARTER)))
    rows = []
    for trade in trades:
        bill = jack = 0
        for (_, owner, to_bill, to_jack), handed in zip(BARTER, trade, strict=True):
            sign = int(handed) if owner == "jack" else -int(handed)
            bill, jack = bill + sign * to_bill, jack - sign * to_jack
        rows.append([bill, jack])
    return trades, np.array(rows, dtype=float)


def test_nash_1950_bill_and_jack_trade_as_in_the_paper() -> None:
    trades, gain = barter()
    outcome = nash(gain, [0.0, 0.0])
    assert outcome is not None
    handed = {good[0] for good, moves in zip(BARTER, trades[outcome], strict=True) if moves}
    assert handed == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}
    assert gain[outcome].tolist() == [12.0, 5.0]


def lotteries(corners: list[tuple[int, int]], steps: int) -> Table:
    """The corners of a frontier and the lotteries between neighbours, in steps of 1/``steps``."""
    rows = [
        [((steps - i) * a[party] + i * b[party]) / steps for party in (0, 1)]
        for a, b in pairwise(corners)
        for i in range(steps + 1)
    ]
    return np.array(rows)


def test_kalai_smorodinsky_1975_a_better_set_should_not_hurt() -> None:
    """Kalai and Smorodinsky (1975), "Other solutions to Nash's bargaining problem", Econometrica 43(3).

    Two convex sets with corners (0, 1), (0.75, 0.75), (1, 0) and (0, 1), (1, 0.7), (1, 0), here times
    260 and with lotteries in steps of 1/13, so that every number is whole. The second contains the
    first; the second player's Nash utility falls from 0.75 to 0.7 all the same, while the solution of
    the paper rises from 0.75 to 10/13.
    """
    small = lotteries([(0, 260), (195, 195), (260, 0)], 13)
    large = lotteries([(0, 260), (260, 182), (260, 0)], 13)
    assert [small[nash(small, [0, 0])].tolist(), large[nash(large, [0, 0])].tolist()] == [
        [195.0, 195.0],
        [260.0, 182.0],
    ]
    assert small[kalai_smorodinsky(small, [0, 0])].tolist() == [195.0, 195.0]
    assert large[kalai_smorodinsky(large, [0, 0])].tolist() == [200.0, 200.0]


def test_irrelevant_alternatives_matter_to_kalai_smorodinsky_only() -> None:
    """The textbook's cut triangle: one player may have at most half of a pie.

    Osborne and Rubinstein (1990), "Bargaining and markets", chapter 2, discuss the axiom; the numbers
    follow from the definitions: Nash stays at the equal split, the other goes to two thirds.
    """
    pie = np.array([[i, 12.0 - i] for i in range(13)])
    cut = pie[:, 1] <= 6.0
    assert nash(pie, [0, 0]) == nash(pie, [0, 0], among=cut) == 6
    assert kalai_smorodinsky(pie, [0, 0]) == 6
    assert kalai_smorodinsky(pie, [0, 0], among=cut) == 8


@pytest.mark.parametrize(("root", "share"), [(1, 150), (2, 100)])
def test_the_more_risk_averse_gets_less(root: int, share: int) -> None:
    """A dollar between utilities x^(1/root) and 1 - x: Nash gives the first g / (1 + g), g = 1/root.

    Muthoo (1999), "Bargaining theory with applications", chapter 2, on risk aversion.
    """
    cents = np.arange(301) / 300
    first = cents if root == 1 else np.sqrt(cents)
    assert nash(np.column_stack([first, 1 - cents]), [0, 0]) == share


def test_risk_aversion_under_the_other_solutions() -> None:
    """The same dollar, sqrt(x) against 1 - x: equal gains at x = (3 - sqrt 5) / 2, most welfare at 1/4."""
    cents = np.arange(10_001) / 10_000
    found = solutions(np.column_stack([np.sqrt(cents), 1 - cents]), [0, 0])
    equal = round((3 - math.sqrt(5)) / 2 * 10_000)
    outcomes = {name: solution.outcome for name, solution in found.items() if solution is not None}
    assert outcomes == {
        "nash": 3333,
        "kalai_smorodinsky": equal,
        "egalitarian": equal,
        "utilitarian": 2500,
    }


def test_bargaining_power_divides_the_dollar() -> None:
    """Kalai (1977), "Nonsymmetric Nash solutions": weights a and b divide a dollar as a to b."""
    dollar = np.array([[i, 60.0 - i] for i in range(61)])
    for a, b in [(1, 1), (2, 1), (1, 3), (7, 5)]:
        assert nash(dollar, [0, 0], weights=[a, b]) == 60 * a // (a + b)


def test_three_ways_and_an_outside_option() -> None:
    """Split the difference: what is over after the disagreement utilities is shared equally."""
    pie = np.array([[i, j, 30.0 - i - j] for i in range(31) for j in range(31 - i)])
    outcome = nash(pie, [3, 9, 0])
    assert outcome is not None
    assert pie[outcome].tolist() == [9.0, 15.0, 6.0]


# Domains of the Genius repository (Hindriks, Jonker, Kraus, Lin and Tykhonov 2009, "Genius: negotiation
# environment for heterogeneous agents", AAMAS). A profile is its weights and, per issue, its evaluations.
Profile = tuple[list[float], list[list[float]]]


def additive(profiles: list[Profile]) -> Table:
    """Utilities on Genius's scale: evaluations over the issue's largest, weighted, capped at 1."""
    columns = []
    for weights, evaluations in profiles:
        column = np.zeros(1)
        for weight, values in zip(weights, evaluations, strict=True):
            share = weight * np.array(values) / max(values)
            column = (column[:, None] + share[None, :]).ravel()
        columns.append(np.minimum(column, 1.0))
    return np.column_stack(columns)


LAPTOP: list[Profile] = [
    (
        [0.4452125771655631, 0.37808251708013424, 0.1767567099260568],
        [[12, 20, 30], [30, 20, 9], [30, 10, 20]],
    ),
    (
        [0.37808251708013424, 0.1767567099260568, 0.4452125771655631],
        [[12, 30, 20], [20, 30, 9], [3, 2, 1]],
    ),
]
ENGLAND_ZIMBABWE: list[Profile] = [
    (
        [
            0.3031462333758278,
            0.303346839835533,
            0.049028952379678074,
            0.04904500802207314,
            0.29543296638688804,
        ],
        [[5, 7, 9, 1], [3, 6, 8, 1], [12, 1, 7], [10, 1, 6], [7, 10, 4, 1]],
    ),
    (
        [
            0.19707980311909024,
            0.20134268816210074,
            0.15406697766287486,
            0.15407719183124569,
            0.29343333922468845,
        ],
        [[9, 7, 5, 1], [8, 5, 3, 1], [1, 9, 5], [1, 19, 9], [11, 9, 7, 1]],
    ),
]
VACATION: list[Profile] = [
    (
        [
            0.20066840706761038,
            0.22759659561403653,
            0.22742759974114368,
            0.22225123167474164,
            0.1220561659024678,
        ],
        [[4, 5, 1, 2, 3], [2, 1, 4, 3], [6, 5, 4, 3], [2, 3, 4, 1], [1, 2, 3, 4, 5]],
    ),
    (
        [
            0.2243644372255421,
            0.33040064619387227,
            0.16112621511915004,
            0.08304712834048943,
            0.20106157312094602,
        ],
        [[1, 2, 5, 3, 4], [2, 4, 1, 3], [9, 16, 23, 30], [3, 1, 2, 4], [4, 5, 3, 2, 1]],
    ),
    (
        [
            0.23572398754388596,
            0.3317582880250621,
            0.1642750919358385,
            0.2102160063145714,
            0.05802662618064202,
        ],
        [[4, 1, 5, 3, 2], [4, 1, 3, 2], [5, 4, 3, 2], [2, 4, 3, 1], [5, 4, 3, 2, 1]],
    ),
]


@pytest.mark.parametrize(
    ("profiles", "reservation", "outcomes", "frontier", "expected"),
    [
        (
            LAPTOP,
            [0.0, 0.0],
            27,
            4,
            {
                "nash": [1.0, 0.8151053952],
                "kalai_smorodinsky": [0.8740242985, 0.8740242985],
                "egalitarian": [0.8740242985, 0.8740242985],
                "utilitarian": [1.0, 0.8151053952],
            },
        ),
        (
            ENGLAND_ZIMBABWE,
            [0.0, 0.0],
            576,
            25,
            {
                "nash": [0.9109162864, 0.7332182801],
                "kalai_smorodinsky": [0.8222863965, 0.7865697963],
                "egalitarian": [0.8222863965, 0.7865697963],
                "utilitarian": [0.9109162864, 0.7332182801],
            },
        ),
        (
            VACATION,
            [0.3, 0.0, 0.0],
            1600,
            131,
            {
                "nash": [0.7093324259, 0.7630879237, 0.7699615292],
                "kalai_smorodinsky": [0.7093324259, 0.7630879237, 0.7699615292],
                "egalitarian": [0.7337436591, 0.6826632944, 0.7583562039],
                "utilitarian": [0.652433277, 0.6804877621, 0.9358406732],
            },
        ),
    ],
    ids=["Laptop", "England-Zimbabwe", "Vacation"],
)
def test_genius_domains(
    profiles: list[Profile],
    reservation: list[float],
    outcomes: int,
    frontier: int,
    expected: dict[str, list[float]],
) -> None:
    """Frontier size and solutions of three domains, on Genius's scale and without discounting.

    A party disagrees at its reservation, or at its worst outcome where that is better: the choice of
    this point matters, under a bare reservation Vacation has other solutions. Its Kalai-Smorodinsky
    outcome is the one with the largest smallest share of the ideal gain; looking for the outcome
    nearest to the line towards the ideal finds another one for three parties.
    """
    table = additive(profiles)
    assert table.shape == (outcomes, len(profiles))
    assert len(pareto_frontier(table)) == frontier
    found = solutions(table, np.maximum(reservation, table.min(axis=0)))
    for name, utilities in expected.items():
        solution = found[name]
        assert solution is not None
        assert solution.utilities == pytest.approx(utilities, abs=1e-9), name
