"""Where a fair arbitrator would end: four bargaining solutions over a finite set of outcomes.

All four choose among the individually rational outcomes, those that give every party at least its
disagreement utility. The papers assume convex sets (lotteries are allowed); here the choice is
restricted to the outcomes that exist, and the maximand of each paper decides, in the spirit of
Mariotti (1998), "Nash bargaining theory when the number of alternatives can be finite", Social Choice
and Welfare 15(3).

The numbers handed in are taken at face value and everything after that is exact: floating point only
picks a short list, whole numbers of unlimited size compare it. So two outcomes tie when their products,
sums or ratios are equal, not when rounding happens to agree; no dominated outcome is ever chosen; and
the answer does not depend on the order of the parties, the processor or the version of a library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.analysis.pareto import FloatArray, IntArray, check_among, check_point, check_utilities
from sim.errors import InputError

WholeArray = npt.NDArray[np.object_]
_Rows = TypeVar("_Rows", FloatArray, WholeArray)

_LARGEST_WEIGHT = 100
_EPS = 2.0**-52
_TINY = 2.0**-1000  # far above what a product of ratios can lose when it falls below the normal range


@dataclass(frozen=True)
class Solution:
    """A bargaining solution: its name, and the outcomes that solve it, by their numbers, with their utilities by party.

    There are several where nothing but their numbers could tell them apart.
    """

    name: str
    outcomes: tuple[int, ...]
    points: tuple[tuple[float, ...], ...]

    @property
    def outcome(self) -> int:
        """The outcome with the lowest number."""
        return self.outcomes[0]

    @property
    def utilities(self) -> tuple[float, ...]:
        """The utilities of that outcome."""
        return self.points[0]

    @property
    def apart(self) -> tuple[int, ...]:
        """The outcomes without those that give everybody the same as one before."""
        first: dict[tuple[float, ...], int] = {}
        for outcome, point in zip(self.outcomes, self.points, strict=True):
            first.setdefault(point, outcome)
        return tuple(first.values())


@dataclass(frozen=True)
class _Problem:
    """The individually rational outcomes: their numbers, ascending, and utilities (parties, outcomes)."""

    numbers: IntArray
    columns: FloatArray
    disagreement: FloatArray
    ideal: FloatArray

    def only(self, places: IntArray) -> _Problem:
        """Return the problem of fewer outcomes under the same disagreement and ideal point."""
        columns = self.columns.take(places, axis=1)
        return _Problem(self.numbers[places], columns, self.disagreement, self.ideal)


def nash(
    utilities: npt.ArrayLike,
    disagreement: npt.ArrayLike,
    *,
    among: npt.ArrayLike | None = None,
    weights: Sequence[int] | None = None,
) -> int | None:
    """Return the number of the outcome with the largest product of gains, or None if none is rational.

    ``utilities`` (n outcomes, k parties), ``disagreement`` (k,); ``among`` (n,) restricts the choice.
    The product runs over the gains u - d of all parties, each raised to the party's weight, a whole
    number from 1 to 100 (bargaining power; only the proportions of ``weights`` matter). Ties: the larger
    smallest gain, then the larger sum of gains, then the lowest number. The product is independent of
    the parties' scales, the first two tie-breaks are not; they also decide when nothing is better for
    all. Raises ``InputError`` on shapes, NaN, infinity and other weights.

    Source: Nash (1950), "The bargaining problem", Econometrica 18(2). Weights: Kalai (1977),
    "Nonsymmetric Nash solutions and replications of 2-person bargaining", International Journal of
    Game Theory 6(3).

    >>> offers = [[1.0, 0.0], [0.75, 0.5], [0.5, 0.7], [0.0, 1.0]]
    >>> nash(offers, [0.0, 0.0])
    1
    >>> nash(offers, [0.0, 0.0], weights=[1, 3])
    2
    """
    problem = _problem(utilities, disagreement, among)
    powers = _check_weights(weights, np.shape(disagreement)[0])
    return None if problem is None else _nash(problem, powers)[0]


def kalai_smorodinsky(
    utilities: npt.ArrayLike, disagreement: npt.ArrayLike, *, among: npt.ArrayLike | None = None
) -> int | None:
    """Return the number of the outcome that lifts every party furthest towards its ideal, or None.

    ``utilities`` (n outcomes, k parties), ``disagreement`` (k,); ``among`` (n,) restricts the choice.
    A party's ratio is its gain u - d over its ideal gain, the largest among the individually rational
    outcomes; a party that cannot gain has ratio 1. The smallest ratio is maximised, then the second
    smallest, and so on (leximin); a tie in that leaves the same ratios in another order, and the lowest
    number is taken. None if no outcome is individually rational. Raises ``InputError`` on shapes, NaN
    and infinity.

    Source: Kalai and Smorodinsky (1975), "Other solutions to Nash's bargaining problem", Econometrica
    43(3); leximin after Imai (1983), "Individual monotonicity and lexicographic maxmin solution",
    Econometrica 51(2).

    >>> kalai_smorodinsky([[4.0, 0.0], [3.0, 0.4], [2.0, 0.6], [0.0, 1.0]], [0.0, 0.0])
    2
    """
    problem = _problem(utilities, disagreement, among)
    return None if problem is None else _kalai_smorodinsky(problem)[0]


def egalitarian(
    utilities: npt.ArrayLike, disagreement: npt.ArrayLike, *, among: npt.ArrayLike | None = None
) -> int | None:
    """Return the number of the outcome whose worst-off party gains most, or None if none is rational.

    ``utilities`` (n outcomes, k parties), ``disagreement`` (k,); ``among`` (n,) restricts the choice.
    The smallest gain u - d is maximised, then the second smallest, and so on (leximin); then the lowest
    number is taken. Gains of different parties are compared as they stand. Raises ``InputError`` on
    shapes, NaN and infinity.

    Source: Kalai (1977), "Proportional solutions to bargaining situations: interpersonal utility
    comparisons", Econometrica 45(7); leximin after Imai (1983).

    >>> egalitarian([[4.0, 0.0], [3.0, 0.4], [2.0, 0.6], [0.0, 1.0]], [0.0, 0.0])
    2
    """
    problem = _problem(utilities, disagreement, among)
    return None if problem is None else _egalitarian(problem)[0]


def utilitarian(
    utilities: npt.ArrayLike, disagreement: npt.ArrayLike, *, among: npt.ArrayLike | None = None
) -> int | None:
    """Return the number of the outcome with the largest sum of gains, or None if none is rational.

    ``utilities`` (n outcomes, k parties), ``disagreement`` (k,); ``among`` (n,) restricts the choice.
    Ties: the larger smallest gain u - d, then the lowest number. Gains of different parties are added
    as they stand. Raises ``InputError`` on shapes, NaN and infinity.

    Source: Harsanyi (1955), "Cardinal welfare, individualistic ethics, and interpersonal comparisons
    of utility", Journal of Political Economy 63(4).

    >>> utilitarian([[4.0, 0.0], [3.0, 0.4], [2.0, 0.6], [0.0, 1.0]], [0.0, 0.0])
    0
    """
    problem = _problem(utilities, disagreement, among)
    return None if problem is None else _utilitarian(problem)[0]


def solutions(
    utilities: npt.ArrayLike, disagreement: npt.ArrayLike, among: npt.ArrayLike | None = None
) -> dict[str, Solution | None]:
    """Return all four solutions by name; a solution is None when no outcome is individually rational.

    Shapes, ties, errors and sources are those of the four functions.

    >>> found = solutions([[60.0, 80.0], [50.0, 110.0], [30.0, 150.0]], [0.0, 0.0])
    >>> {name: solution.outcome for name, solution in found.items()}
    {'nash': 1, 'kalai_smorodinsky': 1, 'egalitarian': 0, 'utilitarian': 2}
    >>> found["nash"]
    Solution(name='nash', outcomes=(1,), points=((50.0, 110.0),))
    """
    values = check_utilities(utilities)
    problem = _problem(values, disagreement, among)
    found: dict[str, Solution | None] = {}
    for name, choose in _CHOICES.items():
        tied = [] if problem is None else choose(problem)
        points = tuple(tuple(row) for row in values[tied].tolist())
        found[name] = Solution(name, tuple(tied), points) if tied else None
    return found


def _problem(
    utilities: npt.ArrayLike, disagreement: npt.ArrayLike, among: npt.ArrayLike | None
) -> _Problem | None:
    """Check the arguments and keep the individually rational outcomes; None if there is none."""
    values = check_utilities(utilities)
    outcomes, parties = values.shape
    point = check_point("disagreement", disagreement, parties)
    rational = check_among(among, outcomes).copy()
    columns = np.ascontiguousarray(values.T)
    for party in range(parties):
        rational &= columns[party] >= point[party]
    numbers = np.flatnonzero(rational)
    if numbers.size == 0:
        return None
    columns = columns.take(numbers, axis=1)
    return _Problem(numbers, columns, point, columns.max(axis=1))


def _check_weights(weights: Sequence[int] | None, parties: int) -> list[int]:
    powers = [1] * parties if weights is None else list(weights)
    whole = all(isinstance(w, (int, np.integer)) and not isinstance(w, bool) for w in powers)
    if whole and len(powers) == parties and all(1 <= w <= _LARGEST_WEIGHT for w in powers):
        return [int(power) for power in powers]
    bounds = f"1 to {_LARGEST_WEIGHT}"
    raise InputError(f"weights: {powers!r} is not a whole number, {bounds}, for each of {parties} parties")


def _nash(problem: _Problem, powers: Sequence[int] | None = None) -> list[int]:
    everyone = (problem.columns > problem.disagreement[:, None]).all(axis=0)
    if not everyone.any():
        # Every product and every smallest gain is zero: the tie-break by sum decides alone.
        return _utilitarian(problem)
    problem = problem.only(np.flatnonzero(everyone))
    powers = [1] * problem.columns.shape[0] if powers is None else powers
    score = np.ones(problem.numbers.size)
    for ratio, power in zip(_ratios(problem), powers, strict=True):
        for _ in range(power):
            score = score * ratio

    def keys(gains: WholeArray, _: list[int]) -> Iterator[WholeArray]:
        product = gains[0] ** powers[0]
        for gain, power in zip(gains[1:], powers[1:], strict=True):
            product = product * gain**power
        yield product
        yield _smallest(gains)
        yield _total(gains)

    return _decide(problem, score, 4 * sum(powers) * _EPS * float(score.max()) + _TINY, keys)


def _kalai_smorodinsky(problem: _Problem) -> list[int]:
    score = _smallest(_ratios(problem))

    def keys(gains: WholeArray, spans: list[int]) -> Iterator[WholeArray]:
        # Ratios over a common denominator, the product of the ideal gains of all who can gain.
        ratios = gains.copy()
        for party, span in enumerate(spans):
            if span == 0:
                ratios[party] = 1
            for other, factor in enumerate(spans):
                if factor and other != party:
                    ratios[party] = ratios[party] * factor
        yield from np.sort(ratios, axis=0)

    return _decide(problem, score, 4 * _EPS * float(score.max()) + _TINY, keys)


def _egalitarian(problem: _Problem) -> list[int]:
    score = _smallest(problem.columns - problem.disagreement[:, None])

    def keys(gains: WholeArray, _: list[int]) -> Iterator[WholeArray]:
        yield from np.sort(gains, axis=0)

    return _decide(problem, score, 4 * _EPS * float(score.max()), keys)


def _utilitarian(problem: _Problem) -> list[int]:
    parties = problem.columns.shape[0]
    slack = 2 * parties * parties * _EPS * float(np.abs(problem.columns).max())

    def keys(gains: WholeArray, _: list[int]) -> Iterator[WholeArray]:
        yield _total(gains)
        yield _smallest(gains)

    return _decide(problem, _total(problem.columns), slack, keys)


_CHOICES: dict[str, Callable[[_Problem], list[int]]] = {
    "nash": _nash,
    "kalai_smorodinsky": _kalai_smorodinsky,
    "egalitarian": _egalitarian,
    "utilitarian": _utilitarian,
}


def _decide(
    problem: _Problem,
    score: FloatArray,
    slack: float,
    keys: Callable[[WholeArray, list[int]], Iterator[WholeArray]],
) -> list[int]:
    """Return the numbers of the best outcomes by ``keys``, each the judge of ties in the one before.

    ``score`` (outcomes,) is the first key in floating point, up to a common factor, and ``slack`` at
    least twice its rounding error: whoever lies further than that below the best cannot win.
    """
    near = np.flatnonzero(score >= score.max() - slack)
    if near.size > 1:
        points = [problem.columns.take(near, axis=1), problem.disagreement, problem.ideal]
        whole = _whole(np.column_stack(points))
        gains = whole - whole[:, -2:-1]
        left = np.arange(near.size)
        for key in keys(gains[:, :-2], gains[:, -1].tolist()):
            values = key[left]
            left = left[values == values.max()]
            if left.size == 1:
                break
        near = near[left]
    found: list[int] = problem.numbers[near].tolist()
    return found


def _whole(values: FloatArray) -> WholeArray:
    """Return ``values`` times one common power of two, as whole numbers of unlimited size, exactly."""
    mantissa, exponent = np.frexp(values)
    whole = np.ldexp(mantissa, 53).astype(np.int64).astype(np.object_)
    return np.asarray(whole << (exponent - exponent.min()).astype(np.object_), dtype=np.object_)


def _ratios(problem: _Problem) -> FloatArray:
    """Return each party's gain over its ideal gain, shape (parties, outcomes); 1 where it cannot gain."""
    span = problem.ideal - problem.disagreement
    stuck = span == 0
    gains = problem.columns - problem.disagreement[:, None]
    gains[stuck] = 1.0
    return gains / np.where(stuck, 1.0, span)[:, None]


def _smallest(rows: _Rows) -> _Rows:
    """Return the smallest of the rows, element by element."""
    least: _Rows = rows[0]
    for row in rows[1:]:
        least = np.minimum(least, row)
    return least


def _total(rows: _Rows) -> _Rows:
    """Return the sum of the rows, added in their order."""
    total: _Rows = rows[0]
    for row in rows[1:]:
        total = total + row
    return total
