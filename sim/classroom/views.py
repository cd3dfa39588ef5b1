"""What each may see of a room: nothing else ever goes to a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.classroom.plan import Phase, Plan
from sim.classroom.state import Guess, Ticket
from sim.engine.gathering import Gathered
from sim.engine.sitting import Seated
from sim.telling.catalogue import said

SeatKind = Literal["signs", "speaks", "observes", "waits"]
LineKind = Literal["move", "event", "mediator", "round", "result", "chat", "nudge", "message"]


@dataclass(frozen=True)
class Front:
    """What anybody with a code sees before joining."""

    code: str
    title: str
    language: str
    open: bool


@dataclass(frozen=True)
class ClockView:
    """The seconds that are left, of how many, and whether they are paused."""

    remaining: float
    total: float
    paused: bool

    @property
    def out(self) -> bool:
        """Whether the time is up."""
        return self.remaining <= 0.0


@dataclass(frozen=True)
class RoomView:
    """What everybody in a room sees of it; ``number``: of the last event that concerns the viewer."""

    code: str
    plan: Plan
    phase: Phase
    clock: ClockView
    number: int

    @property
    def title(self) -> str:
        """What the lesson is called: its episode, in the reader's language."""
        return said(self.plan.loaded.spec.title)

    @property
    def language(self) -> str:
        """The language of the lesson."""
        return self.plan.language

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of the lesson, in order."""
        return self.plan.phases


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One line of a group's feed, oldest first; ``text`` is plain text and never markup.

    ``number``: of the room's event, ``part`` of the line within it, so that both together name a line for good;
    ``party``: who speaks or moves, `None` for what happens to all; ``who``: the nickname of a person; ``agent``: whether the
    computer moved; ``mine``: whether it was the viewer's own seat; ``channel``: of a chat line; ``outcome``: the text that was tabled;
    ``changes``: what an event changes for the viewer's seat.
    """

    number: int
    part: int
    at: float
    kind: LineKind
    text: str
    party: str | None = None
    who: str = ""
    agent: bool = False
    mine: bool = False
    channel: str = "group"
    outcome: int | None = None
    changes: str = ""


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: the party, whether the computer plays it, whether it is the viewer's seat, and since when."""

    party: str
    agent: bool
    mine: bool
    since: float


@dataclass(frozen=True)
class StudentView(RoomView):
    """Everything that one student may see.

    ``entries``: how much has happened at the group's table, to be sent back with a
    move as ``seen``; ``mates``: seat to the nicknames in it, nobody where the computer plays; ``seated``: the engine's view
    from the own seat, `None` for those who have none; ``turn``: `None` while nobody may move; ``feed``: what the person may
    read of the group; ``draft``: what it had typed; ``over``: how the group's talks have ended, a name of
    `sim.domain.codes.Result`; ``closed``: why they were broken off, if they were; ``standings``: in the debrief alone, all
    groups by number, as `Gathered`, and none before.
    """

    person: str
    nickname: str
    waiting: int
    group: int | None
    seat: str | None
    kind: SeatKind
    mates: Mapping[str, tuple[str, ...]]
    observers: tuple[str, ...]
    seated: Seated | None
    entries: int
    turn: Turn | None
    may_move: bool
    feed: tuple[FeedLine, ...]
    draft: Mapping[str, Any]
    brief_opened: bool
    answers: tuple[int, ...] | None
    guess: Guess | None
    ticket: Ticket | None
    stars: int | None
    over: str | None
    closed: str | None
    standings: Mapping[int, Gathered] = field(default_factory=dict)

    @property
    def checked(self) -> bool:
        """Whether the check questions are answered."""
        return self.answers is not None

    @property
    def guessed(self) -> bool:
        """Whether the person has said how it will end."""
        return self.guess is not None

    @property
    def ticketed(self) -> bool:
        """Whether the exit ticket is handed in."""
        return self.ticket is not None


@dataclass(frozen=True)
class PersonLine:
    """A person as the teacher sees it; ``silent``: seconds since it last did something, ``away``: since its page was last open."""

    id: str
    nickname: str
    group: int | None
    seat: str | None
    brief_opened: bool
    checked: bool
    right: int | None
    guessed: bool
    ticketed: bool
    silent: float
    away: float | None


@dataclass(frozen=True)
class Mover:
    """Who holds a group up: the party to move, the people in its seat, whether the computer plays it, and for how many seconds."""

    party: str
    people: tuple[str, ...]
    agent: bool
    seconds: float


@dataclass(frozen=True)
class GroupLine:
    """One group on the teacher's console.

    ``seats``: seat to its people, nobody where the computer plays, also where ``agents`` names the seat though people are
    there; ``round`` of ``deadline``; ``offer``: the last text in words; ``distance``: how far the nearest text of the deepest kind is from
    being signed by all, 0 where there is one, `None` where red lines bar all; ``mover``: who is to move, `None` while nobody is;
    ``over``: how it ended, with ``ended`` in words.
    """

    group: int
    seats: Mapping[str, tuple[PersonLine, ...]]
    observers: tuple[PersonLine, ...]
    agents: frozenset[str]
    entries: int
    round: int
    deadline: int
    offer: str
    distance: float | None
    mover: Mover | None
    over: str | None
    ended: str
    closed: str | None


@dataclass(frozen=True)
class ConsoleView(RoomView):
    """Everything that the teacher sees of a room on one page. ``loose``: people in no group; ``slide``: as in `RoomState`."""

    open: bool
    groups: tuple[GroupLine, ...]
    loose: tuple[PersonLine, ...]
    slide: str


@dataclass(frozen=True)
class GroupLook:
    """Everything of one group: the console's line, its feed with every channel, the table as each seat sees it."""

    line: GroupLine
    feed: tuple[FeedLine, ...]
    seated: Mapping[str, Seated]
    gathered: Gathered
    drafts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class RoomLine:
    """A room in the teacher's list."""

    code: str
    title: str
    opened: float
    phase: Phase
    people: int
    groups: int
    ended: bool
    scenario: str


@dataclass(frozen=True)
class ProjectorView(RoomView):
    """What the whole class may see: nobody's name, seat, key, brief or draft.

    ``signed``, ``failed``, ``open``: groups that have a text in force or signed, that ended without one, that still talk;
    ``slide``: as in `RoomState`; ``standings``: in the debrief alone, the groups by number, as `Gathered`.
    """

    joined: int
    groups: int
    signed: int
    failed: int
    open: int
    briefs_opened: int
    guessed: int
    ticketed: int
    slide: str
    standings: Mapping[int, Gathered] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()
