"""Benchmark strategies in compiled runs: `sim.agents.benchmark`, tie by tie."""

from __future__ import annotations

from sim.engine.compiled import formulas
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.places import Row, Whole
from sim.engine.compiled.players.opponents import known
from sim.engine.compiled.players.seating import seat, top
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State


@jit
def least_other(b: CompiledScenario, s: State, me: int, o: int) -> float:
    """What an outcome is really worth to the least satisfied other."""
    least = 1e300
    for other in b.seats:
        if other != me:
            least = min(least, s.expected[other, o])
    return least


@jit
def _kindest(b: CompiledScenario, s: State, me: int, level: float) -> int:
    """Among acceptable outcomes of exactly this own worth, the one best for the least satisfied other."""
    found, best = -1, -1e300
    for o in range(b.n):
        if s.fit[me, o] and s.expected[me, o] == level:
            score = least_other(b, s, me, o)
            if score > best:
                found, best = o, score
    return found


@jit
def zeuthen(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> int:
    """The last text, or the smallest concession that makes the other side the one to concede."""
    expected, floor = s.expected[me], s.party[Row.FLOOR, me]
    silent = s.spoken[me] == 0 or not s.fit[me, s.said[me, s.spoken[me] - 1]]
    for other in b.seats:
        silent = silent or (other != me and known(s, other, answering) == 0)
    if silent:
        found = _kindest(b, s, me, s.party[Row.BEST, me])
        return found if found >= 0 else top(s, me)
    text, worst, theirs = s.said[me, s.spoken[me] - 1], 1e300, 1e300
    for other in b.seats:
        if other != me:
            heard = s.said[other, known(s, other, answering) - 1]
            worst = min(worst, expected[heard])
            row = s.expected[other]
            theirs = min(theirs, formulas.risk(row[heard], row[text], s.party[Row.FLOOR, other]))
    if formulas.risk(expected[text], worst, floor) > theirs:
        return text
    return _concession(b, s, me, answering, text, worst)


@jit
def _enough(b: CompiledScenario, s: State, me: int, answering: bool, o: int, worst: float) -> bool:
    """Whether after conceding to ``o`` the other side would be the one to concede."""
    mine, theirs = formulas.willingness(s.expected[me, o], worst, s.party[Row.FLOOR, me]), 1.0
    for other in b.seats:
        if other != me:
            row = s.expected[other]
            own = row[s.said[other, known(s, other, answering) - 1]]
            theirs = min(theirs, formulas.willingness(own, row[o], s.party[Row.FLOOR, other]))
    return mine > theirs


@jit
def _concession(b: CompiledScenario, s: State, me: int, answering: bool, text: int, worst: float) -> int:
    now = least_other(b, s, me, text)
    enough, better = -1e300, -1e300
    for o in range(b.n):
        if s.fit[me, o] and least_other(b, s, me, o) > now:
            better = max(better, s.expected[me, o])
            if _enough(b, s, me, answering, o, worst):
                enough = max(enough, s.expected[me, o])
    if better == -1e300:
        return text
    level, found, best = (enough if enough > -1e300 else better), -1, -1e300
    for o in range(b.n):
        if s.fit[me, o] and s.expected[me, o] == level and least_other(b, s, me, o) > now:
            if enough > -1e300 and not _enough(b, s, me, answering, o, worst):
                continue
            score = least_other(b, s, me, o)
            if score > best:
                found, best = o, score
    return found


@jit
def _induced(b: CompiledScenario, s: State, first: int, proposer: int) -> int:
    """The equilibrium text of round ``first``, or -1; the values go to the first row of ``s.values``."""
    seats, count, text = b.seats, b.seats.size, -1
    values, later = s.values[0], s.values[1]
    for i in range(count):
        values[i] = s.party[Row.FLOOR, seats[i]]
    start = seat(b, proposer)
    for round_ in range(s.whole[Whole.DEADLINE], first - 1, -1):
        mover = seats[(start + round_ - first) % count]
        for i in range(count):
            later[i] = formulas.waiting(s.party[Row.FIRST_DISCOUNT, seats[i]], values[i])
        text, own, score = -1, -1e300, -1e300
        for o in range(b.n):
            fits = True
            for i in range(count):
                fits = fits and s.sign[seats[i], o] and s.expected[seats[i], o] >= later[i]
            if fits and s.expected[mover, o] >= own:
                theirs = least_other(b, s, mover, o)
                if s.expected[mover, o] > own or theirs > score:
                    text, own, score = o, s.expected[mover, o], theirs
        for i in range(count):
            values[i] = later[i] if text < 0 else s.expected[seats[i], text]
    return text


@jit
def last_text(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> float:
    """The worth of the party's last text, or the best worth before the first."""
    if s.spoken[me] == 0:
        return s.party[Row.BEST, me]
    return formulas.no_less(s.party[Row.FLOOR, me], s.expected[me, s.said[me, s.spoken[me] - 1]])


@jit
def induced_aspiration(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> float:
    """The discounted value of refusing and proposing in the next round."""
    _induced(b, s, s.whole[Whole.ROUND] + 1, me)
    later = formulas.waiting(s.party[Row.DISCOUNT, me], s.values[0, seat(b, me)])
    return formulas.by_waiting(s.party[Row.FLOOR, me], later)


@jit
def induced_text(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> int:
    """The equilibrium text, or the party's best outcome when the equilibrium is to wait."""
    text = _induced(b, s, s.whole[Whole.ROUND] + ahead, me)
    return text if text >= 0 else top(s, me)
