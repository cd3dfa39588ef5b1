"""How far the sides still are from signing: one number a side and text, for the gauge on which they move together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.telling.dialogue import reply
from sim.telling.story import Story


@dataclass(frozen=True)
class Side:
    """One signatory on the gauge. ``path``: after every text or silence so far, what is missing for it to sign, in worth, at least 0.

    ``held``: what it holds out for; ``offered``: what the others' newest text is worth to it, or None before there
    is one; ``says``: its newest answer to one, or empty; ``signed``: whether it has signed, and then ``offered`` is what
    the signed text is worth to it.
    """

    party: str
    path: tuple[float, ...]
    held: float
    offered: float | None
    says: str
    signed: bool = False

    @property
    def missing(self) -> float:
        """What is missing now."""
        return self.path[-1] if self.path else 0.0


def sides(story: Story, until: int | None = None) -> list[Side]:
    """Return every signatory on the gauge, up to and with a round; all of the talks without one.

    Before the others have tabled anything, a side is as far away as it is from having no text. Whoever accepts a
    text, and both authors of a signed one, miss nothing.
    """
    return [_side(story, party, until) for party in story.signatories]


def _side(story: Story, party: str, until: int | None) -> Side:
    path: list[float] = []
    held, offered, says, signs = 0.0, None, "", False
    for row in story.record.rounds:
        if until is not None and row.round > until:
            break
        held = row.aspirations.get(party, held)
        signs = story.signed(row)
        if row.offer is not None and (row.proposer != party or signs):
            offered = row.utilities[party]
        answer = row.answers.get(party)
        if answer is not None or signs:
            says = "" if answer is None else reply(story, party, answer)
        has = row.reservations.get(party, 0.0) if offered is None else offered
        content = signs or (answer is not None and answer.accept)
        path.append(0.0 if content else max(0.0, held - has))
    return Side(party, tuple(path), held, offered, says, signs)


def reach(runs: Mapping[str, list[Side]] | list[list[Side]]) -> float:
    """Return the largest distance of several runs, so that they share a scale; a tenth at least.

    >>> reach([[Side("a", (0.7, 0.2), 0.5, 0.3, "")]]), reach([[]])
    (0.7, 0.1)
    """
    every = runs.values() if isinstance(runs, Mapping) else runs
    return max([0.1, *(step for found in every for side in found for step in side.path)])
