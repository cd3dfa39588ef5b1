"""How far a deal lies from the best that was within reach.

A distance is the root of the mean squared difference in utility over the parties: Euclidean distance
divided by sqrt(k). With utilities in [0, 1] it lies in [0, 1] for any number of parties, so distances of
scenarios with different parties can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.bargaining import Solution, solutions
from sim.analysis.pareto import FloatArray, check_among, check_point, check_utilities, pareto_frontier


@dataclass(frozen=True)
class Yardstick:
    """What deals of one game are measured against: utilities on the frontier, and the solutions.

    ``frontier`` has shape (outcomes on the frontier, parties).
    """

    frontier: FloatArray
    solutions: dict[str, Solution | None]

    def distances(self, point: npt.ArrayLike) -> dict[str, float | None]:
        """Return the distance from ``point`` (k,) to the frontier and to each solution: to the nearest of those that tie.

        >>> stick = yardstick([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]], [0.0, 0.0])
        >>> stick.distances([0.5, 0.5])["nash"], stick.distances([0.0, 0.0])["nash"]
        (0.0, 0.5)
        """
        place = check_point("point", point, self.frontier.shape[1])
        found: dict[str, float | None] = {"pareto": _nearest(place, self.frontier)}
        for name, solution in self.solutions.items():
            goal = None if solution is None else np.array(solution.points)
            found[name] = None if goal is None else _nearest(place, goal)
        return found


def yardstick(
    utilities: npt.ArrayLike, disagreement: npt.ArrayLike, among: npt.ArrayLike | None = None
) -> Yardstick:
    """Return the yardstick of a game, to measure many deals with one computation.

    ``utilities`` (n outcomes, k parties), ``disagreement`` (k,); ``among`` (n,) is a mask of the
    outcomes within reach, None for all. Raises ``InputError`` on shapes, NaN and infinity.

    >>> yardstick([[1.0, 0.0], [0.5, 0.5], [0.2, 0.2]], [0.0, 0.0]).frontier.tolist()
    [[1.0, 0.0], [0.5, 0.5]]
    """
    values = check_utilities(utilities)
    within = values.take(np.flatnonzero(check_among(among, values.shape[0])), axis=0)
    frontier = within[pareto_frontier(within)]
    frontier.setflags(write=False)
    return Yardstick(frontier, solutions(values, disagreement, among))


def distances(
    point: npt.ArrayLike,
    utilities: npt.ArrayLike,
    disagreement: npt.ArrayLike,
    among: npt.ArrayLike | None = None,
) -> dict[str, float | None]:
    """Return how far ``point`` lies from the Pareto frontier and from each bargaining solution.

    ``point`` (k,) holds the utilities of a deal, or of none; the other arguments are those of
    ``yardstick``, and the frontier is that of the outcomes in ``among``. Keys: "pareto" (the nearest
    frontier point), "nash", "kalai_smorodinsky", "egalitarian", "utilitarian". A value is None when
    there is nothing to measure against: no outcome, or none that is individually rational. It is 0
    exactly when the point is a frontier point, or the solution's. Raises ``InputError`` on shapes, NaN
    and infinity.

    >>> found = distances([0.5, 0.0], [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]], [0.0, 0.0])
    >>> {name: round(value, 3) for name, value in found.items()}["nash"]
    0.354
    >>> distances([0.5, 0.5], [[0.5, 0.5]], [0.0, 0.9])
    {'pareto': 0.0, 'nash': None, 'kalai_smorodinsky': None, 'egalitarian': None, 'utilitarian': None}
    """
    return yardstick(utilities, disagreement, among).distances(point)


def _nearest(point: FloatArray, goals: FloatArray) -> float | None:
    """Return the distance from ``point`` (k,) to the nearest of ``goals`` (m, k); None when m is 0."""
    if goals.shape[0] == 0:
        return None
    gaps = np.abs(goals - point)
    longest = gaps[:, 0]
    for party in range(1, gaps.shape[1]):
        longest = np.maximum(longest, gaps[:, party])
    # Scaled by the longest gap, no square underflows: nothing but a goal itself is at distance zero.
    scale = np.where(longest > 0, longest, 1.0)
    squares = np.zeros(goals.shape[0])
    for party in range(gaps.shape[1]):
        share = gaps[:, party] / scale
        squares = squares + share * share
    return float((longest * np.sqrt(squares / gaps.shape[1])).min())
