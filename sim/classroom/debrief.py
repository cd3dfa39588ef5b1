"""What a class made of one episode: every group's end in one space, its way there, what stood in the way, what was left.

Everything here is made from finished talks and holds no name of a person: groups have numbers and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day_of

import numpy as np

from sim.analysis.outcome_space import Space, space_of
from sim.analysis.outcome_space import frontier as efficient
from sim.domain.game import CONSTRAINTS, LADDER, RESULTS
from sim.domain.record import Round
from sim.engine import debrief as found_at
from sim.engine.recording import outcome_of, rounds_of
from sim.engine.sitting import Seated, Sitting
from sim.rules.reach import signable
from sim.rules.table import Table, broken_off, is_over
from sim.scenario.setup import Setup

NOTHING = "none"
"""In place of a constraint: nothing stood in the way."""

FAILED = "not_ratified"

NAMES = {
    "interests": "interests",
    "red_line": "red_lines",
    "credibility": "credibility",
    "alliance": "alliance",
    "ratification": "ratification",
    "other_ratification": "ratification",
}
"""Reason of a refusal to the constraint that it belongs to; who only holds out for more meets none."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Tabled:
    """One text of a group: its round, its author's id, which outcome it was, and where it lies."""

    round: int
    author: str
    outcome: int
    at: Point


@dataclass(frozen=True)
class GroupEnd:
    """What became of one group.

    ``at``: what the end adds to having no text, for the first two signatories; ``blocked``: a constraint or `NOTHING`;
    ``refusals``: (constraint, times) of the answers no, most often first; ``off_frontier``, ``off_nash``: distances as in a
    record, a share of the longest possible; ``better``: a text that all would have signed and every side prefers to what
    it has; ``signable``: how many texts all would have signed at the end.
    """

    group: int
    result: str
    ladder: str
    depth: str | None
    agreement: int | None
    at: Point
    rounds: int
    path: tuple[Tabled, ...]
    blocked: str
    refusals: tuple[tuple[str, int], ...]
    off_frontier: float | None
    off_nash: float | None
    better: int | None
    signable: int

    @property
    def holds(self) -> bool:
        """Whether there is a text, and it did not fail at home."""
        return self.agreement is not None and self.result != FAILED


@dataclass(frozen=True)
class Guesses:
    """How many people expected each step of the ladder, and each constraint or `NOTHING` to stop them."""

    people: int
    endings: Mapping[str, int]
    blockers: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Debrief:
    """A class beside the space in which all its groups talked; ``axes``: the two signatories that the picture shows."""

    setup: Setup
    space: Space
    axes: tuple[str, str]
    groups: tuple[GroupEnd, ...]
    guesses: Guesses

    @property
    def endings(self) -> dict[str, int]:
        """Step of the ladder to how many groups came to it, from the lowest step up."""
        return counted((one.ladder for one in self.groups), LADDER)

    @property
    def blocked(self) -> dict[str, int]:
        """Constraint to how many groups it stopped, those that nothing stopped last."""
        return counted((one.blocked for one in self.groups), (*CONSTRAINTS, NOTHING))


@dataclass(frozen=True)
class ClassLine:
    """A class in one line, to be laid beside others: its day, and how many groups came to each step."""

    day: day_of
    groups: int
    endings: tuple[tuple[str, int], ...]
    off_frontier: float | None
    points: tuple[Point, ...]


def counted(found: Iterable[str], known: Sequence[str]) -> dict[str, int]:
    """Return how often each known name occurs, in their order.

    >>> counted(["b", "a", "b"], ("a", "b", "c"))
    {'a': 1, 'b': 2, 'c': 0}
    """
    times = Counter(found)
    return {name: times[name] for name in known}


def place(space: Space, axes: tuple[str, str], outcome: int | None) -> Point:
    """Return what a text adds to having none for two parties, in plain preferences at the opening; nothing for no text."""
    if outcome is None:
        return (0.0, 0.0)
    gains = space.gains(False)
    x, y = (float(gains[space.game.party(party), outcome]) for party in axes)
    return x, y


