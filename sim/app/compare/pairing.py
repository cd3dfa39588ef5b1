"""Many pairs of runs, slice by slice, kept so that nothing is played twice.

Pair i of two sides has seed i on both, so fewer pairs are always the first ones of more.
"""

from __future__ import annotations

import csv
import io
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from threading import Lock

from sim.app.state import cache
from sim.app.state.links import State
from sim.experiments.compare.pairs import Difference, Measures, differences, play_pairs
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


_kept: OrderedDict[Sides, PlayedPairs] = OrderedDict()
_lock = Lock()


def sides(a: State, b: State) -> Sides:
    """Return what a comparison of two states depends on."""
    return Sides(replace(a.setup, seed=0), replace(b.setup, seed=0))


def played(key: Sides) -> PlayedPairs:
    """Return what has been played of a comparison so far."""
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    return found or PlayedPairs()


def _keep(key: Sides, now: PlayedPairs) -> None:
    with _lock:
        before = _kept.get(key)
        # Two readers may play the same comparison at once; whoever is ahead counts.
        if before is None or len(before.pairs) <= len(now.pairs):
            _kept[key] = now
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


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
        play_pairs(cache.ready(a.setup), cache.ready(b.setup), max(2, missing), len(now.pairs)), missing
    ):
        fresh.append(pair)
        if time.monotonic() - start >= seconds:
            break
    done = PlayedPairs((*now.pairs, *fresh), now.seconds + time.monotonic() - start)
    _keep(key, done)
    return done


def seconds_left(now: PlayedPairs, runs: int) -> float | None:
    """Return about how long the rest takes, or ``None`` before anything was played.

    >>> seconds_left(PlayedPairs((({}, {}),) * 10, 1.0), 30)
    2.0
    """
    done = len(now.pairs)
    return None if done == 0 else max(0, runs - done) * now.seconds / done


@lru_cache(maxsize=128)
def _table(key: Sides, count: int) -> tuple[Difference, ...]:
    return tuple(differences(played(key).pairs[:count]))


def table(a: State, b: State, runs: int) -> tuple[Difference, ...]:
    """Return every measure on both sides with the difference and its 95 % interval, over at most ``runs`` pairs."""
    key = sides(a, b)
    count = min(runs, len(played(key).pairs))
    return _table(key, count) if count >= 2 else ()


def excludes_zero(row: Difference) -> bool:
    """Return whether the interval of a difference lies wholly on one side of zero."""
    return row.low > 0.0 or row.high < 0.0


def as_csv(rows: tuple[Difference, ...], pairs: int) -> str:
    """Return the table as CSV text, with the number of pairs in each row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["measure", "a", "b", "difference", "low", "high", "pairs"])
    for row in rows:
        numbers = [f"{x:.6f}" for x in (row.a, row.b, row.difference, row.low, row.high)]
        writer.writerow([row.measure, *numbers, pairs])
    return text.getvalue()
