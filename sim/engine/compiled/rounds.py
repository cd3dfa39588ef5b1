"""Between the meetings of a compiled run: events, the next round, trust and rapport (`sim.rules.standing`)."""

from __future__ import annotations

from sim.domain.codes import Constraint, Result, Stance
from sim.engine.compiled import formulas, tracing
from sim.engine.compiled.compiling import jit
from sim.engine.compiled.places import Change, Guard, Real, Row, Shift, Whole
from sim.engine.compiled.scenario import CompiledScenario
from sim.engine.compiled.state import State
from sim.engine.compiled.tracing import Trace
from sim.engine.compiled.worths import value


@jit
def opened(b: CompiledScenario, s: State) -> None:
    """The table before the first round."""
    whole = s.whole
    whole[Whole.ROUND], whole[Whole.OPENER], whole[Whole.DRAFT] = 1, b.opening, b.quo
    whole[Whole.DEADLINE], whole[Whole.RESUME], whole[Whole.TEXTS] = b.rounds, 1, 0
    whole[Whole.RESULT], whole[Whole.AGREEMENT], whole[Whole.HELD] = -1, -1, 0
    whole[Whole.IDLE], whole[Whole.CLOSING] = 0, 0
    s.voted[:] = False
    for p in range(b.parties):
        for t in range(s.spoken[p]):
            s.tabled[p, s.said[p, t]] = False
        s.spoken[p], s.before[p], s.listened[p] = 0, 0, 0
        s.counted[p], s.weighed[p] = 0, 0
    s.fired[:] = 0
    if whole[Whole.FRESH] == 0:
        value(b, s, True)
        whole[Whole.FRESH] = 1


@jit
def _strike(b: CompiledScenario, s: State, e: int, round_: int) -> None:
    """An event changes the standing (`sim.rules.standing.strike`)."""
    for p in range(b.parties):
        for row in (Row.TRUST, Row.USUAL_TRUST):
            before, by = s.party[row, p], s.event[e, Shift.TRUST]
            s.party[row, p] = formulas.swayed(before, by) if b.told else formulas.shifted(before, by)
    for k in range(b.becomes.shape[0]):
        if b.becomes[k, Change.EVENT] == e:
            p, row = b.becomes[k, Change.PARTY], b.becomes[k, Change.ROW]
            s.party[row, p] = s.x[b.becomes[k, Change.SETTING]]
            if row == Row.DOMESTIC_THRESHOLD:
                s.party[Row.HAS_THRESHOLD, p] = 1.0
            if row == Row.TRUST:
                s.party[Row.USUAL_TRUST, p] = s.party[Row.TRUST, p]
    for real in (Real.RAPPORT, Real.USUAL_RAPPORT):
        before, by = s.real[real], s.event[e, Shift.RAPPORT]
        s.real[real] = formulas.swayed(before, by) if b.told else formulas.shifted(before, by)
    for g in range(b.guarantor_party.size):
        s.guard[g, Guard.LEVERAGE] = formulas.shifted(s.guard[g, Guard.LEVERAGE], s.event[e, Shift.LEVERAGE])
    if b.event_left[e] >= 0:
        left = formulas.deadline_after(s.whole[Whole.DEADLINE], round_, b.event_left[e])
        s.whole[Whole.DEADLINE] = left
    s.whole[Whole.RESUME] = formulas.resume_after(s.whole[Whole.RESUME], round_, b.event_suspend[e])
    s.fired[e] = round_


@jit
def _struck(b: CompiledScenario, s: State, round_: int) -> bool:
    """Let every event of this round happen; return whether there was one."""
    struck = False
    for e in range(b.event_at.size):
        if s.fired[e] == 0:
            if b.event_at[e] >= 0:
                happens = b.event_at[e] == round_
            else:
                happens = s.chance[e, round_ - 1] < s.event[e, Shift.CHANCE]
            if happens:
                _strike(b, s, e, round_)
                struck = True
    return struck


