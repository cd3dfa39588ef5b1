"""What the teacher sees: every group on one page, and everything of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.classroom.looking import feed
from sim.classroom.looking.student import begun, head, title_of
from sim.classroom.state import Group, RoomState
from sim.classroom.store.rooms import Kept
from sim.classroom.views import ConsoleView, GroupLine, GroupLook, Mover, PersonLine, RoomLine
from sim.engine.gathering import Gathered
from sim.rules.ladder import gaps
from sim.rules.table import refusals
from sim.telling.seat import feed as words
from sim.telling.seat import talks

Seen = Mapping[tuple[str, str], float]
"""Room and person to when the person's page was last open."""


def _person(state: RoomState, who: str, seen: Seen, now: float) -> PersonLine:
    person, last = state.people[who], seen.get((state.code, who))
    return PersonLine(
        id=who,
        nickname=person.name,
        group=person.group,
        seat=person.seat,
        brief_opened=person.brief,
        checked=person.answers is not None,
        right=person.right,
        guessed=person.guess is not None,
        ticketed=person.ticket is not None,
        silent=max(0.0, now - person.last),
        away=None if last is None else max(0.0, now - last),
    )


def _distance(at: Gathered) -> float | None:
    """How far the nearest text of the deepest kind is from being signed by all."""
    table, game = at.table, at.table.rules.game
    return gaps(game, table.value, refusals(table.rules)).get(game.depths.names[-1])


def _offer(at: Gathered) -> str:
    """The text that was tabled last, in words."""
    texts = [
        text.outcome
        for meeting in talks.meetings(at.public)
        for text in (*meeting.criticisms, *meeting.offers)
    ]
    return talks.named(at.public, texts[-1]) if texts else ""


def _mover(state: RoomState, group: Group, at: Gathered, now: float) -> Mover | None:
    party = at.to_move
    if party is None or not state.may_move:
        return None
    agent = group.played(party)
    people = () if agent else tuple(state.people[one].name for one in group.seats[party])
    return Mover(party, people, agent, max(0.0, now - group.since))


def group_line(kept: Kept, state: RoomState, number: int, seen: Seen, now: float) -> GroupLine:
    """Return a group as the console shows it."""
    group, at = state.groups[number], kept.table(state, number)[-1]
    people = {who: _person(state, who, seen, now) for seat in group.seats.values() for who in seat}
    return GroupLine(
        group=number,
        seats={seat: tuple(people[who] for who in row) for seat, row in group.seats.items()},
        observers=tuple(_person(state, who, seen, now) for who in group.observers),
        agents=frozenset(seat for seat in group.seats if group.played(seat)),
        entries=len(group.happened),
        round=max(1, at.table.meeting.round),
        deadline=at.table.standing.deadline,
        offer=_offer(at),
        distance=_distance(at),
        mover=_mover(state, group, at, now),
        over=str(at.table.result) if at.over else None,
        ended=words.result(at) if at.over else "",
        closed=group.closed,
    )


def console_view(kept: Kept, state: RoomState, seen: Seen, now: float) -> ConsoleView:
    """Return the whole room on one page."""
    return ConsoleView(
        *head(state, now, state.number),
        open=state.phase != "end",
        groups=tuple(group_line(kept, state, number, seen, now) for number in state.groups),
        loose=tuple(_person(state, one.id, seen, now) for one in state.loose),
        slide=state.slide,
    )


def group_look(
    kept: Kept, state: RoomState, number: int, drafts: Mapping[str, Mapping[str, Any]], seen: Seen, now: float
) -> GroupLook:
    """Return everything of one group."""
    group, steps = state.groups[number], kept.table(state, number)
    inside = {who for row in group.seats.values() for who in row}
    return GroupLook(
        line=group_line(kept, state, number, seen, now),
        feed=feed.lines(group, steps if begun(state) else [], None, all_seen=True),
        seated={seat: steps[-1].seated(seat) for seat in group.seats},
        gathered=steps[-1],
        drafts={who: draft for who, draft in drafts.items() if who in inside},
    )


def room_line(state: RoomState) -> RoomLine:
    """Return a room in the teacher's list."""
    return RoomLine(
        code=state.code,
        title=title_of(state),
        opened=state.opened,
        phase=state.phase,
        people=len(state.people),
        groups=len(state.groups),
        ended=state.phase == "end",
        scenario=state.plan.scenario,
    )
