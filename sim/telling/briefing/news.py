"""What may strike the talks from outside, by the scenario's own list: what happened, and what it changes for a seat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sim.engine.gathering import OwnEvent
from sim.scenario.load import Scenario
from sim.scenario.schema import Becomes, EventSpec
from sim.telling import labels
from sim.telling.briefing.brief import joined
from sim.telling.catalogue import capital, said, t
from sim.telling.seat.brief import graded, worded


@dataclass(frozen=True)
class News:
    """An event: its id in the scenario, what happened, and what it changes, in a few words."""

    id: str
    title: str
    changes: str


def events(scenario: Scenario, seat: str | None = None) -> tuple[News, ...]:
    """Return the events that a teacher may inject, in the scenario's order; none where it has none.

    With a ``seat`` each says what it changes for all and for that seat, and nothing that only another party knows;
    without one what it changes for everybody, which is for the teacher's eyes.

    >>> from sim.scenario.load import load
    >>> [(news.id, news.changes) for news in events(load("2016-eight-points"), "japan")]
    [('eight_points', 'How the leaders get on: rise.')]
    """
    seats = list(scenario.spec.parties) if seat is None else [seat]
    return tuple(
        News(
            name,
            said(event.title),
            changes(scenario, name, seats),
        )
        for name, event in scenario.spec.events.items()
    )


def changes(scenario: Scenario, event: str | OwnEvent, seats: Sequence[str]) -> str:
    """Return what an event, of the scenario's list or somebody's own, changes for all and for these seats.

    >>> from sim.scenario.load import load
    >>> changes(load("2018-singapore"), OwnEvent("Storm.", parties={"japan": {"reservation": 0.1}}), ["japan"])
    'Tokyo asks for more before it signs.'
    """
    told = _own(scenario, event, seats) if isinstance(event, OwnEvent) else _changes(scenario, event, seats)
    return joined(told) or t("class.brief.news.nothing")


def own_effects(scenario: Scenario) -> dict[str, OwnEvent]:
    """Return the changes that an event of the teacher's own may bring, each by what it says, as an event without words.

    They are steps that are felt and decide nothing alone. What can be changed for one party follows from its role: a
    signatory has its minimum, its voters at home and its trust, a guarantor its stance and its leverage.

    >>> from sim.scenario.load import load
    >>> [says for says in own_effects(load("2018-singapore")) if "Washington" in says][:2]
    ['Washington can put more pressure on its ally.', 'Washington can put less pressure on its ally.']
    """
    parties = scenario.game().parties
    steps = {
        "signatory": {"reservation": 0.1, "domestic_threshold": 0.1, "trust": 0.2},
        "guarantor": {"reservation": 0.1},
    }
    effects = [
        *(OwnEvent("", rapport=by) for by in (0.2, -0.2)),
        *(OwnEvent("", trust=by) for by in (0.2, -0.2)),
        *(OwnEvent("", leverage=by) for by in (0.2, -0.2, -1.0) if _guarantors(scenario)),
        OwnEvent("", suspend=1),
        OwnEvent("", rounds_left=2),
        *(
            OwnEvent("", parties={party.id: {what: by}})
            for party in parties
            for what, step in steps[scenario.spec.parties[party.id].role].items()
            for by in (step, -step)
            if getattr(party, what) is not None
        ),
    ]
    return {changes(scenario, effect, [party.id for party in parties]): effect for effect in effects}


def with_effects(words: str, effects: Iterable[OwnEvent]) -> OwnEvent:
    """Return an event in somebody's words that brings several changes.

    >>> both = with_effects("Storm.", [OwnEvent("", trust=0.2), OwnEvent("", suspend=1)])
    >>> both.trust, both.suspend
    (0.2, 1)
    """
    found = OwnEvent(words)
    for one in effects:
        parties = {name: dict(by) for name, by in found.parties.items()}
        for name, by in one.parties.items():
            for what, step in by.items():
                mine = parties.setdefault(name, {})
                mine[what] = mine.get(what, 0.0) + step
        found = replace(
            found,
            trust=found.trust + one.trust,
            rapport=found.rapport + one.rapport,
            leverage=found.leverage + one.leverage,
            suspend=found.suspend + one.suspend,
            rounds_left=found.rounds_left if one.rounds_left is None else one.rounds_left,
            parties=parties,
        )
    return found


def _guarantors(scenario: Scenario) -> list[str]:
    return [name for name, party in scenario.spec.parties.items() if party.role == "guarantor"]


def _own(scenario: Scenario, event: OwnEvent, seats: Sequence[str]) -> Iterator[str]:
    yield from _meetings(event)
    for what in ("trust", "rapport"):
        if by := getattr(event, what):
            yield t(f"class.brief.news.own.{what}.{_way(by)}")
    guarantors = _guarantors(scenario)
    for seat in guarantors if event.leverage else ():
        way = "gone" if event.leverage <= -1.0 else _way(event.leverage)
        yield t(f"class.brief.news.own.leverage.{way}", who=capital(labels.seat(scenario.spec, seat)))
    for seat in seats:
        who = capital(labels.seat(scenario.spec, seat))
        for what, by in event.parties.get(seat, {}).items():
            if by:
                # Whoever does not sign weighs drafts by its minimum.
                key = "stance" if what == "reservation" and seat in guarantors else what
                yield t(f"class.brief.news.own.{key}_of.{_way(by)}", who=who)


def _way(by: float) -> str:
    return "up" if by > 0.0 else "down"


def _meetings(event: EventSpec | OwnEvent) -> Iterator[str]:
    """What an event does to the meetings to come."""
    if event.suspend:
        yield t("class.brief.news.suspend", n=event.suspend)
    if event.rounds_left is not None:
        yield t("class.brief.news.rounds_left", n=event.rounds_left)


def _changes(scenario: Scenario, name: str, seats: Sequence[str]) -> Iterator[str]:
    settings = scenario.settings
    yield from _meetings(scenario.spec.events[name])
    for what in ("trust", "rapport", "leverage"):
        if found := settings.get(f"events.{name}.{what}"):
            yield t(f"class.brief.news.{what}", change=worded(found))
    for seat in seats:
        for what in Becomes.model_fields:
            if found := settings.get(f"events.{name}.parties.{seat}.{what}"):
                called = labels.setting(scenario, f"parties.{seat}.{what}", owner=len(seats) > 1)
                yield t("class.brief.news.becomes", what=called, value=graded(found))
