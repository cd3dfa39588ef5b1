"""Offering rules in compiled runs: `sim.agents.offering`, tie by tie, and the table of all strategies."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.domain.codes import OpponentModel, Strategy
from sim.engine.compiled import formulas
from sim.engine.compiled.compiling import dispatch, jit
from sim.engine.compiled.places import Row, Whole
from sim.engine.compiled.players import benchmark
from sim.engine.compiled.players.index import least
from sim.engine.compiled.players.opponents import known, rated
from sim.engine.compiled.players.seating import elapsed, top
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State

Twin = Callable[[CompiledScenario, State, int, bool, int], float]
"""What a party holds out for, or which outcome it tables: scenario, state, party, all texts of the round heard, ahead."""


@jit
def _fresh_or_held(b: CompiledScenario, s: State, me: int, level: float) -> int:
    """The best-rated new outcome worth ``level`` that crosses nobody's red line, else the last text, else -1."""
    expected, fit, found = s.expected[me], s.fit[me], -1
    best, own, unrated = -1e300, -1e300, b.model[me] == OpponentModel.NONE
    for o in range(b.n):
        if fit[o] and expected[o] >= level and not b.crossing[me, o] and not s.tabled[me, o]:
            score = -expected[o] if unrated else rated(b, s, me, o)
            if score > best or (score == best and expected[o] > own):
                found, best, own = o, score, expected[o]
    if found < 0 and s.spoken[me] > 0 and fit[s.said[me, s.spoken[me] - 1]]:
        found = s.said[me, s.spoken[me] - 1]
    return found


@jit
def closing(b: CompiledScenario, s: State, me: int, depth: int) -> int:
    """The text of the last day (`sim.agents.offering.closing`), or -1."""
    found, best, own, friendly = -1, -1e300, -1e300, False
    sign, fit, crossing = s.sign[me], s.fit[me], b.crossing[me]
    for o in range(b.n):
        friendly = friendly or (b.depth[o] == depth and sign[o] and fit[o] and not crossing[o])
    for o in range(b.n):
        if b.depth[o] == depth and sign[o] and fit[o] and not (friendly and crossing[o]):
            worth = s.signing[me, o]
            score = worth if b.model[me] == OpponentModel.NONE else rated(b, s, me, o)
            if score > best or (score == best and worth > own):
                found, best, own = o, score, worth
    return found


@jit
def at_least(b: CompiledScenario, s: State, me: int, level: float) -> int:
    """The best-rated acceptable outcome worth ``level`` or more, or the top one where there is none."""
    expected, fit = s.expected[me], s.fit[me]
    found = -1
    if b.told:
        found = _fresh_or_held(b, s, me, level)
        if found >= 0:
            return found
    if b.model[me] == OpponentModel.NONE:
        found = least(s, me, level)
    else:
        best, own = -1e300, -1e300
        for o in range(b.n):
            if fit[o] and expected[o] >= level:
                score = rated(b, s, me, o)
                if score > best or (score == best and expected[o] > own):
                    found, best, own = o, score, expected[o]
    return found if found >= 0 else top(s, me)


