"""Tells the rounds of a negotiation: what was proposed, why, what was answered.

Every function takes a `Story`, a record laid beside the scenario that it was played in, and returns sentences in the
language in use, without any layout: command line, report and browser say the same. Whom and what a sentence names
comes from the scenario: its titles, seats and wordings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sim.domain.record import Round
from sim.domain.texts import DEPTH
from sim.telling import depths, terms
from sim.telling.answers import answer
from sim.telling.catalogue import capital, said, t
from sim.telling.numbers import number, signed
from sim.telling.story import Story


def sentences(lines: Iterable[str]) -> str:
    """Return sentences as one paragraph; empty ones are left out."""
    return t("told.sentences").join(line for line in lines if line)


def event(title: str) -> str:
    """Return what came from outside, as a sentence."""
    return t("told.round.event", title=said(title).rstrip(".。"))


def round_in_words(story: Story, n: int) -> list[str]:
    """Return a round as sentences: events, then for every text the proposal, why, the stances, and the answers.

    Who tables nothing beside others is named after them; the last day begins with what has become of trust.
    """
    rows = story.rows(n)
    meeting = [row for row in rows if not row.last_day]
    last_day = rows[len(meeting) :]
    lines = [event(story.spec.events[name].title) for name in rows[0].events]
    for row in meeting:
        lines += _text(story, row)
    lines += [t("told.round.passes", who=_who(story, party)) for party in _silent(story, meeting)]
    if meeting and last_day:
        lines.append(_trust_of_last_day(story, meeting[0].trust, last_day[0].trust))
    for row in last_day:
        lines += _text(story, row)
    return [line for line in lines if line]


def _text(story: Story, row: Round) -> list[str]:
    """A text and what became of it, or that there was none; and who left."""
    lines = []
    if row.offer is not None:
        lines += [_proposal(story, row), *_open_wishes(story, row), _why(story, row)]
        lines += [answer(story, row, party, reply) for party, reply in row.answers.items()]
    elif row.walked is None:
        lines.append(t("told.round.suspended") if story.suspended(row.round) else silence(story, row))
    if row.walked is not None:
        lines.append(t("told.round.walks", who=_who(story, row.walked)))
    return lines


def _silent(story: Story, meeting: Sequence[Round]) -> list[str]:
    """Where all table at once and somebody has: the signatories that have not."""
    if story.record.protocol != "simultaneous" or any(row.walked is not None for row in meeting):
        return []
    authors = {row.proposer for row in meeting if row.offer is not None}
    return [party for party in story.signatories if authors and party not in authors]


def _who(story: Story, party: str | None) -> str:
    return capital(story.seat(str(party)))


def silence(story: Story, row: Round) -> str:
    """What is told of a meeting without a text: nothing was acceptable to whoever had to table one."""
    if story.record.protocol == "alternating" and row.proposer is not None:
        return t("told.round.passes", who=_who(story, row.proposer))
    return t("told.round.nobody")


def _proposal(story: Story, row: Round) -> str:
    """Who tables what: a first text, or one of another kind, in full, a later one by what has changed since the last."""
    assert row.offer is not None
    who, before, table = _who(story, row.proposer), story.before(row), story.spec
    if row.holds:
        return t("told.last_day.holds" if row.last_day else "told.round.holds", who=who)
    old = before.offer if before is not None and before.depth == row.depth and not row.last_day else None
    told = depths.lines(table, row.offer, old)
    changed = [term for term in told if term.before is not None]
    says = {"who": who, "terms": terms.in_words(changed or told)}
    if not table.depths:
        return t(f"told.round.{'changed' if changed else 'first'}", **says)
    says |= {"depth": depths.one(table, row.depth), "terms": _terms(story, row.offer, says["terms"])}
    if row.last_day:
        return t(f"told.last_day.{'tables' if row.proposer in table.parties else 'drafted'}", **says)
    return t(f"told.tables.{'changed' if changed else 'first' if before is None else 'other'}", **says)


def _terms(story: Story, offer: Mapping[str, str], told: str) -> str:
    """What a text of some depth says, and that it says no more where it settles nothing."""
    if not told:
        return t("told.tables.bare")
    rest = "" if depths.settles(story.spec, offer) else t("told.tables.rest")
    return sentences([t("told.tables.terms", terms=told), rest])


def _open_wishes(story: Story, row: Round) -> list[str]:
    """Single text: what each party had asked for that the draft does not give."""
    assert row.offer is not None
    lines = []
    for party, text in row.texts.items():
        wanted, depth = dict(text), text.get(DEPTH)
        wanted.pop(DEPTH, None)
        missing = {issue: option for issue, option in wanted.items() if row.offer[issue] != option}
        asked = [terms.in_words(terms.grouped(story.spec, missing))] if missing else []
        if depth is not None and depth != row.depth:
            asked.insert(0, depths.one(story.spec, depth))
        key = "asked" if asked else "asked_nothing"
        between = t("told.terms_between")
        lines.append(t(f"told.round.{key}", who=_who(story, party), terms=between.join(asked)))
    return lines


def _why(story: Story, row: Round) -> str:
    """What a text is worth to its author, what it costs it against its last one, and the guarantors' stances."""
    lines = []
    if row.proposer in row.aspirations:
        line = t(
            "told.last_day.worth" if row.last_day else "told.round.worth",
            who=story.seat(row.proposer),
            worth=number(row.utilities[row.proposer]),
            held=number(row.aspirations[row.proposer]),
            floor=number(row.reservations[row.proposer]),
            conceded=_conceded(row, story.before(row), row.proposer),
        )
        lines.append(capital(line))
    lines += [t(f"told.stance.{stance}", who=_who(story, party)) for party, stance in row.stances.items()]
    return sentences(lines)


def _conceded(row: Round, before: Round | None, party: str) -> str:
    """What the author gives up against its last text, in plain preferences, which trust does not move."""
    if before is None or row.holds:
        return ""
    given = before.preferences[party] - row.preferences[party]
    if abs(given) < 0.005:
        return t("told.round.conceded_nothing")
    return t(f"told.round.{'conceded' if given > 0 else 'taken_back'}", n=number(abs(given)))


def trust_in_words(story: Story, n: int) -> str:
    """Return every signatory's trust in a round, and how it moved since the one before; empty where nobody signs."""
    now, place = story.rows(n)[0].trust, story.numbers.index(n)
    before = story.rows(story.numbers[place - 1])[0].trust if place else now
    return t("told.trust.line", parts=_levels(story, before, now)) if now else ""


def _trust_of_last_day(story: Story, before: Mapping[str, float], now: Mapping[str, float]) -> str:
    """Trust as the last day begins; empty where it has not moved."""
    if all(number(before[party]) == number(trust) for party, trust in now.items()):
        return ""
    return t("told.last_day.trust", parts=_levels(story, before, now))


def _levels(story: Story, before: Mapping[str, float], now: Mapping[str, float]) -> str:
    parts = []
    for party, trust in now.items():
        shift = round(trust, 2) - round(before[party], 2)
        moved = t("told.trust.moved", moved=signed(shift)) if abs(shift) >= 0.005 else ""
        parts.append(t("told.trust.part", who=story.seat(party), value=number(trust), moved=moved))
    return t("common.list_comma").join(parts)
