"""Tells a negotiation in plain sentences: what was proposed, why, what was answered, and how it ended.

Every function takes a `Story`, a record laid beside the scenario that it was played in, and returns text without
any layout, so that the command line and the browser say the same words. Numbers have two decimals. Which side
of a table a sentence is about comes from the scenario: its titles, seats and wordings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.domain.game import CONSTRAINTS, LADDER
from sim.domain.record import Round, RunRecord
from sim.model.story import Story
from sim.scenario.schema import ScenarioTable

ENDINGS = {
    "treaty_performed": "A treaty: signed, ratified on every side, and performed.",
    "treaty_lapsed": "A treaty that did not last: signed and ratified, it lapsed in year {year}.",
    "not_ratified": "A treaty that failed at home: {against} did not ratify what had been signed.",
    "deadline": "No treaty: the last round passed without agreement.",
    "walked_out": "No treaty: {walker} left the table.",
    "suspended": "No treaty: the talks were suspended until their time was over.",
}
"""Result to the sentence that opens the end of an account."""

STEPS = {
    "setback": "farther from a treaty than to go on talking",
    "talks": "the talks go on",
    "procedural": "near enough to agree on a basis or a date",
    "declaration": "near enough to sign a part and leave the rest for later",
    "treaty": "everything signed",
}
"""Step of the ladder to what it stands for."""

_STANCES = {
    "support": "{} supports it.",
    "acquiesce": "{} lets it pass.",
    "object": "{} objects.",
    "threaten": "{} threatens consequences.",
}


def number_in_words(value: float) -> str:
    """Return a number with two decimals.

    >>> number_in_words(-0.001), number_in_words(0.555)
    ('0.00', '0.56')
    """
    return f"{round(value, 2) + 0.0:.2f}"


def listed(names: Sequence[str]) -> str:
    """Return names as a phrase.

    >>> listed(["Oslo", "Bern", "Rome"])
    'Oslo, Bern and Rome'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def _wording(table: ScenarioTable, issue: str, option: str) -> str:
    return table.issues[issue].says.get(option, option.replace("_", " "))


def _grouped(table: ScenarioTable, wordings: Iterable[tuple[str, str]]) -> str:
    """Issues with their wordings; issues of one kind that read alike share one wording."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for issue, wording in wordings:
        groups.setdefault((wording, tuple(table.issues[issue].options)), []).append(table.issues[issue].title)
    return "; ".join(f"{', '.join(titles)}: {wording}" for (wording, _), titles in groups.items())


def terms_in_words(table: ScenarioTable, terms: Mapping[str, str]) -> str:
    """Return terms (issue to option) in the scenario's words, in the order of its issues."""
    return _grouped(table, ((i, _wording(table, i, terms[i])) for i in table.issues if i in terms))


