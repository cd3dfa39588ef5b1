"""The beginning of a compiled run: settings drawn, the game's tables filled, all chance drawn."""

from __future__ import annotations

import math

import numpy as np

from sim.domain.codes import Protocol, Strategy
from sim.engine.compiled import chance, formulas
from sim.engine.compiled.bundle import Doubles, Integers, Words
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.places import Guard, Real, Row, Whole
from sim.engine.compiled.players.offers import OFFERINGS
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State

_BY_CHANCE = np.array([number in OFFERINGS and OFFERINGS[number].by_chance for number in Strategy])
"""Whether a strategy draws its texts by chance, by its number."""


@jit
def _number(s: State, place: int, usual: float) -> float:
    return usual if place < 0 else s.x[place]


@jit
def triangle(u: float, low: float, mode: float, high: float) -> float:
    """What a uniform number draws from a triangle (`sim.scenario.settings.Resolved.draw`)."""
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


@jit
def _settings(b: CompiledScenario, s: State, const: np.uint64) -> None:
    """Every setting: its mode, or a draw from its triangle by its own stream (`sim.scenario.settings`)."""
    for i in range(s.x.size):
        low, mode, high = b.low[i], b.mode[i], b.high[i]
        s.x[i] = mode
        if b.drawn and low < high:
            chance.open_stream(s.pool, const, b.names[i], s.state)
            s.x[i] = triangle(chance.uniform(s.state), low, mode, high)


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
    if b.told:
        fall, span = 0.0, 1.0
    for c in range(b.slot_issue.size):
        share = _number(s, b.weight_at[p, b.slot_issue[c]], 0.0) / total
        s.worth[p, c] = share * _number(s, b.worth_at[p, c], 0.0) / span
    row = s.utility[p]
    _summed(b, s, s.worth[p], fall / span, row)
    for k in range(b.bonus_party.size):
        if b.bonus_party[k] == p:
            amount = s.x[b.bonus_at[k]] / span
            for o in range(b.n):
                row[o] += amount if b.bonus_mask[k, o] else 0.0
    if b.told:
        _form(b, s, p)
    low, high = 0.0, 1.0
    for o in range(b.n):
        row[o] = row[o] if b.told else formulas.unit(row[o])
        low, high = min(low, row[o]), max(high, row[o])
    s.party[Row.LOW, p], s.party[Row.HIGH, p] = low, high
    return True


@jit
def _mixed(b: CompiledScenario, s: State, p: int, r: int) -> float:
    """What a basis gives a party per unit of binding (`sim.scenario.wishes.readings_of`)."""
    own, rest, subtotal, reader, others = 0.0, 0.0, 0.0, -1, 0
    for t in range(b.reading_term.shape[0]):
        if b.reading_term[t, 0] == r:
            who = b.reading_term[t, 1]
            if who != reader and reader >= 0:
                own, rest = (subtotal, rest) if reader == p else (own, rest + subtotal)
                subtotal = 0.0
            reader = who
            subtotal += s.worth[p, b.reading_term[t, 2]]
    if reader >= 0:
        own, rest = (subtotal, rest) if reader == p else (own, rest + subtotal)
    for q in range(b.parties):
        others += b.reading_count[r, q] if q != p else 0
    ambiguity = s.real[Real.AMBIGUITY]
    return ambiguity * own + (1.0 - ambiguity) * (rest / max(1, others))


@jit
def _form(b: CompiledScenario, s: State, p: int) -> None:
    """What readings and the form of a text add to a party's gains."""
    row, form = s.utility[p], _number(s, b.party_at[p, Row.FORM], 0.0)
    for r in range(b.reading_mask.shape[0]):
        mixed, mask = _mixed(b, s, p, r), b.reading_mask[r]
        s.read[r, p] = mixed
        for o in range(b.n):
            row[o] += mixed * s.bind[o] if mask[o] else 0.0
    for o in range(b.n):
        row[o] += form * s.bind[o]


@jit
def _depths(b: CompiledScenario, s: State) -> None:
    """How far every outcome binds, and how far rapport counts in it."""
    for o in range(b.n):
        d = b.depth[o]
        bind, warmth = _number(s, b.binds_at[d], 1.0), 1.0
        if b.firm[o]:
            bind = bind * (1.0 + _number(s, b.firmer_at[d, 0], 0.0))
            warmth = 1.0 + _number(s, b.firmer_at[d, 1], 0.0)
        s.bind[o], s.warmth[o] = bind, warmth


