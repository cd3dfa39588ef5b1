"""The beginning of a compiled run: settings drawn, the game's tables filled, all chance drawn."""

from __future__ import annotations

import math

import numpy as np

from sim.domain.codes import Protocol, Strategy
from sim.engine.compiled import chance, formulas
from sim.engine.compiled.bundle import Doubles, Integers, Words
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.places import Guard, Row, Whole
from sim.engine.compiled.players.offers import OFFERINGS
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State

_BY_CHANCE = np.array([number in OFFERINGS and OFFERINGS[number].by_chance for number in Strategy])
"""Whether a strategy draws its texts by chance, by its number."""


@jit
def _number(s: State, place: int, usual: float) -> float:
    return usual if place < 0 else s.x[place]


@jit
def _settings(b: CompiledScenario, s: State, const: np.uint64) -> None:
    """Every setting: its mode, or a draw from its triangle by its own stream (`sim.scenario.settings`)."""
    for i in range(s.x.size):
        low, mode, high = b.low[i], b.mode[i], b.high[i]
        s.x[i] = mode
        if b.drawn and low < high:
            chance.open_stream(s.pool, const, b.names[i], s.state)
            u = chance.uniform(s.state)
            if u * (high - low) < mode - low:
                s.x[i] = low + math.sqrt(u * (high - low) * (mode - low))
            else:
                s.x[i] = high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


@jit
def _summed(b: CompiledScenario, s: State, table: Doubles, start: float, out: Doubles) -> None:
    """Sum a table of options over the issues of every outcome, issue by issue, along the tree of outcomes."""
    last = b.level.size - 2
    for node in range(b.level[1]):
        value = start + table[b.choice[node]]
        if last == 0:
            out[node] = value
        else:
            s.sums[node] = value
    for i in range(1, last + 1):
        above, first = b.level[i - 1], b.level[i]
        if i == last:
            for node in range(first, b.level[i + 1]):
                out[node - first] = s.sums[above + b.parent[node]] + table[b.choice[node]]
        else:
            for node in range(first, b.level[i + 1]):
                s.sums[node] = s.sums[above + b.parent[node]] + table[b.choice[node]]


@jit
def _wishes(b: CompiledScenario, s: State, p: int) -> bool:
    """Party p's utilities and its nationalists' view; false where all weights are zero."""
    issues = b.starts.size - 1
    total = 0.0
    for i in range(issues):
        total += _number(s, b.weight_at[p, i], 0.0)
    if not total > 0.0:
        return False
    rise, fall = 0.0, 0.0
    for k in range(b.bonus_party.size):
        if b.bonus_party[k] == p:
            rise += max(0.0, s.x[b.bonus_at[k]])
            fall += max(0.0, -s.x[b.bonus_at[k]])
    span = 1.0 + rise + fall
    for i in range(issues):
        share = _number(s, b.weight_at[p, i], 0.0) / total
        for c in range(b.starts[i], b.starts[i + 1]):
            s.worth[p, c] = share * _number(s, b.worth_at[p, c], 0.0) / span
    row = s.utility[p]
    _summed(b, s, s.worth[p], fall / span, row)
    for k in range(b.bonus_party.size):
        if b.bonus_party[k] == p:
            amount = s.x[b.bonus_at[k]] / span
            for o in range(b.n):
                row[o] += amount if b.bonus_mask[k, o] else 0.0
    for o in range(b.n):
        row[o] = formulas.unit(row[o])
    return True


@jit
def _nationalist(b: CompiledScenario, s: State, p: int, table: Doubles) -> None:
    """What the sovereignty issues alone give, as a share of the most that the outcomes hold."""
    row, most = s.national[p], 0.0
    for i in range(b.starts.size - 1):
        top = 0.0
        for c in range(b.starts[i], b.starts[i + 1]):
            table[c] = s.worth[p, c] if b.sovereign[i] else 0.0
        if b.sovereign[i]:
            for c in range(b.starts[i], b.starts[i + 1]):
                if b.reached[c]:
                    top = max(top, table[c])
            most += top
    if most > 0.0:
        _summed(b, s, table, 0.0, row)
        for o in range(b.n):
            row[o] = min(1.0, row[o] / most)
    else:
        row[:] = 1.0


@jit
def _staked(b: CompiledScenario, s: State, q: int, k: int) -> None:
    """What is at stake of a promise in every outcome: the share that comes later times the gain."""
    row, gain, share, first = s.stake[q], s.gain[q], s.deferral[k], True
    for i in range(b.starts.size - 1):
        if b.promised[k, i]:
            option = b.by_issue[i]
            if first:
                for o in range(b.n):
                    row[o] = gain[option[o]]
            else:
                for o in range(b.n):
                    row[o] += gain[option[o]]
            first = False
    later = b.by_issue[b.deferred[k]]
    for o in range(b.n):
        row[o] = formulas.at_stake(share[later[o]], row[o])