def changes_in_words(table: ScenarioTable, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Return what differs between two texts, with what stood there before; empty where nothing does."""
    changed = [issue for issue in table.issues if old[issue] != new[issue]]
    return _grouped(
        table, ((i, f"{_wording(table, i, new[i])} (was: {_wording(table, i, old[i])})") for i in changed)
    )


def round_in_words(story: Story, number: int) -> list[str]:
    """Return a round as sentences: events, then for every text the proposal, why, the stances, and the answers."""
    rows = story.rows(number)
    lines = [f"{story.table.events[event].title.rstrip('.')}." for event in rows[0].events]
    for row in rows:
        if row.offer is not None:
            lines += [_proposal(story, row), *_open_wishes(story, row), _why(story, row)]
            lines += [_answer(story, row, party, answer) for party, answer in row.answers.items()]
        elif row.walked is None:
            lines.append("No meeting: the talks are suspended.")
        if row.walked is not None:
            lines.append(f"{sentence(story.seat(row.walked))} leaves the table for good.")
    return lines


def _proposal(story: Story, row: Round) -> str:
    assert row.proposer is not None and row.offer is not None
    who, before = sentence(story.seat(row.proposer)), story.before(row)
    if before is None or before.offer is None:
        return f"{who} proposes: {terms_in_words(story.table, row.offer)}."
    changes = changes_in_words(story.table, before.offer, row.offer)
    return f"{who} changes its text: {changes}." if changes else f"{who} tables its last text again."


def _open_wishes(story: Story, row: Round) -> list[str]:
    """Single text: what each party had asked for that the draft does not give."""
    assert row.offer is not None
    lines = []
    for party, text in row.texts.items():
        missing = {issue: option for issue, option in text.items() if row.offer[issue] != option}
        asked = terms_in_words(story.table, missing) if missing else "nothing else"
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
    lines = story.table.parties[party].red_lines.values()
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
    worth, held = row.utilities[party], row.aspirations.get(party, 0.0)
    floor = story.reservation(party, row.round)
    if min(worth, row.preferences[party]) < floor:
        return _below(min(worth, row.preferences[party]), floor, "leaving is worth {}")
    if worth < held:
        return _below(worth, held, "it holds out for {}")
    return f"worth {number_in_words(worth)} to it, but its own next text would bring more"


def _below(worth: float, bar: float, words: str) -> str:
    """A worth against the bar that it does not reach, also where both round to the same number."""
    shown = words.format(number_in_words(bar))
    if number_in_words(worth) == number_in_words(bar):
        return f"worth a shade less than {number_in_words(bar)} to it, and {shown}"
    return f"worth {number_in_words(worth)} to it, and {shown}"


def _reason_to_accept(story: Story, row: Round, party: str) -> str:
    worth, held = row.utilities[party], row.aspirations.get(party, 0.0)
    shown = f"worth {number_in_words(worth)} to it"
    if worth >= held:
        return f"{shown}, and it holds out for {number_in_words(held)}"
    if row.round >= story.standings[row.round].deadline:
        floor = number_in_words(story.reservation(party, row.round))
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


def result_in_words(story: Story) -> list[str]:
    """Return the end: the result, the step of the ladder, the deal, who ratified, what each leader got."""
    record = story.record
    against = [story.seat(party) for party, yes in record.ratified.items() if not yes]
    walkers = [story.seat(row.walked) for row in record.rounds if row.walked is not None]
    opening = ENDINGS[record.result].format(
        year=record.lapsed_in_year, against=listed(against or ["nobody"]), walker=listed(walkers or ["nobody"])
    )
    lines = [f"{opening} {_ladder(record)}"]
    if record.agreement is not None:
        lines.append(f"The deal: {terms_in_words(story.table, record.agreement)}.")
        passed = [story.seat(party) for party, yes in record.ratified.items() if yes]
        lines.append(f"Ratified by {listed(passed) if passed else 'nobody'}.")
    return [*lines, *_gains(story)]


def _ladder(record: RunRecord) -> str:
    step = f"On the ladder: {record.ladder}, step {LADDER.index(record.ladder) + 1} of {len(LADDER)}"
    closeness = f"closeness {number_in_words(record.closeness)} of 1"
    if record.agreement is not None:
        return f"{step}; {closeness}."
    gap = number_in_words(record.residual_gap)
    return f"{step} ({STEPS[record.ladder]}); {closeness}: the parties were {gap} short of a text that gives each what it held out for."


def _gains(story: Story) -> list[str]:
    """What each leader has in the end, against leaving."""
    record, lines = story.record, []
    signed = record.rounds[-1] if record.agreement is not None else None
    for party in story.signatories:
        seat, floor = story.seat(party), story.reservation(party)
        if signed is None:
            lines.append(f"{seat} is left with what leaving is worth to it, {number_in_words(floor)}.")
        elif record.result == "not_ratified":
            cost = number_in_words(story.game.dynamics.failure_cost)
            lines.append(f"{seat}'s leader has neither the treaty nor the calm: leaving is worth {number_in_words(floor)}, the failure at home costs {cost}.")
        else:
            worth, plain = signed.utilities[party], signed.preferences[party]
            lines.append(
                f"{seat} gets {number_in_words(plain)} if all of it comes true, {number_in_words(worth)} with its "
                f"doubts; leaving was worth {number_in_words(floor)}."
            )
    return lines
