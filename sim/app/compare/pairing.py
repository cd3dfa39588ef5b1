"""Many pairs of runs, slice by slice, kept so that nothing is played twice.

Pair i of two sides has one seed on both, so fewer pairs are always the first ones of more.
"""

from __future__ import annotations

import csv
import io
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from sim.app.state import cache
from sim.app.state.links import State
from sim.domain.comparison import Comparison
from sim.experiments.compare.comparison import compare
from sim.experiments.compare.pairs import Measures, as_arrays, play_pairs
from sim.recent import Recent
from sim.scenario.setup import Setup

FEWEST, USUAL, MOST = 20, 100, 1000
CHOICES = (20, 50, 100, 200, 500, 1000)
"""Numbers of pairs that the page offers."""

KEPT = 40
"""Comparisons that are kept; the least recently used goes first."""

Pair = tuple[Measures, Measures]


@dataclass(frozen=True)
class Sides:
    """Two sides as far as many runs depend on them: the seed of the page is not part of it."""

    a: Setup
    b: Setup


@dataclass(frozen=True)
class PlayedPairs:
    """What has been played so far, and how many seconds it took."""

    pairs: tuple[Pair, ...] = ()
    seconds: float = 0.0


_kept = Recent[Sides, PlayedPairs](KEPT)


def sides(a: State, b: State) -> Sides:
    """Return what a comparison of two states depends on."""
    return Sides(replace(a.setup, seed=0), replace(b.setup, seed=0))


def played(key: Sides) -> PlayedPairs:
    """Return what has been played of a comparison so far."""
    return _kept.get(key) or PlayedPairs()


def advance(a: State, b: State, runs: int, seconds: float) -> PlayedPairs:
    """Play further pairs, up to ``runs`` in all and for about ``seconds``, at least one; return all so far."""
    key = sides(a, b)
    now, start = played(key), time.monotonic()
    missing = runs - len(now.pairs)
    if missing <= 0:
        return now
    fresh: list[Pair] = []
    # Two is the least that is asked for at once, even where one is missing.
    for pair in islice(
        play_pairs(cache.ready(a.setup), cache.ready(b.setup), max(2, missing), first=len(now.pairs)), missing
    ):
        fresh.append(pair)
        if time.monotonic() - start >= seconds:
            break
    done = PlayedPairs((*now.pairs, *fresh), now.seconds + time.monotonic() - start)
    # Two readers may play the same comparison at once; whoever is ahead counts.
    _kept.update(key, lambda before: before if before and len(before.pairs) > len(done.pairs) else done)
    return done


def seconds_left(now: PlayedPairs, runs: int) -> float | None:
    """Return about how long the rest takes, or ``None`` before anything was played.

    >>> seconds_left(PlayedPairs((({}, {}),) * 10, 1.0), 30)
    2.0
    """
    done = len(now.pairs)
    return None if done == 0 else max(0, runs - done) * now.seconds / done


@lru_cache(maxsize=128)
def _record(key: Sides, count: int, asked: int) -> Comparison:
    return compare(cache.ready(key.a), cache.ready(key.b), as_arrays(played(key).pairs[:count]), asked)


def record(a: State, b: State, runs: int) -> Comparison | None:
    """Return the comparison over at most ``runs`` pairs; ``None`` before two were played."""
    key = sides(a, b)
    count = min(runs, len(played(key).pairs))
    return _record(key, count, runs) if count >= 2 else None


def as_csv(record: Comparison) -> str:
    """Return every measure as CSV text, with the number of pairs in each row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["measure", "a", "b", "difference", "low", "high", "pairs"])
    for name, row in record.measures.items():
        numbers = [f"{x:.6f}" for x in (row.a, row.b, row.difference, row.low, row.high)]
        writer.writerow([name, *numbers, record.runs])
    return text.getvalue()
