"""History as the test: what the model forecasts for each episode from all the others, and how good that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.posterior import (
    effective_size,
    forecasts_of,
    misgrading,
    weights,
    without_each,
)
from sim.analysis.resampling import bounds
from sim.analysis.scoring import (
    base_rate,
    known_frequencies,
    persistence,
    ranked_probability_score,
    smoothed_base_rate,
)
from sim.domain.findings import Forecast, History, Score
from sim.domain.game import LADDER
from sim.domain.issue import Floats, Ints
from sim.errors import InputError
from sim.experiments.history.simulation import MAIN, ReferenceTable, Variant, play_draws
from sim.scenario.load import Scenario, episode_ids, load
from sim.streams import seeds_of

LEVEL = 0.8
"""Of the intervals of scores."""


def played_episodes() -> tuple[Scenario, ...]:
    """Return the episodes that tell what happened, in order of time."""
    found = [load(name) for name in episode_ids()]
    told = [scenario for scenario in found if scenario.spec.happened is not None]
    return tuple(sorted(told, key=lambda scenario: (str(scenario.spec.date), scenario.id)))


def observed_of(episodes: Sequence[Scenario]) -> Ints:
    """Return the steps of the ladder that came."""
    return np.array([LADDER.index(e.spec.happened.ladder) for e in episodes if e.spec.happened is not None])


def ids_of(episodes: Sequence[Scenario]) -> tuple[str, ...]:
    """Return the ids of some episodes."""
    return tuple(episode.id for episode in episodes)


def judged(
    table: ReferenceTable, episodes: Sequence[Scenario], observed: Ints, *, forecasts: Floats | None = None
) -> History:
    """Return the forecasts of a table for what was observed, each made without its own episode.

    The columns of the table are the episodes in their order; ``forecasts``, shape ``(episodes, 5)``, are those of a
    replay where there is one. Raises `InputError` where they do not fit.
    """
    if table.counts.shape[1] != len(episodes) or len(episodes) != len(observed):
        raise InputError(f"table: has {table.counts.shape[1]} episodes but there are {len(episodes)}")
    likelihood = table.likelihood(ids_of(episodes), observed)
    left_out = without_each(likelihood, table.taken)
    if forecasts is None:
        forecasts = forecasts_of(left_out, table.chances)
    steps = len(LADDER)
    peers = {
        "base_rate": base_rate(observed, steps),
        "smoothed_base_rate": smoothed_base_rate(observed, steps),
        "known_frequencies": known_frequencies(observed, steps),
        "persistence": persistence(observed, steps),
    }
    rps = {"model": ranked_probability_score(forecasts, observed)}
    rps |= {name: ranked_probability_score(other, observed) for name, other in peers.items()}
    whole = weights(likelihood, np.arange(len(observed)), table.taken)
    return History(
        episodes=tuple(
            Forecast(
                id=episode.id,
                title=episode.spec.title,
                date=str(episode.spec.date),
                observed=LADDER[observed[i]],
                forecast=dict(zip(LADDER, map(float, forecasts[i]), strict=True)),
                rps=float(rps["model"][i]),
                base_rate=float(rps["base_rate"][i]),
                persistence=float(rps["persistence"][i]),
                size=effective_size(left_out[i]),
                single={},
            )
            for i, episode in enumerate(episodes)
        ),
        scores={name: score_of(values) for name, values in rps.items()},
        gains={name: score_of(rps[name] - rps["model"]) for name in peers},
        peak=_peaks(table, episodes, whole),
        size=effective_size(whole),
        draws=len(whole),
    )


def replayed(
    table: ReferenceTable,
    episodes: Sequence[Scenario],
    observed: Ints,
    runs: int,
    seed: int,
    variant: Variant = MAIN,
) -> Floats:
    """Return the forecast of each episode by playing it anew: shape ``(episodes, 5)``.

    ``runs`` sets of numbers are drawn from what the other episodes leave likely, and each is played once; ``variant``:
    as which variant of the episodes. What is likely is that of the main one.
    """
    left_out = without_each(table.likelihood(ids_of(episodes), observed), table.taken)
    found = []
    for i, (episode, weight) in enumerate(zip(episodes, left_out, strict=True)):
        rng = np.random.default_rng([seed, i])
        chosen = table.uniform[rng.choice(len(weight), runs, p=weight)]
        found.append(forecast_by(play_draws([episode.id], chosen, 1, seeds_of(seed, range(runs)), variant)))
    return np.array(found)


def forecast_by(played: ReferenceTable) -> Floats:
    """Return how probable each graded step is over all plays of a table of one episode: shape ``(5,)``."""
    counts = played.counts[:, 0].sum(axis=0, dtype=np.int64)
    found: Floats = counts / counts.sum() @ misgrading(len(LADDER))
    return found


def score_of(values: Floats) -> Score:
    """Return the mean of the episodes' scores, with the interval of drawing the episodes anew.

    A dozen episodes say little about their kind, and so does the interval.
    """
    (low,), (high,) = bounds(values[None], LEVEL, np.random.default_rng(0))
    return Score(float(values.mean()), float(low), float(high))


def _peaks(table: ReferenceTable, episodes: Sequence[Scenario], weight: Floats) -> dict[str, float]:
    """In which share of the posterior each episode but the first came closest."""
    later = table.gaps[:, 1:]
    best = later == later.min(axis=1, keepdims=True)
    share = weight @ (best / best.sum(axis=1, keepdims=True))
    return {episode.id: float(x) for episode, x in zip(episodes[1:], share, strict=True)}
