"""What a group hears, line by line: what happens at its table, what people write, what the teacher says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from sim.classroom.state import Group, Said
from sim.classroom.views import FeedLine
from sim.engine.gathering import Gathered, Moved
from sim.telling.briefing.news import changes
from sim.telling.catalogue import language
from sim.telling.seat import feed
from sim.telling.seat.feed import Heard

_told: WeakKeyDictionary[Gathered, dict[str, tuple[Heard, ...]]] = WeakKeyDictionary()
"""What was heard of each table's last entry, by language: the same for everybody who asks for it every second."""


def _heard(steps: Sequence[Gathered], k: int) -> tuple[Heard, ...]:
    found = _told.setdefault(steps[k], {})
    if language() not in found:
        found[language()] = feed.opening(steps[0]) if k == 0 else feed.heard(steps[k - 1], steps[k])
    return found[language()]


def of_table(
    group: Group, steps: Sequence[Gathered], seat: str | None, *, all_seen: bool
) -> Iterator[FeedLine]:
    """Return what has happened at a group's table; ``all_seen``: also texts that others are not to see yet."""
    last = steps[-1].table
    breath = not steps[-1].over and last.on_table is None and not last.meeting.last_day
    for k in range(len(steps)):
        one = group.happened[k - 1] if k else None
        number, at = (one.number, one.at) if one is not None else (0, group.since)
        entry = one.entry if one is not None else None
        moved = entry if isinstance(entry, Moved) else None
        # Covered is what was tabled in the breath that is still being drawn.
        now = breath and len(steps[k].table.meetings) == len(last.meetings)
        for part, line in enumerate(_heard(steps, k)):
            mine = line.party is not None and line.party == seat
            if line.covered and now and not mine and not all_seen:
                continue
            yield FeedLine(
                number,
                part,
                at,
                line.kind,
                line.text,
                line.party,
                who=one.name if one is not None and line.party is not None else "",
                agent=moved is not None and moved.agent and line.party is not None,
                mine=mine,
                outcome=line.outcome,
                changes=_changes(steps[k], line, seat),
            )


def _changes(at: Gathered, line: Heard, seat: str | None) -> str:
    """What an event changes for a seat."""
    if line.struck is None or seat is None:
        return ""
    return changes(at.gathering.setup.loaded, line.struck, [seat])


def _of_chat(said: Said, seat: str | None) -> FeedLine:
    return FeedLine(
        said.number,
        0,
        said.at,
        "chat" if said.kind == "chat" else "nudge" if said.kind == "nudge" else "message",
        said.text,
        said.party,
        who=said.name,
        mine=said.party is not None and said.party == seat,
        channel="group" if said.seat is None else "delegation",
    )


def lines(
    group: Group, steps: Sequence[Gathered], seat: str | None, *, all_seen: bool = False
) -> tuple[FeedLine, ...]:
    """Return the feed of a group as somebody in a seat reads it, oldest first; ``all_seen``: as the teacher does."""
    chat = [_of_chat(one, seat) for one in group.said if all_seen or one.seat in (None, seat)]
    table = list(of_table(group, steps, seat, all_seen=all_seen)) if steps else []
    return tuple(sorted([*chat, *table], key=lambda line: (line.number, line.part)))
