"""Offering rules in compiled runs: `sim.agents.offering` and `sim.agents.benchmark`, tie by tie."""

from __future__ import annotations

from sim.engine.compiled import state as at
from sim.engine.compiled.compiling import jit, rule
from sim.engine.compiled.index import least
from sim.engine.compiled.opponents import NO_MODEL, known, rated
from sim.engine.compiled.worths import exponential
from sim.rules import arith

BOULWARE, LINEAR, CONCEDER, TIT_FOR_TAT, MICRO, HARDLINER, WALKER, ZEUTHEN, INDUCTION = range(9)

_power = rule(arith.power, exponential=exponential, logarithm=rule(arith.logarithm))


@jit
def elapsed(s, ahead):
    """The share of the time that is gone ``ahead`` rounds from now."""
    deadline = s.whole[at.DEADLINE]
    if deadline <= 1:
        return 1.0
    return min(1.0, float(s.whole[at.ROUND] + ahead - 1) / float(deadline - 1))


@jit
def top(s, me):
    """The acceptable outcome of most own worth."""
    return int(s.party[at.TOP, me])


@jit
def at_least(b, s, me, level):
    """The best-rated acceptable outcome worth ``level`` or more, or the top one where there is none."""
    expected, fit = s.expected[me], s.fit[me]
    found = -1
    if b.model[me] == NO_MODEL:
        found = least(s, me, level)
    else:
        best, own = -1.0, -1.0
        for o in range(b.n):
            if fit[o] and expected[o] >= level:
                score = rated(b, s, me, o)
                if score > best or (score == best and expected[o] > own):
                    found, best, own = o, score, expected[o]
    return found if found >= 0 else top(s, me)


@jit
def _tit_for_tat(b, s, me, answering, ahead):
    best, floor = s.party[at.BEST, me], s.party[at.FLOOR, me]
    if s.spoken[me] == 0 and ahead == 0:
        return best
    given, first = 0.0, True
    for other in b.seats:
        if other != me:
            texts, gift = known(s, other, answering), 0.0
            if texts > 0:
                gift = s.expected[me, s.said[other, texts - 1]] - s.expected[me, s.said[other, 0]]
            given, first = (gift if first else min(given, gift)), False
    goodwill = (best - floor) / float(max(1, s.whole[at.DEADLINE]))
    return min(best, max(floor, best - goodwill - max(0.0, given)))


@jit
def _fresh(b, s, me, answering):
    """MiCRO's next new outcome, or -1 while the others have not kept pace."""
    pace, first = 0, True
    for other in b.seats:
        if other != me:
            different = s.distinct[other, known(s, other, answering)]
            pace, first = (different if first else min(pace, different)), False
    if s.distinct[me, s.spoken[me]] > pace:
        return -1
    found, best = -1, -1.0
    for o in range(b.n):
        if s.fit[me, o] and not s.tabled[me, o] and s.expected[me, o] > best:
            found, best = o, s.expected[me, o]
    return found


@jit
def _micro_aspiration(b, s, me, answering):
    new = _fresh(b, s, me, answering)
    least, some = 2.0, False
    for t in range(s.spoken[me]):
        text = s.said[me, t]
        if s.fit[me, text]:
            least, some = min(least, s.expected[me, text]), True
    if new >= 0:
        least, some = min(least, s.expected[me, new]), True
    return max(s.party[at.FLOOR, me], least if some else s.party[at.BEST, me])


@jit
def _luck(s, me, ahead):
    round_, rounds = s.whole[at.ROUND], s.luck.shape[0]
    return s.luck[round_ - 1 if ahead == 0 else min(round_, rounds - 1), me]


@jit
def _micro(b, s, me, answering, ahead):
    new = _fresh(b, s, me, answering)
    if new >= 0:
        return new
    count = 0
    for t in range(s.spoken[me]):
        if s.distinct[me, t + 1] > s.distinct[me, t] and s.fit[me, s.said[me, t]]:
            count += 1
    if count == 0:
        return top(s, me)
    pick = min(count - 1, int(_luck(s, me, ahead) * count))
    for t in range(s.spoken[me]):
        if s.distinct[me, t + 1] > s.distinct[me, t] and s.fit[me, s.said[me, t]]:
            if pick == 0:
                return s.said[me, t]
            pick -= 1
    return top(s, me)


@jit
def _walker(b, s, me, ahead):
    count = int(s.party[at.COUNT, me])
    pick = min(count - 1, int(_luck(s, me, ahead) * count))
    for o in range(b.n):
        if s.fit[me, o]:
            if pick == 0:
                return o
            pick -= 1
    return top(s, me)


@jit
def least_other(b, s, me, o):
    """What an outcome is really worth to the least satisfied other."""
    least = 2.0
    for other in b.seats:
        if other != me:
            least = min(least, s.expected[other, o])
    return least


@jit
def _risk(mine, theirs, reservation):
    stake = mine - reservation
    return 1.0 if stake <= 0.0 else max(0.0, (mine - theirs) / stake)


@jit
def _kindest(b, s, me, level):
    """Among acceptable outcomes of exactly this own worth, the one best for the least satisfied other."""
    found, best = -1, -1.0
    for o in range(b.n):
        if s.fit[me, o] and s.expected[me, o] == level:
            score = least_other(b, s, me, o)
            if score > best:
                found, best = o, score
    return found


