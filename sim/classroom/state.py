"""A room as its events have made it: frozen values, and one function that folds one more event in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from sim.classroom.clock import Clock
from sim.classroom.events import Event
from sim.classroom.plan import TALKING, Phase, Plan
from sim.engine.gathering import Closed, Entry, Moved, struck_of

LINES = 60
"""Lines to a group, and to each of its delegations, that stay in memory; the database has all of them."""


@dataclass(frozen=True)
class Guess:
    """What a person expects: the step of the ladder, and the constraint that blocks more, or nothing."""

    ending: str
    blocker: str | None
    person: str = ""


@dataclass(frozen=True)
class Ticket:
    """The two answers of the exit ticket."""

    first: str
    second: str


@dataclass(frozen=True)
class Person:
    """Somebody in the room; ``last``: when the person did something last."""

    id: str
    name: str
    joined: float
    last: float
    group: int | None = None
    seat: str | None = None
    brief: bool = False
    answers: tuple[int, ...] | None = None
    right: int | None = None
    guess: Guess | None = None
    ticket: Ticket | None = None
    stars: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A line of chat, or what the teacher tells a group; ``seat``: whose delegation reads it, `None` for all of the group."""

    number: int
    at: float
    kind: str
    text: str
    name: str = ""
    party: str | None = None
    seat: str | None = None


@dataclass(frozen=True)
class Happening:
    """An entry of a group's table, with the event that it came from; ``name``: of the person who made it."""

    number: int
    at: float
    entry: Entry
    name: str = ""


