"""A whole compiled negotiation: `sim.rules.table` and what it calls, move for move."""

from __future__ import annotations

from sim.engine.compiled import state as at
from sim.engine.compiled.answers import accepts
from sim.engine.compiled.compiling import jit, rule
from sim.engine.compiled.offers import aspiration, offer, seat
from sim.engine.compiled.opponents import learn
from sim.engine.compiled.worths import CREDIBILITY, THREATEN, hopeless, value
from sim.rules import standing

ALTERNATING, SIMULTANEOUS, SINGLE_TEXT = range(3)
PERFORMED, LAPSED, NOT_RATIFIED, DEADLINE, WALKED, SUSPENDED = range(6)
MEDIATOR = -1
_ASKED, _DONE, _CLOSED = range(3)

_unit = rule(standing.unit)
_trust_after = rule(standing.trust_after, unit=_unit)


@jit
def _opened(b, s):
    """The table before the first round."""
    whole = s.whole
    whole[at.ROUND], whole[at.OPENER], whole[at.DRAFT] = 1, b.opening, b.quo
    whole[at.DEADLINE], whole[at.RESUME], whole[at.TEXTS] = b.rounds, 1, 0
    whole[at.RESULT], whole[at.AGREEMENT], whole[at.LAPSED], whole[at.HELD] = -1, -1, 0, 0
    for p in range(b.parties):
        for t in range(s.spoken[p]):
            s.tabled[p, s.said[p, t]] = False
        s.spoken[p], s.before[p], s.listened[p], s.ratified[p] = 0, 0, 0, False
    s.fired[:] = 0
    s.met[:] = False
    s.passed[:] = False
    s.walked[:] = -1
    s.answer[:] = -1
    if whole[at.FRESH] == 0:
        value(b, s, True)
        whole[at.FRESH] = 1


@jit
def _strike(b, s, e, round_):
    """An event changes the standing (`sim.rules.standing.strike`)."""
    for p in range(b.parties):
        s.party[at.TRUST, p] = _unit(s.party[at.TRUST, p] + s.event[e, 1])
    for k in range(b.becomes.shape[0]):
        if b.becomes[k, 0] == e:
            p, field = b.becomes[k, 1], b.becomes[k, 2]
            s.party[field, p] = s.x[b.becomes[k, 3]]
            if field == at.THRESHOLD:
                s.party[at.HAS_THRESHOLD, p] = 1.0
    s.real[at.RAPPORT] = _unit(s.real[at.RAPPORT] + s.event[e, 2])
    for g in range(b.guarantor_party.size):
        s.guard[g, at.LEVERAGE] = _unit(s.guard[g, at.LEVERAGE] + s.event[e, 3])
    deadline = s.whole[at.DEADLINE]
    if b.event_left[e] >= 0:
        deadline = min(deadline, round_ + b.event_left[e] - 1)
    s.whole[at.DEADLINE] = max(deadline, round_)
    s.whole[at.RESUME] = max(s.whole[at.RESUME], round_ + b.event_suspend[e])
    s.fired[e] = round_


@jit
def _again(b, s, struck):
    """Value all outcomes under a standing that is no longer that of the opening."""
    value(b, s, struck)
    s.whole[at.FRESH] = 0


@jit
def _meets(b, s, round_, moved):
    """Step through rounds from ``round_`` on until the parties meet; return that round, or 0 when the talks are over."""
    stale, struck = False, False
    while round_ <= s.whole[at.DEADLINE]:
        stale, moved = stale or moved, False
        for e in range(b.event_at.size):
            if s.fired[e] == 0:
                by_date = b.event_at[e] >= 0
                if (by_date and b.event_at[e] == round_) or (
                    not by_date and s.chance[e, round_ - 1] < s.event[e, 0]
                ):
                    _strike(b, s, e, round_)
                    stale, struck = True, True
        for p in range(b.parties):
            s.trust_log[round_ - 1, p] = s.party[at.TRUST, p]
            s.floor_log[round_ - 1, p] = s.party[at.RESERVATION, p]
        s.rapport_log[round_ - 1] = s.real[at.RAPPORT]
        s.whole[at.HELD] = round_
        if s.whole[at.RESUME] <= round_:
            if stale:
                _again(b, s, struck)
            s.met[round_ - 1] = True
            s.whole[at.ROUND] = round_
            return round_
        round_ += 1
    if stale:
        _again(b, s, struck)
    s.whole[at.RESULT] = SUSPENDED if s.whole[at.RESUME] > s.whole[at.DEADLINE] else DEADLINE
    return 0


