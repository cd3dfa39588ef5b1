"""From pairs that were played to the record of a comparison."""

from __future__ import annotations

from sim.analysis.resampling import check_level
from sim.domain.comparison import Comparison, DiffersRow, SideRow
from sim.domain.record import RESULTS_VERSION
from sim.errors import InputError
from sim.experiments.compare.input_difference import input_difference, strategies_of
from sim.experiments.compare.pairs import Pairs, Side, intervals
from sim.version import __version__


def compare(a: Side, b: Side, pairs: Pairs, asked: int, seed: int = 0, level: float = 0.95) -> Comparison:
    """Return the record of pairs that were played, such as `play_portions` and `joined` give them.

    Raises `InputError` where fewer than two pairs could be played, or for a level outside (0, 1).

    >>> from sim.experiments.compare.pairs import joined, play_portions
    >>> from sim.scenario.load import load
    >>> side = Side(load("1956-joint-declaration"))
    >>> found = compare(side, side, joined(list(play_portions(side, side, 2))), asked=2)
    >>> found.runs, found.differs, found.measures["closeness"].difference
    (2, [], 0.0)
    """
    check_level(level)
    if len(pairs.a) < 2:
        raise InputError(
            f"runs: only {len(pairs.a)} of {len(pairs.a) + pairs.failed} pairs could be played, too few to compare: "
            "the numbers drawn for the others make no game; narrow the ranges of the scenario"
        )
    shared = input_difference(a, b)
    return Comparison(
        version=__version__,
        results_version=RESULTS_VERSION,
        seed=seed,
        asked=asked,
        runs=len(pairs.a),
        failed=pairs.failed,
        level=level,
        a=_side(a),
        b=_side(b),
        settings=shared.settings,
        alike=shared.alike,
        differs=[DiffersRow(key=row.key, a=row.a, b=row.b) for row in shared.differs],
        **intervals(pairs, level=level, seed=seed),
    )


def _side(side: Side) -> SideRow:
    return SideRow(
        scenario=side.scenario.id,
        scenario_hash=side.scenario.hash,
        changes=dict(side.scenario.changes),
        strategies=strategies_of(side),
        constraints_off=[*side.off],
        protocol=side.protocol or side.scenario.spec.talks.protocol,
    )