@jit
def _nationalist(b: CompiledScenario, s: State, p: int, table: Doubles) -> None:
    """What the sovereignty issues alone give, as a share of the most that the outcomes hold."""
    row, most = s.national[p], 0.0
    for i in range(b.starts.size - 1):
        top = 0.0
        for c in range(b.slot_issue.size):
            if b.slot_issue[c] == i:
                table[c] = s.worth[p, c] if b.sovereign[i] else 0.0
                if b.sovereign[i] and b.reached[c]:
                    top = max(top, table[c])
        most += top
    if most > 0.0:
        _summed(b, s, table, 0.0, row)
        for o in range(b.n):
            row[o] = min(1.0, row[o] / most)
    else:
        row[:] = 1.0


@jit
def _promises(b: CompiledScenario, s: State) -> None:
    """What each signatory loses of each outcome when a promise is broken, and how much of that comes later."""
    for k in range(b.promise_by.size):
        for c in range(s.deferral.shape[1]):
            s.deferral[k, c] = _number(s, b.deferral_at[k, c], 0.0)
        for p in range(b.parties):
            s.belief[p, k] = _number(s, b.confidence_at[p, k], 1.0)
    s.gain[:] = 0.0
    for q in range(b.pair_party.size):
        p, k = b.pair_party[q], b.pair_promise[q]
        row, worth = s.gain[q], s.worth[p]
        for e in range(b.breach.shape[0]):
            if b.breach[e, 0] == k:
                lost = worth[b.breach[e, 2]] - worth[b.breach[e, 3]]
                row[b.breach[e, 1]] += max(0.0, lost)
        for e in range(b.breach_bonus.shape[0]):
            number = b.breach_bonus[e, 2]
            if b.breach_bonus[e, 0] == k and b.bonus_party[number] == p:
                amount = s.x[b.bonus_at[number]]
                row[b.breach_bonus[e, 1]] += max(0.0, amount if b.breach_bonus[e, 3] > 0 else -amount)
        for e in range(b.breach_reading.shape[0]):
            if b.breach_reading[e, 0] == k:
                o = b.breach_reading[e, 1]
                read = s.read[b.breach_reading[e, 2], p] * s.bind[o]
                row[o] += max(0.0, read if b.breach_reading[e, 3] > 0 else -read)
        stake, share, later = s.stake[q], s.deferral[k], b.by_issue[b.deferred[k]]
        for o in range(b.n):
            stake[o] = formulas.at_stake(share[later[o]], row[o])


@jit
def _parties(b: CompiledScenario, s: State) -> None:
    """The opening standing of every party."""
    for p in range(b.parties):
        s.party[Row.RESERVATION, p] = _number(s, b.party_at[p, Row.RESERVATION], 0.0)
        s.party[Row.TRUST, p] = _number(s, b.party_at[p, Row.TRUST], 1.0)
        s.party[Row.USUAL_TRUST, p] = s.party[Row.TRUST, p]
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
    s.real[Real.WEAR] = 1.0
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
        s.party[Row.PRIVATE, p] = 0.0
        if s.real[Real.PRIVATE] != 0.0:
            _filled(s, const, b.private_names[p], s.two)
            s.party[Row.PRIVATE, p] = formulas.private_part(s.two[0], s.two[1], s.real[Real.PRIVATE])
    if b.protocol == Protocol.SIMULTANEOUS:
        _filled(s, const, b.coin_names, s.coin)
    _filled(s, const, b.year_names, s.year)


@jit
def _game(b: CompiledScenario, s: State, const: np.uint64, keys: Integers, given: Doubles) -> bool:
    """The settings and what follows from them alone; false where they make no game."""
    _settings(b, s, const)
    for i in range(keys.size):
        s.x[keys[i]] = given[i]
    s.real[Real.AMBIGUITY] = _number(s, b.talks_at[Real.AMBIGUITY], b.talks_usual[Real.AMBIGUITY])
    _depths(b, s)
    for p in range(b.parties):
        if not _wishes(b, s, p):
            return False
    for p in b.seats:
        _nationalist(b, s, p, s.slots)
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
    if s.real[Real.PRIVATE] != 0.0:
        s.whole[Whole.FRESH] = 0
    _parties(b, s)
    _outside(b, s)
    _luck(b, s, const)
    return True
