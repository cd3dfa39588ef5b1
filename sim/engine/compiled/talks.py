"""A whole compiled negotiation: `sim.rules.table` and what it calls, move for move."""

from __future__ import annotations

from sim.domain.codes import Constraint, Protocol, Result, Step
from sim.engine.compiled import formulas, tracing
from sim.engine.compiled.compiling import dispatch, jit
from sim.engine.compiled.places import Real, Row, Whole
from sim.engine.compiled.players.answers import accepts
from sim.engine.compiled.players.offers import aspiration, closing, offer
from sim.engine.compiled.players.opponents import learn
from sim.engine.compiled.players.seating import seat
from sim.engine.compiled.rounds import closed, meets, opened
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State
from sim.engine.compiled.tracing import Trace
from sim.engine.compiled.worths import hopeless

MEDIATOR = -1


@jit
def _table(b: CompiledScenario, s: State, log: Trace | None, author: int, o: int, asked: bool) -> int:
    """Put a text on the table, or into the mediator's hands; return its number."""
    x = s.whole[Whole.TEXTS]
    s.whole[Whole.TEXTS] = x + 1
    s.text_author[x], s.text_outcome[x], s.text_asked[x] = author, o, asked
    s.text_round[x], s.text_last[x] = s.whole[Whole.ROUND], s.whole[Whole.CLOSING] == 1
    s.text_answer[x, :] = -1
    for g in range(b.guarantor_party.size):
        s.text_stance[x, g] = s.stance[g, o]
    if log is not None:
        tracing.note_text(b, s, log, x, o)
    if author >= 0:
        count = s.spoken[author]
        s.said[author, count] = o
        s.spoken[author] = count + 1
        s.distinct[author, count + 1] = s.distinct[author, count] + (0 if s.tabled[author, o] else 1)
        s.tabled[author, o] = True
    return x


@jit
def _leaves(b: CompiledScenario, s: State, log: Trace | None, p: int, asked: bool) -> bool:
    """Party p tables a text, passes or leaves; true when it leaves."""
    demand = b.demand[p]
    if demand >= 0 and s.spoken[p] == 0 and not b.refused[p, demand]:
        _table(b, s, log, p, demand, asked)
        return False
    if s.party[Row.COUNT, p] == 0.0:
        leaves = hopeless(b, s, p)
        if leaves:
            s.whole[Whole.RESULT] = Result.WALKED_OUT
        if log is not None:
            if leaves:
                log.walked[s.whole[Whole.ROUND] - 1] = p
            else:
                log.passed[s.whole[Whole.ROUND] - 1, p] = True
        return leaves
    learn(b, s, p, False)
    _table(b, s, log, p, offer(b.strategy[p], b, s, p, False, 0), asked)
    return False


@jit
def _all_leave(b: CompiledScenario, s: State, log: Trace | None, asked: bool) -> bool:
    """Every party tables a text or passes; true when one leaves, which ends it."""
    for p in b.seats:
        if _leaves(b, s, log, p, asked):
            return True
    return False


@jit
def _apart(b: CompiledScenario, o: int, text: int) -> float:
    """How far two texts are from each other (`sim.rules.mediation.apart`)."""
    total = 0.0
    for i in range(b.starts.size - 1):
        size = b.starts[i + 1] - b.starts[i]
        if size > 1:
            total += formulas.apart(b.column[o, i], b.column[text, i], size)
    return total


@jit
def _merged(b: CompiledScenario, s: State, first: int) -> int:
    """The mediator's draft out of the criticisms from ``first`` on (`sim.rules.mediation.merged`)."""
    found, worst, total, near = -1, 1e300, 1e300, 1e300
    for o in range(b.n):
        most, whole = 0.0, 0.0
        for x in range(first, s.whole[Whole.TEXTS]):
            distance = _apart(b, o, s.text_outcome[x])
            most = max(most, distance)
            whole += distance
        if most < worst or (most == worst and whole <= total):
            draft = _apart(b, o, s.whole[Whole.DRAFT])
            if most < worst or whole < total or draft < near:
                found, worst, total, near = o, most, whole, draft
    return found


