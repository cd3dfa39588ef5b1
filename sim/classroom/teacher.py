"""What the teacher's pages call, once the key has been given."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Literal

from sim.classroom import dealing, names
from sim.classroom.faults import ClassError
from sim.classroom.looking.console import Seen, console_view, group_look, room_line
from sim.classroom.looking.student import standings
from sim.classroom.plan import PHASES, SLIDES, TALKING, How, Phase, Plan
from sim.classroom.state import RoomState, Said, spoken
from sim.classroom.store.db import Database
from sim.classroom.store.rooms import Kept, Rooms, Writing
from sim.classroom.views import ConsoleView, GroupLook, RoomLine
from sim.engine.gathering import Gathered, OwnEvent, Struck, enter
from sim.errors import SimError
from sim.telling.catalogue import listed

LOG = logging.getLogger("hikiwake.classroom")

MOST_WORDS = 500


class Teacher:
    """Everything that a teacher may do; methods raise `ClassError` and nothing else, also once the key is void."""

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        clock: Callable[[], float],
        seen: Seen,
        look: Callable[[str], tuple[Kept, RoomState]],
        digest: str,
    ) -> None:
        self._database, self._rooms, self._clock = database, rooms, clock
        self._seen, self._look, self._digest = seen, look, digest

    def _check_key(self) -> None:
        if not self._database.is_key(self._digest):
            LOG.warning("a teacher's act was refused: its key is void")
            raise ClassError("class.service.key")

    def _room(self, code: str) -> tuple[Kept, RoomState]:
        self._check_key()
        return self._look(names.code_of(code))

    @contextmanager
    def _writing(self, code: str) -> Iterator[Writing]:
        self._check_key()
        with self._rooms.writing(names.code_of(code)) as room:
            yield room

    def rooms(self) -> list[RoomLine]:
        """Return all rooms, the newest first; one that this version cannot read is left out."""
        self._check_key()
        found = []
        for code in self._database.numbers():
            try:
                found.append(room_line(self._rooms.look(code)[1]))
            except ClassError as error:
                if error.key in ("class.service.busy", "class.service.away", "class.service.disk"):
                    raise
        return sorted(found, key=lambda line: (-line.opened, line.code))

    def open_room(self, plan: Plan) -> str:
        """Open a room and return its code."""
        self._check_key()
        taken = self._database.numbers()
        code = next(code for code in iter(names.new_code, None) if code not in taken)
        self._rooms.make(code, plan)
        return code

    def console(self, code: str, now: float | None = None) -> ConsoleView:
        """Return the whole room on one page."""
        kept, state = self._room(code)
        return console_view(kept, state, self._seen, self._clock() if now is None else now)

    def deal(self, code: str) -> None:
        """Deal everybody into groups, once more where that has been done; not after the talks have begun."""
        with self._writing(code) as room:
            _deal(room)
            _leave_lobby(room)

    def proposal(self, code: str, how: Literal["random", "arrival"]) -> Mapping[str, tuple[int, str | None]]:
        """Return how people could be dealt, as `deal_by_hand` takes it; nothing is done."""
        state = self._room(code)[1]
        return dealing.placed(_dealt(state, how), state.plan.seats)

    def deal_by_hand(self, code: str, places: Mapping[str, tuple[int, str | None]]) -> None:
        """Deal people as the teacher says: person to the number of a group, from 1, and a seat, or `None` to look on.

        Everybody needs a place, and every group somebody in a seat. People may share a seat, and the computer plays those
        that are empty.
        """
        with self._writing(code) as room:
            seats = room.state.plan.seats
            left = [person.name for name, person in room.state.people.items() if name not in places]
            if left:
                raise ClassError("class.service.unplaced", who=listed(left))
            for person, (group, seat) in places.items():
                _check_person(room.state, person)
                if group < 1 or (seat is not None and seat not in seats):
                    raise ClassError("class.service.seat")

            for group in sorted({group for group, _ in places.values()}):
                if not any(number == group and seat is not None for number, seat in places.values()):
                    raise ClassError("class.service.unseated", n=group)

            def inside(group: int, seat: str | None) -> tuple[str, ...]:
                return tuple(person for person, place in places.items() if place == (group, seat))

            dealt = [
                dealing.Places(tuple(inside(group, seat) for seat in seats), inside(group, None))
                for group in sorted({group for group, _ in places.values()})
            ]
            _lay(room, dealt)
            _leave_lobby(room)

    def next_phase(self, code: str) -> None:
        """Go on to the next phase, whatever the clock says."""
        with self._writing(code) as room:
            go_to(room, room.state.plan.after(room.state.phase))

    def back(self, code: str) -> None:
        """Go back to the phase before; tables that were closed because the time was up open again for more talks."""
        with self._writing(code) as room:
            go_to(room, room.state.plan.before(room.state.phase))

    def pause(self, code: str) -> None:
        """Stop the clock and all moves."""
        with self._writing(code) as room:
            if not room.state.clock.paused:
                room.add("paused")

    def resume(self, code: str) -> None:
        """Let the clock and the moves go on."""
        with self._writing(code) as room:
            if room.state.clock.paused:
                room.add("resumed")
                room.settle()

    def extend(self, code: str, minutes: float) -> None:
        """Add minutes to the clock, or take some away."""
        if not -60.0 <= minutes <= 120.0 or minutes == 0.0:
            raise ClassError("class.service.minutes")
        with self._writing(code) as room:
            room.add("extended", minutes=minutes)

    def move_person(self, code: str, person: str, group: int, seat: str | None) -> None:
        """Put a person into a seat of a group, or beside its table to look on."""
        with self._writing(code) as room:
            _check_person(room.state, person)
            before = room.state.people[person].group
            _check_seat(room.state, group, seat)
            room.add("placed", person=person, group=group, seat=seat)
            room.settle(*{number for number in (before, group) if number is not None})

    def agent_for(self, code: str, group: int, seat: str) -> None:
        """Let the computer play a seat for the people in it."""
        with self._writing(code) as room:
            _check_seat(room.state, group, seat)
            room.add("agent", group=group, seat=seat, on=True)
            room.settle(group)

    def give_back(self, code: str, group: int, seat: str, person: str | None = None) -> None:
        """Give a seat back to the people in it, or to a person who is put into it."""
        with self._writing(code) as room:
            _check_seat(room.state, group, seat)
            room.add("agent", group=group, seat=seat, on=False)
            if person is not None:
                _check_person(room.state, person)
                here = (room.state.people[person].group, room.state.people[person].seat)
                if here != (group, seat):
                    room.add("placed", person=person, group=group, seat=seat)
            room.settle(*room.state.groups)

    def remove(self, code: str, person: str) -> None:
        """Take a person out of the room; its link opens nothing any more."""
        with self._writing(code) as room:
            _check_person(room.state, person)
            room.add("removed", person=person)
            self._database.forget_person(room.connection, room.state.code, person)
            room.settle()

    def nudge(self, code: str, group: int) -> None:
        """Ask a group to go on."""
        with self._writing(code) as room:
            _check_group(room.state, group)
            room.add("nudged", group=group)

    def message(self, code: str, group: int | None, text: str) -> None:
        """Tell something to a group, or to all."""
        words = names.plain_text(text, MOST_WORDS)
        with self._writing(code) as room:
            if group is not None:
                _check_group(room.state, group)
            room.add("message", group=group, text=words)

    def inject(self, code: str, group: int | None, event: str | OwnEvent) -> None:
        """Let something happen at a table, or at all that are still open; of those where it cannot happen any more, none counts."""
        told = (
            event
            if isinstance(event, str)
            else {**asdict(event), "words": names.plain_text(event.words, MOST_WORDS)}
        )
        with self._writing(code) as room:
            if not room.state.may_move:
                raise ClassError("class.service.not_now")
            if group is not None:
                _check_group(room.state, group)
            struck = False
            for number in room.state.groups if group is None else (group,):
                if _can_happen(room.table(number), event):
                    room.add("struck", group=number, event=told)
                    room.settle(number)
                    struck = True
            if not struck:
                raise ClassError("class.service.event")

    def close_group(self, code: str, group: int) -> None:
        """End the talks of a group without a text."""
        with self._writing(code) as room:
            _check_group(room.state, group)
            if room.table(group).over:
                raise ClassError("class.service.over")
            room.add("closed", group=group, why="teacher")
            room.settle(group)

    def turn(self, code: str, slide: str) -> None:
        """Turn the projector to a page of the debrief."""
        if slide not in SLIDES:
            raise ClassError("class.service.wrong")
        with self._writing(code) as room:
            room.add("turned", slide=slide)

    def end(self, code: str) -> None:
        """End the lesson; nobody can join or move any more."""
        with self._writing(code) as room:
            if room.state.phase != "end":
                go_to(room, "end")

    def delete(self, code: str) -> None:
        """Delete a room with all that anybody did or wrote in it, for good."""
        self._check_key()
        code = self._rooms.look(names.code_of(code))[1].code
        self._database.delete_room(code)
        self._rooms.forget(code)

    def look(self, code: str, group: int, now: float | None = None) -> GroupLook:
        """Return everything of one group."""
        kept, state = self._room(code)
        _check_group(state, group)
        with self._database.reading() as connection:
            drafts = self._database.drafts(connection, state.code)
        return group_look(kept, state, group, drafts, self._seen, self._clock() if now is None else now)

    def replay(self, code: str, group: int) -> list[Gathered]:
        """Return a group's table before its first entry and after each."""
        kept, state = self._room(code)
        _check_group(state, group)
        return kept.table(state, group)

    def state(self, code: str) -> RoomState:
        """Return the whole room, for the debrief and the export."""
        return self._room(code)[1]

    def spoken(self, code: str) -> list[tuple[int, Said]]:
        """Return every line that was said or sent, with the group that heard it, for the export."""
        state = self.state(code)
        with self._database.reading() as connection:
            events = self._database.events(connection, state.code, 0)
        return list(spoken(RoomState(state.code, state.plan), events))

    def standings(self, code: str) -> Mapping[int, Gathered]:
        """Return where every group's table stands; nothing before the talks."""
        return standings(*self._room(code))


