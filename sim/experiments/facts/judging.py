"""Plays the episodes of a file of facts, and says which facts come out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.domain.findings import FactFound
from sim.errors import InputError
from sim.experiments.facts.facts_file import Facts
from sim.experiments.facts.playing import Play, play_one_by_one, play_together
from sim.streams import seeds_of

ENOUGH = 0.5
"""A fact holds where it comes out in at least this share of the runs."""

MOST = 100_000
"""Runs of an episode."""


def judged(
    facts: Facts,
    runs: int,
    seed: int = 0,
    play: Play | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[FactFound, ...]:
    """Return every fact with the share of runs in which it holds; ``tell`` hears of each episode that is played.

    All episodes have the same seeds, those of the tree below ``seed``. Without ``play`` the compiled engine plays, and one by one the
    episodes of facts that ask why a text was turned down.

    >>> from sim.domain.course import empty
    >>> from sim.experiments.facts.facts_file import Fact
    >>> quiet = Fact("f1", "x", "Nobody spoke", (), "given", lambda played: ~played["x"].texts.any(axis=1))
    >>> facts = Facts("own.toml", (quiet,), {"x": None}, {"x": "x.toml"})
    >>> [(found.share, found.holds) for found in judged(facts, 3, play=lambda name, seeds: empty(3, 1, 2, 0, 1))]
    [(1.0, True)]
    """
    played, seeds = {}, seeds_of(seed, range(runs))
    asked = {fact.episode for fact in facts.facts if fact.needs_reasons}
    for name in facts.episodes:
        usual = play_one_by_one if name in asked else play_together
        played[name] = (play or usual)(facts.paths[name], seeds)
        tell(1)
    found = []
    for fact in facts.facts:
        try:
            share = float(np.mean(fact.test(played)))
        except InputError as error:
            raise InputError(f"{facts.source}: fact.{fact.id}.check: {error}") from None
        holds = share >= ENOUGH
        found.append(FactFound(fact.id, fact.episode, fact.says, fact.kind, share, holds, fact.evidence))
    return tuple(found)
