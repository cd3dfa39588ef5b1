"""What changes during a run: buffers that one worker makes once and every run overwrites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import numpy as np

from sim.engine.compiled.bundle import B1, B2, F1, F2, I1, I2, S2, U1, kind
from sim.engine.compiled.places import Guard, Real, Row, Shift, Whole
from sim.engine.compiled.scenario import CompiledScenario

_BUCKETS = 16384


class State(NamedTuple):
    """The numbers of one run and the table it is played at. Shapes as in `CompiledScenario`; T rounds, D depths, U = T + D turns, X = U * (S + 1) texts."""

    x: F1  # (x,) this run's settings
    worth: F2  # (P, s) what each slot adds to each party's utility
    gain: F2  # (Q, n) what is lost of each outcome when a promise is broken
    read: F2  # (R, P) what naming a basis gives, per unit of binding
    bind: F1  # (n,) how far each outcome binds
    warmth: F1  # (n,) how far rapport counts in it
    deferral: F2  # (K, c) the share that comes later, by option of the deferring issue
    belief: F2  # (P, K) confidence in each promise
    slots: F1  # (s,)
    sums: F1  # (nodes,) partial sums
    utility: F2  # (P, n)
    national: F2  # (P, n)
    stake: F2  # (Q, n) deferral times gain
    plain: F2  # (P, n) worth if all of it came true
    credible: F2  # (P, n)
    passes: F2  # (P, n)
    both: F1  # (n,)
    expected: F2  # (P, n)
    signing: F2  # (P, n)
    fit: B2  # (P, n) what it would table
    sign: B2  # (P, n) what it would sign
    stance: S2  # (G, n)
    press: F2  # (G, n)
    party: F2  # (rows, P)
    guard: F2  # (G, columns)
    event: F2  # (E, 4) chance, trust, rapport, leverage
    fired: I1  # (E,) round, or 0
    chance: F2  # (E, T)
    mood: F2  # (T, P)
    luck: F2  # (T, P)
    coin: F1  # (T,)
    vote: F1  # (P,)
    year: F1  # (years,)
    gaps: F1  # (D,) how far the nearest text of each depth is from being signed
    two: F1  # (2,)
    real: F1  # (reals,)
    whole: I1  # (11,)
    asked: I1  # (P,) how often for the least outcome at some level, since the last valuation
    order: I2  # (P, n) acceptable outcomes by bucket of worth
    bucket: I2  # (P, buckets + 2) where each bucket starts
    said: I2  # (P, U) outcomes tabled
    spoken: I1  # (P,) how many
    before: I1  # (P,) how many before this round
    distinct: I2  # (P, U + 1) how many different ones among the first so many
    tabled: B2  # (P, n)
    heard: I2  # (P, X) outcomes answered
    listened: I1  # (P,) how many
    rating: F2  # (P, c) what an opponent model says of each option
    counts: F2  # (P, c) how often each option was asked for in the first texts
    kept: I2  # (P, m) how often an issue stayed the same in them
    counted: I1  # (P,) how many these first texts are
    evidence: F2  # (P, 2m + 2) how well each hypothesis explains the first texts
    weighed: I1  # (P,) how many these first texts are
    until: I1  # (P,) the deadline by which they were weighed
    lattice: F2  # (2m + 2, c)
    odds: F1  # (2m + 2,)
    values: F2  # (2, P)
    text_author: I1  # (X,) -1: the mediator
    text_outcome: I1  # (X,)
    text_asked: B1  # (X,) a criticism, not a text
    text_round: I1  # (X,)
    text_last: B1  # (X,) of the last day
    text_answer: S2  # (X, P) -1 none, 0 no, 1 yes
    text_stance: S2  # (X, G)
    voted: B1  # (P,) whether it ratified
    agreed: B1  # (X,) nobody refused it
    state: U1  # (4,) of a random stream
    pool: U1  # (4,)


_SHAPES = {
    "x": "x",
    "P s": "worth",
    "P c": "rating counts",
    "P m": "kept",
    "P h": "evidence",
    "R P": "read",
    "D": "gaps",
    "2": "two",
    "K c": "deferral",
    "P K": "belief",
    "s": "slots",
    "nodes": "sums",
    "P n": "utility national plain credible passes expected signing fit sign order tabled",
    "Q n": "stake gain",
    "n": "both bind warmth",
    "G n": "stance press",
    "rows P": "party",
    "G columns": "guard",
    "E shifts": "event",
    "E": "fired",
    "E T": "chance",
    "T P": "mood luck",
    "T": "coin",
    "P": "vote asked spoken before listened voted counted weighed until",
    "X P": "text_answer",
    "X G": "text_stance",
    "years": "year",
    "real": "real",
    "whole": "whole",
    "P b": "bucket",
    "P U": "said",
    "P U+1": "distinct",
    "P X": "heard",
    "h c": "lattice",
    "h": "odds",
    "2 P": "values",
    "X": "text_author text_outcome text_asked text_round text_last agreed",
    "4": "state pool",
}
"""Dimensions to the fields that have them: a number, or a letter of `State`."""

Buffers = TypeVar("Buffers")


def _sizes(fixed: CompiledScenario) -> dict[str, int]:
    seats, rounds = fixed.seats.size, fixed.rounds
    turns = rounds + fixed.steps.size
    return {
        "P": fixed.parties,
        "n": fixed.n,
        "c": int(fixed.starts[-1]),
        "m": fixed.starts.size - 1,
        "x": fixed.mode.size,
        "nodes": fixed.parent.size,
        "Q": fixed.pair_party.size,
        "K": fixed.promise_by.size,
        "G": fixed.guarantor_party.size,
        "E": fixed.event_at.size,
        "T": rounds,
        "T+1": rounds + 1,
        "U": turns,
        "U+1": turns + 1,
        "X": turns * (seats + 1),
        "D": fixed.steps.size,
        "R": fixed.reading_mask.shape[0],
        "s": fixed.slot_issue.size,
        "h": 2 * fixed.starts.size,
        "b": min(fixed.n, _BUCKETS) + 2,
        "years": fixed.years,
        "rows": len(Row),
        "columns": len(Guard),
        "shifts": len(Shift),
        "real": len(Real),
        "whole": len(Whole),
    }


def buffers(of: type[Buffers], shapes: Mapping[str, str], fixed: CompiledScenario) -> Buffers:
    """Return a tuple of arrays of zeros; ``shapes``: dimensions to the names of the fields that have them."""
    sizes, arrays = _sizes(fixed), {}
    for dimensions, names in shapes.items():
        shape = [int(d) if d.isdigit() else sizes[d] for d in dimensions.split()]
        for name in names.split():
            arrays[name] = np.zeros(shape, dtype=kind(of, name))
    return of(**arrays)


def state_of(fixed: CompiledScenario) -> State:
    """Return fresh buffers for the runs of one compiled scenario."""
    return buffers(State, _SHAPES, fixed)
