"""One negotiation told in sentences, in the language in use. Text only, no layout but bold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.domain.record import Round
from sim.scenario.schema import ScenarioSpec
from sim.telling import labels
from sim.telling.catalogue import listed, said, t, word
from sim.telling.narrative import crossed
from sim.telling.numbers import count, number
from sim.telling.story import Story


def capital(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def seat(story: Story, party: str) -> str:
    """Return what an account calls a party at the start of a sentence."""
    return capital(labels.seat(story.spec, party))


def _grouped(table: ScenarioSpec, readings: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Issues that read alike, and alike before, together: (titles, reading, reading before)."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for issue, reading, before in readings:
        key = (reading, before, tuple(table.issues[issue].options))
        groups.setdefault(key, []).append(labels.issue(table, issue))
    return [(listed(titles), reading, before) for (reading, before, _), titles in groups.items()]


def terms(table: ScenarioSpec, offer: Mapping[str, str]) -> list[str]:
    """Return a text line by line; issues that fare alike share a line."""
    rows = [
        (issue, labels.option(table, issue, offer[issue]), "") for issue in table.issues if issue in offer
    ]
    return [f"{titles}{t('common.colon')}{reading}" for titles, reading, _ in _grouped(table, rows)]


def changes(table: ScenarioSpec, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return what differs between two texts, line by line, with what stood there before."""
    rows = [
        (issue, labels.option(table, issue, new[issue]), labels.option(table, issue, old[issue]))
        for issue in table.issues
        if old[issue] != new[issue]
    ]
    return [
        t("play.told.change", issues=titles, reading=reading, before=before)
        for titles, reading, before in _grouped(table, rows)
    ]


def round_story(story: Story, round_: int) -> list[str]:
    """Return a round as sentences: events, then for every text the proposal, the stances and the answers."""
    rows = story.rows(round_)
    lines = [
        t("play.told.event", title=said(story.spec.events[event].title).rstrip(".。"))
        for event in rows[0].events
    ]
    for row in rows:
        if row.offer is not None:
            lines += _text(story, row)
        elif row.proposer is not None:
            lines.append(t("play.told.passes", who=seat(story, row.proposer)))
        elif row.walked is None:
            lines.append(t("play.told.suspended" if story.suspended(round_) else "play.told.waits"))
        if row.walked is not None:
            lines.append(t("play.told.walks", who=seat(story, row.walked)))
    return lines


def _text(story: Story, row: Round) -> list[str]:
    assert row.offer is not None
    lines = [_proposal(story, row, row.offer)]
    for party, wish in row.texts.items():
        open_ = {issue: option for issue, option in wish.items() if row.offer[issue] != option}
        if open_:
            asked = t("common.semicolon").join(terms(story.spec, open_))
            lines.append(t("play.told.asked", who=seat(story, party), terms=asked))
    for party, stance in row.stances.items():
        lines.append(t("play.told.stance", who=seat(story, party), stance=word("stance", stance)))
    return lines + [_answer(story, row, row.offer, party, said_) for party, said_ in row.answers.items()]


def _proposal(story: Story, row: Round, offer: Mapping[str, str]) -> str:
    who, before = seat(story, row.proposer or "mediator"), story.before(row)
    if before is None or before.offer is None:
        return t("play.told.first", who=who, terms=t("common.semicolon").join(terms(story.spec, offer)))
    moved = changes(story.spec, before.offer, offer)
    if not moved:
        return t("play.told.same", who=who)
    return t("play.told.changed", who=who, terms=t("common.semicolon").join(moved))


def _answer(story: Story, row: Round, offer: Mapping[str, str], party: str, answer: str) -> str:
    worth, held = row.utilities[party], row.aspirations.get(party, 0.0)
    floor = row.reservations.get(party, 0.0)
    values = {
        "who": seat(story, party),
        "worth": number(worth),
        "held": number(held),
        "floor": number(floor),
    }
    if answer == "accept":
        last = row.round >= story.standings[row.round].deadline
        key = "accept" if worth >= held else "accept_last" if last else "accept_more"
        return t(f"play.told.{key}", **values)
    lines = crossed(story, offer, party)
    if lines:
        return t("play.told.red_line", line=said(lines[0]), **values)
    judged = min(worth, row.preferences[party])
    values["worth"] = number(judged)
    if judged < floor and "interests" not in story.record.constraints_off:
        return t("play.told.below", **values)
    if judged < held:
        return t("play.told.shade" if number(judged) == number(held) else "play.told.held", **values)
    return t("play.told.more", **values)


def ending(story: Story) -> str:
    """Return the sentence that says how it ended."""
    record = story.record
    against = [labels.seat(story.spec, party) for party, yes in record.ratified.items() if not yes]
    walkers = [labels.seat(story.spec, row.walked) for row in record.rounds if row.walked is not None]
    return t(
        f"play.result.{record.result}",
        year=record.lapsed_in_year,
        against=capital(listed(against)),
        walker=capital(listed(walkers)),
    )


def closeness(story: Story) -> str:
    """Return how near they came, in a sentence."""
    record = story.record
    key = "closeness" if record.agreement is None else "closeness_signed"
    return t(f"play.result.{key}", closeness=number(record.closeness), gap=number(record.residual_gap))


def blocked(story: Story) -> str:
    """Return where the outcomes run out."""
    record = story.record
    on = [name for name in record.surviving if name not in record.constraints_off]
    last = next((name for name in on if record.surviving[name] == 0), None)
    if last is None:
        left = record.surviving[on[-1]] if on else record.n_outcomes
        return t("play.blocked.some", n=count(record.n_outcomes), left=count(left))
    earlier = [record.surviving[name] for name in on[: on.index(last)]]
    left = earlier[-1] if earlier else record.n_outcomes
    return t(
        "play.blocked.sentence", n=count(record.n_outcomes), last=word("constraint", last), left=count(left)
    )
