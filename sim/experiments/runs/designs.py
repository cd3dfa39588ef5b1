"""Designs: which points of the varied keys are played, as a table with one row per design."""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from sim.domain.issue import Floats
from sim.errors import InputError
from sim.experiments.runs.vary import Axis, Kind, stands_at
from sim.scenario.load import Scenario
from sim.streams import stream

Sort = Literal["none", "grid", "lhs", "sobol", "list", "oat"]
SORTS: tuple[str, ...] = get_args(Sort)[1:]
Codes = npt.NDArray[np.int32]

LARGEST = 10_000_000
"""Points of a design that still fit into memory with ease."""


@dataclass(frozen=True)
class Column:
    """One varied key over n designs: ``numbers`` of shape ``(n,)``, or places in ``choices`` as ``codes``."""

    key: str
    kind: Kind
    numbers: Floats | None = None
    codes: Codes | None = None
    choices: tuple[str, ...] = ()

    @property
    def data(self) -> npt.NDArray[Any]:
        """The numbers or the codes."""
        data = self.codes if self.numbers is None else self.numbers
        assert data is not None
        return data

    def part(self, first: int, stop: int) -> Column:
        """Return the designs from ``first`` to before ``stop``; after the last comes the first again."""
        piece = self.data.take(np.arange(first, stop), mode="wrap")
        return replace(self, numbers=piece) if self.numbers is not None else replace(self, codes=piece)

    def typed(self, place: int) -> float | str:
        """Return the value in one design, as `Scenario.with_changes` takes it."""
        return float(self.data[place]) if self.numbers is not None else self.choices[int(self.data[place])]


@dataclass(frozen=True)
class Points:
    """A design: ``n`` points, and a column for each varied key."""

    n: int
    columns: tuple[Column, ...] = ()

    def part(self, first: int, stop: int) -> Points:
        """Return the designs from ``first`` to before ``stop``, with memory of their own."""
        return Points(stop - first, tuple(column.part(first, stop) for column in self.columns))

    @property
    def digest(self) -> str:
        """A digest of every point."""
        found = hashlib.sha256(str(self.n).encode())
        for column in self.columns:
            found.update(repr((column.key, column.kind, column.choices)).encode())
            found.update(column.data.astype(column.data.dtype.newbyteorder("<")).tobytes())
        return found.hexdigest()


ONE = Points(1)
"""The design of a batch in which nothing is varied."""


def _column(axis: Axis, codes: npt.NDArray[Any]) -> Column:
    """Counted-out values by their place."""
    if axis.kind == "number":
        return Column(axis.key, axis.kind, numbers=np.array(_listed(axis))[codes])
    return Column(axis.key, axis.kind, codes=codes.astype(np.int32), choices=axis.choices)


def _listed(axis: Axis) -> tuple[float, ...]:
    """The numbers of an axis, a counted range spread evenly."""
    if not axis.is_range:
        return axis.numbers
    low, high = axis.numbers
    count = axis.count or 2
    return (*(low + (high - low) * i / (count - 1) for i in range(count - 1)), high)


def _levels(axis: Axis) -> int:
    return len(_listed(axis)) if axis.kind == "number" else len(axis.choices)


def check_points(n: int) -> None:
    """Raise `InputError` for a grid of too many points."""
    if n > LARGEST:
        raise InputError(f"--vary: the grid has {n:,} points, more than {LARGEST:,}; take fewer values")


def grid(axes: Sequence[Axis]) -> Points:
    """Return every combination of the listed values; the first key changes slowest.

    Raises `InputError` for a range of numbers without a count.

    >>> axes = [Axis("a", "", "word", False, words=("x", "y")), Axis("b", "", "number", False, (1.0, 2.0))]
    >>> points = grid(axes)
    >>> [(points.columns[0].typed(i), points.columns[1].typed(i)) for i in range(points.n)]
    [('x', 1.0), ('x', 2.0), ('y', 1.0), ('y', 2.0)]
    """
    for axis in axes:
        if axis.kind == "number" and axis.is_range and axis.count is None:
            raise InputError(
                f"--vary {axis.key}={axis.text}: a grid needs to know how many values the range has; "
                f"write {axis.key}={axis.text}:5, or take --design lhs"
            )
    shape = [_levels(axis) for axis in axes]
    n = math.prod(shape)
    check_points(n)
    places = np.unravel_index(np.arange(n), shape)
    return Points(n, tuple(_column(axis, codes) for axis, codes in zip(axes, places, strict=True)))