@jit
def _promises(b: CompiledScenario, s: State) -> None:
    """What of each signatory's gain rests on each promise, and how much of that comes later."""
    for k in range(b.promise_by.size):
        for c in range(s.deferral.shape[1]):
            s.deferral[k, c] = _number(s, b.deferral_at[k, c], 0.0)
        for p in range(b.parties):
            s.belief[p, k] = _number(s, b.confidence_at[p, k], 1.0)
    for q in range(b.pair_party.size):
        p, k = b.pair_party[q], b.pair_promise[q]
        for i in range(b.starts.size - 1):
            quo = s.worth[p, b.column[b.quo, i]]
            for c in range(b.starts[i], b.starts[i + 1]):
                s.gain[q, c] = max(0.0, s.worth[p, c] - quo) if b.promised[k, i] else 0.0
        _staked(b, s, q, k)


@jit
def _parties(b: CompiledScenario, s: State) -> None:
    """The opening standing of every party."""
    for p in range(b.parties):
        s.party[Row.RESERVATION, p] = _number(s, b.party_at[p, Row.RESERVATION], 0.0)
        s.party[Row.TRUST, p] = _number(s, b.party_at[p, Row.TRUST], 1.0)
        s.party[Row.DISCOUNT, p] = _number(s, b.party_at[p, Row.DISCOUNT], 1.0)
        s.party[Row.FIRST_DISCOUNT, p] = s.party[Row.DISCOUNT, p]
        s.party[Row.HAWKISHNESS, p] = _number(s, b.party_at[p, Row.HAWKISHNESS], 0.0)
        threshold = b.party_at[p, Row.DOMESTIC_THRESHOLD]
        s.party[Row.DOMESTIC_THRESHOLD, p] = _number(s, threshold, 0.0)
        s.party[Row.HAS_THRESHOLD, p] = 0.0 if threshold < 0 else 1.0


@jit
def _outside(b: CompiledScenario, s: State) -> None:
    """The opening standing of every guarantor, of the talks, and what events would do."""
    for g in range(b.guarantor_at.shape[0]):
        for f in range(b.guarantor_at.shape[1]):
            s.guard[g, f] = _number(s, b.guarantor_at[g, f], 0.0)
        s.guard[g, Guard.SUPPORT] = s.guard[g, Guard.SUPPORT] * (1.0 + s.guard[g, Guard.COUNTERWEIGHT])
    for i in range(b.talks_at.size):
        s.real[i] = _number(s, b.talks_at[i], b.talks_usual[i])
    for e in range(b.event_shift_at.shape[0]):
        for f in range(b.event_shift_at.shape[1]):
            s.event[e, f] = _number(s, b.event_shift_at[e, f], 0.0)


@jit
def _filled(s: State, const: np.uint64, names: Words, row: Doubles) -> None:
    chance.open_stream(s.pool, const, names, s.state)
    for i in range(row.size):
        row[i] = chance.uniform(s.state)


@jit
def _luck(b: CompiledScenario, s: State, const: np.uint64) -> None:
    """All chance of the run (`sim.rules.draws`); what no rule of this scenario looks at is not drawn."""
    for e in range(b.event_at.size):
        if b.event_at[e] < 0:
            _filled(s, const, b.event_names[e], s.chance[e])
    for p in range(b.parties):
        _filled(s, const, b.mood_names[p], s.mood[:, p])
        if _BY_CHANCE[b.strategy[p]]:
            _filled(s, const, b.choice_names[p], s.luck[:, p])
        _filled(s, const, b.ratification_names[p], s.vote[p : p + 1])
    if b.protocol == Protocol.SIMULTANEOUS:
        _filled(s, const, b.coin_names, s.coin)
    _filled(s, const, b.year_names, s.year)


@jit
def _game(b: CompiledScenario, s: State, const: np.uint64, keys: Integers, given: Doubles) -> bool:
    """The settings and what follows from them alone; false where they make no game."""
    _settings(b, s, const)
    for i in range(keys.size):
        s.x[keys[i]] = given[i]
    for i in range(3):
        s.cuts[i] = s.x[b.cuts_at[i]]
    if not s.cuts[0] <= s.cuts[1] <= s.cuts[2]:
        return False
    for p in range(b.parties):
        if not _wishes(b, s, p):
            return False
    for p in b.seats:
        _nationalist(b, s, p, s.rating[p])
    _promises(b, s)
    return True


@jit
def prepare(b: CompiledScenario, s: State, seed: np.uint64, keys: Integers, given: Doubles) -> bool:
    """Fill the state with the game and the chance of one run; false where its numbers make no game.

    ``keys``: places of settings that are given instead of drawn; ``given``: their numbers. Where nothing is drawn
    or given the game stays that of the run before, and so do the worths of its opening unless they have moved.
    """
    const = chance.root(seed, s.pool)
    same = not b.drawn and keys.size == 0
    if not (same and s.whole[Whole.READY] == 1):
        s.whole[Whole.READY], s.whole[Whole.FRESH] = 0, 0
        if not _game(b, s, const, keys, given):
            return False
        s.whole[Whole.READY] = 1 if same else 0
    _parties(b, s)
    _outside(b, s)
    _luck(b, s, const)
    return True
