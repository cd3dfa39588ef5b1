"""Opponent models in compiled runs: `sim.agents.opponent`, as what each option adds to the other's worth."""

from __future__ import annotations

from sim.agents import opponent
from sim.engine.compiled import state as at
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.worths import exponential

NO_MODEL, FREQUENCY, BAYESIAN, PERFECT = range(4)
_PRIOR_TEXTS = opponent.PRIOR_TEXTS
_TARGET_SPREAD = opponent.TARGET_SPREAD
_LEAST_EVIDENCE = opponent.LEAST_EVIDENCE


@jit
def known(s, other, answering):
    """How many of the other's texts a party knows: those tabled in the same breath stay hidden until all are in."""
    return s.spoken[other] if answering else s.before[other]


@jit
def _near(size, option, wanted):
    """How near an option is to the wanted one (-1: none is known)."""
    if wanted < 0 or size == 1:
        return 0.5
    return 1.0 - abs(option - wanted) / float(size - 1)


@jit
def _frequency(b, s, other, texts):
    issues = b.starts.size - 1
    row, total = s.rating[other], 0.0
    for i in range(issues):
        size = b.starts[i + 1] - b.starts[i]
        for k in range(size):
            row[b.starts[i] + k] = _PRIOR_TEXTS * _near(size, k, b.declared[other, i])
        for t in range(texts):
            row[b.column[s.said[other, t], i]] += 1.0
        most = 1.0
        for k in range(size):
            most = max(most, row[b.starts[i] + k])
        for k in range(size):
            row[b.starts[i] + k] = row[b.starts[i] + k] / most
        total += _kept(b, s, other, texts, i)
    for i in range(issues):
        weight = _kept(b, s, other, texts, i) / max(total, 1.0)
        for c in range(b.starts[i], b.starts[i + 1]):
            row[c] = weight * row[c]


@jit
def _kept(b, s, other, texts, i):
    """An issue's weight: it grows by one each time that two texts in a row agree on it."""
    if b.starts[i + 1] - b.starts[i] == 1:
        return 0.0
    kept = 0
    for t in range(1, texts):
        if b.column[s.said[other, t], i] == b.column[s.said[other, t - 1], i]:
            kept += 1
    return 1.0 + kept


@jit
def _lattice(b, s, other, texts):
    """What each hypothesis says that each option adds to a worth."""
    m = b.starts.size - 1
    profiles = m + 1 if m > 1 else 1
    for i in range(m):
        size, wanted = b.starts[i + 1] - b.starts[i], b.declared[other, i]
        if wanted < 0 and texts > 0:
            wanted = b.column[s.said[other, 0], i] - b.starts[i]
        known_best = wanted >= 0 and size > 1
        for k in range(size):
            c = b.starts[i] + k
            near = _near(size, k, wanted)
            only = (1.0 if near == 1.0 else 0.0) if known_best else near
            for h in range(profiles):
                weight = 1.0 / m
                if h > 0:
                    weight = 0.5 + 0.5 / m if h == i + 1 else 0.5 / m
                s.lattice[h, c] = weight * near
                s.lattice[profiles + h, c] = weight * only
    return 2 * profiles


@jit
def _bayesian(b, s, other, texts):
    m = b.starts.size - 1
    count = _lattice(b, s, other, texts)
    odds = s.odds
    if texts == 0:
        odds[:] = 1.0
    else:
        step = float(max(1, s.whole[at.DEADLINE] - 1))
        most = -1e300
        for h in range(count):
            evidence = 0.0
            for t in range(texts):
                text, guess = s.said[other, t], 0.0
                for i in range(m):
                    guess += s.lattice[h, b.column[text, i]]
                error = (guess - (1.0 - 0.5 * min(1.0, t / step))) / _TARGET_SPREAD
                evidence += max(_LEAST_EVIDENCE, -0.5 * error * error)
            odds[h] = evidence
            most = max(most, evidence)
        for h in range(count):
            odds[h] = exponential(odds[h] - most)
    total = 0.0
    for h in range(count):
        total += odds[h]
    row = s.rating[other]
    for c in range(row.size):
        mean = 0.0
        for h in range(count):
            mean += odds[h] * s.lattice[h, c]
        row[c] = mean / total


@jit
def learn(b, s, me, answering):
    """Bring party ``me``'s model of every other signatory up to date, in the rows of ``s.rating``."""
    model = b.model[me]
    if model in (FREQUENCY, BAYESIAN):
        for other in b.seats:
            if other != me:
                texts = known(s, other, answering)
                if model == FREQUENCY:
                    _frequency(b, s, other, texts)
                else:
                    _bayesian(b, s, other, texts)


@jit
def rated(b, s, me, o):
    """What party ``me`` believes that outcome ``o`` is worth to the least satisfied other."""
    least = 2.0
    for other in b.seats:
        if other != me:
            if b.model[me] == PERFECT:
                worth = s.expected[other, o]
            else:
                worth = 0.0
                for i in range(b.starts.size - 1):
                    worth += s.rating[other, b.column[o, i]]
                worth = min(1.0, worth)
            least = min(least, worth)
    return least
