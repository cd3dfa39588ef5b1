"""What the pages call: the classroom of one process, whose rooms lie in a database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, SupportsIndex

from sim.classroom import names
from sim.classroom.faults import ClassError
from sim.classroom.looking.console import room_line
from sim.classroom.looking.student import projector_view, student_view, title_of
from sim.classroom.names import plain_text
from sim.classroom.plan import PHASES, TALKING
from sim.classroom.state import Group, Person, RoomState
from sim.classroom.store.db import Database
from sim.classroom.store.rooms import Kept, Rooms, Writing
from sim.classroom.teacher import Teacher, go_to
from sim.classroom.views import Front, ProjectorView, RoomLine, StudentView
from sim.domain.game import CONSTRAINTS, LADDER
from sim.engine.gathering import Gathered, Moved, enter
from sim.engine.sitting import Plain
from sim.errors import IllegalMove, InputError
from sim.telling import labels
from sim.telling.narrative import sentences
from sim.telling.seat import worth

LOG = logging.getLogger("hikiwake.classroom")

MOST_PEOPLE = 300
MOST_LETTERS = 24
MOST_CHAT = 500
MOST_WRITTEN = 1500
MOST_DRAFT = 20_000

MOST_EARLIER = 8
"""Classes before that a class is laid beside."""

WRONG_CODES, WRONG_TOKENS, WRONG_KEYS, WINDOW = 60, 200, 10, 600.0
"""How many wrong ones an address may send within so many seconds; a whole class may share one address."""

Channel = Literal["group", "delegation"]


class Classroom:
    """The rooms of a database, by its URL or its path; ``clock``: the time in seconds since 1970.

    Every method that cannot do what it is asked raises `ClassError` and nothing else; nothing is then changed.
    """

    def __init__(self, database: str, clock: Callable[[], float] = time.time) -> None:
        self.database, self.clock = Database(database), clock
        self.rooms = Rooms(self.database, clock)
        self._seats: dict[str, tuple[str, str]] = {}
        self.seen: dict[tuple[str, str], float] = {}

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def new_key(self) -> str:
        """Return a teacher's key made afresh; the one before is void."""
        key = names.new_key()
        self.database.keep_key(names.hashed(key))
        return key

    def numbers(self) -> Mapping[str, int]:
        """Return room code to the number of its last event, in one look at the database."""
        return self.database.numbers()

    def _count_wrong(self, kind: str, address: str, most: int) -> None:
        """Refuse an address from which too many wrong codes, tokens or keys have come."""
        if self.database.refused(kind, address, self.clock() - WINDOW) >= most:
            raise ClassError(f"class.service.{'key_often' if kind == 'key' else 'too_often'}")

    def _by_code(self, code: str, address: str) -> tuple[Kept, RoomState] | None:
        """The room of a code that somebody has typed; a wrong one is counted."""
        self._count_wrong("code", address, WRONG_CODES)
        try:
            return self._look(names.code_of(code))
        except ClassError as error:
            if error.key != "class.service.no_room":
                raise
        self.database.refuse("code", address, self.clock())
        return None

    def look(self, code: str) -> RoomState:
        """Return a room as it is now. Raises `ClassError`."""
        return self._look(code)[1]

    def front(self, code: str, address: str) -> Front | None:
        """Return what anybody sees of a room before joining it; it takes no seat."""
        found = self._by_code(code, address)
        if found is None:
            return None
        state = found[1]
        return Front(state.code, title_of(state), state.plan.language, state.phase != "end")

    def join(self, code: str, nickname: str, address: str) -> str:
        """Take a place in a room, and return the token of it; whoever comes late gets a seat at once."""
        found = self._by_code(code, address)
        if found is None:
            raise ClassError("class.service.no_room")
        try:
            nickname = " ".join(plain_text(nickname, MOST_LETTERS).split())
        except ClassError:
            raise ClassError("class.service.nickname", most=MOST_LETTERS) from None
        token = names.new_token()
        with self.rooms.writing(found[1].code) as room:
            state = room.state
            if state.phase == "end":
                raise ClassError("class.service.shut")
            if len(state.people) >= MOST_PEOPLE:
                raise ClassError("class.service.full", most=MOST_PEOPLE)
            person = f"p{state.joined + 1}"
            room.add("joined", person=person, name=_own_name(state, nickname))
            if state.groups:
                group, seat = late_place(room.state)
                room.add("placed", person=person, group=group, seat=seat)
            self.database.add_token(room.connection, names.hashed(token), state.code, person)
        return token

    def _who(self, token: str, address: str | None = None) -> tuple[str, str]:
        """The room and the person of a token; a wrong one is counted where the address is known that it came from."""
        digest = names.hashed(token[:200])
        found = self._seats.get(digest)
        if found is None:
            # Seats that have been opened here stay open, whatever else comes from the same network.
            if address is not None:
                self._count_wrong("token", address, WRONG_TOKENS)
            found = self.database.token(digest)
        if found is None:
            if address is not None:
                self.database.refuse("token", address, self.clock())
            raise ClassError("class.service.no_seat")
        self._seats[digest] = found
        return found

    def room_of(self, token: str) -> str:
        """Return the code of the room that a token belongs to."""
        return self._who(token)[0]

    def _look(self, code: str) -> tuple[Kept, RoomState]:
        """A room as it is now; where its clock goes on by itself, it has."""
        kept, state = self.rooms.look(code)
        while self._due(state):
            with self.rooms.writing(code) as room:
                if self._due(room.state):
                    go_to(room, room.state.plan.after(room.state.phase))
            kept, state = self.rooms.look(code)
        return kept, state

    def _due(self, state: RoomState) -> bool:
        """Whether the next phase comes by itself now; it never does before anybody is there."""
        follows = state.plan.after(state.phase)
        out = not state.clock.paused and state.clock.remaining(self.clock()) <= 0.0
        return state.plan.auto and out and follows is not None and bool(state.people)

    def student(self, token: str, now: float | None = None, address: str | None = None) -> StudentView:
        """Return everything that a person may see; ``address``: where its page is asked for from."""
        code, person = self._who(token, address)
        try:
            kept, state = self._look(code)
        except ClassError as error:
            raise _no_seat(error) from None
        if person not in state.people:
            raise ClassError("class.service.no_seat")
        at = self.clock() if now is None else now
        self.seen[code, person] = at
        with self.database.reading() as connection:
            draft = self.database.drafts(connection, code, person).get(person, {})
        return student_view(kept, state, person, draft, at)

    def _writing(self, token: str, act: Callable[[Writing, Person], None]) -> None:
        """Let a person do something in its room."""
        code, who = self._who(token)
        try:
            with self.rooms.writing(code) as room:
                if who not in room.state.people:
                    raise ClassError("class.service.no_seat")
                act(room, room.state.people[who])
        except ClassError as error:
            raise _no_seat(error) from None

    def move(self, token: str, move: Plain, seen: int) -> None:
        """Move at the table of a person's group; ``seen``: how many entries of it the page had shown."""

        def act(room: Writing, person: Person) -> None:
            group, seat = _at_table(room.state, person)
            at = room.table(group.id)
            _check_turn(room.state, group, seat, at, seen)
            plain = plain_move(at, seat, move)
            room.add("move", group=group.id, party=seat, move=plain, person=person.id)
            room.settle(group.id)

        self._writing(token, act)

    def say(self, token: str, text: str, channel: Channel) -> None:
        """Write to the group, or to those in the same seat."""
        text = plain_text(text, MOST_CHAT)
        if channel not in ("group", "delegation"):
            raise ClassError("class.service.wrong")

        def act(room: Writing, person: Person) -> None:
            group, _ = _at_table(room.state, person)
            if room.state.clock.paused:
                raise ClassError("class.service.paused")
            room.add("said", person=person.id, group=group.id, channel=channel, text=text)

        self._writing(token, act)

    def keep_draft(self, token: str, changes: Mapping[str, Any]) -> None:
        """Keep what a person has typed and not sent, beside what it had typed elsewhere; a `None` is forgotten."""
        code, person = self._who(token)
        if person not in self._look(code)[1].people:
            raise ClassError("class.service.no_seat")
        self.database.keep_draft(code, person, changes, MOST_DRAFT)

    def open_brief(self, token: str) -> None:
        """Note that a person has opened its brief; once is enough."""
        self._writing(
            token, lambda room, person: None if person.brief else room.add("brief", person=person.id)
        )

    def check(self, token: str, answers: Sequence[int], right: int | None = None) -> None:
        """Note the answers to the check questions; ``right``: how many of them are right, as the page has found."""
        given = [int(one) for one in answers]
        if not 1 <= len(given) <= 10 or any(not 0 <= one < 20 for one in given):
            raise ClassError("class.service.wrong")
        self._writing(
            token, lambda room, person: room.add("checked", person=person.id, answers=given, right=right)
        )

    def guess(self, token: str, ending: str, blocker: str | None) -> None:
        """Note how a person thinks that the talks end: a step of `LADDER`, and a constraint that blocks more, or none."""
        if ending not in LADDER or (blocker is not None and blocker not in CONSTRAINTS):
            raise ClassError("class.service.wrong")

        def act(room: Writing, person: Person) -> None:
            state = room.state
            group = None if person.group is None else state.groups[person.group]
            begun = PHASES.index(state.phase) >= PHASES.index(TALKING[0])
            if begun and (person.guess is not None or not state.may_move or (group and group.result)):
                raise ClassError("class.service.guess_late")
            room.add("guessed", person=person.id, ending=ending, blocker=blocker)

        self._writing(token, act)

    def ticket(self, token: str, first: str, second: str) -> None:
        """Hand in the exit ticket; it can be handed in again, and the last one counts."""
        first, second = plain_text(first, MOST_WRITTEN), plain_text(second, MOST_WRITTEN)
        self._writing(
            token, lambda room, person: room.add("ticket", person=person.id, first=first, second=second)
        )

    def rate(self, token: str, stars: int) -> None:
        """Give the lesson one to five stars."""
        if isinstance(stars, bool) or stars not in range(1, 6):
            raise ClassError("class.service.wrong")
        self._writing(token, lambda room, person: room.add("rated", person=person.id, stars=int(stars)))

    def teacher(self, key: str, address: str) -> Teacher:
        """Return what the teacher may do; a wrong key is counted and refused."""
        self._count_wrong("key", address, WRONG_KEYS)
        digest = names.hashed(names.key_of(key))
        if not self.database.is_key(digest):
            self.database.refuse("key", address, self.clock())
            LOG.warning("a wrong teacher key came from %s", address)
            raise ClassError("class.service.key")
        return Teacher(self.database, self.rooms, self.clock, self.seen, self._look, digest)

    def projector(self, code: str, now: float | None = None) -> ProjectorView:
        """Return what the whole class may see."""
        kept, state = self._look(names.code_of(code))
        return projector_view(kept, state, self.clock() if now is None else now)

    def earlier(self, code: str) -> list[RoomLine]:
        """Return the rooms in which classes before played the same episode to its debrief, the newest first."""
        here, found = self._look(names.code_of(code))[1], []
        for other in self.numbers():
            try:
                state = self.rooms.look(other)[1]
            except ClassError as error:
                if error.key != "class.service.older":
                    raise
                continue
            same = (state.plan.scenario, state.plan.own) == (here.plan.scenario, here.plan.own)
            if same and state.opened < here.opened and state.phase in ("debrief", "end") and state.groups:
                found.append(room_line(state))
        return sorted(found, key=lambda line: -line.opened)[:MOST_EARLIER]


