"""A small game whose texts have depths, and courses of runs of it written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.domain.course import MEDIATOR, REASONS, Courses, empty, joined
from sim.domain.game import STANCES, Game, Guarantor
from sim.domain.issue import Issue, OutcomeSpace
from sim.domain.small import small_game

SPACE = OutcomeSpace.build(
    [
        Issue("depth", ("note", "accord", "pact")),
        Issue("well", ("open", "north", "south")),
        Issue("road", ("silent", "built")),
    ],
    forbid=[{"depth": ["note"], "well": ["north", "south"]}],
)
"""A note may only be about the road."""


def game(guarded: bool = True) -> Game:
    """Return a game of `a` and `b`, over whom `c` watches; its texts are those of `SPACE`."""
    plain = small_game([[0.5] * SPACE.n] * 3)
    watcher = Guarantor(2, 0, 0.5, 0.1, 0.5, 0.0, 0.1, 0.2)
    return replace(plain, space=SPACE, signatories=(0, 1), guarantors=(watcher,) if guarded else ())


def number(depth: str, well: str = "open", road: str = "silent") -> int:
    """Return the outcome of a text."""
    return SPACE.number({"depth": depth, "well": well, "road": road})


@dataclass(frozen=True)
class Said:
    """A text on the table: who tabled what, the watcher's stance, and the answer with its reason and issue."""

    author: str
    outcome: int
    stance: str = "acquiesce"
    yes: bool | None = None
    reason: str | None = None
    issue: str | None = None


@dataclass(frozen=True)
class Run:
    """One run by hand."""

    said: Sequence[Said] = ()
    signed: int = -1
    ratified: Mapping[str, bool] = field(default_factory=dict)
    idle: int = 0
    gap: Sequence[float] = (0.0, 0.0, 0.0)


PARTIES = "abc"


def course(run: Run, reasons: bool = True) -> Courses:
    """Return the course of one run; without ``reasons``, as an engine gives it that does not keep them."""
    found = empty(1, max(1, len(run.said)), 3, 1, 3)
    for x, said in enumerate(run.said):
        found.author[0, x] = PARTIES.index(said.author) if said.author in PARTIES else MEDIATOR
        found.outcome[0, x], found.round[0, x] = said.outcome, x + 1
        found.stance[0, x, 0] = STANCES.index(said.stance)
        other = 1 - max(0, int(found.author[0, x]))
        if said.yes is not None:
            found.answer[0, x, other] = said.yes
        if found.reason is not None and said.reason is not None:
            found.reason[0, x, other] = REASONS.index(said.reason)
        if found.issue is not None and said.issue is not None:
            found.issue[0, x, other] = SPACE.column(said.issue)
    found.signed[0], found.idle[0], found.gap[0] = run.signed, run.idle, np.array(run.gap)
    for party, passed in run.ratified.items():
        found.ratified[0, PARTIES.index(party)] = passed
    return found if reasons else replace(found, reason=None, issue=None)


def courses(*runs: Run) -> Courses:
    """Return the courses of several runs."""
    return joined([course(run) for run in runs])