@jit
def _log(b, s, author, o, asked):
    """Put a text on the table."""
    x = s.whole[at.TEXTS]
    s.whole[at.TEXTS] = x + 1
    s.text_round[x], s.text_author[x], s.text_outcome[x] = s.whole[at.ROUND], author, o
    s.text_asked[x] = asked
    for p in range(b.parties):
        s.text_worth[x, p] = s.utility[p, o]
    for p in b.seats:
        s.text_worth[x, p] = s.expected[p, o]
    for g in range(b.guarantor_party.size):
        s.text_stance[x, g] = s.stance[g, o]
    if author >= 0:
        count = s.spoken[author]
        s.said[author, count] = o
        s.spoken[author] = count + 1
        s.distinct[author, count + 1] = s.distinct[author, count] + (0 if s.tabled[author, o] else 1)
        s.tabled[author, o] = True
    return x


@jit
def _proposes(b, s, p):
    """Party p tables a text, passes or leaves; true when it leaves."""
    if s.party[at.COUNT, p] == 0.0:
        round_ = s.whole[at.ROUND]
        if hopeless(b, s, p):
            s.walked[round_ - 1] = p
            s.whole[at.RESULT] = WALKED
            return True
        s.passed[round_ - 1, p] = True
        return False
    learn(b, s, p, False)
    _log(b, s, p, offer(b, s, p, False, 0), b.protocol == SINGLE_TEXT)
    return False


@jit
def _apart(b, o, text):
    """How far two texts are from each other (`sim.rules.mediation.apart`)."""
    total = 0.0
    for i in range(b.starts.size - 1):
        size = b.starts[i + 1] - b.starts[i]
        if size > 1:
            total += abs(b.column[o, i] - b.column[text, i]) / float(size - 1)
    return total


@jit
def _merged(b, s, first):
    """The mediator's draft out of the criticisms from ``first`` on (`sim.rules.mediation.merged`)."""
    found, worst, total, near = -1, 1e300, 1e300, 1e300
    for o in range(b.n):
        most, whole = 0.0, 0.0
        for x in range(first, s.whole[at.TEXTS]):
            distance = _apart(b, o, s.text_outcome[x])
            most = max(most, distance)
            whole += distance
        if most < worst or (most == worst and whole <= total):
            draft = _apart(b, o, s.whole[at.DRAFT])
            if most < worst or whole < total or draft < near:
                found, worst, total, near = o, most, whole, draft
    return found


@jit
def _answers(b, s, x):
    """Every other signatory answers text ``x`` in turn; return whether all accept, and who refused first."""
    author, o, count = s.text_author[x], s.text_outcome[x], b.seats.size
    start, refuser = (seat(b, author) + 1 if author >= 0 else 0), -1
    for i in range(count):
        p = b.seats[(start + i) % count]
        if p == author:
            continue
        yes = accepts(b, s, p, o)
        s.answer[x, p] = 1 if yes else 0
        s.heard[p, s.listened[p]] = o
        s.listened[p] += 1
        if not yes and refuser < 0:
            refuser = p
            if b.protocol == ALTERNATING:
                break
    return refuser


@jit
def _risk(b, s, o):
    """The chance that a signed text lapses in a year (`sim.rules.signing.yearly_risk`)."""
    worst = 0.0
    if b.on[CREDIBILITY]:
        for q in range(b.pair_party.size):
            p, k = b.pair_party[q], b.pair_promise[q]
            gain = 0.0
            for i in range(b.starts.size - 1):
                gain += s.gain[q, b.column[o, i]]
            if gain > 0.0:
                belief = s.party[at.TRUST, p] * s.belief[p, k]
                if b.backer[k] >= 0:
                    belief *= 1.0 - s.press[b.backer[k], o]
                worst = max(worst, s.deferral[k, b.column[o, b.deferred[k]]] * (1.0 - belief))
    return s.real[at.SHOCK] * worst