def _no_seat(error: ClassError) -> ClassError:
    """What a person is told whose room is gone."""
    return ClassError("class.service.no_seat") if error.key == "class.service.no_room" else error


def _own_name(state: RoomState, nickname: str) -> str:
    """The nickname, with a number where somebody has it already."""
    taken = {person.name.casefold() for person in state.people.values()}
    tried, n = nickname, 1
    while tried.casefold() in taken:
        n += 1
        tried = f"{nickname[: MOST_LETTERS - 4]} {n}"
    return tried


def late_place(state: RoomState) -> tuple[int, str | None]:
    """Return where somebody sits who comes after the deal: an empty seat, else one to share or to look on from.

    The first empty seat of the group with the fewest people that still talks, then the seat with the fewest.
    """
    open_ = [group for group in state.groups.values() if group.result is None] or list(state.groups.values())

    def size(group: Group) -> int:
        return sum(len(row) for row in group.seats.values()) + len(group.observers)

    group = min(open_, key=lambda one: (all(one.seats.values()), size(one), one.id))
    seat = min(group.seats, key=lambda one: len(group.seats[one]))
    if group.seats[seat] and state.plan.odd == "observe":
        return group.id, None
    return group.id, seat


def _at_table(state: RoomState, person: Person) -> tuple[Group, str]:
    if person.group is None or person.seat is None:
        raise ClassError("class.service.no_group")
    return state.groups[person.group], person.seat


