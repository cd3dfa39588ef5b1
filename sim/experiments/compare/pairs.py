"""Two settings side by side under common random numbers: what differs in the result, with intervals."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.resampling import Floats, bounds
from sim.domain.comparison import MEASURES, MeasureRow
from sim.domain.game import LADDER
from sim.domain.record import treaty_gap
from sim.engine.ensemble import BARRED, Runs, play_many, prepare
from sim.errors import whole_within
from sim.rules.formulas import reserved
from sim.scenario.setup import Setup
from sim.streams import check_seed, seeds_of

if TYPE_CHECKING:
    from sim.engine.mesa import NegotiationModel

Measures = dict[str, float]

MOST = 20_000
"""Pairs at most: the bootstrap takes seconds then, and the interval of a share is narrower than two points."""

LONGEST = 0.3
"""Seconds between two looks at the keyboard and at the clock."""


@dataclass(frozen=True)
class Pairs:
    """What pairs of runs came to: one row per pair, one column per measure of `MEASURES`.

    ``failed``: how many pairs are left out because one of the two runs could not be played.
    """

    a: Floats
    b: Floats
    failed: int = 0


def measures(model: NegotiationModel) -> Measures:
    """Play a run and return what is compared of it: the ladder's steps and an agreed text as 0 or 1, the treaty gap, and welfare.

    The gap is NaN where every treaty crosses a red line.

    Welfare is the sum of the signatories' plain worths of the agreed text, or of having none where there is none,
    divided by their number.
    """
    record, table = model.run(), model.table
    found: Measures = {step: float(record.ladder == step) for step in LADDER}
    found["agreement"] = float(record.agreement is not None)
    far = treaty_gap(record)
    found["gap"] = np.nan if far is None else far
    seats, total = table.rules.game.signatories, 0.0
    for place in seats:
        if table.agreement is None:
            total += float(reserved(table.standing.parties[place].reservation, table.standing.private[place]))
        else:
            total += float(table.value.plain[place, table.agreement])
    found["welfare"] = total / len(seats)
    return found


def measured(runs: Runs, seats: Sequence[int]) -> Floats:
    """Return the same of many runs: shape (runs, measures), in the order of `MEASURES`.

    ``seats``: the places of the signatories. The rows of failed runs mean nothing.
    """
    total = np.zeros(len(runs.ladder))
    for seat in seats:
        total = total + runs.utility[:, seat]
    far = np.where(runs.gaps[:, -1] < BARRED, runs.gaps[:, -1], np.nan)
    columns = [runs.ladder == step for step in range(len(LADDER))]
    return np.column_stack([*columns, runs.agreement >= 0, far, total / len(seats)]).astype(np.float64)


def portions(runs: int, longest: float = LONGEST) -> Iterator[range]:
    """Cut ``runs`` into portions that take about ``longest`` seconds each, so that a caller can tell and stop.

    What is played never depends on where it is cut.

    >>> [number for portion in portions(10) for number in portion] == list(range(10))
    True
    """
    start, size = 0, 4
    while start < runs:
        began = time.monotonic()
        yield range(start, min(runs, start + size))
        start += size
        took = time.monotonic() - began
        size = 2 * size if took < longest / 2 else max(1, size // 2) if took > longest else size


def check_runs(runs: int, seed: int, most: int) -> None:
    """Raise `InputError` for a seed that is none, and for a number of runs that cannot be compared."""
    whole_within("runs", runs, 2, most, 200)
    check_seed(seed)


def play_portions(a: Setup, b: Setup, runs: int, seed: int = 0) -> Iterator[Pairs]:
    """Play ``runs`` pairs, portion by portion, so that a caller can show progress and stop.

    Run i of both sides has seed i of the tree below ``seed`` (`seeds_of`), hence the same draw of every setting that both
    share and the same luck: common random numbers, which make the difference sharper than its two parts.
    """
    sides = [(prepare(side.drawn()), _seats(side)) for side in (a, b)]
    for portion in portions(runs):
        seeds = seeds_of(seed, portion)
        first, second = [play_many(prepared, seeds) for prepared, _ in sides]
        good = ~(first.failed | second.failed)
        one, two = [
            measured(played, seats) for played, (_, seats) in zip((first, second), sides, strict=True)
        ]
        yield Pairs(one[good], two[good], int((~good).sum()))


def _seats(side: Setup) -> list[int]:
    parties = list(side.loaded.spec.parties)
    return [parties.index(name) for name in side.signatories]


def joined(portions: Sequence[Pairs]) -> Pairs:
    """Return several portions as one."""
    return Pairs(
        np.concatenate([one.a for one in portions]),
        np.concatenate([one.b for one in portions]),
        sum(one.failed for one in portions),
    )


def play_pairs(
    a: Setup, b: Setup, runs: int, seed: int = 0, first: int = 0
) -> Iterator[tuple[Measures, Measures]]:
    """Play the pairs of `play_portions` one by one in the Mesa model: slower, and at once without anything compiled.

    ``first``: how many of these pairs have been played before. Raises `SimError` at a run whose numbers make no game.
    """
    from sim.engine.mesa import NegotiationModel  # takes a second, and most pairs play in the ensemble

    check_runs(runs, seed, MOST)
    for own in seeds_of(seed, range(first, first + runs)).tolist():
        one, two = (measures(NegotiationModel.of(side.drawn(own))) for side in (a, b))
        yield one, two


def as_arrays(pairs: Sequence[tuple[Measures, Measures]]) -> Pairs:
    """Return pairs that were played one by one as arrays, a column for each measure in its order."""
    a, b = (np.array([list(pair[side].values()) for pair in pairs]) for side in (0, 1))
    return Pairs(a, b)


def intervals(
    pairs: Pairs, names: Sequence[str] = MEASURES, level: float = 0.95, seed: int = 0
) -> dict[str, MeasureRow]:
    """Return each measure's means and the percentile-bootstrap interval of the paired difference, of at least two pairs.

    Efron and Tibshirani (1993), "An Introduction to the Bootstrap". Where all pairs differ alike the interval
    is that one number.

    A measure that some run has not, being NaN there, is left out. Whole pairs are resampled, all measures with them, so exchanging the sides turns every sign, up to rounding.

    >>> pairs = Pairs(np.zeros((3, 1)), np.array([[0.0], [1.0], [1.0]]))
    >>> intervals(pairs, ["x"])["x"].low, intervals(pairs, ["x"])["x"].high
    (0.0, 1.0)
    """
    there = ~np.any(np.isnan(pairs.b - pairs.a), axis=0)
    names = [name for name, holds in zip(names, there.tolist(), strict=True) if holds]
    pairs = Pairs(pairs.a[:, there], pairs.b[:, there])
    change = np.ascontiguousarray((pairs.b - pairs.a).T)
    means = change.mean(axis=1)
    low, high = bounds(change, level, seed)
    rows = zip(names, pairs.a.mean(axis=0), pairs.b.mean(axis=0), means, low, high, strict=True)
    return {
        name: MeasureRow(**dict(zip(MeasureRow.model_fields, (float(x) + 0.0 for x in numbers), strict=True)))
        for name, *numbers in rows
    }