def debrief(
    setup: Setup, tables: Mapping[int, Table], guesses: Iterable[tuple[str, str | None]] = ()
) -> Debrief:
    """Return what a class made of an episode; all groups played the same setup.

    ``tables``: number of a group to its table, where one that is still open counts as one whose time was up;
    ``guesses``: each person's step of the ladder, and the constraint that it expected to stop them, if any.

    >>> from sim.engine.mesa import NegotiationModel
    >>> setup = Setup("2018-singapore", seed=7)
    >>> model = NegotiationModel.of(setup)
    >>> _ = model.run()
    >>> found = debrief(setup, {1: model.table}, [("treaty", None)])
    >>> found.axes, found.groups[0].ladder, found.guesses.blockers["none"]
    (('japan', 'russia'), 'procedural', 1)
    """
    scenario = setup.loaded
    space = space_of(scenario.game(), tuple(setup.off))
    axes = (space.signatories[0], space.signatories[1])
    sitting = Sitting(setup, axes[0])
    groups = tuple(_end(space, axes, sitting, number, table) for number, table in sorted(tables.items()))
    said = [(ending, NOTHING if blocker is None else blocker) for ending, blocker in guesses]
    guessed = Guesses(
        people=len(said),
        endings=counted((ending for ending, _ in said), LADDER),
        blockers=counted((blocker for _, blocker in said), (*CONSTRAINTS, NOTHING)),
    )
    return Debrief(setup, space, axes, groups, guessed)


def _end(space: Space, axes: tuple[str, str], sitting: Sitting, group: int, table: Table) -> GroupEnd:
    table = table if is_over(table) else broken_off(table)
    rows = rounds_of(table, {})
    found = outcome_of(table, {})
    path = [
        Tabled(row.round, row.proposer, outcome, place(space, axes, outcome))
        for row in rows
        if row.offer is not None and row.proposer is not None
        for outcome in [space.number(row)]
    ]
    refusals = _refusals(rows)
    return GroupEnd(
        group=group,
        result=found["result"],
        ladder=found["ladder"],
        depth=found["depth"],
        agreement=table.agreement,
        at=place(space, axes, table.agreement),
        rounds=rows[-1].round if rows else 0,
        path=tuple(path),
        blocked=_blocked(found["result"], found["ladder"], refusals),
        refusals=tuple(refusals.items()),
        off_frontier=found["distances"]["pareto"],
        off_nash=found["distances"]["nash"],
        better=_better(sitting, table),
        signable=int(signable(table.rules.game, table.value).sum()),
    )


def _refusals(rows: Sequence[Round]) -> dict[str, int]:
    """Constraint to how many answers no it was the reason of, most often first; ties in the order of the constraints."""
    reasons = [reply.reason for row in rows for reply in row.answers.values() if reply.reason in NAMES]
    times = counted((NAMES[str(reason)] for reason in reasons), CONSTRAINTS)
    return {name: n for name, n in sorted(times.items(), key=lambda item: -item[1]) if n}


def _blocked(result: str, ladder: str, refusals: dict[str, int]) -> str:
    """What kept a group from the last step: a refusal at home, or what most of its answers no were about."""
    if ladder == LADDER[-1]:
        return NOTHING
    if result == FAILED:
        return "ratification"
    return next(iter(refusals), NOTHING)


def _better(sitting: Sitting, table: Table) -> int | None:
    """The text nearest to the signed one that every side prefers, or, where nothing was signed, the fairest that all would have.

    The fairest: what the least content signatory gains most by; ties: the lowest number.
    """
    seated = Seated(sitting, table)
    if table.agreement is not None:
        return found_at.better_for_all(seated)
    fit = found_at.signable_at_the_end(seated)
    if not fit.any():
        return None
    seats = list(table.rules.game.signatories)
    floors = np.array([[table.value.reservation[seat]] for seat in seats])
    least = (found_at.judged(seated)[seats] - floors).min(axis=0)
    return int(np.where(fit, least, -np.inf).argmax())


def frontier(found: Debrief) -> list[Point]:
    """Return the points that are efficient for the two parties of the picture, by rising worth to the first."""
    return [place(found.space, found.axes, outcome) for outcome in efficient(found.space, *found.axes, False)]


def line(found: Debrief, day: day_of) -> ClassLine:
    """Return a class in one line."""
    off = [one.off_frontier for one in found.groups if one.off_frontier is not None]
    return ClassLine(
        day=day,
        groups=len(found.groups),
        endings=tuple(found.endings.items()),
        off_frontier=float(np.mean(off)) if off else None,
        points=tuple(one.at for one in found.groups),
    )


def results(found: Debrief) -> dict[str, int]:
    """Return how the talks ended to how many groups, those that occur, in the order of the results."""
    return {name: n for name, n in counted((one.result for one in found.groups), RESULTS).items() if n}