def _check_turn(state: RoomState, group: Group, seat: str, at: Gathered, seen: int) -> None:
    """Refuse a move that cannot be made now, whatever it is."""
    if at.over:
        raise ClassError("class.service.over")
    if not state.may_move:
        raise ClassError("class.service.not_now")
    if state.clock.paused:
        raise ClassError("class.service.paused")
    if seen != len(group.happened):
        raise ClassError("class.service.moved_on")
    if group.played(seat):
        raise ClassError("class.service.held")
    if at.to_move != seat:
        who = labels.seat(state.plan.loaded.spec, str(at.to_move))
        raise ClassError("class.service.not_your_turn", who=who)


def plain_move(at: Gathered, seat: str, move: object) -> Plain:
    """Return a move as it is kept, if it can be made at this table. Raises `ClassError`, with the reason where there is one."""
    if isinstance(move, bool) or not isinstance(move, (str, SupportsIndex)):
        raise ClassError("class.service.no_move")
    plain: Plain = move if isinstance(move, str) else int(move)
    try:
        enter(at, Moved(seat, plain))
    except IllegalMove:
        text = plain if isinstance(plain, int) else at.table.on_table
        inside = isinstance(text, int) and 0 <= text < at.table.rules.game.space.n
        why = worth.barred(at.seated(seat), text) if inside and isinstance(text, int) else []
        if why and plain not in ("pass", "reject"):
            raise ClassError("class.service.barred", why=sentences(why)) from None
        raise ClassError("class.service.not_allowed") from None
    except InputError:
        raise ClassError("class.service.no_move") from None
    return plain
