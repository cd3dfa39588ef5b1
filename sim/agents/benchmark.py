"""Benchmark strategies of bargaining theory: they know the other side's worths and serve to check the rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.agents.formulas import by_waiting, no_less, risk, waiting, willingness
from sim.agents.offering import Offering, choose, top
from sim.agents.view import View
from sim.domain.issue import Floats
from sim.rules.reach import signable


@dataclass(frozen=True)
class Zeuthen:
    """Monotonic concession: the party less willing to risk conflict makes the smallest sufficient concession.

    Zeuthen (1930), "Problems of Monopoly and Economic Warfare"; Harsanyi (1956); as a protocol Rosenschein
    and Zlotkin (1994), "Rules of Encounter". It converges to the Nash point up to the grain of the outcomes.
    """

    def aspiration(self, view: View, ahead: int = 0) -> float:
        """Return the worth of the party's last text, or the best worth before the first."""
        if not view.said:
            return view.best()
        return float(no_less(view.reservation, float(view.expected[view.said[-1]])))

    def offer(self, view: View, rating: Floats | None, ahead: int = 0) -> int:
        """Return the last text, or the smallest concession that makes the other side the one to concede."""
        others = view.value.expected[list(view.others)]
        least = others.min(axis=0)
        if not view.said or not view.acceptable[view.said[-1]] or not all(view.heard.values()):
            best = view.acceptable & (view.expected == view.best())
            return choose(best, least, view.expected) if best.any() else top(view)
        text = view.said[-1]
        heard = {place: texts[-1] for place, texts in view.heard.items()}
        worst = min(float(view.expected[t]) for t in heard.values())
        theirs = min(
            risk(float(row[heard[place]]), float(row[text]), view.value.reservation[place])
            for place, row in zip(view.others, others, strict=True)
        )
        if risk(float(view.expected[text]), worst, view.reservation) > theirs:
            return text
        return self._concession(view, least, text, worst, heard)

    def _concession(self, view: View, least: Floats, text: int, worst: float, heard: dict[int, int]) -> int:
        better = view.acceptable & (least > least[text])
        if not better.any():
            return text
        numbers = np.flatnonzero(better)
        mine = willingness(view.expected[numbers], worst, view.reservation)
        theirs = np.full(numbers.size, 1.0)
        for place in view.others:
            row, own = view.value.expected[place], view.value.expected[place][heard[place]]
            theirs = np.minimum(theirs, willingness(float(own), row[numbers], view.value.reservation[place]))
        enough = np.zeros_like(better)
        enough[numbers[mine > theirs]] = True
        pool = enough if enough.any() else better
        return choose(pool & (view.expected == view.expected[pool].max()), least, view.expected)


@dataclass(frozen=True)
class BackwardInduction:
    """Play the subgame-perfect equilibrium of the alternating offers that are left.

    Rubinstein (1982), "Perfect equilibrium in a bargaining model"; finite horizon: Ståhl (1972). Each round the
    proposer takes the outcome best for itself among those that give every other at least its discounted
    value of the next round; ties go to what is best for the least satisfied other, then to the lowest
    number. After the last round everyone has its reservation value. Present worths are taken to last. With
    more than two parties the turn is taken to pass in order, whoever refuses.
    """

    def _values(self, view: View, first: int, proposer: int) -> tuple[list[float], int | None]:
        """Value to each signatory of the game from round ``first``, and the text tabled there."""
        seats = view.game.signatories
        expected = view.value.expected
        rates = [view.game.parties[s].discount for s in seats]
        values, text = [view.value.reservation[s] for s in seats], None
        everyone = signable(view.game, view.value)
        for round_ in range(view.deadline, first - 1, -1):
            p = (seats.index(proposer) + round_ - first) % len(seats)
            later = [waiting(rate, value) for rate, value in zip(rates, values, strict=True)]
            fit = everyone.copy()
            for i, seat in enumerate(seats):
                fit &= expected[seat] >= later[i]
            values, text = later, None
            if fit.any():
                best = fit & (expected[seats[p]] == expected[seats[p]][fit].max())
                others = [expected[seat] for i, seat in enumerate(seats) if i != p]
                text = choose(best, np.minimum.reduce(others), expected[seats[p]])
                values = [float(expected[seat][text]) for seat in seats]
        return values, text

    def aspiration(self, view: View, ahead: int = 0) -> float:
        """Return the discounted value of refusing and proposing in the next round."""
        values, _ = self._values(view, view.round + 1, view.me)
        value = values[view.game.signatories.index(view.me)]
        return float(by_waiting(view.reservation, waiting(view.discount, value)))

    def offer(self, view: View, rating: Floats | None, ahead: int = 0) -> int:
        """Return the equilibrium text, or the party's best outcome when the equilibrium is to wait."""
        _, text = self._values(view, view.round + ahead, view.me)
        return top(view) if text is None else text


SHELF: dict[str, tuple[Offering, str, str]] = {
    "zeuthen": (Zeuthen(), "ac_previous", "perfect"),
    "backward_induction": (BackwardInduction(), "ac_aspiration", "perfect"),
}
"""The same as `sim.agents.offering.SHELF`, of the benchmarks."""