@jit
def _refuser(b: CompiledScenario, s: State, x: int, stacked: bool, last: bool) -> int:
    """Every other signatory answers text ``x`` in turn; return who refused first, or -1.

    ``stacked``: the first refusal ends it; ``last``: on the last day a text is taken or left.
    """
    author, o, count = s.text_author[x], s.text_outcome[x], b.seats.size
    start, refuser = (seat(b, author) + 1 if author >= 0 else 0), -1
    for i in range(count):
        p = b.seats[(start + i) % count]
        if p == author or (stacked and refuser >= 0):
            continue
        yes = s.sign[p, o] if last else accepts(b, s, p, o)
        s.text_answer[x, p] = 1 if yes else 0
        s.heard[p, s.listened[p]] = o
        s.listened[p] += 1
        if not yes and refuser < 0:
            refuser = p
    return refuser


@jit
def _risk(b: CompiledScenario, s: State, o: int) -> float:
    """The chance that a signed text lapses in a year (`sim.rules.signing.yearly_risk`)."""
    worst = 0.0
    if b.on[Constraint.CREDIBILITY]:
        for q in range(b.pair_party.size):
            p, k = b.pair_party[q], b.pair_promise[q]
            if s.gain[q, o] > 0.0:
                belief = formulas.belief(s.party[Row.TRUST, p], s.belief[p, k])
                if b.backer[k] >= 0:
                    if b.told:
                        belief = formulas.pledged(s.party[Row.TRUST, p], s.belief[p, k])
                    belief = formulas.backed(belief, s.press[b.backer[k], o])
                later = s.deferral[k, b.column[o, b.deferred[k]]]
                worst = max(worst, formulas.exposed(later, belief))
    return formulas.yearly_risk(s.real[Real.SHOCK], worst)


@jit
def _ratified(b: CompiledScenario, s: State, o: int) -> bool:
    """Whether every side ratifies."""
    passed = True
    for p in b.seats:
        yes = s.vote[p] < s.passes[p, o]
        s.voted[p] = yes
        passed = passed and yes
    return passed


@jit
def _signed(b: CompiledScenario, s: State, log: Trace | None, o: int) -> bool:
    """Ratification on every side, then the years (`sim.rules.signing.aftermath`); true: the talks are over."""
    s.whole[Whole.AGREEMENT] = o
    s.whole[Whole.RESULT] = Result.TEXT_SIGNED
    if not b.ratified[b.depth[o]]:
        return True
    whole = b.steps[b.depth[o]] == Step.TREATY
    s.whole[Whole.RESULT] = Result.TREATY_PERFORMED if whole else Result.TEXT_IN_FORCE
    if not _ratified(b, s, o):
        s.whole[Whole.RESULT] = Result.NOT_RATIFIED
        return True
    risk = _risk(b, s, o)
    for year in range(s.year.size):
        if s.year[year] < risk:
            if log is not None:
                log.lapsed[0] = year + 1
            s.whole[Whole.RESULT] = Result.TREATY_LAPSED if whole else Result.TEXT_LAPSED
            return True
    return True


@jit
def _silent(b: CompiledScenario, s: State) -> bool:
    """A round without a text: the next in turn opens; the talks go on."""
    after = seat(b, s.whole[Whole.OPENER])
    s.whole[Whole.OPENER] = b.seats[(after + 1) % b.seats.size if after >= 0 else 0]
    return False


@jit
def _alternating(b: CompiledScenario, s: State, log: Trace | None) -> bool:
    x = s.whole[Whole.TEXTS]
    if _leaves(b, s, log, s.whole[Whole.OPENER], False):
        return True
    if s.whole[Whole.TEXTS] == x:
        return _silent(b, s)
    refuser = _refuser(b, s, x, True, False)
    if refuser >= 0:
        s.whole[Whole.OPENER] = refuser
        return False
    return _signed(b, s, log, s.text_outcome[x])


