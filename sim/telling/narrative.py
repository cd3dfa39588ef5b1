"""Tells a negotiation in plain sentences: what was proposed, why, what was answered, and how it ended.

Every function takes a `Story`, a record laid beside the scenario that it was played in, and returns text without
any layout, so that the command line and the browser say the same words. Numbers have two decimals. Whom and
what a sentence names comes from the scenario: its titles, seats and wordings.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.domain.record import Round
from sim.telling.story import Story, story_of, without_each
from sim.telling.verdict import (
    blocked_in_words,
    distances_in_words,
    happened_in_words,
    hurdles,
    result_in_words,
    sources_in_words,
)
from sim.telling.words import changes_in_words, listed, number_in_words, sentence, terms_in_words

__all__ = [
    "Story",
    "blocked_in_words",
    "changes_in_words",
    "distances_in_words",
    "happened_in_words",
    "hurdles",
    "listed",
    "number_in_words",
    "result_in_words",
    "round_in_words",
    "sources_in_words",
    "story_of",
    "terms_in_words",
    "trust_in_words",
    "without_each",
]

_STANCES = {
    "support": "{} supports it.",
    "acquiesce": "{} lets it pass.",
    "object": "{} objects.",
    "threaten": "{} threatens consequences.",
}


def round_in_words(story: Story, number: int) -> list[str]:
    """Return a round as sentences: events, then for every text the proposal, why, the stances, and the answers."""
    rows = story.rows(number)
    lines = [f"{story.spec.events[event].title.rstrip('.')}." for event in rows[0].events]
    for row in rows:
        if row.offer is not None:
            lines += [_proposal(story, row), *_open_wishes(story, row), _why(story, row)]
            lines += [_answer(story, row, party, answer) for party, answer in row.answers.items()]
        elif story.suspended(number):
            lines.append("No meeting: the talks are suspended.")
        elif row.walked is None:
            lines.append(_silence(story, row))
        if row.walked is not None:
            lines.append(f"{sentence(story.seat(row.walked))} leaves the table for good.")
    return lines


def _silence(story: Story, row: Round) -> str:
    """A meeting without a text: nothing was acceptable to whoever had to table one."""
    alternating = story.record.protocol == "alternating" and row.proposer is not None
    who = sentence(story.seat(str(row.proposer))) if alternating else "Nobody"
    return (
        f"{who} {'finds nothing' if alternating else 'finds anything'} acceptable to table. The talks go on."
    )


def _proposal(story: Story, row: Round) -> str:
    assert row.proposer is not None and row.offer is not None
    who, before = sentence(story.seat(row.proposer)), story.before(row)
    if before is None or before.offer is None:
        return f"{who} proposes a text. {terms_in_words(story.spec, row.offer)}."
    changes = changes_in_words(story.spec, before.offer, row.offer)
    return f"{who} changes its text. {changes}." if changes else f"{who} tables its last text again."


def _open_wishes(story: Story, row: Round) -> list[str]:
    """Single text: what each party had asked for that the draft does not give."""
    assert row.offer is not None
    lines = []
    for party, text in row.texts.items():
        missing = {issue: option for issue, option in text.items() if row.offer[issue] != option}
        asked = terms_in_words(story.spec, missing) if missing else "nothing else"
        lines.append(f"{sentence(story.seat(party))} had asked for: {asked}.")
    return lines


def _why(story: Story, row: Round) -> str:
    """What a text is worth to its author, what it costs it against its last one, and the guarantors' stances."""
    words = []
    if row.proposer in row.aspirations:
        seat, before = story.seat(row.proposer), story.before(row)
        words.append(
            f"It is worth {number_in_words(row.utilities[row.proposer])} to {seat}, which holds out for "
            f"{number_in_words(row.aspirations[row.proposer])}{_concession(row, before, row.proposer)}."
        )
    words += [_STANCES[stance].format(sentence(story.seat(party))) for party, stance in row.stances.items()]
    return " ".join(words)


def _concession(row: Round, before: Round | None, party: str) -> str:
    """What the author gives up against its last text, in plain preferences, which trust does not move."""
    if before is None or before.offer is None or before.offer == row.offer:
        return ""
    given = before.preferences[party] - row.preferences[party]
    if abs(given) < 0.005:
        return "; the change costs it nothing"
    return f"; the change {'gives up' if given > 0 else 'takes back'} {number_in_words(abs(given))}"


def _answer(story: Story, row: Round, party: str, answer: str) -> str:
    who = sentence(story.seat(party))
    if answer == "accept":
        return f"{who} accepts: {_reason_to_accept(story, row, party)}."
    return f"{who} declines: {_reason_to_decline(story, row, party)}."


def crossed(story: Story, terms: Mapping[str, str], party: str) -> list[str]:
    """Return the titles of a party's red lines that the terms cross; none where red lines are switched off."""
    if "red_lines" in story.record.constraints_off:
        return []
    lines = story.spec.parties[party].red_lines.values()
    return [
        line.title
        for line in lines
        if line.holds and all(terms[issue] in options for issue, options in line.refuses.items())
    ]


def _reason_to_decline(story: Story, row: Round, party: str) -> str:
    assert row.offer is not None
    lines = crossed(story, row.offer, party)
    if lines:
        return f"it lies across a red line ({lines[0]})"
    worth, held = min(row.utilities[party], row.preferences[party]), row.aspirations.get(party, 0.0)
    floor, shown = row.reservations[party], f"worth {number_in_words(worth)} to it"
    if worth < floor and "interests" not in story.record.constraints_off:
        return f"{shown}, {_shade(worth, floor)}below its reservation of {number_in_words(floor)}"
    if worth < held and _shade(worth, held):
        return f"{shown}, a shade less than it holds out for"
    if worth < held:
        return f"{shown}, and it holds out for {number_in_words(held)}"
    return f"{shown}, but its own next text would bring more"


def _shade(worth: float, bar: float) -> str:
    """Words for a difference that two decimals do not show."""
    return "a shade " if number_in_words(worth) == number_in_words(bar) else ""


def _reason_to_accept(story: Story, row: Round, party: str) -> str:
    worth, held = row.utilities[party], row.aspirations.get(party, 0.0)
    shown = f"worth {number_in_words(worth)} to it"
    if worth >= held:
        return f"{shown}, and it holds out for {number_in_words(held)}"
    if row.round >= story.standings[row.round].deadline:
        floor = number_in_words(row.reservations[party])
        return f"{shown}, and after the last round leaving is worth {floor}"
    return f"{shown}, about what its own next text would bring"


def trust_in_words(story: Story, number: int) -> str:
    """Return every signatory's trust in a round, and how it moved since the one before."""
    now, place = story.rows(number)[0].trust, story.numbers.index(number)
    before = story.rows(story.numbers[place - 1])[0].trust if place else now
    parts = []
    for party, trust in now.items():
        moved = round(trust, 2) - round(before[party], 2)
        arrow = f" ({moved:+.2f})" if abs(moved) >= 0.005 else ""
        parts.append(f"{story.seat(party)} {number_in_words(trust)}{arrow}")
    return f"trust: {', '.join(parts)}" if parts else ""