def go_to(room: Writing, phase: Phase | None) -> None:
    """Let a room go to a phase: into the deal with everybody dealt, and out of the talks with every table closed."""
    state = room.state
    if phase is None:
        raise ClassError("class.service.phase")
    ahead = PHASES.index(phase) > PHASES.index(state.phase)
    if ahead and phase != "end" and not state.groups:
        if state.plan.how == "teacher" and phase != "deal":
            raise ClassError("class.service.by_hand")
        if state.plan.how != "teacher":
            _deal(room)
    if ahead and phase not in TALKING:
        for number, group in room.state.groups.items():
            # Before the talks there is nothing to close, unless the lesson ends there.
            if _leaves_talks(state.phase, phase) and group.result is None:
                room.add("closed", group=number, why="time")
                room.settle(number)
    room.add("phase", phase=phase, minutes=room.state.plan.length[phase])
    room.settle()


def _leaves_talks(here: Phase, there: Phase) -> bool:
    first = PHASES.index(TALKING[0])
    return PHASES.index(here) >= first and PHASES.index(there) > PHASES.index(TALKING[-1])


def _deal(room: Writing) -> None:
    _lay(room, _dealt(room.state, room.state.plan.how))


def _dealt(state: RoomState, how: How) -> tuple[dealing.Places, ...]:
    if not state.people:
        raise ClassError("class.service.nobody")
    # Dealt once more, people sit with others.
    seed = state.plan.seed + (state.number if state.groups else 0)
    return dealing.deal(list(state.people), len(state.plan.seats), how, state.plan.odd, seed)


