"""History as the test: what the model forecasts for each episode from all the others, and how good that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.posterior import (
    effective_size,
    log_likelihood,
    permuted,
    probabilities,
    weights,
    without_each,
)
from sim.analysis.scoring import base_rate, persistence, ranked_probability_score, resampled
from sim.batch.reference import Played
from sim.domain.game import LADDER
from sim.domain.issue import Floats, Ints
from sim.errors import InputError
from sim.scenario.load import Scenario, episode_ids, load

SHUFFLES = 500
LEVEL = 0.8


@dataclass(frozen=True)
class Forecast:
    """One episode: what came, what was forecast without it, and the score of that. ``size``: effective draws."""

    id: str
    title: str
    date: str
    observed: str
    forecast: dict[str, float]
    rps: float
    base_rate: float
    persistence: float
    size: float


@dataclass(frozen=True)
class Score:
    """A mean over the episodes with the interval of drawing the episodes anew."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class History:
    """The forecasts in order of time, and how they compare.

    ``scores``: of the model, the base rate and persistence; ``gains``: how much less the model's is than the other's,
    above 0 where the model is better; ``chance``: the share of shuffled histories that the model forecasts as well as
    the real one; ``peak``: in which share of the posterior the closest talks after ``since`` were those of the peak's
    episode; ``size``: effective draws of the fit to all episodes, of ``draws`` in the table.
    """

    episodes: tuple[Forecast, ...]
    scores: dict[str, Score]
    gains: dict[str, Score]
    chance: float
    peak: dict[str, float]
    size: float
    draws: int


def played_episodes() -> tuple[Scenario, ...]:
    """Return the episodes that tell what happened, in order of time."""
    found = [load(name) for name in episode_ids()]
    told = [scenario for scenario in found if scenario.table.happened is not None]
    return tuple(sorted(told, key=lambda scenario: (str(scenario.table.date), scenario.id)))


def observed_of(episodes: Sequence[Scenario]) -> Ints:
    """Return the steps of the ladder that came."""
    return np.array([LADDER.index(e.table.happened.ladder) for e in episodes if e.table.happened is not None])


def judged(table: Played, episodes: Sequence[Scenario], observed: Ints, *, seed: int = 0) -> History:
    """Return the forecasts of a reference table for what was observed, each made without its own episode.

    The columns of the table are the episodes in their order. Raises `InputError` where they do not fit.
    """
    if table.counts.shape[1] != len(episodes) or len(episodes) != len(observed):
        raise InputError(f"table: has {table.counts.shape[1]} episodes but there are {len(episodes)}")
    chances = probabilities(table.counts)
    likelihood = log_likelihood(chances, observed)
    left_out = without_each(likelihood)
    forecasts = np.einsum("ed,des->es", left_out, chances)
    steps = len(LADDER)
    peers = {"base_rate": base_rate(observed, steps), "persistence": persistence(observed, steps)}
    rps = {"model": ranked_probability_score(forecasts, observed)}
    rps |= {name: ranked_probability_score(other, observed) for name, other in peers.items()}
    whole = weights(likelihood, np.arange(len(observed)))
    shuffled = permuted(chances, observed, ranked_probability_score, SHUFFLES, seed)
    return History(
        episodes=tuple(
            Forecast(
                id=episode.id,
                title=episode.table.title,
                date=str(episode.table.date),
                observed=LADDER[observed[i]],
                forecast=dict(zip(LADDER, map(float, forecasts[i]), strict=True)),
                rps=float(rps["model"][i]),
                base_rate=float(rps["base_rate"][i]),
                persistence=float(rps["persistence"][i]),
                size=effective_size(left_out[i]),
            )
            for i, episode in enumerate(episodes)
        ),
        scores={name: _score(values, seed) for name, values in rps.items()},
        gains={name: _score(rps[name] - rps["model"], seed) for name in peers},
        chance=float((1 + (shuffled <= rps["model"].mean()).sum()) / (1 + SHUFFLES)),
        peak=_peaks(table, episodes, whole),
        size=effective_size(whole),
        draws=len(whole),
    )


def _score(values: Floats, seed: int) -> Score:
    low, high = resampled(lambda rows: values[rows].mean(axis=1), len(values), seed, level=LEVEL)
    return Score(float(values.mean()), low, high)


def _peaks(table: Played, episodes: Sequence[Scenario], weight: Floats) -> dict[str, float]:
    """In which share of the posterior each episode but the first came closest."""
    later = table.closeness[:, 1:]
    best = later == later.max(axis=1, keepdims=True)
    share = weight @ (best / best.sum(axis=1, keepdims=True))
    return {episode.id: float(x) for episode, x in zip(episodes[1:], share, strict=True)}