@dataclass(frozen=True)
class Group:
    """A group: seat to its people, who looks on, where the teacher has the computer play, and what has happened.

    ``said``: the last `LINES` lines to all of it and to each delegation; ``number``: of the last event that all of it hear of;
    ``since``: when its table last changed; ``result``: how its talks have ended, as the event `finished` tells it.
    """

    id: int
    seats: Mapping[str, tuple[str, ...]]
    observers: tuple[str, ...] = ()
    agents: frozenset[str] = frozenset()
    happened: tuple[Happening, ...] = ()
    said: tuple[Said, ...] = ()
    number: int = 0
    since: float = 0.0
    result: Mapping[str, Any] | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What has happened at the table."""
        return tuple(one.entry for one in self.happened)

    @property
    def closed(self) -> str | None:
        """Why the talks were broken off, if they were."""
        last = self.happened[-1].entry if self.happened else None
        return last.why if isinstance(last, Closed) else None

    def played(self, seat: str) -> bool:
        """Whether the computer plays a seat."""
        return seat in self.agents or not self.seats.get(seat)


@dataclass(frozen=True)
class RoomState:
    """A room after its first ``number`` events; ``common``: the number of the last one that concerns everybody.

    ``slide``: the page of the debrief that the teacher has turned the projector to; nothing before that.
    """

    code: str
    plan: Plan
    number: int = 0
    common: int = 0
    opened: float = 0.0
    phase: Phase = "lobby"
    clock: Clock = field(default_factory=lambda: Clock(0.0, 0.0))
    people: Mapping[str, Person] = field(default_factory=dict)
    groups: Mapping[int, Group] = field(default_factory=dict)
    joined: int = 0
    slide: str = ""

    @property
    def may_move(self) -> bool:
        """Whether groups may move in this phase."""
        return self.phase in TALKING

    def news(self, group: int | None) -> int:
        """Return the number of the last event that people of a group, or in none, hear of."""
        own = None if group is None else self.groups.get(group)
        return self.common if own is None else max(self.common, own.number)

    @property
    def loose(self) -> tuple[Person, ...]:
        """The people in no group, by arrival."""
        return tuple(person for person in self.people.values() if person.group is None)


def _person(state: RoomState, event: Event, **changes: Any) -> RoomState:
    """The state with something of a person changed by what it did."""
    person = replace(state.people[event.data["person"]], last=event.at, **changes)
    return replace(state, people={**state.people, person.id: person})


def _group(state: RoomState, group: int, /, **changes: Any) -> RoomState:
    return replace(state, groups={**state.groups, group: replace(state.groups[group], **changes)})


def _opened(state: RoomState, event: Event) -> RoomState:
    plan = Plan.of_dict(event.data["plan"])
    phase = plan.phases[0]
    return replace(state, plan=plan, opened=event.at, phase=phase, clock=Clock(event.at, plan.length[phase]))


def _joined(state: RoomState, event: Event) -> RoomState:
    person = Person(event.data["person"], event.data["name"], event.at, event.at)
    return replace(state, people={**state.people, person.id: person}, joined=state.joined + 1)


def _out_of_seat(state: RoomState, person: str) -> RoomState:
    """The state with a person taken out of its group."""
    number = state.people[person].group
    if number is None:
        return state
    group = state.groups[number]
    seats = {seat: tuple(one for one in people if one != person) for seat, people in group.seats.items()}
    observers = tuple(one for one in group.observers if one != person)
    left = replace(state.people[person], group=None, seat=None)
    state = replace(state, people={**state.people, person: left})
    return _group(state, number, seats=seats, observers=observers)


def _placed(state: RoomState, event: Event) -> RoomState:
    person, number, seat = event.data["person"], event.data["group"], event.data["seat"]
    state = _out_of_seat(state, person)
    group = state.groups[number]
    moved = replace(state.people[person], group=number, seat=seat)
    state = replace(state, people={**state.people, person: moved})
    if seat is None:
        return _group(state, number, observers=(*group.observers, person))
    seats = {**group.seats, seat: (*group.seats[seat], person)}
    return _group(state, number, seats=seats, agents=group.agents - {seat})


def _removed(state: RoomState, event: Event) -> RoomState:
    state = _out_of_seat(state, event.data["person"])
    return replace(
        state, people={name: one for name, one in state.people.items() if name != event.data["person"]}
    )


def _dealt(state: RoomState, event: Event) -> RoomState:
    groups, people = {}, {name: replace(one, group=None, seat=None) for name, one in state.people.items()}
    for number, row in enumerate(event.data["groups"], 1):
        seats = {seat: tuple(found) for seat, found in row["seats"].items()}
        groups[number] = Group(number, seats, tuple(row["observers"]), since=event.at)
        for seat, found in seats.items():
            people.update({one: replace(people[one], group=number, seat=seat) for one in found})
        people.update({one: replace(people[one], group=number) for one in row["observers"]})
    return replace(state, groups=groups, people=people)


def _agent(state: RoomState, event: Event) -> RoomState:
    group, seat = state.groups[event.data["group"]], event.data["seat"]
    agents = group.agents | {seat} if event.data["on"] else group.agents - {seat}
    return _group(state, group.id, agents=agents)


def _phase(state: RoomState, event: Event) -> RoomState:
    """Go to a phase; going back to the talks opens again what the clock has closed."""
    phase = event.data["phase"]
    state = replace(state, phase=phase, clock=Clock(event.at, event.data["minutes"]))
    for group in state.groups.values():
        if phase in TALKING and group.closed == "time":
            state = _group(state, group.id, happened=group.happened[:-1], result=None)
    if phase in TALKING:
        for group in state.groups.values():
            state = _group(state, group.id, since=event.at)
    return state


def _entered(state: RoomState, event: Event, entry: Entry, name: str = "") -> RoomState:
    group = state.groups[event.data["group"]]
    happened = (*group.happened, Happening(event.number, event.at, entry, name))
    return _group(state, group.id, happened=happened, since=event.at)


def _moved(state: RoomState, event: Event) -> RoomState:
    data, person = event.data, event.data["person"]
    moved = Moved(data["party"], data["move"], agent=person is None)
    if person is None:
        return _entered(state, event, moved)
    return _person(_entered(state, event, moved, state.people[person].name), event)


def _with(said: tuple[Said, ...], line: Said) -> tuple[Said, ...]:
    """Lines with one more; the oldest to the same readers goes where there are too many."""
    alike = [one for one in said if one.seat == line.seat]
    return (*(one for one in said if len(alike) < LINES or one is not alike[0]), line)


def _said(state: RoomState, event: Event) -> RoomState:
    person = state.people[event.data["person"]]
    group = state.groups[event.data["group"]]
    seat = person.seat if event.data["channel"] == "delegation" else None
    said = Said(event.number, event.at, "chat", event.data["text"], person.name, person.seat, seat)
    return _group(_person(state, event), group.id, said=_with(group.said, said))


def _told(state: RoomState, event: Event) -> RoomState:
    """What the teacher says to one group, or to all."""
    kind = "nudge" if event.kind == "nudged" else "message"
    said = Said(event.number, event.at, kind, event.data.get("text", ""))
    for number, group in state.groups.items():
        if event.data.get("group") in (None, number):
            state = _group(state, number, said=_with(group.said, said))
    return state


_FOLDS: Mapping[str, Callable[[RoomState, Event], RoomState]] = {
    "opened": _opened,
    "joined": _joined,
    "placed": _placed,
    "removed": _removed,
    "dealt": _dealt,
    "agent": _agent,
    "phase": _phase,
    "paused": lambda s, e: replace(s, clock=s.clock.pause(e.at)),
    "resumed": lambda s, e: replace(s, clock=s.clock.resume(e.at)),
    "extended": lambda s, e: replace(s, clock=s.clock.extend(e.data["minutes"], e.at)),
    "move": _moved,
    "struck": lambda s, e: _entered(s, e, struck_of(e.data["event"])),
    "closed": lambda s, e: _entered(s, e, Closed(e.data["why"])),
    "finished": lambda s, e: _group(s, e.data["group"], result=e.data),
    "said": _said,
    "brief": lambda s, e: _person(s, e, brief=True),
    "checked": lambda s, e: _person(s, e, answers=tuple(e.data["answers"]), right=e.data["right"]),
    "guessed": lambda s, e: _person(s, e, guess=Guess(e.data["ending"], e.data["blocker"], e.data["person"])),
    "ticket": lambda s, e: _person(s, e, ticket=Ticket(e.data["first"], e.data["second"])),
    "rated": lambda s, e: _person(s, e, stars=e.data["stars"]),
    "nudged": _told,
    "message": _told,
    "turned": lambda s, e: replace(s, slide=e.data["slide"]),
}


_OWN = frozenset({"brief", "checked", "guessed", "ticket", "rated", "turned"})
"""What a person does for itself, or the teacher for the projector: the pages of others say nothing of it."""


def apply(state: RoomState, event: Event) -> RoomState:
    """Return the room after one more event, which has to bear the next number."""
    assert event.number == state.number + 1, f"event {event.number} behind {state.number}"
    state = replace(_FOLDS[event.kind](state, event), number=event.number)
    if event.kind in _OWN:
        return state
    group = event.data.get("group")
    # Whoever is placed may have left another group.
    if group is None or event.kind == "placed":
        return replace(state, common=event.number)
    return _group(state, group, number=event.number)


def folded(state: RoomState, events: Iterable[Event]) -> RoomState:
    """Return the room after some more events."""
    return reduce(apply, events, state)


def spoken(state: RoomState, events: Iterable[Event]) -> Iterator[tuple[int, Said]]:
    """Return each line that is said in some more events, with the group that hears it, in order."""
    for event in events:
        state = apply(state, event)
        if event.kind in ("said", "nudged", "message"):
            for group in state.groups.values():
                if group.said and group.said[-1].number == event.number:
                    yield group.id, group.said[-1]
