"""What the findings about history rest on: the same scores with something else assumed, shuffled, left out or regraded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.analysis.ordered import ordered_chances
from sim.analysis.posterior import (
    coverage,
    facts_likelihood,
    leave_one_out,
    permuted,
    quantiles,
    weights,
)
from sim.analysis.scoring import ranked_probability_score
from sim.domain.findings import Prior, Robustness, Score
from sim.domain.game import LADDER
from sim.domain.issue import Floats, Ints
from sim.experiments.history.forecasts import LEVEL, ids_of, score_of
from sim.experiments.history.priors import parameters
from sim.experiments.history.simulation import ReferenceTable, pinned
from sim.experiments.history.variants import ablations
from sim.scenario.load import Scenario, load, load_scales
from sim.scenario.scales import Scale

SHUFFLES = 100
HISTORIES = 50
REGRESSION_DRAWS = 40_000


def _rps(
    chances: Floats, observed: Ints, besides: Floats | float = 0.0, taken: Floats | float = 0.0
) -> Floats:
    return ranked_probability_score(leave_one_out(chances, observed, besides, taken), observed)


def _score(table: ReferenceTable, ids: tuple[str, ...], observed: Ints) -> Floats:
    """The score of each episode, forecast from the others, of a table of its own."""
    return _rps(table.chances, observed, table.told(ids), table.taken)


def unfitted(table: ReferenceTable) -> Floats:
    """Return the forecasts of the priors alone: shape ``(E, 5)``."""
    prior = 1 / table.density
    found: Floats = np.einsum("n,nes->es", prior / prior.sum(), table.chances)
    return found


def recoded(episodes: Sequence[Scenario], observed: Ints) -> Ints:
    """Return the steps with the other coding wherever sources leave an ending disputed."""
    steps = observed.copy()
    for e, episode in enumerate(episodes):
        happened = episode.spec.happened
        if happened is not None and happened.disputed is not None:
            steps[e] = LADDER.index(happened.disputed)
    return steps


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
    ids, main = ids_of(episodes), tables["main"]

    def score(table: ReferenceTable, steps: Ints = observed) -> Floats:
        tell(1)
        return _score(table, ids, steps)

    besides = main.told(ids)
    shuffled = permuted(main.chances, observed, ranked_probability_score, SHUFFLES, 0, besides, main.taken)
    tell(1)
    # Truths are taken from the prior, and so from the first round.
    first = main.first(main.n // 2)
    covered = coverage(first.draws, [first.chances, *_fact_chances(first, ids)], HISTORIES, 0)
    tell(1)
    again = [table for name, table in tables.items() if name.startswith("regraded")]
    moved = np.array([score(table).mean() for table in again])
    model = _rps(main.chances, observed, besides, main.taken).mean()
    regression = ordered_chances(grades(episodes), len(LADDER), REGRESSION_DRAWS, 0)
    return Robustness(
        shuffled=_spread(shuffled),
        as_good=float((1 + (shuffled <= model).sum()) / (1 + SHUFFLES)),
        covered=Score(float(covered.mean()), float(covered.min()), float(covered.max())),
        histories=HISTORIES,
        unfitted=score_of(ranked_probability_score(unfitted(main), observed)),
        endings=score_of(_rps(main.chances, observed, 0.0, main.taken)),
        recoded=score_of(score(main, recoded(episodes, observed))),
        ablations={name: score_of(score(tables[name])) for name in ablations()},
        articles=score_of(score(tables["articles"], _as_articles(episodes))),
        reduced=score_of(score(tables["reduced"])),
        regression=score_of(_rps(regression, observed)),
        regraded=_spread(moved),
        regraded_as_played=float(score(main.first(len(again[0].density))).mean()),
        regraded_better=float((moved < base).mean()),
        priors={
            name: _other(main, tables[name], ids, observed, score_of(score(tables[name])))
            for name in ("middle", "ends")
        },
    )


def _as_articles(episodes: Sequence[Scenario]) -> Ints:
    """The steps that the articles alone tell of."""
    told = [load(episode.id, articles_only=True).spec.happened for episode in episodes]
    return np.array([LADDER.index(one.ladder) for one in told if one is not None])


def _fact_chances(table: ReferenceTable, ids: tuple[str, ...]) -> list[Floats]:
    """What each draw gives to each fact not coming about, and coming about: an array of shape ``(n, F, 2)``."""
    rows, played = pinned(ids), table.counts.sum(axis=2)
    columns = [list(ids).index(row.episode) for row in rows]
    yes = np.exp(facts_likelihood(table.facts, played[:, columns]))
    return [np.stack([1 - yes, yes], axis=2)]


def _spread(values: Floats) -> Score:
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Score(float(values.mean()), float(low), float(high))


def _other(
    main: ReferenceTable, table: ReferenceTable, ids: tuple[str, ...], observed: Ints, score: Score
) -> Prior:
    """How far the medians of the fit move under another prior."""
    scales, every = load_scales(fitted=False), np.arange(len(observed))
    medians = []
    for played in (main, table):
        weight = weights(played.likelihood(ids, observed), every, played.taken)
        medians.append(quantiles(played.draws, weight, [0.5])[0])
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
