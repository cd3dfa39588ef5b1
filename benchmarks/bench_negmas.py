"""The compiled ensemble against NegMAS: two time-dependent negotiators on linear additive domains.

Both sides get the same weights and values, the same concession exponents and as many offers. A *step* of NegMAS lets
each negotiator answer and offer; a *round* of ours holds one offer and its answer, and its refuser offers next. So 100
steps are 200 offers. NegMAS is timed in two ways:

- *as it comes*: 100 steps, default settings. It accepts and offers down to 0.001 below the aspiration, takes
  outcomes within a millionth of each other for equal and goes round among them, and both sides speak at the same
  point of time. So it ends near the same place, but not at the same outcome; asserted is that both sides agree,
  and that no party signs more than 0.001 below what it held out for.
- *exact*: 200 steps of one offer, without these two tolerances. Its step k is at time (k + 1) / 201, and our round
  k + 2 of 202 as well; our round 1 is an offer of the best outcome by the other side. Here the agreed outcome, both
  utilities and the length must be the same: the agreements are compared by their terms, the utilities to 1e-12,
  because both sides normalise the weights in their own way.

*Standing* games repeat the same utilities, where we sort once for all and NegMAS for each negotiation; *kept* is
NegMAS with a sorted inverse handed over from before. *Fresh* games draw new weights for each run: the harder case.
Times are processor times of one process; both sides scale over processes alike, so the ratios hold for two cores too.

Run: ``pip install 'hikiwake[peers]'``, then ``python -m benchmarks.bench_negmas`` (``--long`` takes more runs).
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from negmas import AspirationNegotiator, SAOMechanism, make_issue
from negmas.outcomes import make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.inv_ufun import PresortingInverseUtilityFunction

from benchmarks.bench_ensemble import load_now
from sim.agents.offering import TimeDependent
from sim.agents.strategies import make_strategy
from sim.engine.ensemble import PreparedScenario, play_many, prepare
from sim.scenario.load import Scenario, from_document, load_scales
from sim.scenario.settings import numbers
from sim.scenario.setup import Setup

OPTIONS = 10
STEPS = 100
ROUNDS = 2 * STEPS + 2
PARTIES = ("left", "right")
PAIRS = (("boulware", "boulware"), ("linear", "conceder"))
TOLERANCE = 0.001
PROMISE = 100.0
Inverses = Mapping[str, Any]


def setting(value: float, spread: float = 0.0) -> dict[str, Any]:
    """Return a setting; without a spread it is never drawn."""
    low, high = float(value * (1.0 - spread)), float(value * (1.0 + spread))
    return {"value": float(value), "range": [low, high], "assumption": "Drawn at random for a benchmark."}


def document(issues: int, spread: float) -> dict[str, Any]:
    """Return a dispute of two parties and nothing but issues, with worths from 0 to 1 and random weights."""
    chance = np.random.default_rng([2018, issues])
    names, options = [f"issue_{i}" for i in range(issues)], [f"option_{o}" for o in range(OPTIONS)]
    parties = {}
    for party in PARTIES:
        weights, values = chance.dirichlet(np.ones(issues)), {}
        for name in names:
            worth = chance.random(OPTIONS)
            worth = (worth - worth.min()) / (worth.max() - worth.min())
            values[name] = {option: setting(x) for option, x in zip(options, worth, strict=True)}
        parties[party] = {
            "title": party,
            "seat": party,
            "reservation": setting(0.0),
            "weights": {name: setting(x, spread) for name, x in zip(names, weights, strict=True)},
            "values": values,
        }
    return {
        "id": "additive",
        "title": "A linear additive domain",
        "date": "2026",
        "summary": "Two parties share random utilities over independent issues.",
        "issues": {name: {"title": name, "options": options} for name in names},
        "status_quo": dict.fromkeys(names, options[0]),
        "parties": parties,
        # In NegMAS the left one speaks first, at our round 2.
        "talks": {"rounds": ROUNDS, "opening": "right"},
        "ladder": {step: setting(0.1) for step in ("declaration", "procedural", "talks")},
    }


class Peer:
    """The same domain in NegMAS."""

    def __init__(self, scenario: Scenario, pair: tuple[str, str]) -> None:
        """Make the outcome space; the exponents are those of our strategies."""
        self.scenario = scenario
        self.names = {name: list(issue.options) for name, issue in scenario.spec.issues.items()}
        self.space = make_os([make_issue(options, name) for name, options in self.names.items()])
        self.exponents = {}
        for party, name in zip(PARTIES, pair, strict=True):
            offering = make_strategy(name).offering
            assert isinstance(offering, TimeDependent)
            self.exponents[party] = 1.0 / offering.beta

    def tables(self, seed: int | None) -> dict[str, tuple[Any, Any]]:
        """Return each party's values and weights: the numbers of a seed, as our side draws them."""
        found = numbers(self.scenario.settings, seed)
        tables = {}
        for party in PARTIES:
            weights = {name: found[f"parties.{party}.weights.{name}"] for name in self.names}
            total = math.fsum(weights.values())
            tables[party] = (
                {
                    name: {option: found[f"parties.{party}.values.{name}.{option}"] for option in options}
                    for name, options in self.names.items()
                },
                {name: weight / total for name, weight in weights.items()},
            )
        return tables

    def utilities(self, tables: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
        """Return NegMAS's utility functions."""
        return {
            party: LinearAdditiveUtilityFunction(
                values=values, weights=weights, outcome_space=self.space, reserved_value=0.0
            )
            for party, (values, weights) in tables.items()
        }

    def play(
        self, utilities: Mapping[str, Any], *, exact: bool = False, kept: Inverses | None = None
    ) -> SAOMechanism:
        """Play one negotiation: exactly as ours, or as NegMAS comes."""
        mechanism = SAOMechanism(
            outcome_space=self.space, n_steps=2 * STEPS if exact else STEPS, one_offer_per_step=exact
        )
        for party, utility in utilities.items():
            inverter: Any = partial(PresortingInverseUtilityFunction, eps=0, rel_eps=0) if exact else None
            if kept is not None:
                inverter = partial(_handed, kept[party])
            player = AspirationNegotiator(
                name=party,
                aspiration_type=self.exponents[party],
                tolerance=0.0 if exact else TOLERANCE,
                ufun_inverter=inverter,
            )
            mechanism.add(player, ufun=utility)
        mechanism.run()
        return mechanism


def _handed(inverse: Any, utility: Any) -> Any:
    return inverse


def sorted_once(utilities: Mapping[str, Any]) -> Inverses:
    """Return inverses that are ready, to hand to many negotiations."""
    found = {party: PresortingInverseUtilityFunction(utility) for party, utility in utilities.items()}
    for inverse in found.values():
        inverse.init()
    return found


@dataclass(frozen=True)
class Case:
    """One domain with one pair of players, on both sides."""

    prepared: PreparedScenario
    peer: Peer
    fresh: bool

    def check(self, seeds: range) -> float:
        """Assert that both sides play the same negotiation; return our mean number of offers."""
        runs, space = play_many(self.prepared, np.array(seeds)), self.prepared.scenario.game().space
        for i, seed in enumerate(seeds):
            tables = self.peer.tables(seed if self.fresh else None)
            utilities = self.peer.utilities(tables)
            exact = self.peer.play(utilities, exact=True)
            assert runs.agreement[i] >= 0 and exact.agreement is not None, seed
            assert tuple(space.terms(int(runs.agreement[i])).values()) == exact.agreement, seed
            theirs = [float(utilities[party](exact.agreement)) for party in PARTIES]
            assert np.allclose(runs.utility[i], theirs, rtol=0.0, atol=1e-12), seed
            # Their count of steps leaves out our first round, and has one more for the answer to the last offer.
            assert runs.rounds[i] == exact.state.step, seed
            loose = self.peer.play(utilities)
            assert loose.agreement is not None, seed
            for party in PARTIES:
                held = 1.0 - loose.state.relative_time ** self.peer.exponents[party]
                assert float(utilities[party](loose.agreement)) >= held - TOLERANCE, seed
        return float(runs.rounds.mean())

    def peers(self) -> Iterator[tuple[str, Callable[[int], object]]]:
        """The ways in which NegMAS plays: a name, and what plays a seed's negotiation."""
        standing = self.peer.utilities(self.peer.tables(None))
        drawn = [self.peer.tables(seed) for seed in range(40)] if self.fresh else []

        def utilities(seed: int) -> Mapping[str, Any]:
            return self.peer.utilities(drawn[seed % 40]) if self.fresh else standing

        yield "as it comes", lambda seed: self.peer.play(utilities(seed))
        yield "exact", lambda seed: self.peer.play(utilities(seed), exact=True)
        if not self.fresh:
            inverses = sorted_once(standing)
            yield "kept", lambda seed: self.peer.play(standing, kept=inverses)


def processor_time(work: Callable[[], object]) -> float:
    """Return the processor time of one call in seconds."""
    began = time.process_time()
    work()
    return time.process_time() - began


def compare(case: Case, ours: int, theirs: int) -> Iterator[tuple[str, float, float]]:
    """Yield a name and the seconds of one negotiation for them and for us, in turns, as medians."""
    for name, play in case.peers():
        own, other = [], []
        for seed in range(theirs):
            own.append(processor_time(partial(play_many, case.prepared, np.arange(ours))) / ours)
            other.append(processor_time(partial(play, seed)))
        yield name, statistics.median(other), statistics.median(own)


def cases(issues: int) -> Iterator[tuple[str, Case]]:
    """The games of one size."""
    for fresh in (False, True):
        scenario = from_document(document(issues, 0.5 if fresh else 0.0), load_scales(), "additive")
        for pair in PAIRS:
            players = {party: f"{name}/ac_next/none" for party, name in zip(PARTIES, pair, strict=True)}
            prepared = prepare(Setup(scenario, strategies=players, draw=fresh))
            yield "/".join(pair), Case(prepared, Peer(scenario, pair), fresh)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--long", action="store_true", help="take four times as many runs")
    factor = 4 if parser.parse_args().long else 1
    print(load_now())
    print(f"{'outcomes':>8} {'game':9}{'players':20}{'offers':>7} {'NegMAS':12}{'its /s':>9}{'our /s':>10}")
    missed = []
    for issues, ours, theirs in ((3, 400, 15), (4, 100, 7), (5, 15, 3)):
        for players, case in cases(issues):
            offers = case.check(range(3))
            game = "fresh" if case.fresh else "standing"
            for name, other, own in compare(case, ours, theirs * factor):
                print(
                    f"{OPTIONS**issues:8,} {game:9}{players:20}{offers:7.1f} {name:12}{1 / other:9.1f}{1 / own:10.0f}"
                    f"   ratio {other / own:8.1f}"
                )
                if other / own < PROMISE:
                    missed.append(f"{OPTIONS**issues:,} {game} {players} {name}: {other / own:.0f}")
    print(f"below {PROMISE:.0f}: {'; '.join(missed) or 'none'}")
    print(load_now())


if __name__ == "__main__":
    main()
