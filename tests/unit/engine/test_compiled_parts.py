"""Parts of the compiled engine against what they stand for: NumPy's streams, sums over outcomes, the bucket index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.compiled import chance
from sim.engine.compiled.bundle import opener, table
from sim.engine.compiled.players import index
from sim.engine.compiled.state import State, state_of
from sim.engine.ensemble import play_many, prepare
from sim.engine.mesa import negotiate
from sim.scenario.setup import Setup
from sim.streams import LARGEST_SEED, stream

ARENA = prepare(Setup("2018-singapore"))
_open = opener(State)
njit: Callable[..., Any] = numba.njit


@njit
def first(seed: np.uint64, names: Any, count: int) -> Any:
    pool, state = np.zeros(4, np.uint64), np.zeros(4, np.uint64)
    chance.open_stream(pool, chance.root(np.uint64(seed), pool), names, state)
    return np.array([chance.uniform(state) for _ in range(count)])


@njit
def asked(pointers: Any, party: int, levels: Any) -> Any:
    state = _open(pointers)
    return np.array([index.least(state, party, level) for level in levels])


@settings(max_examples=200)
@given(st.integers(0, LARGEST_SEED), st.lists(st.one_of(st.text(), st.integers()), min_size=1, max_size=3))
def test_compiled_streams_are_those_of_numpy(seed: int, names: list[str | int]) -> None:
    drawn = first(np.uint64(seed), chance.words(*names), 5)
    assert drawn.tolist() == stream(seed, *names).random(5).tolist()


def least(expected: Any, fit: Any, level: float) -> int:
    numbers = [int(o) for o in np.flatnonzero(fit) if expected[o] >= level]
    return min(numbers, key=lambda o: (expected[o], o), default=-1)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.lists(st.floats(0.0, 1.0), min_size=4, max_size=12))
def test_the_index_finds_the_least_outcome_at_a_level(seed: int, levels: list[float]) -> None:
    random, state = np.random.default_rng(seed), state_of(ARENA.fixed)
    # Few different worths, so that ties and the ends of buckets are met.
    state.expected[0] = random.integers(0, 12, ARENA.fixed.n) / 11.0
    state.fit[0] = random.random(ARENA.fixed.n) < 0.01
    levels += [0.0, 1.0, float(state.expected[0, 7])]
    found = asked(table(state), 0, np.array(levels))
    assert found.tolist() == [least(state.expected[0], state.fit[0], level) for level in levels]


def test_a_game_that_is_not_drawn_is_made_once_and_played_alike() -> None:
    seeds = np.array([3, 1, 2, 1])
    runs = play_many(ARENA, seeds)
    for i, seed in enumerate(seeds):
        record = negotiate("2018-singapore", int(seed))
        assert runs.gaps[i].tolist() == list(record.gap.values())
    changed = play_many(ARENA, seeds, {"parties.japan.trust": np.full(4, 0.95)})
    assert not np.array_equal(changed.gaps, runs.gaps)
    assert np.array_equal(play_many(ARENA, seeds).gaps, runs.gaps)


def test_arrays_of_another_kind_do_not_get_under_the_pointer() -> None:
    state = state_of(ARENA.fixed)
    with pytest.raises(TypeError, match="x is float32"):
        table(state._replace(x=state.x.astype(np.float32)))
    with pytest.raises(TypeError, match="utility"):
        table(state._replace(utility=state.utility.T))
