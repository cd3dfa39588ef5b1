"""Tells a round as a dialogue: who speaks, and in few words what; what repeats is told once.

The narrator (`sim.telling.narrative`) says all there is to say of a round; this is what fits beside a map.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.domain.record import Reply, Round
from sim.telling import depths, labels, terms
from sim.telling.catalogue import capital, listed, said, t
from sim.telling.narrative import event, silence
from sim.telling.story import Story


@dataclass(frozen=True)
class Line:
    """What somebody says or does, by name; without a name, what happens to all. ``party``: who that is, if a party."""

    who: str
    text: str
    party: str | None = None


def place_and_year(story: Story) -> str:
    """Return where and when the talks are held, as far as the scenario tells: its place and the year."""
    year = story.spec.date[:4]
    return t("told.dialogue.where", place=said(story.spec.place), year=year) if story.spec.place else year


def dialogue(story: Story, n: int) -> list[Line]:
    """Return a round as lines: events, then text by text its author, the guarantors and the answers.

    Of a draft that is turned down on the last day, its author's line says all, for several follow upon each other; so it
    does in that whole round where the last day brings a text that is signed.
    """
    rows = story.rows(n)
    lines = [Line("", event(story.spec.events[name].title)) for name in rows[0].events]
    ends = rows[-1].last_day and story.signed(rows[-1])
    for row in rows:
        refused = not all(answer.accept for answer in row.answers.values())
        author = row.proposer if row.proposer in story.spec.parties else None
        if refused and (row.last_day or ends):
            lines.append(Line(capital(story.author(row)), _refused(story, row), author))
        elif row.offer is not None:
            lines.append(Line(capital(story.author(row)), _tables(story, row), author))
            lines += [_by(story, party, stance(story, row, party)) for party in row.stances]
            lines += [
                _by(story, party, capital(reply(story, party, said_)) + t("common.stop"))
                for party, said_ in row.answers.items()
            ]
        elif story.suspended(n):
            lines.append(Line("", t("told.round.suspended")))
        elif row.walked is None:
            lines.append(Line("", silence(story, row)))
        if row.walked is not None:
            lines.append(_by(story, row.walked, t("told.dialogue.walks")))
    return lines


def _by(story: Story, party: str | None, text: str) -> Line:
    return Line(capital(story.seat(str(party))), text, party)


def _refused(story: Story, row: Round) -> str:
    """A draft that somebody turns down: how deep it goes, who declines, and why."""
    answers = [
        t("told.dialogue.who_declines", who=story.seat(party), answer=reply(story, party, answer))
        for party, answer in row.answers.items()
        if not answer.accept
    ]
    depth, told = depths.one(story.spec, row.depth), t("common.semicolon").join(answers)
    return t(f"told.dialogue.refused{'_last_day' if row.last_day else ''}", depth=depth, answers=told)


def _tables(story: Story, row: Round) -> str:
    """What an author tables: a first text in full, a later one by what has changed."""
    assert row.offer is not None
    if row.holds:
        return t("told.dialogue.holds")
    before, table = story.before(row), story.spec
    alike = before is not None and before.depth == row.depth and not row.last_day
    # What is read off the other terms nobody proposes.
    own = {issue: option for issue, option in row.offer.items() if not table.issues[issue].read_off}
    lines = depths.lines(table, own, before.offer if alike and before is not None else None)
    changed = [replace(term, before=None) for term in lines if term.before is not None]
    words = terms.in_words(changed or lines) or t("play.depth.bare")
    if changed:
        return t("told.dialogue.changes", terms=words)
    kind = depths.title(table, row.depth)
    return t(
        "told.dialogue.tables" if table.depths else "told.dialogue.tables_plain", depth=kind, terms=words
    )


def stance(story: Story, row: Round, party: str) -> str:
    """Return what a guarantor says to a text; one without means says what it thinks and that it has none."""
    said_ = row.stances[party]
    places = [guarantor.party for guarantor in story.game.guarantors]
    ids = [story.game.parties[place].id for place in places]
    means = story.standings[row.round].leverage[ids.index(party)] > 0.0
    key = said_ if means or said_ not in ("object", "threaten") else "no_means"
    return t(f"told.dialogue.stance.{key}")


def reply(story: Story, party: str, answer: Reply) -> str:
    """Return a party's answer in short: yes, or why not and over which issue."""
    if answer.accept or answer.reason is None:
        return t(f"words.answer.{'accept' if answer.accept else 'reject'}")
    fears = [g.party for g in story.game.guarantors if story.game.parties[g.ally].id == party]
    allies = listed([story.seat(story.game.parties[place].id) for place in fears])
    reason = t(f"play.reason.{answer.reason}", who=allies)
    if answer.issue is None or answer.issue not in story.spec.issues:
        return reason
    return t("play.reason.about", reason=reason, issue=labels.issue(story.spec, answer.issue))


def _only_holds(story: Story, n: int) -> bool:
    rows = story.rows(n)
    return not rows[0].events and all(
        row.offer is not None and row.holds and not row.last_day for row in rows
    )


def repeats(story: Story, n: int) -> tuple[int, int]:
    """Return the first and the last of the rounds around ``n`` in which every author only holds to its text.

    ``(n, n)`` where the round tells something new. The answers may differ: they are told with each round.
    """
    place = last = story.numbers.index(n)
    if not _only_holds(story, n):
        return n, n
    while place > 0 and _only_holds(story, story.numbers[place - 1]):
        place -= 1
    while last + 1 < len(story.numbers) and _only_holds(story, story.numbers[last + 1]):
        last += 1
    return story.numbers[place], story.numbers[last]


def stops(story: Story) -> list[int]:
    """Return the rounds through which one steps: each that tells something new, and of repeats the last, which tells of all."""
    return [n for n in story.numbers if repeats(story, n)[1] == n]
