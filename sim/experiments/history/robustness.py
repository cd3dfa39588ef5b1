"""What the findings about history rest on: the same scores with something else assumed, shuffled, left out or regraded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.analysis.ordered import ordered_chances
from sim.analysis.posterior import (
    coverage,
    leave_one_out,
    permuted,
    probabilities,
    quantiles,
    weights,
)
from sim.analysis.scoring import ranked_probability_score
from sim.domain.findings import Prior, Robustness, Score
from sim.domain.game import LADDER
from sim.domain.issue import Floats, Ints
from sim.experiments.history.forecasts import LEVEL, counted, score_of
from sim.experiments.history.priors import parameters
from sim.experiments.history.simulation import (
    ReferenceTable,
    likelihood_of,
    some_tabled,
    tabled_chances,
)
from sim.scenario.load import Scenario, load_scales
from sim.scenario.scales import Scale

SHUFFLES = 100
HISTORIES = 50
REGRESSION_DRAWS = 40_000


def _rps(chances: Floats, observed: Ints, besides: Floats | float = 0.0) -> Floats:
    return ranked_probability_score(leave_one_out(chances, observed, besides), observed)


def checked(
    tables: Mapping[str, ReferenceTable],
    episodes: Sequence[Scenario],
    observed: Ints,
    base: float,
    tell: Callable[[int], None] = lambda done: None,
) -> Robustness:
    """Return every check of the tables that `sim.experiments.history.reference_table.make` gives; ``base``: the base rate's score.

    ``tell`` hears of each table that has been scored, and of the shuffling and the made histories as one more each.
    """

    def score(table: ReferenceTable, *, leeway: bool = True) -> Floats:
        tell(1)
        found = counted(table, episodes, leeway=leeway)
        return _rps(probabilities(found.counts), observed, some_tabled(found))

    main = counted(tables["main"], episodes)
    chances = probabilities(main.counts)
    besides = some_tabled(main)
    shuffled = permuted(chances, observed, ranked_probability_score, SHUFFLES, 0, besides)
    tell(1)
    once = counted(tables["main"], episodes, cuts=1)
    covered = coverage(once.draws, [probabilities(once.counts), tabled_chances(once)], HISTORIES, 0)
    tell(1)
    again = [table for name, table in tables.items() if name.startswith("regraded")]
    moved = np.array([score(table).mean() for table in again])
    few = len(again[0].draws)
    as_played = ReferenceTable(
        *(getattr(tables["main"], name)[:few] for name in ReferenceTable.__annotations__)
    )
    regression = ordered_chances(grades(episodes), len(LADDER), REGRESSION_DRAWS, 0)
    return Robustness(
        shuffled=_spread(shuffled),
        as_good=float((1 + (shuffled <= _rps(chances, observed, besides).mean()).sum()) / (1 + SHUFFLES)),
        covered=Score(float(covered.mean()), float(covered.min()), float(covered.max())),
        histories=HISTORIES,
        without_leeway=score_of(score(tables["main"], leeway=False)),
        reduced=score_of(score(tables["reduced"])),
        regression=score_of(_rps(regression, observed)),
        regraded=_spread(moved),
        regraded_as_played=float(score(as_played).mean()),
        regraded_better=float((moved < base).mean()),
        priors={
            name: _other(tables["main"], tables[name], episodes, observed, score_of(score(tables[name])))
            for name in ("middle", "ends")
        },
    )


def _spread(values: Floats) -> Score:
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Score(float(values.mean()), float(low), float(high))


def _other(
    main: ReferenceTable, table: ReferenceTable, episodes: Sequence[Scenario], observed: Ints, score: Score
) -> Prior:
    """How far the medians of the fit move under another prior."""
    scales = load_scales(fitted=False)
    medians = []
    for played in (main, table):
        found = counted(played, episodes)
        weight = weights(likelihood_of(found, observed), np.arange(len(observed)))
        medians.append(quantiles(found.draws, weight, [0.5])[0])
    spans = parameters(scales)
    moves = (medians[1] - medians[0]) / np.array([span.high - span.low for span in spans])
    most = int(np.argmax(np.abs(moves)))
    return Prior(
        score, spans[most].name, float(medians[0][most]), float(medians[1][most]), float(moves[most])
    )


GRADED = {"trust", "reservation", "leverage", "counterweight", "rapport"}


def grades(episodes: Sequence[Scenario]) -> Floats:
    """Return the grades that a regression gets: shape ``(episodes, k)``, as the assumed numbers of their words.

    They are those of `GRADED`, and the confidence in a promise, of every party. What an event of a fixed date sets or
    shifts is counted in: a regression sees no rounds, so it sees where things are once everything has happened.
    """
    keys = [
        key
        for key in episodes[0].settings
        if not key.startswith("events.") and (key.split(".")[-1] in GRADED or ".confidence." in key)
    ]
    scales = load_scales(fitted=False)
    return np.array([[_at_the_end(episode, key, scales) for key in keys] for episode in episodes])


def _at_the_end(episode: Scenario, key: str, scales: Mapping[str, Scale]) -> float:
    settings = episode.settings

    def meant(name: str) -> float:
        setting = settings[name]
        return scales[setting.scale].words[setting.level].value if setting.level else setting.value

    number, last = meant(key), key.split(".")[-1]
    for name, event in episode.spec.events.items():
        if event.at is None:
            continue
        if f"events.{name}.{key}" in settings:
            number = meant(f"events.{name}.{key}")
        elif f"events.{name}.{last}" in settings:
            number += meant(f"events.{name}.{last}")
    return number
