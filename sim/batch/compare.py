"""Two settings side by side under common random numbers: what differs in the result, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import bootstrap

from sim.domain.game import LADDER
from sim.domain.record import RunRecord
from sim.errors import InputError
from sim.model.negotiation import negotiate
from sim.scenario.load import Scenario
from sim.streams import stream

Measures = dict[str, float]


@dataclass(frozen=True)
class Side:
    """One of two settings: a scenario and how it is played."""

    scenario: Scenario
    strategies: Mapping[str, str] = field(default_factory=dict)
    off: Sequence[str] = ()
    protocol: str | None = None

    def play(self, seed: int) -> RunRecord:
        """Play one negotiation with settings drawn from their ranges by the seed."""
        return negotiate(
            self.scenario, seed, draw=True, strategies=self.strategies, off=self.off, protocol=self.protocol
        )


@dataclass(frozen=True)
class Difference:
    """One measure on both sides and b less a, with the interval of the difference."""

    measure: str
    a: float
    b: float
    difference: float
    low: float
    high: float


def measures(record: RunRecord) -> Measures:
    """Return what is compared of a run: the ladder's steps and an agreed text as 0 or 1, closeness, and welfare.

    Welfare is the sum of the signatories' plain worths of the agreed text, or of their reservation values
    where there is none, divided by their number.
    """
    found: Measures = {step: float(record.ladder == step) for step in LADDER}
    found["agreement"] = float(record.agreement is not None)
    found["closeness"] = record.closeness
    signatories = list(record.strategies)
    signed = next((row for row in reversed(record.rounds) if row.offer == record.agreement), None)
    worths = [record.rounds[-1].reservations[name] for name in signatories]
    if record.agreement is not None and signed is not None:
        worths = [signed.preferences[name] for name in signatories]
    total = 0.0
    for worth in worths:
        total += worth
    found["welfare"] = total / len(worths)
    return found


def play_pairs(a: Side, b: Side, runs: int, seed: int = 0) -> Iterator[tuple[Measures, Measures]]:
    """Play ``runs`` pairs, run by run, so that a caller can show progress and stop.

    Run i of both sides has the same seed, hence the same draw of every setting that both share and the same
    luck: common random numbers, which make the difference sharper than its two parts.
    """
    if runs < 2:
        raise InputError(f"runs: {runs} is too few to compare; take 2 or more, such as 200")
    for i in range(runs):
        yield measures(a.play(seed + i)), measures(b.play(seed + i))


def differences(
    pairs: Sequence[tuple[Measures, Measures]], level: float = 0.95, seed: int = 0
) -> list[Difference]:
    """Return each measure's means and the percentile-bootstrap interval of the paired difference.

    Efron and Tibshirani (1993), "An Introduction to the Bootstrap". Where all pairs differ alike the interval
    is that one number.

    >>> differences([({"x": 0.0}, {"x": 1.0}), ({"x": 0.0}, {"x": 1.0})])
    [Difference(measure='x', a=0.0, b=1.0, difference=1.0, low=1.0, high=1.0)]
    """
    rows = []
    for name in pairs[0][0]:
        a = np.array([pair[0][name] for pair in pairs])
        b = np.array([pair[1][name] for pair in pairs])
        change = b - a
        low = high = float(change[0])
        if np.ptp(change) > 0.0:
            interval = bootstrap(
                (change,),
                np.mean,
                confidence_level=level,
                n_resamples=2000,
                method="percentile",
                random_state=stream(seed, "bootstrap", name),
            ).confidence_interval
            low, high = float(interval.low), float(interval.high)
        rows.append(Difference(name, float(a.mean()), float(b.mean()), float(change.mean()), low, high))
    return rows
