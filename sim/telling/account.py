"""The whole account of a run, part by part, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.domain.game import STRATEGIES
from sim.domain.record import Round, RunRecord
from sim.engine import replay
from sim.telling import numbers, verdict
from sim.telling.catalogue import FIRST, capital, language, listed, plural, said, t
from sim.telling.narrative import event, round_in_words, sentences, silence, trust_in_words
from sim.telling.story import Story


@dataclass(frozen=True)
class Part:
    """A heading, what stands beside it, and the sentences below it."""

    title: str
    lines: list[str]
    aside: str = ""


def when(story: Story) -> str:
    """Return the date of an episode and, where that is known, its place."""
    table = story.spec
    # An English account keeps the date as the scenario's file has it.
    day = table.date if language() == FIRST else numbers.date(table.date)
    return t("told.opening.where", date=day, place=said(table.place)) if table.place else day


def settings(story: Story) -> list[str]:
    """Return what a run was played with: its seed, who plays how, what was changed, drawn or switched off."""
    record, comma = story.record, t("common.list_comma")
    seats = [
        t("told.opening.seat", who=story.seat(party), strategy=_strategy(story, party, name))
        for party, name in record.strategies.items()
    ]
    protocol = t(f"told.protocol.{record.protocol}")
    lines = [t("told.opening.how", seed=record.seed, protocol=protocol, seats=comma.join(seats))]
    if record.drawn:
        lines.append(t("told.opening.drawn"))
    if record.articles_only:
        lines.append(t("told.opening.articles_only"))
    if record.changes:
        changes = comma.join(f"{key} = {value}" for key, value in record.changes.items())
        lines.append(t("told.opening.changed", changes=changes))
    if record.constraints_off:
        names = comma.join(t(f"told.constraint.{name}") for name in record.constraints_off)
        lines.append(t("told.opening.off", names=names))
    return lines


def _strategy(story: Story, party: str, label: str) -> str:
    """A strategy's name in words; what stands behind a slash is left out where the scenario itself says it."""
    name, *parts = label.split("/")
    usual = story.spec.parties[party]
    if parts == [usual.acceptance, usual.opponent_model]:
        parts = []
    return "/".join([t(f"told.strategy.{name}") if name in STRATEGIES else name, *parts])


def on_trust(story: Story) -> list[str]:
    """Return what playing the record again cannot show to be true; nothing where it shows all."""
    seats = [story.seat(party) for party in replay.on_trust(story.record)]
    lines = [t("told.on_trust.moves", seats=listed(seats))] if seats else []
    if replay.another_scenario(story.record):
        lines.append(t("told.on_trust.scenario", scenario=story.record.scenario))
    return lines


def hypotheses(story: Story) -> list[str]:
    """Return what the scenario marks as disputed, where it has a part in the run."""
    if not story.game.guarantors or "alliance" in story.record.constraints_off:
        return []
    return [t("told.opening.hypothesis", text=said(text)) for text in story.spec.hypotheses]


def rounds(story: Story) -> list[Part]:
    """Return the rounds; a run of rounds in which nothing is said that was not said before is told once."""
    spans: list[list[int]] = []
    for n in story.numbers:
        if spans and _goes_on(story, spans[-1][0], n):
            spans[-1].append(n)
        else:
            spans.append([n])
    return [
        Part(_round(span[0], span[-1]), _in_words(story, span), trust_in_words(story, span[-1], span[0]))
        for span in spans
    ]


def _goes_on(story: Story, first: int, n: int) -> bool:
    """Whether a round tells nothing that the quiet round ``first`` has not told."""
    quiet = _quiet(story, n)
    return bool(quiet) and quiet == _quiet(story, first) and not story.rows(n)[0].events


def _quiet(story: Story, n: int) -> str:
    """In which way nothing new is said in a round: no meeting, or nobody moves; empty where something is said."""
    rows = story.rows(n)
    if any(row.walked is not None or row.last_day for row in rows):
        return ""
    if story.suspended(n):
        return "suspended"
    return "unmoved" if all(row.offer is None or _as_before(story, row) for row in rows) else ""


def _as_before(story: Story, row: Round) -> bool:
    """Whether an author holds to its text, and everybody says of it what they said before."""
    before = story.before(row)
    return (
        row.holds
        and before is not None
        and all(getattr(row, name) == getattr(before, name) for name in ("stances", "answers", "texts"))
    )


def _in_words(story: Story, span: Sequence[int]) -> list[str]:
    """A round, or several rounds in which nobody moves: who holds to its text, and who tables none."""
    if len(span) == 1 or story.suspended(span[0]):
        return round_in_words(story, span[0])
    rows = [row for n in span for row in story.rows(n)]
    holders = list(dict.fromkeys(story.seat(str(row.proposer)) for row in rows if row.offer is not None))
    lines = [event(story.spec.events[name].title) for name in rows[0].events]
    if holders:
        lines.append(plural("told.round.hold", len(holders), who=capital(listed(holders))))
    return [*lines, *dict.fromkeys(silence(story, row) for row in rows if row.offer is None)]


def _round(first: int, last: int) -> str:
    if first == last:
        return t("told.heading.round", n=first)
    return t("told.heading.rounds", first=first, last=last)


def end(story: Story, alone: Mapping[str, RunRecord]) -> dict[str, Part]:
    """Return the end: name of a part to the part, those with nothing to say left out.

    ``alone``: the same negotiation without each constraint, as `without_each` returns it.
    """
    record = story.record
    ended = sentences([verdict.ending(story), verdict.ladder(story)])
    parts = {
        "ended": [ended, *verdict.deal(story), *verdict.gains(story)],
        "blocked" if record.agreement is None else "left": verdict.blocked(story, alone),
        "best": verdict.distances(record),
        "history": verdict.history(story),
        "sources": [verdict.sources(story)],
    }
    return {name: Part(t(f"told.heading.{name}"), lines) for name, lines in parts.items() if lines}
