"""Tells the rounds of a negotiation: what was proposed, why, what was answered.

Every function takes a `Story`, a record laid beside the scenario that it was played in, and returns sentences in the
language in use, without any layout: command line, report and browser say the same. Whom and what a sentence names
comes from the scenario: its titles, seats and wordings.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.domain.record import Round
from sim.telling import terms
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
    """Return a round as sentences: events, then for every text the proposal, why, the stances, and the answers."""
    rows = story.rows(n)
    lines = [event(story.spec.events[name].title) for name in rows[0].events]
    for row in rows:
        if row.offer is not None:
            lines += [_proposal(story, row), *_open_wishes(story, row), _why(story, row)]
            lines += [_answer(story, row, party, answer) for party, answer in row.answers.items()]
        elif story.suspended(n):
            lines.append(t("told.round.suspended"))
        elif row.walked is None:
            lines.append(_silence(story, row))
        if row.walked is not None:
            lines.append(t("told.round.walks", who=_who(story, row.walked)))
    return lines


def _who(story: Story, party: str | None) -> str:
    return capital(story.seat(str(party)))


def _silence(story: Story, row: Round) -> str:
    """A meeting without a text: nothing was acceptable to whoever had to table one."""
    if story.record.protocol == "alternating" and row.proposer is not None:
        return t("told.round.passes", who=_who(story, row.proposer))
    return t("told.round.nobody")


def _proposal(story: Story, row: Round) -> str:
    assert row.offer is not None
    who, before = _who(story, row.proposer), story.before(row)
    old = None if before is None else before.offer
    return proposal(who, terms.grouped(story.spec, row.offer, old), again=old == row.offer)


def proposal(who: str, told: list[terms.Term], *, again: bool = False, mark: str = "") -> str:
    """Return who tables what: a first text in full, a later one by what has changed since the last."""
    if again:
        return t("told.round.again", who=who)
    changed = [term for term in told if term.before is not None]
    key = "changed" if changed else "first"
    return t(f"told.round.{key}", who=who, terms=terms.in_words(changed or told, mark))


def _open_wishes(story: Story, row: Round) -> list[str]:
    """Single text: what each party had asked for that the draft does not give."""
    assert row.offer is not None
    lines = []
    for party, text in row.texts.items():
        missing = {issue: option for issue, option in text.items() if row.offer[issue] != option}
        asked = terms.in_words(terms.grouped(story.spec, missing))
        key = "asked" if missing else "asked_nothing"
        lines.append(t(f"told.round.{key}", who=_who(story, party), terms=asked))
    return lines


def _why(story: Story, row: Round) -> str:
    """What a text is worth to its author, what it costs it against its last one, and the guarantors' stances."""
    lines = []
    if row.proposer in row.aspirations:
        line = t(
            "told.round.worth",
            who=story.seat(row.proposer),
            worth=number(row.utilities[row.proposer]),
            held=number(row.aspirations[row.proposer]),
            conceded=_conceded(row, story.before(row), row.proposer),
        )
        lines.append(capital(line))
    lines += [t(f"told.stance.{stance}", who=_who(story, party)) for party, stance in row.stances.items()]
    return sentences(lines)


def _conceded(row: Round, before: Round | None, party: str) -> str:
    """What the author gives up against its last text, in plain preferences, which trust does not move."""
    if before is None or before.offer is None or before.offer == row.offer:
        return ""
    given = before.preferences[party] - row.preferences[party]
    if abs(given) < 0.005:
        return t("told.round.conceded_nothing")
    return t(f"told.round.{'conceded' if given > 0 else 'taken_back'}", n=number(abs(given)))


def _answer(story: Story, row: Round, party: str, answer: str) -> str:
    reason, values = (_accepts if answer == "accept" else _declines)(story, row, party)
    shown = {name: number(x) if isinstance(x, float) else x for name, x in values.items()}
    return t(reason, who=_who(story, party), **shown)


Reason = tuple[str, dict[str, float | str]]
"""The key of a sentence, and the numbers and names that it is filled in with."""


def _declines(story: Story, row: Round, party: str) -> Reason:
    assert row.offer is not None
    off = story.record.constraints_off
    lines = [] if "red_lines" in off else terms.crossed(story.spec, row.offer, party)
    if lines:
        return "told.declines.red_line", {"line": lines[0]}
    worth, held = min(row.utilities[party], row.preferences[party]), row.aspirations.get(party, 0.0)
    floor = row.reservations[party]
    key, bar = "own", worth
    if worth < floor and "interests" not in off:
        key, bar = "floor", floor
    elif worth < held:
        key, bar = "held", held
    # Two decimals do not show every difference.
    shade = "_shade" if key != "own" and number(worth) == number(bar) else ""
    return f"told.declines.{key}{shade}", {"worth": worth, "held": held, "floor": floor}


def _accepts(story: Story, row: Round, party: str) -> Reason:
    worth, held = row.utilities[party], row.aspirations.get(party, 0.0)
    key = "own"
    if worth >= held:
        key = "held"
    elif row.round >= story.standings[row.round].deadline:
        key = "last"
    return f"told.accepts.{key}", {"worth": worth, "held": held, "floor": row.reservations[party]}


def trust_in_words(story: Story, n: int) -> str:
    """Return every signatory's trust in a round, and how it moved since the one before; empty where nobody signs."""
    now, place = story.rows(n)[0].trust, story.numbers.index(n)
    before = story.rows(story.numbers[place - 1])[0].trust if place else now
    parts = []
    for party, trust in now.items():
        shift = round(trust, 2) - round(before[party], 2)
        moved = t("told.trust.moved", moved=signed(shift)) if abs(shift) >= 0.005 else ""
        parts.append(t("told.trust.part", who=story.seat(party), value=number(trust), moved=moved))
    return t("told.trust.line", parts=t("common.list_comma").join(parts)) if parts else ""
