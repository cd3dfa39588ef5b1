"""The outermost compiled loop: run after run into columns."""

from __future__ import annotations

from typing import Any

from sim.engine.compiled import state as at
from sim.engine.compiled.bundle import opener
from sim.engine.compiled.compiling import entry, fingerprint, jit
from sim.engine.compiled.opening import prepare
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State
from sim.engine.compiled.talks import LAPSED, NOT_RATIFIED, PERFORMED, SUSPENDED, WALKED, play
from sim.engine.compiled.worths import gap

open_board, open_state = opener(CompiledScenario), opener(State)


@jit
def _ladder(s, result, distance):
    """The step of the ladder, by its place (`sim.rules.ladder.ladder`)."""
    if result == PERFORMED:
        return 4
    if result in (LAPSED, NOT_RATIFIED):
        return 3
    if result in (WALKED, SUSPENDED):
        return 0
    leeway = s.real[at.LEEWAY] * (s.real[at.RAPPORT] - 0.5)
    for step in range(3):
        if distance <= s.cuts[step] + leeway:
            return 3 - step
    return 0


@jit
def _authors(b, s):
    """Who tabled a text: a sum of powers of two by the parties' places."""
    found = 0
    for p in range(b.parties):
        for k in range(s.whole[at.TEXTS]):
            if s.text_author[k] == p:
                found += 1 << p
                break
    return found


@jit
def one(b, s, seed, keys, given):
    """Prepare and play one run; false where its numbers make no game."""
    if not prepare(b, s, seed, keys, given):
        return False
    play(b, s)
    s.real[at.GAP] = 0.0
    if s.whole[at.AGREEMENT] < 0:
        s.real[at.GAP] = gap(b, s, s.held[b.rounds])
    return True


def _entry(sources: str) -> Any:
    """Compile the loop; the digest of all sources is a part of it, so that a change anywhere empties the cache."""

    def run_all(
        board,
        state,
        seeds,
        keys,
        given,
        failed,
        result,
        ladder,
        closeness,
        residual,
        agreement,
        utility,
        rounds,
        rapport,
        authors,
    ):
        assert sources != ""
        b, s = open_board(board), open_state(state)
        for r in range(seeds.size):
            if not one(b, s, seeds[r], keys, given[r]):
                failed[r] = True
                continue
            result[r] = s.whole[at.RESULT]
            distance = s.real[at.GAP]
            ladder[r] = _ladder(s, s.whole[at.RESULT], distance)
            closeness[r], residual[r] = 1.0 - distance, distance
            signed = s.whole[at.AGREEMENT]
            agreement[r], rounds[r] = signed, s.whole[at.HELD]
            rapport[r], authors[r] = s.real[at.RAPPORT], _authors(b, s)
            for p in range(b.parties):
                utility[r, p] = s.utility[p, signed] if signed >= 0 else s.party[at.RESERVATION, p]

    return entry()(run_all)


run_all = _entry(fingerprint())
"""Play run after run: the tables of a board and of a state, seeds, given settings, then the columns of `Runs` in their order."""
