"""The whole account of a run, part by part, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.domain.game import STRATEGIES
from sim.domain.record import RunRecord
from sim.engine import replay
from sim.telling import labels, numbers, verdict
from sim.telling.catalogue import FIRST, language, listed, said, t
from sim.telling.narrative import round_in_words, sentences, trust_in_words
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
        changes = comma.join(_change(story, key, value) for key, value in record.changes.items())
        lines.append(t("told.opening.changed", changes=changes))
    if record.constraints_off:
        names = comma.join(t(f"told.constraint.{name}") for name in record.constraints_off)
        lines.append(t("told.opening.off", names=names))
    return lines


def _change(story: Story, key: str, value: object) -> str:
    """A setting that was changed by hand, and what it was set to, in words."""
    setting, says = story.scenario.settings.get(key), str(value)
    if setting is not None:
        says = (
            numbers.number(setting.value)
            if setting.level is None
            else labels.level(setting.scale, setting.level)
        )
    return f"{labels.setting(story.scenario, key)}{t('common.colon')}{says}"


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
    """Return the rounds; rounds one after the other of which everything told is equal are told once."""
    spans: list[tuple[int, int, list[str], str]] = []
    for n in story.numbers:
        told = round_in_words(story, n), trust_in_words(story, n)
        if spans and spans[-1][2:] == told:
            spans[-1] = (spans[-1][0], n, *told)
        else:
            spans.append((n, n, *told))
    return [Part(_round(first, last), lines, aside) for first, last, lines, aside in spans]


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
