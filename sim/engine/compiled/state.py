"""What changes during a run: buffers that one worker makes once and every run overwrites."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.compiled.bundle import B1, B2, F1, F2, I1, I2, S2, U1, kind
from sim.engine.compiled.scenario import CompiledScenario

# Places in `State.whole`: whole numbers of the standing.
ROUND, OPENER, DRAFT, DEADLINE, RESUME, TEXTS, RESULT, AGREEMENT, LAPSED, HELD, READY, FRESH = range(12)
# Places in `State.real`: numbers of the standing and of the game.
RAPPORT, TRUST_GAIN, THREAT_LOSS, MOOD, SPREAD, FAILURE_COST, SHOCK, LEEWAY, GAP = range(9)
# Rows of `State.party`: what may change of a party; then what is fixed for a run or follows from the standing.
(
    RESERVATION,
    TRUST,
    DISCOUNT,
    HAWK,
    THRESHOLD,
    HAS_THRESHOLD,
    FIRST_DISCOUNT,
    FLOOR,
    BEST,
    TOP,
    COUNT,
) = range(11)
# Columns of `State.guard`.
LEVERAGE, STAKE, OBJECTION, SUPPORT, SUPPORT_MARGIN, THREAT_MARGIN = range(6)


_BUCKETS = 16384


class State(NamedTuple):
    """The numbers of one run and the table it is played at. Shapes as in `CompiledScenario`; T rounds, X = T * (S + 1) texts."""

    x: F1  # (x,) this run's settings
    worth: F2  # (P, c) what each option adds to each party's utility
    gain: F2  # (Q, c) what each option adds to a promised gain
    deferral: F2  # (K, c) the share that comes later, by option of the deferring issue
    belief: F2  # (P, K) confidence in each promise
    sums: F1  # (nodes,) partial sums
    utility: F2  # (P, n)
    national: F2  # (P, n)
    stake: F2  # (Q, n) deferral times gain
    credible: F2  # (P, n)
    passes: F2  # (P, n)
    both: F1  # (n,)
    expected: F2  # (P, n)
    fit: B2  # (P, n) acceptable
    stance: S2  # (G, n)
    press: F2  # (G, n)
    party: F2  # (11, P)
    guard: F2  # (G, 6)
    event: F2  # (E, 4) chance, trust, rapport, leverage
    fired: I1  # (E,) round, or 0
    chance: F2  # (E, T)
    mood: F2  # (T, P)
    luck: F2  # (T, P)
    coin: F1  # (T,)
    vote: F1  # (P,)
    year: F1  # (years,)
    real: F1  # (9,)
    whole: I1  # (12,)
    cuts: F1  # (3,)
    asked: I1  # (P,) how often for the least outcome at some level, since the last valuation
    order: I2  # (P, n) acceptable outcomes by bucket of worth
    bucket: I2  # (P, buckets + 2) where each bucket starts
    said: I2  # (P, T) outcomes tabled
    spoken: I1  # (P,) how many
    before: I1  # (P,) how many before this round
    distinct: I2  # (P, T + 1) how many different ones among the first so many
    tabled: B2  # (P, n)
    heard: I2  # (P, X) outcomes answered
    listened: I1  # (P,) how many
    rating: F2  # (P, c) what an opponent model says of each option
    lattice: F2  # (2m + 2, c)
    odds: F1  # (2m + 2,)
    values: F2  # (2, P)
    held: F2  # (T + 1, P) aspirations; the last row at the end
    trust_log: F2  # (T, P)
    floor_log: F2  # (T, P) reservations
    rapport_log: F1  # (T,)
    met: B1  # (T,) the round was held
    passed: B2  # (T, P)
    walked: I1  # (T,) place, or -1
    text_round: I1  # (X,)
    text_author: I1  # (X,) -1: the mediator
    text_outcome: I1  # (X,)
    text_asked: B1  # (X,) a criticism, not a text
    answer: S2  # (X, P) -1 none, 0 no, 1 yes
    text_worth: F2  # (X, P) what it was worth, all things foreseen
    text_stance: S2  # (X, G)
    ratified: B1  # (P,)
    state: U1  # (4,) of a random stream
    pool: U1  # (4,)


SHAPES = {
    "x": "x",
    "P c": "worth rating",
    "Q c": "gain",
    "K c": "deferral",
    "P K": "belief",
    "nodes": "sums",
    "P n": "utility national credible passes expected fit order tabled",
    "Q n": "stake",
    "n": "both",
    "G n": "stance press",
    "11 P": "party",
    "G 6": "guard",
    "E 4": "event",
    "E": "fired",
    "E T": "chance",
    "T P": "mood luck trust_log floor_log passed",
    "T": "coin rapport_log met walked",
    "P": "vote asked spoken before listened ratified",
    "years": "year",
    "9": "real",
    "12": "whole",
    "3": "cuts",
    "P b": "bucket",
    "P T": "said",
    "P T+1": "distinct",
    "P X": "heard",
    "h c": "lattice",
    "h": "odds",
    "2 P": "values",
    "T+1 P": "held",
    "X": "text_round text_author text_outcome text_asked",
    "X P": "answer text_worth",
    "X G": "text_stance",
    "4": "state pool",
}
"""Dimensions to the fields that have them: a number, or a letter of `State`."""


def state_of(board: CompiledScenario) -> State:
    """Return fresh buffers for the runs of one board."""
    seats, rounds = board.seats.size, board.rounds
    sizes = {
        "P": board.parties,
        "n": board.n,
        "c": int(board.starts[-1]),
        "x": board.mode.size,
        "nodes": board.parent.size,
        "Q": board.pair_party.size,
        "K": board.promise_by.size,
        "G": board.guarantor_party.size,
        "E": board.event_at.size,
        "T": rounds,
        "T+1": rounds + 1,
        "X": rounds * (seats + 1),
        "h": 2 * board.starts.size,
        "b": min(board.n, _BUCKETS) + 2,
        "years": board.years,
    }
    arrays = {}
    for dimensions, names in SHAPES.items():
        shape = [int(d) if d.isdigit() else sizes[d] for d in dimensions.split()]
        for name in names.split():
            arrays[name] = np.zeros(shape, dtype=kind(State, name))
    return State(**arrays)
