"""What a party can do when it is its turn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Propose:
    """Table an outcome as a text."""

    party: int
    outcome: int


@dataclass(frozen=True)
class Answer:
    """Accept the text that is up for an answer, or turn it down."""

    party: int
    accept: bool


@dataclass(frozen=True)
class Pass:
    """Table nothing in this round, and stay."""

    party: int


@dataclass(frozen=True)
class Walk:
    """Leave the table for good."""

    party: int


@dataclass(frozen=True)
class Say:
    """A guarantor's word on the text that is up for its answer: a number of `sim.rules.voice.SAYINGS`."""

    party: int
    saying: int


Move = Propose | Answer | Pass | Walk | Say