@jit
def _again(b: CompiledScenario, s: State, struck: bool) -> None:
    """Value all outcomes under a standing that is no longer that of the opening."""
    value(b, s, struck)
    s.whole[Whole.FRESH] = 0


@jit
def meets(b: CompiledScenario, s: State, log: Trace | None, round_: int, moved: bool) -> int:
    """Step through rounds from ``round_`` on until the parties meet; return that round, or 0 when the talks are over."""
    # What the last meeting moved is not valued anew when no round is left, as in `sim.rules.table`.
    # Where texts have depths there is a last day still to come.
    stale, struck = moved and (b.told or round_ <= s.whole[Whole.DEADLINE]), False
    while round_ <= s.whole[Whole.DEADLINE]:
        if _struck(b, s, round_):
            stale, struck = True, True
        if log is not None:
            tracing.note_round(b, s, log, round_)
        s.whole[Whole.HELD] = round_
        if s.whole[Whole.RESUME] <= round_:
            if stale:
                _again(b, s, struck)
            if log is not None:
                log.met[round_ - 1] = True
            s.whole[Whole.ROUND] = round_
            return round_
        s.whole[Whole.IDLE] += 1
        round_ += 1
    if stale:
        _again(b, s, struck)
    late = s.whole[Whole.RESUME] > s.whole[Whole.DEADLINE]
    if late or not b.told:
        s.whole[Whole.RESULT] = Result.SUSPENDED if late else Result.DEADLINE
    return 0


@jit
def _threat(b: CompiledScenario, s: State, first: int) -> float:
    """The largest leverage behind a threat against a text of the round."""
    threat = 0.0
    for x in range(first, s.whole[Whole.TEXTS]):
        o = s.text_outcome[x]
        for g in range(b.guarantor_party.size):
            if not s.text_asked[x] and s.stance[g, o] == Stance.THREATEN:
                threat = max(threat, s.press[g, o])
    return threat


@jit
def _given(s: State, p: int, first: int) -> float:
    """What the others' texts of the round concede to party p over their last ones."""
    given, worth = 0.0, s.expected[p]
    for x in range(first, s.whole[Whole.TEXTS]):
        author = s.text_author[x]
        if author >= 0 and author != p and s.before[author] > 0:
            earlier = s.said[author, s.before[author] - 1]
            given += formulas.conceded(worth[s.text_outcome[x]], worth[earlier])
    return given


@jit
def closed(b: CompiledScenario, s: State, first: int) -> bool:
    """A round ends without agreement: trust and rapport move; return whether that moves worths.

    ``first`` is the round's first text.
    """
    round_, threat, warmth, moved = s.whole[Whole.ROUND], _threat(b, s, first), 0.0, False
    rapport, gain, loss = s.real[Real.RAPPORT], s.real[Real.TRUST_GAIN], s.real[Real.THREAT_LOSS]
    revert, wear = s.real[Real.REVERT], s.real[Real.WEAR]
    for p in b.seats:
        given = _given(s, p, first)
        warmth += given
        chance = formulas.mood(s.mood[round_ - 1, p], s.real[Real.MOOD])
        before = s.party[Row.TRUST, p]
        if b.told:
            usual = s.party[Row.USUAL_TRUST, p]
            trust = formulas.trust_moved(
                before, usual, given, threat, chance, rapport, gain, loss, revert, wear
            )
        else:
            trust = formulas.trust_after(before, given, threat, chance, rapport, gain, loss)
        moved = moved or trust != s.party[Row.TRUST, p]
        s.party[Row.TRUST, p] = trust
    if b.told:
        s.real[Real.RAPPORT] = formulas.rapport_moved(
            rapport, s.real[Real.USUAL_RAPPORT], warmth, threat, gain, loss, revert, wear
        )
        s.real[Real.WEAR] = formulas.worn(wear, threat)
    else:
        s.real[Real.RAPPORT] = formulas.rapport_after(rapport, warmth, threat, gain, loss)
    for p in b.seats:
        s.before[p] = s.spoken[p]
    if b.told:
        return True
    return moved and b.on[Constraint.CREDIBILITY] and b.pair_party.size > 0
