"""Ratification by two dice: the model's own chances, rounded to what two dice can give, in a table that fits a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.domain.issue import Floats, Ints
from sim.domain.texts import DEPTH
from sim.rules.standing import opening_standing
from sim.rules.valuation import valuation
from sim.scenario.load import Scenario

FROM_ROLL = {n: sum(1 for a in range(1, 7) for b in range(1, 7) if a + b >= n) / 36 for n in range(2, 14)}
"""Sum of two dice to the chance to roll at least that; 2 always comes, 13 never does."""

MOST_ROWS = 28
"""Rows that fit a page."""


@dataclass(frozen=True)
class Row:
    """Some texts of one kind, by what all of them say: ``terms``; ``rolls``: the least sum at which each ratifier agrees."""

    kind: str
    terms: dict[str, str]
    rolls: tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """The ratification of all texts that go to ratifiers. ``ratifiers``: party ids; ``off``: how far a row's chances are from the
    model's, on average over the texts.
    """

    ratifiers: tuple[str, ...]
    rows: tuple[Row, ...]
    off: float


def roll(chance: float) -> int:
    """Return the least sum of two dice that comes with about a chance; ties: the smaller sum.

    >>> roll(1.0), roll(0.5), roll(0.0)
    (2, 7, 13)
    """
    return min(FROM_ROLL, key=lambda n: (round(abs(FROM_ROLL[n] - chance), 9), n))


def ratification(scenario: Scenario) -> Table:
    """Return the table at the opening of the talks; without rows where no text goes to a ratifier.

    Its rows tell texts apart by their kind and by the issues that matter most for ratification, as many as `MOST_ROWS`
    allows, one issue after the other; a row's chance is the mean over its texts.
    """
    game, depths = scenario.game(), scenario.game().depths
    ratifiers = [place for place in game.signatories if game.parties[place].domestic_threshold is not None]
    goes = np.flatnonzero(np.array(depths.ratified, dtype=np.bool_)[depths.of])
    names = tuple(game.parties[place].id for place in ratifiers)
    if not ratifiers or not goes.size:
        return Table(names, (), 0.0)
    chances = valuation(game, opening_standing(game)).passes[ratifiers][:, goes].T
    places, issues = game.space.outcomes[goes], [issue.id for issue in game.space.issues]
    # What is read off the other terms stands in no draft.
    drafted = [i for i, name in enumerate(issues) if name == DEPTH or not scenario.spec.issues[name].read_off]
    columns = _telling(places, chances, [i for i in drafted if issues[i] == DEPTH], drafted)
    _, group = _grouped(places, columns)
    rows, shown = [], np.empty_like(chances)
    for k in range(int(group.max()) + 1):
        inside = group == k
        rolls = tuple(roll(float(chance)) for chance in chances[inside].mean(axis=0))
        shown[inside] = [FROM_ROLL[n] for n in rolls]
        first, same = int(goes[inside][0]), (places[inside] == places[inside][0]).all(axis=0)
        terms = {
            issues[i]: game.space.terms(first)[issues[i]] for i in drafted if same[i] and issues[i] != DEPTH
        }
        rows.append(Row(depths.names[int(depths.of[first])], terms, rolls))
    return Table(names, tuple(rows), float(np.abs(chances - shown).mean()))


def _grouped(places: Ints, columns: Sequence[int]) -> tuple[int, Ints]:
    """How many combinations of these columns there are, and the number of each text's combination, in their order."""
    if not columns:
        return 1, np.zeros(len(places), dtype=np.int64)
    kinds, group = np.unique(places[:, columns], axis=0, return_inverse=True)
    return len(kinds), group.reshape(-1)


def _telling(places: Ints, chances: Floats, columns: list[int], drafted: Sequence[int]) -> list[int]:
    """Add to some columns, one by one, the issue that leaves the chances within rows least apart, while the rows fit a page."""

    def spread(more: list[int]) -> float:
        n, group = _grouped(places, more)
        total = 0.0
        for k in range(n):
            inside = chances[group == k]
            total += float(((inside - inside.mean(axis=0)) ** 2).sum())
        return total

    while True:
        left = [i for i in drafted if i not in columns and np.unique(places[:, i]).size > 1]
        fits = [i for i in left if _grouped(places, sorted([*columns, i]))[0] <= MOST_ROWS]
        better = [(spread(sorted([*columns, i])), i) for i in fits]
        if not better or min(better)[0] >= spread(columns):
            return columns
        columns = sorted([*columns, min(better)[1]])