def _lay(room: Writing, dealt: Sequence[dealing.Places]) -> None:
    """Seat people as dealt."""
    if not dealt:
        raise ClassError("class.service.nobody")
    if PHASES.index(room.state.phase) >= PHASES.index(TALKING[0]):
        raise ClassError("class.service.deal_late")
    seats = room.state.plan.seats
    rows = [
        {"seats": dict(zip(seats, map(list, one.seats), strict=True)), "observers": list(one.observers)}
        for one in dealt
    ]
    room.add("dealt", groups=rows)


def _leave_lobby(room: Writing) -> None:
    """Once people are dealt, a room in its lobby goes on to the deal."""
    follows = room.state.plan.after("lobby")
    if room.state.phase == "lobby" and follows == "deal":
        room.add("phase", phase="deal", minutes=room.state.plan.length["deal"])


def _can_happen(at: Gathered, event: str | OwnEvent) -> bool:
    try:
        enter(at, Struck(event))
    except SimError:
        return False
    return True


def _check_person(state: RoomState, person: str) -> None:
    if person not in state.people:
        raise ClassError("class.service.person")


def _check_group(state: RoomState, group: int) -> None:
    if group not in state.groups:
        raise ClassError("class.service.group")


def _check_seat(state: RoomState, group: int, seat: str | None) -> None:
    _check_group(state, group)
    if seat is not None and seat not in state.groups[group].seats:
        raise ClassError("class.service.seat")