def spread(sort: str, axes: Sequence[Axis], n: int, seed: int) -> Points:
    """Return n points spread over the ranges: a Latin hypercube (``lhs``) or a scrambled Sobol sequence.

    Both are those of `scipy.stats.qmc`, whose pages name their sources. Listed values are taken in equal shares.
    The same seed gives the same points.

    >>> spread("lhs", [Axis("a", "", "number", True, (0.0, 1.0))], 4, 7).n
    4
    """
    for axis in axes:
        if axis.count is not None:
            raise InputError(f"--vary {axis.key}={axis.text}: a count belongs to --design grid; leave it out")
    if n > LARGEST:
        raise InputError(f"--runs: makes {n:,} designs, more than {LARGEST:,}; take more replications")
    # Half of the time that a worker would take to start goes into this import, which it does not need.
    from scipy.stats import qmc

    luck = stream(seed, "design", sort)
    sampler = qmc.LatinHypercube(len(axes), rng=luck) if sort == "lhs" else qmc.Sobol(len(axes), rng=luck)
    with warnings.catch_warnings():
        # That n is no power of two is said once, in a note of the plan.
        warnings.simplefilter("ignore", UserWarning)
        sample = sampler.random(n)
    return Points(n, tuple(_scaled(axis, sample[:, i]) for i, axis in enumerate(axes)))


def _scaled(axis: Axis, uniform: Floats) -> Column:
    if axis.kind == "number" and axis.is_range:
        low, high = axis.numbers
        return Column(axis.key, axis.kind, numbers=np.clip(low + (high - low) * uniform, low, high))
    levels = _levels(axis)
    return _column(axis, np.minimum((uniform * levels).astype(np.int64), levels - 1))


def around(axes: Sequence[Axis], scenario: Scenario) -> Points:
    """Return the scenario's own values, and then every listed one of a key with the others left at them.

    In every design each varied key is held: a number at its likeliest value and not drawn, a word at its word.
    A range without a count stands for its two ends. Raises `InputError` for a key of which the scenario says nothing.

    >>> from sim.scenario.load import load
    >>> around([Axis("talks.rounds", "", "whole", False, (8.0, 9.0), ("8", "9"))], load("2018-singapore")).n
    3
    """
    rows, names = [_own(axes, scenario)], [axis.key for axis in axes]
    for place, axis in enumerate(axes):
        ends = axis.is_range and axis.count is None and axis.kind == "whole"
        values: Sequence[float | str] = (
            _listed(axis) if axis.kind == "number" else axis.words if ends else axis.choices
        )
        rows += [
            [*rows[0][:place], x, *rows[0][place + 1 :]] for x in values if str(x) != str(rows[0][place])
        ]
    columns = [[row[i] for row in rows] for i in range(len(names))]
    return Points(
        len(rows), tuple(_explicit(axis, column) for axis, column in zip(axes, columns, strict=True))
    )


def _own(axes: Sequence[Axis], scenario: Scenario) -> list[float | str]:
    found: list[float | str] = []
    for axis in axes:
        value = stands_at(scenario, axis.key)
        if axis.kind == "number" and axis.key in scenario.settings:
            value = scenario.settings[axis.key].value
        if value is None:
            raise InputError(
                f"--vary {axis.key}={axis.text}: {scenario.source} says nothing there to go around; "
                f"give it with --set {axis.key}=VALUE"
            )
        found.append(value if axis.kind == "number" else str(value))
    return found


def _explicit(axis: Axis, values: Sequence[float | str]) -> Column:
    if axis.kind == "number":
        return Column(axis.key, axis.kind, numbers=np.array([float(value) for value in values]))
    texts = [str(value) for value in values]
    choices = tuple(dict.fromkeys(texts))
    places = {choice: i for i, choice in enumerate(choices)}
    return Column(
        axis.key, axis.kind, codes=np.array([places[text] for text in texts], np.int32), choices=choices
    )


def listed(axes: Sequence[Axis], rows: Sequence[Sequence[str]]) -> Points:
    """Return the points of a table of texts, a column per axis.

    >>> listed([Axis("a", "", "number", False)], [["0.5"], ["1"]]).columns[0].numbers.tolist()
    [0.5, 1.0]
    """
    columns = zip(*rows, strict=True)
    return Points(
        len(rows), tuple(_explicit(axis, column) for axis, column in zip(axes, columns, strict=True))
    )
