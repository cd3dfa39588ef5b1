"""A story: a record laid beside its scenario and the numbers it was played with, ready to be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from sim.domain.game import CONSTRAINTS, Game
from sim.domain.record import Round, RunRecord
from sim.engine.mesa import NegotiationModel
from sim.engine.replay import on_trust, scenario_of, setup_of
from sim.rules.standing import Standing, opening_standing, strike
from sim.scenario.load import Scenario
from sim.scenario.schema import ScenarioSpec
from sim.telling import labels
from sim.telling.catalogue import t


@dataclass(frozen=True, eq=False)
class Story:
    """A record with its scenario and the numbers it was played with. Make one with `story_of`."""

    record: RunRecord
    scenario: Scenario
    game: Game

    @property
    def spec(self) -> ScenarioSpec:
        """The scenario's checked tables."""
        return self.scenario.spec

    @property
    def signatories(self) -> list[str]:
        """The ids of the parties that sign, in their order."""
        return [self.game.parties[place].id for place in self.game.signatories]

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the rounds, in order."""
        return list(self._by_number)

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """Round to the leaders, ratifiers and deadline of that round, after its events."""
        events = {event.id: event for event in self.game.events}
        standing, found = opening_standing(self.game), {}
        for number in self.numbers:
            for event in self.rows(number)[0].events:
                standing = strike(events[event], standing, self.game, number)
            found[number] = standing
        return found

    @cached_property
    def _by_number(self) -> dict[int, list[Round]]:
        found: dict[int, list[Round]] = {}
        for row in self.record.rounds:
            found.setdefault(row.round, []).append(row)
        return found

    @cached_property
    def _before(self) -> dict[int, Round | None]:
        """Row, by its identity, to the same author's last text before it."""
        found: dict[int, Round | None] = {}
        last: dict[str | None, Round] = {}
        for row in self.record.rounds:
            found[id(row)] = last.get(row.proposer)
            if row.offer is not None:
                last[row.proposer] = row
        return found

    def rows(self, number: int) -> list[Round]:
        """Return the texts of one round."""
        return self._by_number.get(number, [])

    def suspended(self, number: int) -> bool:
        """Return whether the parties could not meet in a round."""
        return self.standings[number].resume > number

    def seat(self, party: str) -> str:
        """Return how an account names a party, in the language in use."""
        return labels.seat(self.spec, party)

    def author(self, row: Round) -> str:
        """Return how an account names whoever wrote a text: a party, the delegations on the last day, or the mediator."""
        if row.last_day and row.proposer not in self.spec.parties:
            return t("common.delegations")
        return self.seat(row.proposer or "mediator")

    def signed(self, row: Round) -> bool:
        """Return whether a text is the one that was signed, with which the talks end."""
        return self.record.agreement is not None and row is self.record.rounds[-1]

    def before(self, row: Round) -> Round | None:
        """Return the text that the same author tabled last before this one."""
        return self._before[id(row)]


def story_of(record: RunRecord, source: str = "record") -> Story:
    """Return the story of a record, which holds all that is needed. Raises `InputError` for one that was edited."""
    scenario = scenario_of(record, source)
    return Story(record, scenario, scenario.game(record.seed if record.drawn else None))


def without_each(story: Story) -> dict[str, RunRecord]:
    """Return the same negotiation with each constraint switched off alone, with the same seed and luck.

    Constraints that were off anyway are left out. A negotiation in which a person or a strategy of one's own
    sat at the table cannot be played under other rules: the answer is empty.
    """
    record = story.record
    if on_trust(record):
        return {}
    setup = setup_of(record, story.scenario)
    return {
        constraint: NegotiationModel.of(replace(setup, off=(*setup.off, constraint))).run()
        for constraint in CONSTRAINTS
        if constraint not in record.constraints_off
    }
