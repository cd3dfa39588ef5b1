"""Every name that the rules know, and the number that it is stored under: here and nowhere else.

A new strategy, rule, model or protocol begins with a line here. Numbers are stored in batches, so a name that has
been released keeps its own; a new one takes the next.

>>> names(Stance)
('threaten', 'object', 'acquiesce', 'support')
>>> number(Stance, "support") == Stance.SUPPORT == 3
True
"""

from __future__ import annotations

from enum import IntEnum


class Constraint(IntEnum):
    """The five constraints, in the order in which they are applied."""

    INTERESTS = 0
    RED_LINES = 1
    CREDIBILITY = 2
    ALLIANCE = 3
    RATIFICATION = 4


class Protocol(IntEnum):
    """Who tables texts, and who answers them."""

    ALTERNATING = 0
    SIMULTANEOUS = 1
    SINGLE_TEXT = 2


class Strategy(IntEnum):
    """Every strategy. `human` needs a person; `zeuthen` and `backward_induction` are benchmarks."""

    BOULWARE = 0
    LINEAR = 1
    CONCEDER = 2
    TIT_FOR_TAT = 3
    MICRO = 4
    HARDLINER = 5
    RANDOM_WALKER = 6
    ZEUTHEN = 7
    BACKWARD_INDUCTION = 8
    HUMAN = 9


class Acceptance(IntEnum):
    """When a party takes the text that is on the table."""

    AC_NEXT = 0
    AC_TIME = 1
    AC_COMBI = 2
    AC_ASPIRATION = 3
    AC_PREVIOUS = 4


class OpponentModel(IntEnum):
    """What a party believes that the others want."""

    NONE = 0
    FREQUENCY = 1
    BAYESIAN = 2
    PERFECT = 3
    PUBLIC = 4


class Stance(IntEnum):
    """What a guarantor can say of a draft, from worst to best."""

    THREATEN = 0
    OBJECT = 1
    ACQUIESCE = 2
    SUPPORT = 3


class Result(IntEnum):
    """How the talks ended."""

    TREATY_PERFORMED = 0
    TREATY_LAPSED = 1
    NOT_RATIFIED = 2
    DEADLINE = 3
    WALKED_OUT = 4
    SUSPENDED = 5
    TEXT_IN_FORCE = 6
    TEXT_LAPSED = 7
    TEXT_SIGNED = 8


class Reason(IntEnum):
    """Why a text is turned down: what a party finds in it, or what it lacks most of."""

    RED_LINE = 0
    HOLDS_OUT = 1
    INTERESTS = 2
    CREDIBILITY = 3
    ALLIANCE = 4
    RATIFICATION = 5
    OTHER_RATIFICATION = 6


class Step(IntEnum):
    """The ladder: how far the parties came, from nowhere to everything."""

    SETBACK = 0
    TALKS = 1
    PROCEDURAL = 2
    DECLARATION = 3
    TREATY = 4


def names(kind: type[IntEnum]) -> tuple[str, ...]:
    """Return the names of a kind as files and screens spell them, in the order of their numbers."""
    return tuple(member.name.lower() for member in sorted(kind))


def number(kind: type[IntEnum], name: str) -> int:
    """Return the number of a name; raises `KeyError` where the kind has no such name."""
    return int(kind[name.upper()])
