"""The reference table: draws of what may be fitted, each played in every episode a few times, once and for all.

The fit, the forecasts that leave an episode out, the test by permutation and the test of the fitting itself all read
this table and play nothing again. It holds how often each step of the ladder came, how often each fact of an episode
came out, and how near a treaty was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from scipy.stats import beta, qmc

from sim.analysis.posterior import facts_likelihood, log_likelihood, probabilities
from sim.domain.game import LADDER
from sim.domain.issue import Bools, Floats, Ints
from sim.engine.ensemble import PreparedScenario, play_courses, prepare
from sim.experiments.facts.facts_file import FACTS, FactSpec, Played, read_facts, test_of
from sim.experiments.history.priors import Words, from_uniform, parameters, word_numbers
from sim.experiments.history.regrade import altered, reduced, regraded
from sim.scenario.load import Scenario, load, load_scales
from sim.scenario.places import scenarios_dir

PORTION = 256
"""Draws in one portion, a power of two: the least that is played, and lost, at once."""

FINE = 65535
"""Draws are kept as places between the ends of their priors, in this many steps."""

PINNED = ("course", "text")
"""The kinds of facts that the fit knows besides the endings: what is said in the talks, and what stands in a signed text."""


@dataclass(frozen=True, eq=False)
class ReferenceTable:
    """Some draws and what came of them; n draws, k parameters, E episodes, F facts.

    ``uniform``: shape ``(n, k)``, each number's place between the ends of its prior; ``density``: shape ``(n,)``, how
    much likelier a draw was to be taken than under the prior, 1 where it was drawn from it; ``counts``: shape
    ``(n, E, 5)``, how often each step of the ladder came in the replications; ``facts``: shape ``(n, F)``, in how many
    of them a fact held; ``gaps``: shape ``(n, E)``, the mean treaty gap.
    """

    uniform: Floats
    density: Floats
    counts: Ints
    facts: Ints
    gaps: Floats

    @cached_property
    def draws(self) -> Floats:
        """The draws of the parameters, shape ``(n, k)``."""
        return from_uniform(load_scales(fitted=False), self.uniform)

    @property
    def n(self) -> int:
        """The number of draws."""
        return len(self.density)

    @cached_property
    def taken(self) -> Floats:
        """The logarithm of the density, shape ``(n,)``."""
        found: Floats = np.log(self.density)
        return found

    @cached_property
    def chances(self) -> Floats:
        """How probable each graded step is in each episode, shape ``(n, E, 5)``."""
        return probabilities(self.counts)

    def told(self, episodes: Sequence[str]) -> Floats:
        """Return the logarithm of what each draw gives to the facts of each episode: shape ``(n, E)``."""
        found, played = np.zeros((self.n, len(episodes))), self.counts.sum(axis=2)
        for f, row in enumerate(pinned(tuple(episodes))):
            e = list(episodes).index(row.episode)
            found[:, e] += facts_likelihood(self.facts[:, f], played[:, e])
        return found

    def likelihood(self, episodes: Sequence[str], observed: Ints) -> Floats:
        """Return the logarithm of what each draw gives to all that is known of each episode: shape ``(n, E)``."""
        return log_likelihood(self.chances, observed) + self.told(episodes)

    def first(self, n: int) -> ReferenceTable:
        """Return the first draws of the table."""
        return ReferenceTable(*(getattr(self, name)[:n] for name in ReferenceTable.__annotations__))


@dataclass(frozen=True)
class Variant:
    """A part of the table that differs from the rest, to see what the findings rest on.

    ``lean``: every prior is a beta distribution over its range with both parameters ``lean``: 1 is even, more leans to
    the middle, less to the ends; ``regrade``: the seed by which each episode's own words are moved one up or down;
    ``keep``: the only settings in which episodes differ, by their last names; ``overlay``: tables that are laid over
    every episode.
    """

    name: str
    lean: float = 1.0
    regrade: int | None = None
    keep: tuple[str, ...] | None = None
    articles_only: bool = False
    overlay: Mapping[str, Any] = field(default_factory=dict, hash=False)


MAIN = Variant("main")


def episode_of(name: str, variant: Variant = MAIN) -> Scenario:
    """Return an episode as a variant has it."""
    scenario = load(name, articles_only=variant.articles_only)
    if variant.regrade is not None:
        scenario = regraded(scenario, variant.regrade)
    if variant.keep is not None:
        scenario = reduced(scenario, variant.keep)
    return altered(scenario, variant.overlay) if variant.overlay else scenario


@lru_cache(maxsize=64)
def _prepared(episode: str, variant: Variant) -> PreparedScenario:
    return prepare(episode_of(episode, variant))


@lru_cache(maxsize=4)
def pinned(episodes: tuple[str, ...]) -> tuple[FactSpec, ...]:
    """Return the facts that ship of the kinds `PINNED` and of these episodes, in the order of their file."""
    rows = read_facts(scenarios_dir() / FACTS).fact
    return tuple(row for row in rows if row.kind in PINNED and row.episode in episodes)


@lru_cache(maxsize=64)
def _tests(episode: str, variant: Variant) -> tuple[Callable[[Played], Bools], ...]:
    """The tests of an episode's facts, as a variant has the episode."""
    games = {episode: episode_of(episode, variant).game()}
    return tuple(test_of(row, games) for row in pinned((episode,)))


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
    episodes: Sequence[str],
    uniform: Floats,
    replications: int,
    seeds: Ints,
    variant: Variant = MAIN,
    density: Floats | None = None,
) -> ReferenceTable:
    """Play every draw in every episode; replication r of draw i has seed number i * ``replications`` + r of ``seeds``.

    A play whose numbers make no game counts on no step. ``density``: as in the table, 1 where it is left out.
    """
    scales, n = load_scales(fitted=False), len(uniform)
    words = word_numbers(scales, np.repeat(from_uniform(scales, uniform), replications, axis=0))
    counts: Any = np.zeros((n, len(episodes), len(LADDER)), dtype=np.uint8)
    gaps, facts = np.zeros((n, len(episodes))), [np.zeros((n, 0), dtype=np.uint8)]
    for e, episode in enumerate(episodes):
        prepared = _prepared(episode, variant)
        runs, courses = play_courses(prepared, seeds, given_in(prepared, words))
        there = ~runs.failed
        for step in range(len(LADDER)):
            counts[:, e, step] = (there & (runs.ladder == step)).reshape(n, replications).sum(axis=1)
        gap = np.where(there, np.minimum(1.0, runs.gaps[:, -1]), 0.0).reshape(n, replications)
        gaps[:, e] = gap.sum(axis=1) / np.maximum(1, there.reshape(n, replications).sum(axis=1))
        for test in _tests(episode, variant):
            held = (there & test({episode: courses})).reshape(n, replications).sum(axis=1)
            facts.append(held[:, None].astype(np.uint8))
    even: Floats = np.ones(n) if density is None else density
    return ReferenceTable(uniform, even, counts, np.concatenate(facts, axis=1), gaps)


def portion(
    episodes: Sequence[str], number: int, replications: int, seed: int, variant: Variant = MAIN
) -> ReferenceTable:
    """Play the portion of the first round with this number: the same draws and plays whoever plays it, and when."""
    sobol = qmc.Sobol(len(parameters(load_scales(fitted=False))), seed=seed)
    if number:
        sobol.fast_forward(number * PORTION)
    even = sobol.random(PORTION)
    leaning = even if variant.lean == 1.0 else beta.ppf(even, variant.lean, variant.lean)
    return play_draws(episodes, kept(leaning), replications, in_a_row(seed, number, replications), variant)


def in_a_row(seed: int, number: int, replications: int) -> Ints:
    """Return the seeds of the portion with this number: all portions of a table have them one after the other.

    >>> in_a_row(7, 1, 2)[:2].tolist()
    [519, 520]
    """
    return seed + np.arange(number * PORTION * replications, (number + 1) * PORTION * replications)


def kept(uniform: Floats) -> Floats:
    """Return numbers in [0, 1] as they are kept: the nearest of `FINE` steps."""
    found: Floats = np.round(uniform * FINE) / FINE
    return found
