"""From pairs that were played to the record of a comparison."""

from __future__ import annotations

from typing import Any

from sim.analysis.resampling import check_level
from sim.domain.comparison import Comparison, DiffersRow, Plain, SideRow
from sim.domain.game import CONSTRAINTS
from sim.domain.record import RESULTS_VERSION
from sim.errors import InputError
from sim.experiments.compare.input_difference import InputComparison, input_difference, strategies_of
from sim.experiments.compare.pairs import Pairs, intervals
from sim.scenario.settings import Resolved
from sim.scenario.setup import Setup
from sim.version import __version__


def compare(a: Setup, b: Setup, pairs: Pairs, asked: int, seed: int = 0, level: float = 0.95) -> Comparison:
    """Return the record of pairs that were played, such as `play_portions` and `joined` give them.

    Raises `InputError` where fewer than two pairs could be played, or for a level outside (0, 1).

    >>> from sim.experiments.compare.pairs import joined, play_portions
    >>> side = Setup("1956-joint-declaration")
    >>> found = compare(side, side, joined(list(play_portions(side, side, 2))), asked=2)
    >>> found.runs, found.differs, found.measures["gap"].difference
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
        differs=differs_rows(shared, a, b),
        **intervals(pairs, level=level, seed=seed),
    )


def differs_rows(shared: InputComparison, a: Setup, b: Setup) -> list[DiffersRow]:
    """Return what differs as a record says it: constraints in one row, settings in words or as numbers.

    >>> setups = Setup("2018-singapore"), Setup("2018-singapore", off=["alliance"])
    >>> [(row.key, row.a, row.b) for row in differs_rows(input_difference(*setups), *setups)]
    [('off', [], ['alliance'])]
    """
    found: dict[str, DiffersRow] = {}
    for row in shared.differs:
        key, one, two = row.key, row.a, row.b
        if row.kind == "constraint":
            key, (one, two) = "off", ([name for name in CONSTRAINTS if name in side.off] for side in (a, b))
        elif row.kind == "strategy":
            key = f"strategies.{key}"
        elif row.kind == "setting":
            one, two = _said(one), _said(two)
            if one == two:  # the same word of two files of scales: only the numbers tell them apart
                one, two = row.a.value, row.b.value
        found[key] = DiffersRow(key=key, a=_plain(one), b=_plain(two))
    return list(found.values())


def _said(setting: Resolved | None) -> str | float | None:
    """A setting as its word, or as its number."""
    if setting is None:
        return None
    return setting.value if setting.level is None else setting.level


def _plain(value: Any) -> Plain:
    if isinstance(value, bool | str | int | float) or value is None:
        return value
    return [str(item) for item in value]


def _side(side: Setup) -> SideRow:
    return SideRow(
        scenario=side.loaded.id,
        scenario_hash=side.loaded.hash,
        changes=dict(side.loaded.changes),
        strategies=strategies_of(side),
        constraints_off=[*side.off],
        protocol=side.way,
        articles_only=side.loaded.articles_only,
    )
