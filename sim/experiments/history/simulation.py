"""The reference table: draws of what may be fitted, each played in every episode a few times, once and for all.

The fit, the forecasts that leave an episode out, the test by permutation and the test of the fitting itself all read
this table and play nothing again. It holds how each play ended and the gap that was left; where the ladder's cut
points lie is laid over it afterwards, in as many draws as one likes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import beta, qmc

from sim.analysis.posterior import log_likelihood, probabilities, smoothed
from sim.domain.game import LADDER, RESULTS
from sim.domain.issue import Floats, Ints
from sim.engine.ensemble import PreparedScenario, play_many, prepare
from sim.experiments.history.priors import Words, from_uniform, parameters, word_numbers
from sim.experiments.history.regrade import reduced, regraded
from sim.rules.ladder import leeway_of
from sim.scenario.load import load, load_scales
from sim.scenario.scales import Scale

PORTION = 256
"""Draws in one portion, a power of two: the least that is played, and lost, at once."""

READ = ("gap.", "leeway.")
"""The scales whose numbers only read the end of a play."""

CUTS = 16
"""How many draws of the cut points are laid over each draw of the other numbers."""

NO_GAME = -1


@dataclass(frozen=True, eq=False)
class ReferenceTable:
    """Some draws and what came of them; n draws, k parameters, E episodes, R replications.

    ``draws``: shape ``(n, k)``; of each play, shape ``(n, E, R)``: ``ends``, places in `RESULTS`, or `NO_GAME`;
    ``gaps``, the residual gaps; ``rapport``, where it stood at the end; ``authors``, who tabled a text (as in `Runs`).
    """

    draws: Floats
    ends: Ints
    gaps: Floats
    rapport: Floats
    authors: Ints


@dataclass(frozen=True, eq=False)
class LadderCounts:
    """A table read through draws of the cut points; n is the number of both together.

    ``draws``: shape ``(n, k)``; ``counts``: shape ``(n, E, 5)``, how often each step of the ladder came in the
    replications; ``tabled``: shape ``(n, E)``, in how many those
    tabled a text who are known to have done so; ``closeness``: shape ``(n, E)``, its mean.
    """

    draws: Floats
    counts: Ints
    tabled: Ints
    closeness: Floats


@dataclass(frozen=True)
class Variant:
    """A part of the table that differs from the rest, to see what the findings rest on.

    ``lean``: every prior is a beta distribution over its range with both parameters ``lean``: 1 is even, more leans to
    the middle, less to the ends; ``regrade``: the seed by which each episode's own words are moved one up or down;
    ``keep``: the only settings in which episodes differ, by their last names; ``articles_only``: nothing that is
    played rests on a document.
    """

    name: str
    lean: float = 1.0
    regrade: int | None = None
    keep: tuple[str, ...] | None = None
    articles_only: bool = False


MAIN = Variant("main")


@lru_cache(maxsize=64)
def _prepared(episode: str, variant: Variant) -> PreparedScenario:
    scenario = load(episode, articles_only=variant.articles_only)
    if variant.regrade is not None:
        scenario = regraded(scenario, variant.regrade)
    if variant.keep is not None:
        scenario = reduced(scenario, variant.keep)
    return prepare(scenario)


def given_in(prepared: PreparedScenario, words: Words) -> dict[str, Floats]:
    """Return the graded settings of a prepared scenario as numbers, one for each draw, within their bounds.

    A setting that is graded with a word of a fitted scale gets what the word means in the draw; all others keep
    their own draws.
    """
    found = {}
    for key, setting in prepared.scenario.settings.items():
        number = words.get((setting.scale, setting.level or ""))
        if number is not None:
            bounds = prepared.bounds[key]
            found[key] = np.clip(number, bounds.low, bounds.high)
    return found


def play_draws(
    episodes: Sequence[str], draws: Floats, replications: int, seed: int, variant: Variant = MAIN
) -> ReferenceTable:
    """Play every draw in every episode; replication r of draw i has the seed ``seed`` + i * ``replications`` + r."""
    words = word_numbers(load_scales(fitted=False), np.repeat(draws, replications, axis=0))
    n = len(draws)
    seeds = seed + np.arange(n * replications)
    ends = np.zeros((n, len(episodes), replications), dtype=np.int64)
    gaps, rapport = np.zeros(ends.shape), np.zeros(ends.shape)
    authors = np.zeros(ends.shape, dtype=np.int64)
    for e, episode in enumerate(episodes):
        prepared = _prepared(episode, variant)
        runs = play_many(prepared, seeds, given_in(prepared, words))
        ends[:, e] = np.where(runs.failed, NO_GAME, runs.result).reshape(n, replications)
        gaps[:, e] = runs.residual_gap.reshape(n, replications)
        rapport[:, e] = runs.rapport.reshape(n, replications)
        authors[:, e] = runs.authors.reshape(n, replications)
    return ReferenceTable(draws, ends, gaps, rapport, authors)


def portion(
    episodes: Sequence[str], number: int, replications: int, seed: int, variant: Variant = MAIN
) -> ReferenceTable:
    """Play the portion of the table with this number: the same draws and plays whoever plays it, and when."""
    scales = load_scales(fitted=False)
    sobol = qmc.Sobol(len(parameters(scales)), seed=seed)
    if number:
        sobol.fast_forward(number * PORTION)
    even = sobol.random(PORTION)
    leaning = even if variant.lean == 1.0 else beta.ppf(even, variant.lean, variant.lean)
    draws = from_uniform(scales, leaning).astype(np.float32).astype(np.float64)
    return play_draws(episodes, draws, replications, seed + number * PORTION * replications, variant)


def steps_of(ends: Ints, gaps: Floats, cuts: Floats) -> Ints:
    """Return the step of the ladder of each play, as `sim.rules.ladder.ladder` does; ``cuts``: shape ``(n, 3)``.

    Where there was no game, -1. ``ends`` and ``gaps``, less the leeway: shape ``(n, E, R)``.

    >>> steps_of(np.array([[[RESULTS.index("deadline")]]]), np.array([[[0.1]]]), np.array([[0.05, 0.15, 0.35]])).item()
    2
    """
    low, middle, high = (cuts[:, i, None, None] for i in range(3))
    steps: Ints = (gaps <= low).astype(np.int64) + (gaps <= middle) + (gaps <= high)
    for result, step in _BY_RESULT.items():
        steps = np.where(ends == RESULTS.index(result), step, steps)
    return np.where(ends == NO_GAME, -1, steps)


_BY_RESULT = {
    "treaty_performed": LADDER.index("treaty"),
    "treaty_lapsed": LADDER.index("declaration"),
    "not_ratified": LADDER.index("declaration"),
    "walked_out": LADDER.index("setback"),
    "suspended": LADDER.index("setback"),
}


def count_ladder(
    table: ReferenceTable,
    scales: Mapping[str, Scale],
    *,
    cuts: int = CUTS,
    seed: int = 0,
    leeway: bool = True,
    tabled: Ints | None = None,
) -> LadderCounts:
    """Lay draws of the cut points and of the leeway over a table: ``cuts`` for each of its draws, the first its own.

    With ``leeway`` off there is none, as if rapport had no part in how a gap is read. ``tabled``: for each episode, who
    has to have tabled a text, as in `Runs.authors`; 0, or nothing given, is anybody.
    """
    wanted = np.zeros(table.ends.shape[1], dtype=np.int64) if tabled is None else tabled
    names = [p.name for p in parameters(scales)]
    columns = [i for i, name in enumerate(names) if name.startswith(READ)]
    points = [i for i in columns if names[i].startswith("gap.")]
    rng = np.random.default_rng(seed)
    drawn, counts = [], []
    for again in range(cuts):
        draws = table.draws.copy()
        if again:
            draws[:, columns] = from_uniform(scales, rng.random(draws.shape))[:, columns]
        weight = draws[:, names.index("leeway.usual"), None, None] * leeway
        left = table.gaps - leeway_of(table.rapport, weight)
        steps = steps_of(table.ends, left, draws[:, points])
        counts.append(
            np.stack([(steps == step).sum(axis=2, dtype=np.uint8) for step in range(len(LADDER))], axis=2)
        )
        drawn.append(draws)
    there = table.ends != NO_GAME
    closeness = ((1 - table.gaps) * there).sum(axis=2) / np.maximum(there.sum(axis=2), 1)
    by_all = (table.authors > 0) & ((table.authors & wanted[None, :, None]) == wanted[None, :, None])
    did = (by_all & there).sum(axis=2, dtype=np.uint8)
    return LadderCounts(
        np.concatenate(drawn),
        np.concatenate(counts),
        np.tile(did, (cuts, 1)),
        np.tile(closeness, (cuts, 1)),
    )


def tabled_chances(table: LadderCounts) -> Floats:
    """Return what each draw gives to no text, and to some text, being tabled in each episode: shape ``(n, E, 2)``."""
    played = table.counts.sum(axis=2, dtype=np.uint8)
    found: Floats = smoothed(np.stack([played - table.tabled, table.tabled], axis=2))
    return found


def some_tabled(table: LadderCounts) -> Floats:
    """Return the logarithm of what each draw gives to those having tabled something who did: shape ``(n, E)``.

    Somebody did in every episode, and the fit knows it besides the steps of the ladder: draws by which nobody has
    anything to propose would explain most endings without any talks.
    """
    found: Floats = np.log(tabled_chances(table)[:, :, 1].astype(np.float64))
    return found


def likelihood_of(table: LadderCounts, observed: Ints) -> Floats:
    """Return the logarithm of what each draw gives to all that is known of each episode: shape ``(n, E)``."""
    return log_likelihood(probabilities(table.counts), observed) + some_tabled(table)
