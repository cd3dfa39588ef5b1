"""What one student sees, and what the whole class sees on the projector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.classroom.looking import feed
from sim.classroom.plan import PHASES, TALKING, Phase, Plan
from sim.classroom.state import Group, Guess, Person, RoomState
from sim.classroom.store.rooms import Kept
from sim.classroom.views import ClockView, ProjectorView, SeatKind, StudentView, Turn
from sim.engine.gathering import Gathered
from sim.telling.catalogue import said


def title_of(state: RoomState) -> str:
    """Return what a lesson is called: its episode."""
    return said(state.plan.loaded.spec.title)


def head(state: RoomState, now: float, number: int) -> tuple[str, Plan, Phase, ClockView, int]:
    """Return what every view begins with, as a `RoomView` has it; ``number``: of the last event that concerns the viewer."""
    clock = ClockView(state.clock.remaining(now), 60.0 * state.clock.minutes, state.clock.paused)
    return state.code, state.plan, state.phase, clock, number


def begun(state: RoomState) -> bool:
    """Whether the talks have begun, so that there are tables to look at."""
    return PHASES.index(state.phase) >= PHASES.index(TALKING[0])


def standings(kept: Kept, state: RoomState) -> dict[int, Gathered]:
    """Return where every group's table stands; none before the talks."""
    return {number: kept.table(state, number)[-1] for number in state.groups} if begun(state) else {}


def _kind(person: Person, state: RoomState) -> SeatKind:
    if person.group is None:
        return "waits"
    if person.seat is None:
        return "observes"
    signs = state.plan.loaded.spec.parties[person.seat].role == "signatory"
    return "signs" if signs else "speaks"


def _turn(group: Group, at: Gathered, person: Person, state: RoomState) -> Turn | None:
    party = at.to_move
    if party is None or not state.may_move:
        return None
    return Turn(party, group.played(party), party == person.seat and not group.played(party), group.since)


def _names(state: RoomState, people: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(state.people[one].name for one in people if one in state.people)


def student_view(kept: Kept, state: RoomState, who: str, draft: Mapping[str, Any], now: float) -> StudentView:
    """Return what a person in the room sees."""
    person = state.people[who]
    group = None if person.group is None else state.groups[person.group]
    steps = kept.table(state, group.id) if group is not None else []
    at, open_ = (steps[-1] if steps else None), begun(state)
    turn = _turn(group, at, person, state) if group is not None and at is not None else None
    return StudentView(
        *head(state, now, state.news(person.group)),
        person=who,
        nickname=person.name,
        waiting=len(state.people),
        group=person.group,
        seat=person.seat,
        kind=_kind(person, state),
        mates={}
        if group is None
        else {
            seat: () if group.played(seat) else _names(state, people) for seat, people in group.seats.items()
        },
        observers=() if group is None else _names(state, group.observers),
        seated=at.seated(person.seat) if at is not None and person.seat is not None else None,
        entries=0 if group is None else len(group.happened),
        turn=turn,
        may_move=turn is not None and turn.mine and not state.clock.paused,
        feed=() if group is None else feed.lines(group, steps if open_ else [], person.seat),
        draft=draft,
        brief_opened=person.brief,
        answers=person.answers,
        guess=person.guess,
        ticket=person.ticket,
        stars=person.stars,
        over=str(at.table.result) if at is not None and at.over else None,
        closed=None if group is None else group.closed,
        standings=standings(kept, state) if state.phase in ("debrief", "end") else {},
    )


def projector_view(kept: Kept, state: RoomState, now: float) -> ProjectorView:
    """Return what the whole class sees."""
    results = [group.result for group in state.groups.values()]
    ended = [found["ladder"] for found in results if found is not None]
    failed = sum(
        step == "setback" or found["result"] == "not_ratified"
        for step, found in zip(ended, filter(None, results), strict=True)
    )
    people = state.people.values()
    shown = state.phase in ("debrief", "end")
    return ProjectorView(
        *head(state, now, state.number),
        joined=len(people),
        groups=len(results),
        signed=len(ended) - failed,
        failed=failed,
        open=len(results) - len(ended),
        briefs_opened=sum(one.brief for one in people),
        guessed=sum(one.guess is not None for one in people),
        ticketed=sum(one.ticket is not None for one in people),
        slide=state.slide,
        standings=standings(kept, state) if shown else {},
        guesses=tuple(Guess(one.guess.ending, one.guess.blocker) for one in people if one.guess)
        if shown
        else (),
    )