@jit
def _signed(b, s, o):
    """Ratification on every side, then the years (`sim.rules.signing.aftermath`)."""
    s.whole[at.AGREEMENT] = o
    passed = True
    for p in b.seats:
        s.ratified[p] = s.vote[p] < s.passes[p, o]
        passed = passed and s.ratified[p]
    if not passed:
        s.whole[at.RESULT] = NOT_RATIFIED
        return
    risk = _risk(b, s, o)
    for year in range(s.year.size):
        if s.year[year] < risk:
            s.whole[at.LAPSED] = year + 1
            s.whole[at.RESULT] = LAPSED
            return
    s.whole[at.RESULT] = PERFORMED


@jit
def _closed(b, s, first):
    """A round ends without agreement: trust and rapport move; ``first`` is the round's first text."""
    round_, threat, warmth, moved = s.whole[at.ROUND], 0.0, 0.0, False
    for x in range(first, s.whole[at.TEXTS]):
        if not s.text_asked[x]:
            for g in range(b.guarantor_party.size):
                if s.text_stance[x, g] == THREATEN:
                    threat = max(threat, s.press[g, s.text_outcome[x]])
    gain, loss = s.real[at.TRUST_GAIN], s.real[at.THREAT_LOSS]
    for p in b.seats:
        conceded, worth = 0.0, s.expected[p]
        for x in range(first, s.whole[at.TEXTS]):
            author = s.text_author[x]
            if author >= 0 and author != p and s.before[author] > 0:
                earlier = s.said[author, s.before[author] - 1]
                conceded += max(0.0, worth[s.text_outcome[x]] - worth[earlier])
        warmth += conceded
        mood = (2.0 * s.mood[round_ - 1, p] - 1.0) * s.real[at.MOOD]
        trust = _trust_after(s.party[at.TRUST, p], conceded, threat, mood, s.real[at.RAPPORT], gain, loss)
        moved = moved or trust != s.party[at.TRUST, p]
        s.party[at.TRUST, p] = trust
    s.real[at.RAPPORT] = _unit(s.real[at.RAPPORT] + 0.5 * gain * warmth - loss * threat)
    for p in b.seats:
        s.before[p] = s.spoken[p]
    return moved and b.on[CREDIBILITY] and b.pair_party.size > 0


@jit
def _round(b, s):
    """One meeting. Return `_ASKED` when it was refused or came to nothing, `_DONE` when the talks are over."""
    first, round_ = s.whole[at.TEXTS], s.whole[at.ROUND]
    for p in b.seats:
        s.held[round_ - 1, p] = aspiration(b, s, p, False, 0)
    if b.protocol == ALTERNATING:
        if _proposes(b, s, s.whole[at.OPENER]):
            return _DONE
    else:
        for p in b.seats:
            if _proposes(b, s, p):
                return _DONE
    last = s.whole[at.TEXTS]
    if last == first:
        after = seat(b, s.whole[at.OPENER])
        s.whole[at.OPENER] = b.seats[(after + 1) % b.seats.size if after >= 0 else 0]
        return _ASKED
    if b.protocol == SINGLE_TEXT:
        s.whole[at.DRAFT] = _merged(b, s, first)
        first = _log(b, s, MEDIATOR, s.whole[at.DRAFT], False)
        last = first + 1
    return _decide(b, s, first, last)


@jit
def _decide(b, s, first, last):
    """The answers to the texts of a round, and what follows."""
    accepted, refuser = 0, -1
    for x in range(first, last):
        refuser = _answers(b, s, x)
        if refuser < 0:
            accepted += 1
    if accepted == 0:
        if b.protocol == ALTERNATING:
            s.whole[at.OPENER] = refuser
        return _ASKED
    toss = 0.0 if b.protocol != SIMULTANEOUS else s.coin[s.whole[at.ROUND] - 1]
    pick = min(accepted - 1, int(toss * accepted))
    for x in range(first, last):
        yes = True
        for p in b.seats:
            yes = yes and s.answer[x, p] != 0
        if yes:
            if pick == 0:
                _signed(b, s, s.text_outcome[x])
                return _DONE
            pick -= 1
    return _DONE


@jit
def play(b, s):
    """Play from the first round to the end; the state then holds the whole trace."""
    _opened(b, s)
    round_ = _meets(b, s, 1, False)
    while round_ > 0:
        first = s.whole[at.TEXTS]
        if _round(b, s) == _DONE:
            break
        moved = _closed(b, s, first)
        round_ = _meets(b, s, round_ + 1, moved)
    for p in b.seats:
        s.held[b.rounds, p] = aspiration(b, s, p, True, 0)
