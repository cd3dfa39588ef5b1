"""A gathering: several people at one table, agents in the empty seats, and things that happen from outside.

It is nothing but its setup and what has happened at its table so far. `enter` lets one thing more happen, so a gathering
can be left anywhere and taken up again by replaying its entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, reduce
from typing import Any

from sim.agents.strategies import Human
from sim.domain.game import Event
from sim.engine.prepare import Prepared, prepare
from sim.engine.sitting import Plain, Seated, Sitting, agents_move, move_of, nobody
from sim.errors import IllegalMove, UnknownName, nearest
from sim.rules.formulas import between
from sim.rules.moves import Answer, Move, Pass, Propose, Say, Walk
from sim.rules.table import Table, apply, broken_off, is_over, open_table, struck
from sim.rules.voice import SAYINGS
from sim.scenario.setup import Setup

NOBODY = -2
"""The place of those who only look on."""


@dataclass(frozen=True)
class Moved:
    """A party has moved: by a person, or by an agent."""

    party: str
    move: Plain
    agent: bool = False


@dataclass(frozen=True)
class OwnEvent:
    """Something that the scenario does not foresee, in somebody's words, with what it does, as for an `Event` of the game.

    ``parties``: party to what is added to its numbers, by the names of `Party`.
    """

    words: str
    trust: float = 0.0
    rapport: float = 0.0
    leverage: float = 0.0
    suspend: int = 0
    rounds_left: int | None = None
    parties: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Struck:
    """Something has happened from outside: an event of the scenario by its id, or one of somebody's own."""

    event: str | OwnEvent


@dataclass(frozen=True)
class Closed:
    """The talks were broken off: ``time`` was up, or whoever leads the gathering has ended them."""

    why: str = "time"


Entry = Moved | Struck | Closed
"""One thing that has happened at a table."""


def struck_of(data: str | Mapping[str, Any]) -> Struck:
    """Return what has happened from plain values: the id of an event, or the fields of one of somebody's own.

    >>> struck_of({"words": "An earthquake.", "rapport": 0.2}).event.rapport
    0.2
    """
    if isinstance(data, str):
        return Struck(data)
    known = {one.name for one in fields(OwnEvent)}
    return Struck(OwnEvent(**{name: value for name, value in data.items() if name in known}))


class Onlooker(Sitting):
    """Somebody at the table without a seat, who sees what is public."""

    @cached_property
    def place(self) -> int:
        """No party's place."""
        return NOBODY


@dataclass(frozen=True, eq=False)
class Gathering:
    """A table with so many seats; the guarantors among them speak, each in every round, by a person or an agent.

    Raises `UnknownName` for a seat that is not there.

    >>> gathering = Gathering(Setup("2018-singapore", seed=7), ("japan", "russia", "usa"))
    >>> gathering.opened.to_move, gathering.ready.rules.speaking
    ('japan', (2,))
    """

    setup: Setup
    seats: tuple[str, ...]

    def __post_init__(self) -> None:
        """Check the seats."""
        parties = self.setup.loaded.spec.parties
        for seat in self.seats:
            if seat not in parties:
                raise UnknownName(f'seats: there is no party "{seat}"; {nearest(seat, parties)}')

    @cached_property
    def _heard(self) -> Setup:
        """The setup with those seats spoken for whose parties do not sign."""
        signing = self.setup.signatories
        speaking = {seat: Human(nobody) for seat in self.seats if seat not in signing}
        return replace(self.setup, strategies={**self.setup.strategies, **speaking})

    @cached_property
    def ready(self) -> Prepared:
        """The rules, all chance, and who would play which seat."""
        return prepare(self._heard)

    @cached_property
    def sittings(self) -> Mapping[str, Sitting]:
        """Seat to what a person in it brings along."""
        return {seat: Sitting(self._heard, seat, shared=self.ready) for seat in self.seats}

    @cached_property
    def onlooker(self) -> Sitting:
        """What those bring along who have no seat."""
        return Onlooker(self._heard, self.seats[0], shared=self.ready)

    @cached_property
    def opened(self) -> Gathered:
        """The table before anything has happened."""
        return Gathered(self, open_table(self.ready.rules, self.ready.draws))


