"""Offering rules: which text a party tables next, and how much it holds out for.

Each rule has ``aspiration(view, ahead)``, what it holds out for ``ahead`` rounds from now, and
``offer(view, rating, ahead)``, the outcome it tables then. ``rating`` is what an opponent model believes, or
``None``. No rule keeps anything between calls: the view holds the whole history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.agents.formulas import by_example, by_time, no_less
from sim.agents.portions import different
from sim.agents.view import View
from sim.domain.issue import Bools, Floats
from sim.rules.formulas import drawn_place


class Offering(Protocol):
    """What every offering rule can do."""

    def aspiration(self, view: View, ahead: int = 0) -> float:
        """Return what the party holds out for, in [0, 1]."""
        ...

    def offer(self, view: View, rating: Floats | None, ahead: int = 0) -> int:
        """Return the number of an acceptable outcome."""
        ...


def choose(candidates: Bools, rating: Floats | None, expected: Floats) -> int:
    """Return the candidate that the rating puts first; ties by own worth, then by outcome number.

    Without a rating it is the candidate of least own worth, so that a falling aspiration shows in the texts.

    >>> choose(np.array([True, True, False]), np.array([0.2, 0.2, 0.9]), np.array([0.5, 0.7, 0.1]))
    1
    """
    numbers = np.flatnonzero(candidates)
    own = expected[numbers]
    if rating is None:
        return int(numbers[np.flatnonzero(own == own.min())[0]])
    rated = rating[numbers]
    first = np.flatnonzero(rated == rated.max())
    return int(numbers[first[np.flatnonzero(own[first] == own[first].max())[0]]])


def top(view: View) -> int:
    """Return the acceptable outcome of most own worth; ties by outcome number."""
    numbers = np.flatnonzero(view.acceptable)
    own = view.expected[numbers]
    return int(numbers[np.flatnonzero(own == own.max())[0]])


def at_least(view: View, level: float, rating: Floats | None) -> int:
    """Return the best-rated acceptable outcome worth ``level`` or more, or the top one where there is none.

    Where texts have depths it passes over what crosses another's red line and what it has tabled before; with nothing
    new left it holds to its last text.
    """
    candidates = view.acceptable & (view.expected >= level)
    if view.game.depths.told:
        fresh = candidates & ~view.crossing
        fresh[list(different(view.said))] = False
        if fresh.any():
            return choose(fresh, rating, view.expected)
        if view.said and view.acceptable[view.said[-1]]:
            return view.said[-1]
    return choose(candidates, rating, view.expected) if candidates.any() else top(view)


def closing(view: View, pool: Bools, rating: Floats | None) -> int | None:
    """Return the text of the last day: of those in ``pool`` the best for the other, passing over its red lines.

    Without a rating it is the one best for itself. ``None`` where it would sign none.
    """
    candidates = pool & view.signable
    friendly = candidates & ~view.crossing
    if friendly.any():
        candidates = friendly
    if not candidates.any():
        return None
    return choose(candidates, view.signing if rating is None else rating, view.signing)


@dataclass(frozen=True)
class TimeDependent:
    """Concede with time: ``r + (max E - r) * (1 - (t/T) ** (1/beta))``, full at the last round.

    Faratin, Sierra and Jennings (1998), "Negotiation decision functions for autonomous agents": beta below 1
    is Boulware (late), 1 linear, above 1 conceder (early).
    """

    beta: float

    def aspiration(self, view: View, ahead: int = 0) -> float:
        """Return the concession curve's value ``ahead`` rounds from now."""
        return float(by_time(view.best(), view.reservation, view.elapsed(ahead), 1.0 / self.beta))

    def offer(self, view: View, rating: Floats | None, ahead: int = 0) -> int:
        """Return the best-rated outcome at or above the aspiration."""
        return at_least(view, self.aspiration(view, ahead), rating)


