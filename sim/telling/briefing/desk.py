"""The desk at which a seat's brief and the questions on it are written: the sitting, and what the seat's number is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.engine.sitting import Sitting
from sim.scenario.load import Scenario
from sim.scenario.setup import Setup
from sim.telling.seat.brief import kept


@dataclass(frozen=True)
class Desk:
    """Where a brief is written: a seat at a table, and whether the table's seed is known."""

    sitting: Sitting
    seeded: bool

    @property
    def seat(self) -> str:
        """The party's id."""
        return self.sitting.seat

    @property
    def played(self) -> Scenario:
        """The scenario as it is played."""
        return self.sitting.played

    @property
    def floor(self) -> float:
        """What no deal is worth to the seat: as at the table, or where its seed is not known as the scenario says."""
        found = self.played.settings.get(f"parties.{self.seat}.reservation")
        if found is None:
            return 0.0
        return kept(self.sitting, self.seat) if self.seeded and self.played.spec.depths else found.value

    def off(self, constraint: str) -> bool:
        """Whether a constraint is switched off at the table."""
        return constraint in self.sitting.setup.off


def desk_of(scenario: Scenario, seat: str, speaks: bool, off: Sequence[str], seed: int | None) -> Desk:
    """Return the desk of a seat. Raises `UnknownName` for a seat that is not there."""
    setup = Setup(scenario, off=off, seed=0 if seed is None else seed)
    return Desk(Sitting(setup, seat, signs=not speaks), seed is not None)
