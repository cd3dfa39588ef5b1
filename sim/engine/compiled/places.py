"""Where a number stands in the arrays of a compiled run, by name."""

from __future__ import annotations

from enum import IntEnum


class Whole(IntEnum):
    """Places in `State.whole`: whole numbers of the standing."""

    ROUND = 0
    OPENER = 1
    DRAFT = 2
    DEADLINE = 3
    RESUME = 4
    TEXTS = 5
    RESULT = 6
    AGREEMENT = 7
    HELD = 8
    READY = 9
    FRESH = 10
    IDLE = 11
    CLOSING = 12


class Real(IntEnum):
    """Places in `State.real`: numbers of the standing and of the game."""

    RAPPORT = 0
    TRUST_GAIN = 1
    THREAT_LOSS = 2
    MOOD = 3
    SPREAD = 4
    FAILURE_COST = 5
    SHOCK = 6
    TIES = 7
    COLDNESS = 8
    PRIVATE = 9
    REVERT = 10
    AMBIGUITY = 11
    USUAL_RAPPORT = 12
    WEAR = 13


class Row(IntEnum):
    """Rows of `State.party`: what may change of a party; then what is fixed for a run or follows from the standing."""

    RESERVATION = 0
    TRUST = 1
    DISCOUNT = 2
    HAWKISHNESS = 3
    DOMESTIC_THRESHOLD = 4
    HAS_THRESHOLD = 5
    FIRST_DISCOUNT = 6
    FLOOR = 7
    BEST = 8
    TOP = 9
    COUNT = 10
    PRIVATE = 11
    USUAL_TRUST = 12
    LOW = 13
    HIGH = 14
    FORM = 15


class Guard(IntEnum):
    """Columns of `State.guard`: a guarantor's numbers; the support holds the counterweight already."""

    LEVERAGE = 0
    STAKE = 1
    OBJECTION = 2
    SUPPORT = 3
    SUPPORT_MARGIN = 4
    THREAT_MARGIN = 5
    COUNTERWEIGHT = 6
    OBJECTION_MARGIN = 7


class Shift(IntEnum):
    """Columns of `State.event`: an event's chance, and what it adds."""

    CHANCE = 0
    TRUST = 1
    RAPPORT = 2
    LEVERAGE = 3


class Change(IntEnum):
    """Columns of `CompiledScenario.becomes`: which event sets which row of which party to which setting."""

    EVENT = 0
    PARTY = 1
    ROW = 2
    SETTING = 3
