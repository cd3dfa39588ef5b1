"""What happens at a table of several people, thing by thing, as everybody there hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.engine.gathering import Closed, Gathered, Moved, OwnEvent, Struck
from sim.rules.meeting import MEDIATOR, Meeting
from sim.telling.catalogue import capital, t, word
from sim.telling.narrative import event
from sim.telling.seat import talks

Kind = Literal["move", "event", "mediator", "round", "result"]


@dataclass(frozen=True)
class Heard:
    """One line: ``party``: who acts, `None` for what happens to all; ``outcome``: the text that is tabled in it;
    ``covered``: nobody else hears it until everybody has tabled a text.
    """

    kind: Kind
    text: str
    party: str | None = None
    outcome: int | None = None
    covered: bool = False


def opening(opened: Gathered) -> tuple[Heard, ...]:
    """Return what is heard before anybody has moved."""
    return tuple(_since(None, opened))


def heard(before: Gathered, after: Gathered) -> tuple[Heard, ...]:
    """Return what is heard of the last entry of a table; ``before``: the table without it."""
    entry = after.entries[-1]
    lines = [*_act(before, after, entry)] if isinstance(entry, Moved) else []
    if isinstance(entry, Struck):
        known = after.gathering.setup.loaded.spec.events
        named = entry.event
        lines.append(
            Heard("event", named.words if isinstance(named, OwnEvent) else event(known[named].title))
        )
    lines += _since(before, after)
    if after.over and not before.over:
        lines.append(Heard("result", result(after)))
    return tuple(lines)


def result(gathered: Gathered) -> str:
    """Return in a sentence how talks have ended."""
    last = gathered.entries[-1] if gathered.entries else None
    if isinstance(last, Closed):
        return t(f"class.service.closed.{last.why}")
    return t("class.service.result", how=word("result", str(gathered.table.result)))


def _act(before: Gathered, after: Gathered, entry: Moved) -> Iterator[Heard]:
    """What a party does, in a sentence."""
    seated, table = before.public, before.table
    place, who = table.to_move, capital(talks.name(seated, table.to_move))
    if isinstance(entry.move, int):
        meeting = _same(before, after)
        wish = table.rules.protocol == "single_text" and not meeting.last_day
        tabled = [one for one in (meeting.criticisms if wish else meeting.offers) if one.author == place][-1]
        text = _plain(talks.tabled(after.public, meeting, tabled, wish=wish, short=False))
        covered = len([turn for turn in table.queue if turn[1] is None]) > 1 and not meeting.last_day
        yield Heard("move", text, entry.party, entry.move, covered)
        return
    offered = table.on_table
    if entry.move == "accept":
        text = t("seat.accepts", who=who)
    elif entry.move == "reject" and entry.agent and offered is not None:
        text = talks.why_not(seated, table.meeting, offered, place)
    elif entry.move == "reject":
        text = t("seat.declines.unexplained", who=who)
    elif entry.move in ("pass", "walk"):
        text = t("seat.passes" if entry.move == "pass" else "told.round.walks", who=who)
    else:
        text = t(f"told.stance.{entry.move}", who=who)
    yield Heard("move", text, entry.party)


def _same(before: Gathered, after: Gathered) -> Meeting:
    """The meeting that was in play before, as it is now."""
    number = len(before.table.meetings)
    meetings = after.table.meetings
    return meetings[number] if number < len(meetings) else after.table.meeting


def _since(before: Gathered | None, after: Gathered) -> Iterator[Heard]:
    """The rounds that have begun since, with what happened in front of them, and the texts that no party has tabled.

    Those are a mediator's, or drafted by the delegations on the last day. Without a table before, all rounds so far.
    """
    first = 0 if before is None else len(before.table.meetings)
    for number, meeting in enumerate(talks.meetings(after.public)[first:], first):
        known = 0
        if before is not None and number == first:
            known = len(before.table.meeting.offers)
        else:
            yield from _begun(after, meeting)
        for text in meeting.offers[known:]:
            if text.author == MEDIATOR:
                words = _plain(talks.tabled(after.public, meeting, text, wish=False, short=False))
                yield Heard("mediator", words, None, text.outcome)


def _begun(after: Gathered, meeting: Meeting) -> Iterator[Heard]:
    spec = after.gathering.setup.loaded.spec
    if meeting.last_day:
        yield Heard("round", t("seat.last_day"))
    else:
        deadline = meeting.before.deadline
        yield Heard("round", t("class.service.round", n=meeting.round, deadline=deadline))
    for name in meeting.events:
        yield Heard("event", event(spec.events[name].title))
    if meeting.before.resume > meeting.round:
        yield Heard("event", t("told.round.suspended"))


def _plain(text: str) -> str:
    """A sentence without the marks that Markdown prints bold."""
    return text.replace("**", "")
