"""The outermost compiled functions: run after run into columns, or one run with its trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.engine.compiled import chance, compiling, formulas
from sim.engine.compiled.bundle import Doubles, Integers, Words, opener, table
from sim.engine.compiled.compiling import entry, fingerprint, jit
from sim.engine.compiled.course import Log, note
from sim.engine.compiled.opening import prepare, triangle
from sim.engine.compiled.places import Real, Row, Whole
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State, state_of
from sim.engine.compiled.talks import play
from sim.engine.compiled.tracing import Trace, trace_of
from sim.engine.compiled.worths import gaps
from sim.engine.keeping import Readiness

_open_board, _open_state, _open_trace = opener(CompiledScenario), opener(State), opener(Trace)
_open_log = opener(Log)


@jit
def _step(b: CompiledScenario, s: State) -> int:
    """The step of the ladder, by its number (`sim.rules.ladder`)."""
    signed = s.whole[Whole.AGREEMENT]
    return formulas.step_signed(s.whole[Whole.RESULT], b.steps[b.depth[signed]] if signed >= 0 else 0)


@jit
def _authors(b: CompiledScenario, s: State) -> int:
    """Who tabled a text: a sum of powers of two by the parties' places."""
    found = 0
    for p in range(b.parties):
        for k in range(s.whole[Whole.TEXTS]):
            if s.text_author[k] == p:
                found += 1 << p
                break
    return found


@jit
def _one(
    b: CompiledScenario, s: State, log: Trace | None, seed: np.uint64, keys: Integers, given: Doubles
) -> bool:
    """Prepare and play one run; false where its numbers make no game."""
    if not prepare(b, s, seed, keys, given):
        return False
    play(b, s, log)
    gaps(b, s)
    return True


def _entry(sources: str) -> Callable[..., None]:
    """Compile the loop; the digest of all sources is a part of it, so that a change anywhere empties the cache."""

    def run_all(
        fixed: Integers,
        state: Integers,
        seeds: Any,
        keys: Integers,
        given: Doubles,
        kept: Integers,
        failed: Any,
        result: Any,
        ladder: Any,
        agreement: Integers,
        utility: Doubles,
        rounds: Integers,
        rapport: Doubles,
        authors: Integers,
        gap_by_depth: Any,
        draws: Any,
        courses: Integers,
        told: bool,
    ) -> None:
        assert sources != ""
        b, s, log = _open_board(fixed), _open_state(state), _open_log(courses)
        for r in range(seeds.size):
            if not _one(b, s, None, seeds[r], keys, given[r]):
                failed[r] = True
                continue
            result[r], ladder[r] = s.whole[Whole.RESULT], _step(b, s)
            signed = s.whole[Whole.AGREEMENT]
            agreement[r], rounds[r] = signed, s.whole[Whole.HELD]
            rapport[r], authors[r] = s.real[Real.RAPPORT], _authors(b, s)
            if told:
                note(b, s, log, r)
            for d in range(b.steps.size):
                gap_by_depth[r, d] = s.gaps[d]
            for k in range(kept.size):
                draws[r, k] = s.x[kept[k]] if kept[k] >= 0 else np.nan
            for p in range(b.parties):
                utility[r, p] = s.utility[p, signed] if signed >= 0 else s.party[Row.RESERVATION, p]
            for p in b.seats:
                none = formulas.reserved(s.party[Row.RESERVATION, p], s.party[Row.PRIVATE, p])
                utility[r, p] = s.plain[p, signed] if signed >= 0 else none

    return entry(run_all)


def _traced_entry(sources: str) -> Callable[..., bool]:
    def run_traced(
        fixed: Integers, state: Integers, trace: Integers, seed: np.uint64, keys: Integers, given: Doubles
    ) -> bool:
        assert sources != ""
        return _one(_open_board(fixed), _open_state(state), _open_trace(trace), seed, keys, given)

    return entry(run_traced)


def _words_entry(sources: str) -> Callable[..., None]:
    def draw_words(
        seeds: Any, names: Words, low: Doubles, mode: Doubles, high: Doubles, codes: Integers, out: Doubles
    ) -> None:
        assert sources != ""
        pool, state = np.zeros(4, dtype=np.uint64), np.zeros(4, dtype=np.uint64)
        for r in range(seeds.size):
            const = chance.root(seeds[r], pool)
            for k in range(names.shape[0]):
                word = codes[r, k]
                out[r, k] = mode[k, word]
                if low[k, word] < high[k, word]:
                    chance.open_stream(pool, const, names[k], state)
                    out[r, k] = triangle(chance.uniform(state), low[k, word], mode[k, word], high[k, word])

    return entry(draw_words)


draw_words = _words_entry(fingerprint())
"""Draw the numbers of k settings whose words differ from run to run: seeds, the streams' names ``(k, 4)``, the triangles
``(k, words)``, which word each run has ``(n, k)``, and the numbers drawn ``(n, k)``."""

run_all = _entry(fingerprint())
"""Play run after run: the tables of a compiled scenario and of a state, seeds, given settings, the places of
the settings to note, then the columns of `Runs` in their order."""


def readiness() -> Readiness:
    """Return whether very many runs can be played at once, or the engine has to be compiled first."""
    return compiling.readiness(run_all)


_run_traced = _traced_entry(fingerprint())


def traced(
    fixed: CompiledScenario, seed: int, given: Mapping[int, float] | None = None
) -> tuple[State, Trace]:
    """Play one run again and note all of it; return the state at its end, and the trace.

    ``given``: places of settings to the numbers that replace their draws. Compiled from the same functions when it
    is first called. Raises `ValueError` where the numbers make no game.
    """
    numbers = given or {}
    state, trace = state_of(fixed), trace_of(fixed)
    keys, row = np.array(list(numbers), dtype=np.int64), np.array(list(numbers.values()), dtype=np.float64)
    if not _run_traced(table(fixed), table(state), table(trace), np.uint64(seed), keys, row):
        raise ValueError(f"seed {seed}: the numbers make no game")
    return state, trace