@dataclass(frozen=True, eq=False)
class Gathered:
    """Where a gathering stands after its entries."""

    gathering: Gathering
    table: Table
    entries: tuple[Entry, ...] = ()
    unexplained: frozenset[tuple[int, bool, int, int]] = field(default=frozenset(), repr=False)

    @property
    def over(self) -> bool:
        """Whether the talks have ended."""
        return is_over(self.table)

    @property
    def to_move(self) -> str | None:
        """The party whose turn it is; nobody's once the talks are over."""
        return None if self.over else self.table.rules.game.parties[self.table.to_move].id

    def seated(self, seat: str) -> Seated:
        """Return the table as the person in a seat has it before it."""
        moves = tuple(one.move for one in self.entries if isinstance(one, Moved) and one.party == seat)
        return Seated(self.gathering.sittings[seat], self.table, moves, self.unexplained)

    @cached_property
    def public(self) -> Seated:
        """The table as somebody without a seat has it."""
        return Seated(self.gathering.onlooker, self.table, (), self.unexplained)


def enter(gathered: Gathered, entry: Entry) -> Gathered:
    """Return the gathering after one thing more.

    Raises `InputError` for what is no move, `IllegalMove` for one that the rules do not allow or that is not its party's
    turn, and `UnknownName` for an event that the scenario does not have.

    >>> start = Gathering(Setup("2018-singapore", seed=7), ("japan", "russia")).opened
    >>> enter(enter(start, Moved("japan", 5)), Closed()).table.result
    'deadline'
    """
    draws, table = gathered.gathering.ready.draws, gathered.table
    silent = gathered.unexplained
    if isinstance(entry, Closed):
        table = broken_off(table)
    elif isinstance(entry, Struck):
        table = struck(table, _event(gathered, entry.event), draws)
    else:
        if entry.party != gathered.to_move:
            raise IllegalMove(f"it is not the turn of {entry.party}")
        if entry.move == "reject" and not entry.agent and not gathered.over:
            meeting = table.meeting
            silent |= {(meeting.round, meeting.last_day, table.queue[0][1] or 0, table.to_move)}
        table = apply(table, move_of(entry.move, table.to_move), draws)
    return Gathered(gathered.gathering, table, (*gathered.entries, entry), silent)


def _event(gathered: Gathered, named: str | OwnEvent) -> Event:
    if isinstance(named, OwnEvent):
        number = sum(isinstance(one, Struck) for one in gathered.entries)
        return Event(
            f"own.{number}",
            suspend=named.suspend,
            rounds_left=named.rounds_left,
            trust=named.trust,
            rapport=named.rapport,
            leverage=named.leverage,
            becomes=_becomes(gathered, named),
            words=named.words,
        )
    events = {event.id: event for event in gathered.table.rules.game.events}
    if named not in events:
        raise UnknownName(f'there is no event "{named}"; {nearest(named, events)}')
    return events[named]


def _becomes(gathered: Gathered, event: OwnEvent) -> dict[tuple[int, str], float]:
    """What the numbers of parties come to be, each kept within what it can be."""
    game, standing, found = gathered.table.rules.game, gathered.table.standing, {}
    for name, changes in event.parties.items():
        place = game.party(name)
        for what, by in changes.items():
            now = getattr(standing.parties[place], what)
            if now is not None:
                found[place, what] = between(now + by, -1.0 if what == "domestic_threshold" else 0.0, 1.0)
    return found


def replayed(gathering: Gathering, entries: Iterable[Entry]) -> Gathered:
    """Return where a gathering stands after its entries."""
    return reduce(enter, entries, gathering.opened)


def by_agent(gathered: Gathered) -> Moved:
    """Return the move of the agent whose turn it is. Raises `IllegalMove` once the talks are over.

    >>> by_agent(Gathering(Setup("2018-singapore", seed=7), ("japan", "russia")).opened).agent
    True
    """
    party = gathered.to_move
    if party is None:
        raise IllegalMove("the negotiation is over; nobody is to move")
    ready = gathered.gathering.ready
    return Moved(party, plain_of(agents_move(gathered.table, ready.places, ready.draws)), agent=True)


def plain_of(move: Move) -> Plain:
    """Return a move as the plain value that stands for it.

    >>> plain_of(Propose(0, 17)), plain_of(Answer(0, False)), plain_of(Say(2, 3))
    (17, 'reject', 'support')
    """
    match move:
        case Propose():
            return move.outcome
        case Answer():
            return "accept" if move.accept else "reject"
        case Say():
            return SAYINGS[move.saying]
        case Pass():
            return "pass"
        case Walk():
            return "walk"