@jit
def _zeuthen(b, s, me, answering):
    expected, floor = s.expected[me], s.party[at.FLOOR, me]
    silent = s.spoken[me] == 0 or not s.fit[me, s.said[me, s.spoken[me] - 1]]
    for other in b.seats:
        silent = silent or (other != me and known(s, other, answering) == 0)
    if silent:
        found = _kindest(b, s, me, s.party[at.BEST, me])
        return found if found >= 0 else top(s, me)
    text, worst, theirs = s.said[me, s.spoken[me] - 1], 2.0, 1e300
    for other in b.seats:
        if other != me:
            heard = s.said[other, known(s, other, answering) - 1]
            worst = min(worst, expected[heard])
            row = s.expected[other]
            theirs = min(theirs, _risk(row[heard], row[text], s.party[at.FLOOR, other]))
    if _risk(expected[text], worst, floor) > theirs:
        return text
    return _concession(b, s, me, answering, text, worst)


@jit
def _enough(b, s, me, answering, o, worst):
    """Whether after conceding to ``o`` the other side would be the one to concede."""
    stake = max(s.expected[me, o] - s.party[at.FLOOR, me], 1e-300)
    mine, theirs = max(0.0, (s.expected[me, o] - worst) / stake), 1.0
    for other in b.seats:
        if other != me:
            row = s.expected[other]
            own = row[s.said[other, known(s, other, answering) - 1]]
            left = max(1e-300, own - s.party[at.FLOOR, other])
            theirs = min(theirs, max(0.0, (own - row[o]) / left))
    return mine > theirs


@jit
def _concession(b, s, me, answering, text, worst):
    now = least_other(b, s, me, text)
    enough, better = -1.0, -1.0
    for o in range(b.n):
        if s.fit[me, o] and least_other(b, s, me, o) > now:
            better = max(better, s.expected[me, o])
            if _enough(b, s, me, answering, o, worst):
                enough = max(enough, s.expected[me, o])
    if better < 0.0:
        return text
    level, found, best = (enough if enough >= 0.0 else better), -1, -1.0
    for o in range(b.n):
        if s.fit[me, o] and s.expected[me, o] == level and least_other(b, s, me, o) > now:
            if enough >= 0.0 and not _enough(b, s, me, answering, o, worst):
                continue
            score = least_other(b, s, me, o)
            if score > best:
                found, best = o, score
    return found


@jit
def seat(b, me):
    """A party's place among the signatories, or -1."""
    for i in range(b.seats.size):
        if b.seats[i] == me:
            return i
    return -1


@jit
def _induced(b, s, first, proposer):
    """The equilibrium text of round ``first``, or -1; the values go to the first row of ``s.values``."""
    seats, count, text = b.seats, b.seats.size, -1
    values, waiting = s.values[0], s.values[1]
    for i in range(count):
        values[i] = s.party[at.FLOOR, seats[i]]
    start = seat(b, proposer)
    for round_ in range(s.whole[at.DEADLINE], first - 1, -1):
        mover = seats[(start + round_ - first) % count]
        for i in range(count):
            waiting[i] = s.party[at.FIRST_DISCOUNT, seats[i]] * values[i]
        text, own, score = -1, -1.0, -1.0
        for o in range(b.n):
            fits = True
            for i in range(count):
                fits = fits and s.fit[seats[i], o] and s.expected[seats[i], o] >= waiting[i]
            if fits and s.expected[mover, o] >= own:
                theirs = least_other(b, s, mover, o)
                if s.expected[mover, o] > own or theirs > score:
                    text, own, score = o, s.expected[mover, o], theirs
        for i in range(count):
            values[i] = waiting[i] if text < 0 else s.expected[seats[i], text]
    return text


@jit
def aspiration(b, s, me, answering, ahead):
    """What party ``me`` holds out for ``ahead`` rounds from now."""
    kind, best, floor = b.strategy[me], s.party[at.BEST, me], s.party[at.FLOOR, me]
    if kind <= CONCEDER:
        return min(best, floor + (best - floor) * (1.0 - _power(elapsed(s, ahead), b.inverse_beta[me])))
    if kind == TIT_FOR_TAT:
        return _tit_for_tat(b, s, me, answering, ahead)
    if kind == MICRO:
        return _micro_aspiration(b, s, me, answering)
    if kind == HARDLINER:
        return best
    if kind == WALKER:
        return floor
    if kind == ZEUTHEN:
        return max(floor, s.expected[me, s.said[me, s.spoken[me] - 1]]) if s.spoken[me] > 0 else best
    _induced(b, s, s.whole[at.ROUND] + 1, me)
    return min(1.0, max(floor, s.party[at.DISCOUNT, me] * s.values[0, seat(b, me)]))


@jit
def offer(b, s, me, answering, ahead):
    """The outcome that party ``me`` tables ``ahead`` rounds from now."""
    kind = b.strategy[me]
    if kind <= TIT_FOR_TAT:
        return at_least(b, s, me, aspiration(b, s, me, answering, ahead))
    if kind == MICRO:
        return _micro(b, s, me, answering, ahead)
    if kind == HARDLINER:
        return top(s, me)
    if kind == WALKER:
        return _walker(b, s, me, ahead)
    if kind == ZEUTHEN:
        return _zeuthen(b, s, me, answering)
    text = _induced(b, s, s.whole[at.ROUND] + ahead, me)
    return text if text >= 0 else top(s, me)
