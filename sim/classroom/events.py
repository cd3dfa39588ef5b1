"""What happens in a room: events, numbered from 1 without a gap, of which everything else is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "opened",  # plan
    "joined",  # person, name
    "placed",  # person, group, seat (None: looks on)
    "removed",  # person
    "dealt",  # groups: [{seats: {seat: [person]}, observers: [person]}]
    "agent",  # group, seat, on
    "phase",  # phase, minutes
    "paused",
    "resumed",
    "extended",  # minutes
    "move",  # group, party, move, person (None: an agent)
    "struck",  # group, event (an id, or the fields of an event of the teacher's own)
    "closed",  # group, why: "time" | "teacher"
    "finished",  # group, result, ladder, terms, depth
    "said",  # person, group, channel, text
    "brief",  # person
    "checked",  # person, answers, right
    "guessed",  # person, ending, blocker
    "ticket",  # person, first, second
    "rated",  # person, stars
    "nudged",  # group
    "message",  # group (None: all), text
    "turned",  # slide
]
"""What an event can be, with what its data hold."""


@dataclass(frozen=True)
class Event:
    """One thing that happened in a room: its number, when in seconds since 1970, what, and its plain values."""

    number: int
    at: float
    kind: Kind
    data: Mapping[str, Any] = field(default_factory=dict)
