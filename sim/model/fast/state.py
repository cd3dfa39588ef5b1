"""What changes during a run: buffers that one worker makes once and every run overwrites."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.model.fast.board import Board
from sim.model.fast.bundle import B1, B2, F1, F2, I1, I2, S2, U1

# Places in `State.whole`: whole numbers of the standing.
ROUND, OPENER, DRAFT, DEADLINE, RESUME, TEXTS, RESULT, AGREEMENT, LAPSED, HELD, READY, FRESH = range(12)
# Places in `State.real`: numbers of the standing and of the game.
RAPPORT, TRUST_GAIN, THREAT_LOSS, MOOD, SPREAD, FAILURE_COST, SHOCK, GAP, COIN = range(9)
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
    LUCK,
) = range(12)
# Columns of `State.guard`.
LEVERAGE, STAKE, OBJECTION, SUPPORT, SUPPORT_MARGIN, THREAT_MARGIN = range(6)


_BUCKETS = 4096


class State(NamedTuple):
    """The numbers of one run and the table it is played at. Shapes as in `Board`; T rounds, X = T * (S + 1) texts."""

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
    party: F2  # (12, P)
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


def state_of(board: Board) -> State:
    """Return fresh buffers for the runs of one board."""
    parties, n, options = board.parties, board.n, int(board.starts[-1])
    pairs, promises = board.pair_party.size, board.promise_by.size
    guards, events, rounds = board.guarantor_party.size, board.event_at.size, board.rounds
    texts, hypotheses = rounds * (board.seats.size + 1), 2 * board.starts.size
    whole = np.int64
    return State(
        x=np.zeros(board.mode.size),
        worth=np.zeros((parties, options)),
        gain=np.zeros((pairs, options)),
        deferral=np.zeros((promises, options)),
        belief=np.ones((parties, promises)),
        sums=np.zeros(board.parent.size),
        utility=np.zeros((parties, n)),
        national=np.zeros((parties, n)),
        stake=np.zeros((pairs, n)),
        credible=np.zeros((parties, n)),
        passes=np.ones((parties, n)),
        both=np.ones(n),
        expected=np.zeros((parties, n)),
        fit=np.zeros((parties, n), dtype=np.bool_),
        stance=np.zeros((guards, n), dtype=np.int8),
        press=np.zeros((guards, n)),
        party=np.zeros((12, parties)),
        guard=np.zeros((guards, 6)),
        event=np.zeros((events, 4)),
        fired=np.zeros(events, dtype=whole),
        chance=np.zeros((events, rounds)),
        mood=np.zeros((rounds, parties)),
        luck=np.zeros((rounds, parties)),
        coin=np.zeros(rounds),
        vote=np.zeros(parties),
        year=np.zeros(board.years),
        real=np.zeros(9),
        whole=np.zeros(12, dtype=whole),
        cuts=np.zeros(3),
        asked=np.zeros(parties, dtype=whole),
        order=np.zeros((parties, n), dtype=whole),
        bucket=np.zeros((parties, min(n, _BUCKETS) + 2), dtype=whole),
        said=np.zeros((parties, rounds), dtype=whole),
        spoken=np.zeros(parties, dtype=whole),
        before=np.zeros(parties, dtype=whole),
        distinct=np.zeros((parties, rounds + 1), dtype=whole),
        tabled=np.zeros((parties, n), dtype=np.bool_),
        heard=np.zeros((parties, texts), dtype=whole),
        listened=np.zeros(parties, dtype=whole),
        rating=np.zeros((parties, options)),
        lattice=np.zeros((hypotheses, options)),
        odds=np.zeros(hypotheses),
        values=np.zeros((2, parties)),
        held=np.zeros((rounds + 1, parties)),
        trust_log=np.zeros((rounds, parties)),
        floor_log=np.zeros((rounds, parties)),
        rapport_log=np.zeros(rounds),
        met=np.zeros(rounds, dtype=np.bool_),
        passed=np.zeros((rounds, parties), dtype=np.bool_),
        walked=np.zeros(rounds, dtype=whole),
        text_round=np.zeros(texts, dtype=whole),
        text_author=np.zeros(texts, dtype=whole),
        text_outcome=np.zeros(texts, dtype=whole),
        text_asked=np.zeros(texts, dtype=np.bool_),
        answer=np.zeros((texts, parties), dtype=np.int8),
        text_worth=np.zeros((texts, parties)),
        text_stance=np.zeros((texts, guards), dtype=np.int8),
        ratified=np.zeros(parties, dtype=np.bool_),
        state=np.zeros(4, dtype=np.uint64),
        pool=np.zeros(4, dtype=np.uint64),
    )
