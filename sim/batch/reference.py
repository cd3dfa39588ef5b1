"""The reference table: draws of what may be fitted, each played in every episode a few times, once and for all.

The fit, the forecasts that leave an episode out, the test by permutation and the test of the fitting itself all read
this table and play nothing again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import qmc

from sim.domain.game import LADDER
from sim.domain.issue import Floats, Ints
from sim.model.ensemble import Arena, make_arena, play_many
from sim.scenario.load import load, load_scales
from sim.scenario.priors import Words, from_uniform, parameters, word_numbers

PORTION = 256
"""Draws in one portion, a power of two: the least that is played, and lost, at once."""


@dataclass(frozen=True, eq=False)
class Played:
    """Some draws and what came of them; n draws, k parameters, E episodes.

    ``draws``: shape ``(n, k)``; ``counts``: shape ``(n, E, 5)``, how often each step of the ladder came in the
    replications; ``closeness``: shape ``(n, E)``, its mean.
    """

    draws: Floats
    counts: Ints
    closeness: Floats


@cache
def _arena(episode: str) -> Arena:
    return make_arena(load(episode))


def given_in(arena: Arena, words: Words) -> dict[str, Floats]:
    """Return the graded settings of an arena's scenario as numbers, one for each draw, within their bounds.

    A setting that is graded with a word of a fitted scale gets what the word means in the draw; all others keep
    their own draws.
    """
    found = {}
    for key, setting in arena.scenario.settings.items():
        number = words.get((setting.scale, setting.level or ""))
        if number is not None:
            bounds = arena.bounds[key]
            found[key] = np.clip(number, bounds.low, bounds.high)
    return found


def play_draws(episodes: Sequence[str], draws: Floats, replications: int, seed: int) -> Played:
    """Play every draw in every episode; replication r of draw i has the seed ``seed`` + i * ``replications`` + r."""
    scales = load_scales(fitted=False)
    words = word_numbers(scales, np.repeat(draws, replications, axis=0))
    n, steps = len(draws), len(LADDER)
    seeds = seed + np.arange(n * replications)
    counts = np.zeros((n, len(episodes), steps), dtype=np.int64)
    closeness = np.zeros((n, len(episodes)))
    for e, episode in enumerate(episodes):
        arena = _arena(episode)
        runs = play_many(arena, seeds, given_in(arena, words))
        steps_of = np.eye(steps, dtype=np.int64)[runs.ladder] * ~runs.failed[:, None]
        counts[:, e] = steps_of.reshape(n, replications, steps).sum(axis=1)
        closeness[:, e] = runs.closeness.reshape(n, replications).mean(axis=1)
    return Played(draws, counts, closeness)


def portion(episodes: Sequence[str], number: int, replications: int, seed: int) -> Played:
    """Play the portion of the table with this number: the same draws and plays whoever plays it, and when."""
    scales = load_scales(fitted=False)
    sobol = qmc.Sobol(len(parameters(scales)), seed=seed)
    sobol.fast_forward(number * PORTION)
    draws = from_uniform(scales, sobol.random(PORTION))
    return play_draws(episodes, draws, replications, seed + number * PORTION * replications)