@dataclass(frozen=True)
class TitForTat:
    """Open with a small concession, then give up as much as the others have given.

    The behaviour-dependent tactic of Faratin et al. (1998), after Axelrod (1984), "The Evolution of
    Cooperation". What was given is measured by the party's own worth: the latest text of the least generous
    other against its first. The opening concession is one round's share of the whole range (our choice:
    without it two such parties would wait for each other for ever).
    """

    def aspiration(self, view: View, ahead: int = 0) -> float:
        """Return the best worth less the opening concession and what the others have given."""
        best = view.best()
        if not view.said and ahead == 0:
            return best
        given = [
            float(view.expected[texts[-1]] - view.expected[texts[0]]) if texts else 0.0
            for texts in view.heard.values()
        ]
        return float(by_example(best, view.reservation, min(given, default=0.0), view.deadline))

    def offer(self, view: View, rating: Floats | None, ahead: int = 0) -> int:
        """Return the best-rated outcome at or above the aspiration."""
        return at_least(view, self.aspiration(view, ahead), rating)


@dataclass(frozen=True)
class Micro:
    """Table outcomes from the best downward, a new one only after as many new ones from the other side.

    de Jonge (2022), "An analysis of the linear bilateral ANAC domains using the MiCRO benchmark strategy".
    With several others the one that has tabled fewest different texts counts (our generalisation).
    """

    def _next(self, view: View) -> int | None:
        """The best acceptable outcome not yet tabled, if the others have kept pace."""
        kept_pace = min((len(different(texts)) for texts in view.heard.values()), default=0)
        if len(different(view.said)) > kept_pace:
            return None
        fresh = view.acceptable.copy()
        fresh[list(different(view.said))] = False
        if not fresh.any():
            return None
        numbers = np.flatnonzero(fresh)
        own = view.expected[numbers]
        return int(numbers[np.flatnonzero(own == own.max())[0]])

    def aspiration(self, view: View, ahead: int = 0) -> float:
        """Return the worth of the least outcome that it has tabled or would table now."""
        new = self._next(view)
        floor = [float(view.expected[text]) for text in different(view.said) if view.acceptable[text]]
        floor += [float(view.expected[new])] if new is not None else []
        return float(no_less(view.reservation, min(floor, default=view.best())))

    def offer(self, view: View, rating: Floats | None, ahead: int = 0) -> int:
        """Return the next outcome, or one of the earlier texts at random."""
        new = self._next(view)
        if new is not None:
            return new
        earlier = [text for text in different(view.said) if view.acceptable[text]]
        luck = view.choices[min(ahead, 1)]
        return earlier[drawn_place(luck, len(earlier))] if earlier else top(view)


@dataclass(frozen=True)
class Hardliner:
    """Table the best outcome, always (the "hard-headed" limit of the Boulware tactic)."""

    def aspiration(self, view: View, ahead: int = 0) -> float:
        """Return the most that an acceptable outcome gives."""
        return view.best()

    def offer(self, view: View, rating: Floats | None, ahead: int = 0) -> int:
        """Return the top outcome."""
        return top(view)


@dataclass(frozen=True)
class RandomWalker:
    """Table any acceptable outcome: the usual baseline of the negotiating-agents competitions (Baarslag 2014)."""

    def aspiration(self, view: View, ahead: int = 0) -> float:
        """Return the reservation value: it holds out for nothing more."""
        return view.reservation

    def offer(self, view: View, rating: Floats | None, ahead: int = 0) -> int:
        """Return an acceptable outcome, each with the same chance."""
        numbers = np.flatnonzero(view.acceptable)
        luck = view.choices[min(ahead, 1)]
        return int(numbers[drawn_place(luck, numbers.size)])


SHELF: dict[str, tuple[Offering, str, str]] = {
    "boulware": (TimeDependent(0.3), "ac_next", "bayesian"),
    "linear": (TimeDependent(1.0), "ac_next", "bayesian"),
    "conceder": (TimeDependent(3.0), "ac_next", "bayesian"),
    "tit_for_tat": (TitForTat(), "ac_next", "bayesian"),
    "micro": (Micro(), "ac_aspiration", "none"),
    "hardliner": (Hardliner(), "ac_aspiration", "none"),
    "random_walker": (RandomWalker(), "ac_next", "none"),
}
"""Strategy to its offering rule, its usual acceptance rule and its usual opponent model."""