@jit
def _simultaneous(b: CompiledScenario, s: State, log: Trace | None) -> bool:
    first, accepted = s.whole[Whole.TEXTS], 0
    if _all_leave(b, s, log, False):
        return True
    last = s.whole[Whole.TEXTS]
    if last == first:
        return _silent(b, s)
    for x in range(first, last):
        s.agreed[x] = _refuser(b, s, x, False, False) < 0
        accepted += 1 if s.agreed[x] else 0
    if accepted == 0:
        return False
    place = formulas.drawn_place(s.coin[s.whole[Whole.ROUND] - 1], accepted)
    for x in range(first, last):
        if s.agreed[x]:
            if place == 0:
                return _signed(b, s, log, s.text_outcome[x])
            place -= 1
    return True


@jit
def _single_text(b: CompiledScenario, s: State, log: Trace | None) -> bool:
    first = s.whole[Whole.TEXTS]
    if _all_leave(b, s, log, True):
        return True
    if s.whole[Whole.TEXTS] == first:
        return _silent(b, s)
    s.whole[Whole.DRAFT] = _merged(b, s, first)
    x = _table(b, s, log, MEDIATOR, s.whole[Whole.DRAFT], False)
    if _refuser(b, s, x, False, False) >= 0:
        return False
    return _signed(b, s, log, s.text_outcome[x])


PROTOCOLS = {
    Protocol.ALTERNATING: _alternating,
    Protocol.SIMULTANEOUS: _simultaneous,
    Protocol.SINGLE_TEXT: _single_text,
}
"""Every protocol's twin: one meeting, and whether the talks are over with it."""

_meeting = dispatch(PROTOCOLS)


@jit
def _drafted(b: CompiledScenario, s: State, depth: int) -> int:
    """The text of a depth that all would sign with the largest product of surpluses (`sim.rules.closing.drafted`), or -1."""
    found, most = -1, -1.0
    for o in range(b.n):
        if b.depth[o] == depth:
            product, fits = 1.0, True
            for p in b.seats:
                fits = fits and s.sign[p, o]
                product = product * formulas.surplus(s.signing[p, o], s.party[Row.FLOOR, p])
            if fits and product > most:
                found, most = o, product
    return found


@jit
def _taken(b: CompiledScenario, s: State, log: Trace | None, depth: int) -> bool:
    """Each side in turn tables a text of a depth, to be taken or left; true when one is signed."""
    start = seat(b, s.whole[Whole.OPENER])
    for i in range(b.seats.size):
        p = b.seats[(start + i) % b.seats.size]
        learn(b, s, p, False)
        o = closing(b, s, p, depth)
        if o >= 0:
            x = _table(b, s, log, p, o, False)
            if _refuser(b, s, x, True, True) < 0:
                return _signed(b, s, log, o)
    return False


@jit
def _last_day(b: CompiledScenario, s: State, log: Trace | None) -> None:
    """Down the depths, until a text is found that all can sign (`sim.rules.closing`)."""
    s.whole[Whole.CLOSING] = 1
    for i in range(b.steps.size):
        depth = b.steps.size - 1 - i
        if b.ratified[depth]:
            if _taken(b, s, log, depth):
                return
        else:
            o = _drafted(b, s, depth)
            if o >= 0:
                x = _table(b, s, log, MEDIATOR, o, False)
                if _refuser(b, s, x, True, True) < 0:
                    _signed(b, s, log, o)
                    return
    s.whole[Whole.RESULT] = Result.DEADLINE


@jit
def _note_aspirations(b: CompiledScenario, s: State, log: Trace, row: int, closed: bool) -> None:
    for p in b.seats:
        log.held[row, p] = aspiration(b.strategy[p], b, s, p, closed, 0)


@jit
def play(b: CompiledScenario, s: State, log: Trace | None) -> None:
    """Play from the first round to the end. ``log``: where everything is noted, or `None`."""
    if log is not None:
        tracing.begin(log)
    opened(b, s)
    round_ = meets(b, s, log, 1, False)
    while round_ > 0:
        first = s.whole[Whole.TEXTS]
        if log is not None:
            _note_aspirations(b, s, log, round_ - 1, False)
        if _meeting(b.protocol, b, s, log):
            break
        round_ = meets(b, s, log, round_ + 1, closed(b, s, first))
    if s.whole[Whole.RESULT] < 0:
        _last_day(b, s, log)
    if log is not None:
        _note_aspirations(b, s, log, b.rounds, True)