def _at_its_aspiration(aspiration: Twin) -> Twin:
    """Return the offering rule that tables the best-rated outcome worth the aspiration or more."""

    @jit
    def tabled(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> float:
        return at_least(b, s, me, aspiration(b, s, me, answering, ahead))

    return tabled


@jit
def _by_time(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> float:
    best, floor = s.party[Row.BEST, me], s.party[Row.FLOOR, me]
    return formulas.by_time(best, floor, elapsed(s, ahead), b.inverse_beta[me])


@jit
def _tit_for_tat(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> float:
    best = s.party[Row.BEST, me]
    if s.spoken[me] == 0 and ahead == 0:
        return best
    given, first = 0.0, True
    for other in b.seats:
        if other != me:
            texts, gift = known(s, other, answering), 0.0
            if texts > 0:
                gift = s.expected[me, s.said[other, texts - 1]] - s.expected[me, s.said[other, 0]]
            given, first = (gift if first else min(given, gift)), False
    return formulas.by_example(best, s.party[Row.FLOOR, me], given, s.whole[Whole.DEADLINE])


@jit
def _fresh(b: CompiledScenario, s: State, me: int, answering: bool) -> int:
    """MiCRO's next new outcome, or -1 while the others have not kept pace."""
    pace, first = 0, True
    for other in b.seats:
        if other != me:
            different = s.distinct[other, known(s, other, answering)]
            pace, first = (different if first else min(pace, different)), False
    if s.distinct[me, s.spoken[me]] > pace:
        return -1
    found, best = -1, -1e300
    for o in range(b.n):
        if s.fit[me, o] and not s.tabled[me, o] and s.expected[me, o] > best:
            found, best = o, s.expected[me, o]
    return found


@jit
def _micro_aspiration(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> float:
    new = _fresh(b, s, me, answering)
    least, some = 1e300, False
    for t in range(s.spoken[me]):
        text = s.said[me, t]
        if s.fit[me, text]:
            least, some = min(least, s.expected[me, text]), True
    if new >= 0:
        least, some = min(least, s.expected[me, new]), True
    return formulas.no_less(s.party[Row.FLOOR, me], least if some else s.party[Row.BEST, me])


@jit
def _luck(s: State, me: int, ahead: int) -> float:
    round_, rounds = s.whole[Whole.ROUND], s.luck.shape[0]
    return s.luck[round_ - 1 if ahead == 0 else min(round_, rounds - 1), me]


@jit
def _micro(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> int:
    new = _fresh(b, s, me, answering)
    if new >= 0:
        return new
    count = 0
    for t in range(s.spoken[me]):
        if s.distinct[me, t + 1] > s.distinct[me, t] and s.fit[me, s.said[me, t]]:
            count += 1
    if count == 0:
        return top(s, me)
    pick = formulas.drawn_place(_luck(s, me, ahead), count)
    for t in range(s.spoken[me]):
        if s.distinct[me, t + 1] > s.distinct[me, t] and s.fit[me, s.said[me, t]]:
            if pick == 0:
                return s.said[me, t]
            pick -= 1
    return top(s, me)


@jit
def _walker(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> int:
    count = int(s.party[Row.COUNT, me])
    pick = formulas.drawn_place(_luck(s, me, ahead), count)
    for o in range(b.n):
        if s.fit[me, o]:
            if pick == 0:
                return o
            pick -= 1
    return top(s, me)


@jit
def _best(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> float:
    return s.party[Row.BEST, me]


@jit
def _floor(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> float:
    return s.party[Row.FLOOR, me]


@jit
def _top(b: CompiledScenario, s: State, me: int, answering: bool, ahead: int) -> int:
    return top(s, me)


class Offering(NamedTuple):
    """A strategy's twin: what it holds out for, what it tables, and whether it draws the latter by chance."""

    aspiration: Twin
    offer: Twin
    by_chance: bool = False


_TIME_DEPENDENT = Offering(_by_time, _at_its_aspiration(_by_time))

OFFERINGS = {
    Strategy.BOULWARE: _TIME_DEPENDENT,
    Strategy.LINEAR: _TIME_DEPENDENT,
    Strategy.CONCEDER: _TIME_DEPENDENT,
    Strategy.TIT_FOR_TAT: Offering(_tit_for_tat, _at_its_aspiration(_tit_for_tat)),
    Strategy.MICRO: Offering(_micro_aspiration, _micro, by_chance=True),
    Strategy.HARDLINER: Offering(_best, _top),
    Strategy.RANDOM_WALKER: Offering(_floor, _walker, by_chance=True),
    Strategy.ZEUTHEN: Offering(benchmark.last_text, benchmark.zeuthen),
    Strategy.BACKWARD_INDUCTION: Offering(benchmark.induced_aspiration, benchmark.induced_text),
}
"""Every strategy's twin."""

aspiration = dispatch({number: twin.aspiration for number, twin in OFFERINGS.items()})
"""What a party holds out for ``ahead`` rounds from now: its strategy's number, then as a `Twin`."""

offer = dispatch({number: twin.offer for number, twin in OFFERINGS.items()})
"""The outcome that a party tables ``ahead`` rounds from now: its strategy's number, then as a `Twin`."""
