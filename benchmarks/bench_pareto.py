"""Time the Pareto frontier against the plainest NumPy that finds it: ``python -m benchmarks.bench_pareto``.

The floor for two parties is one sort and a running maximum. For three it is one sort and a loop that
takes the next outcome left and strikes out what it dominates; that loop is quadratic when almost
everything is on the frontier, so large opposed sets are left out there. Both sides must find the same
outcomes. Read the last column: times differ from machine to machine, their ratio much less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np
import numpy.typing as npt

from sim.analysis.pareto import pareto_frontier

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]


def floor_of_two(table: Table) -> Numbers:
    """Sort by party 0, keep what is better for party 1 than everything before; distinct outcomes only."""
    order = np.lexsort((-table[:, 1], -table[:, 0]))
    second = table[order, 1]
    kept = np.ones(order.size, dtype=np.bool_)
    kept[1:] = second[1:] > np.maximum.accumulate(second)[:-1]
    return np.sort(order[kept])


def floor_of_more(table: Table) -> Numbers:
    """Sort by the sum, then take the best one left and strike out what it dominates."""
    left = np.argsort(-table.sum(axis=1), kind="stable")
    found = []
    while left.size:
        found.append(left[0])
        left = left[(table[left] > table[left[0]]).any(axis=1)]
    return np.sort(np.array(found, dtype=np.intp))


def opposed(table: Table) -> Table:
    """Interests that are nearly opposed: long frontiers."""
    return np.asarray(table / table.sum(axis=1, keepdims=True) * (0.95 + 0.05 * table[::-1, :1]))


def weighted_issues(n: int, parties: int) -> Table:
    """Every outcome of five issues, each party with its own weights and values, shuffled."""
    rng = np.random.default_rng(n)
    options = int(np.ceil(n**0.2))
    columns = []
    for _ in range(parties):
        column = np.zeros(1)
        for weight in rng.dirichlet(np.ones(5)):
            column = (column[:, None] + weight * rng.random(options)).ravel()
        columns.append(column)
    return np.column_stack(columns)[rng.permutation(options**5)[:n]]


def cases() -> Iterator[tuple[str, int, Table]]:
    """Name, number of parties and utilities of each case."""
    for parties in (2, 3):
        for n in (1_000, 10_000, 100_000):
            table = np.random.default_rng(n).random((n, parties))
            yield "uniform", parties, table
            yield "issues", parties, weighted_issues(n, parties)
            if parties == 2 or n <= 10_000:
                yield "opposed", parties, opposed(table)


def best_time(function: Callable[[Table], Numbers], table: Table) -> tuple[float, Numbers]:
    """Return the shortest of several runs in milliseconds, and what was found."""
    times: list[float] = []
    end = perf_counter() + 0.3
    while len(times) < 3 or perf_counter() < end:
        start = perf_counter()
        found = function(table)
        times.append(perf_counter() - start)
    return 1000 * min(times), found


def main() -> None:
    """Print one line per case; stop at the first case where the two sides differ."""
    print(f"{'case':10}{'parties':>8}{'outcomes':>10}{'frontier':>10}{'ms':>10}{'floor ms':>10}{'ratio':>8}")
    for name, parties, table in cases():
        time, found = best_time(pareto_frontier, table)
        floor, expected = best_time(floor_of_two if parties == 2 else floor_of_more, table)
        assert np.array_equal(found, expected), f"{name}: {found.size} outcomes against {expected.size}"
        print(
            f"{name:10}{parties:8}{len(table):10}{found.size:10}{time:10.3f}{floor:10.3f}{time / floor:8.2f}"
        )


if __name__ == "__main__":
    main()
