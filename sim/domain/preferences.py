"""What a party wants: weights over issues, worth of options, and bonuses for whole combinations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.domain.issue import Condition, Floats, OutcomeSpace
from sim.errors import ScenarioError


@dataclass(frozen=True)
class Preferences:
    """Linear additive preferences with bonuses (Keeney and Raiffa 1976, "Decisions with Multiple Objectives").

    ``weights`` maps issue to a non-negative weight, on any scale: they are divided by their sum.
    ``values`` maps issue to option to worth in [0, 1]; an issue without weight needs none.
    ``bonuses`` are pairs of a condition and an amount that a matching outcome gains (or loses, below 0).

    The utility is ``(Σ w·v + Σ b·[match] + B⁻) / (1 + B⁺ + B⁻)``, where B⁺ and B⁻ are the sums of the
    positive and of the negative amounts in absolute value: an affine rescaling that keeps it in [0, 1]
    and keeps the order of outcomes, which clipping would not.
    """

    weights: Mapping[str, float]
    values: Mapping[str, Mapping[str, float]]
    bonuses: Sequence[tuple[Condition, float]] = field(default=())

    def shares(self, space: OutcomeSpace) -> list[float]:
        """Return the weights in the order of the issues, divided by their sum."""
        raw = [float(self.weights.get(issue.id, 0.0)) for issue in space.issues]
        total = 0.0
        for weight in raw:
            total += weight
        if not total > 0.0:
            raise ScenarioError("weights: all are zero, so no outcome is better than another; weigh an issue")
        return [weight / total for weight in raw]

    @property
    def _span(self) -> tuple[float, float]:
        rise = fall = 0.0
        for _, amount in self.bonuses:
            rise += max(0.0, amount)
            fall += max(0.0, -amount)
        return fall, 1.0 + rise + fall

    def parts(self, space: OutcomeSpace) -> Floats:
        """Return what each issue adds to each outcome's utility, shape ``(n_issues, n_outcomes)``."""
        _, span = self._span
        rows = []
        for i, (issue, weight) in enumerate(zip(space.issues, self.shares(space), strict=True)):
            worth = self.values.get(issue.id, {})
            table = np.array([weight * worth.get(option, 0.0) / span for option in issue.options])
            rows.append(table[space.outcomes[:, i]])
        return np.stack(rows)

    def utilities(self, space: OutcomeSpace) -> Floats:
        """Return the utility of every outcome, shape ``(n_outcomes,)``, in [0, 1].

        >>> from sim.domain.issue import Issue
        >>> space = OutcomeSpace.build([Issue("price", ("low", "high"))])
        >>> Preferences({"price": 2.0}, {"price": {"low": 0.0, "high": 1.0}}).utilities(space).tolist()
        [0.0, 1.0]
        """
        fall, span = self._span
        total = np.full(space.n, fall / span)
        for part in self.parts(space):
            total = total + part
        for condition, amount in self.bonuses:
            total = total + np.where(space.matches(condition), amount / span, 0.0)
        inside: Floats = np.minimum(1.0, np.maximum(0.0, total))
        return inside
