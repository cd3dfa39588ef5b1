"""From what was played to the record of a tournament: ranks with intervals, tests of pairs, best replies.

Reported as the negotiating agents' competition does: mean worth over all opponents and scenarios, and then, as in
empirical game theory, to which strategy a party would turn (Baarslag et al. 2013, "Evaluating practical negotiating
agents: results and analysis of the 2011 international competition"; Williams et al. 2014, "An overview of the
results and insights from the third automated negotiating agents competition").
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.stats import rankdata

from sim.analysis.resampling import Floats, bounds, check_level, holm, paired_p, resampled
from sim.domain.record import RESULTS_VERSION
from sim.domain.tournament import Cell, PairRow, RankRow, ScenarioRow, Tournament
from sim.errors import InputError
from sim.experiments.compare.tournament import Entrants, Scores, negotiations
from sim.version import __version__


def ranked(field: Entrants, scores: Scores, asked: int, seed: int = 0, level: float = 0.95) -> Tournament:
    """Return the record of what `play_rounds` and `joined` gave.

    Seeds are resampled whole, with all that was played on them, because what is played on one seed hangs together.
    Raises `InputError` where fewer than two seeds count, or for a level outside (0, 1).

    >>> from sim.experiments.compare.tournament import entrants_of
    >>> from sim.scenario.setup import Setup
    >>> field = entrants_of([Setup("2018-singapore")], ["linear", "conceder"])
    >>> values = np.zeros((3, 1, 2, 2, 4))
    >>> values[:, 0, 0, :, 0] = 0.25
    >>> [(row.rank, row.strategy, row.gain) for row in ranked(field, Scores(values), asked=3).ranking]
    [(1, 'conceder', 0.25), (1, 'linear', 0.0)]
    """
    check_level(level)
    n = len(scores.values)
    if n < 2:
        raise InputError(
            f"runs: only {n} of {n + scores.failed} seeds could be played, too few to rank: the numbers drawn for the "
            "others make no game; narrow the ranges of the scenario"
        )
    names = field.strategies
    gains = scores.values[..., 0].mean(axis=(1, 3)).T
    pairs = pair_rows(names, gains, level, seed)
    cells = scores.values.mean(axis=(0, 1))
    replies = {
        other: [names[one] for one in np.flatnonzero(cells[:, i, 0] == cells[:, i, 0].max())]
        for i, other in enumerate(names)
    }
    return Tournament(
        version=__version__,
        results_version=RESULTS_VERSION,
        seed=seed,
        asked=asked,
        runs=n,
        failed=scores.failed,
        negotiations=n * negotiations(field),
        level=level,
        scenarios=_scenarios(field),
        ranking=_ranking(names, gains, cells, pairs, (level, seed)),
        pairs=pairs,
        table={
            one: {other: _cell(cells[i, j]) for j, other in enumerate(names)} for i, one in enumerate(names)
        },
        by_scenario={
            side.loaded.id: dict(
                zip(names, scores.values[:, e, :, :, 0].mean(axis=(0, 2)).tolist(), strict=True)
            )
            for e, side in enumerate(field.sides)
        },
        best_replies=replies,
        stable=[name for name in names if name in replies[name]],
    )


def _scenarios(field: Entrants) -> list[ScenarioRow]:
    return [
        ScenarioRow(
            scenario=side.loaded.id,
            scenario_hash=side.loaded.hash,
            changes=dict(side.loaded.changes),
            signatories=list(side.signatories),
            constraints_off=list(side.off),
            protocol=side.way,
            articles_only=side.loaded.articles_only,
        )
        for side in field.sides
    ]


def _cell(values: Floats) -> Cell:
    gain, agreement, treaty, welfare = values.tolist()
    return Cell(gain=gain, agreement=agreement, treaty=treaty, welfare=welfare)


def pair_rows(names: tuple[str, ...], gains: Floats, level: float, seed: int) -> list[PairRow]:
    """Return every pair of strategies with the test of their difference; ``gains``: shape (strategies, seeds).

    >>> [row.apart for row in pair_rows(("a", "b"), np.array([[0.1, 0.2, 0.3], [0.1, 0.2, 0.3]]), 0.95, 0)]
    [False]
    """
    places = list(combinations(range(len(names)), 2))
    changes = np.array([gains[j] - gains[i] for i, j in places])
    p = [paired_p(change) for change in changes]
    low, high = bounds(changes, level, seed)
    rows = zip(places, changes.mean(axis=1), low, high, p, holm(p), strict=True)
    return [
        PairRow(
            a=names[i],
            b=names[j],
            difference=float(mean),
            low=float(one),
            high=float(two),
            p=plain,
            p_holm=float(corrected),
            apart=bool(corrected < 1.0 - level),
        )
        for (i, j), mean, one, two, plain, corrected in rows
    ]


def _ranking(
    names: tuple[str, ...], gains: Floats, cells: Floats, pairs: list[PairRow], chance: tuple[float, int]
) -> list[RankRow]:
    """The rows, best first; equal gains in the order of names. What cannot be told apart shares its ranks.

    Ranks have intervals as in Goldstein and Spiegelhalter (1996), "League tables and their limitations".
    """
    level, seed = chance
    means = gains.mean(axis=1)
    ranks = rankdata(-means, method="min").astype(int)
    low, high, samples = resampled(gains, level, seed)
    again = rankdata(-samples, method="min", axis=0)
    tail = (1.0 - level) / 2.0
    best = np.quantile(again, tail, axis=1, method="lower")
    worst = np.quantile(again, 1.0 - tail, axis=1, method="higher")
    rows = []
    for i in sorted(range(len(names)), key=lambda i: (ranks[i], names[i])):
        own = [row for row in pairs if names[i] in (row.a, row.b)]
        tied = [row.b if row.a == names[i] else row.a for row in own if not row.apart]
        better = sum(row.apart and (row.difference > 0.0) == (row.a == names[i]) for row in own)
        _, agreement, treaty, welfare = cells[i].mean(axis=0).tolist()
        rows.append(
            RankRow(
                rank=1 + better,
                rank_to=1 + better + len(tied),
                strategy=names[i],
                gain=float(means[i]),
                low=float(low[i]),
                high=float(high[i]),
                rank_low=int(best[i]),
                rank_high=int(worst[i]),
                agreement=agreement,
                treaty=treaty,
                welfare=welfare,
                self_play=float(cells[i, i, 0]),
                tied_with=tied,
            )
        )
    return rows
