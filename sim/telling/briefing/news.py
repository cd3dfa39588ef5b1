"""What may strike the talks from outside, by the scenario's own list: what happened, and what it changes for a seat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.load import Scenario
from sim.scenario.schema import Becomes
from sim.telling import labels
from sim.telling.briefing.brief import joined
from sim.telling.catalogue import said, t
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
            name, said(event.title), joined(_changes(scenario, name, seats)) or t("class.brief.news.nothing")
        )
        for name, event in scenario.spec.events.items()
    )


def _changes(scenario: Scenario, name: str, seats: list[str]) -> Iterator[str]:
    event, settings = scenario.spec.events[name], scenario.settings
    if event.suspend:
        yield t("class.brief.news.suspend", n=event.suspend)
    if event.rounds_left is not None:
        yield t("class.brief.news.rounds_left", n=event.rounds_left)
    for what in ("trust", "rapport", "leverage"):
        if found := settings.get(f"events.{name}.{what}"):
            yield t(f"class.brief.news.{what}", change=worded(found))
    for seat in seats:
        for what in Becomes.model_fields:
            if found := settings.get(f"events.{name}.parties.{seat}.{what}"):
                called = labels.setting(scenario, f"parties.{seat}.{what}", owner=len(seats) > 1)
                yield t("class.brief.news.becomes", what=called, value=graded(found))
