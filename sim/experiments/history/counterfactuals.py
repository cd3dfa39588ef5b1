"""Counterfactuals with intervals: an episode as it was and as it might have been, with the same numbers and luck."""

from __future__ import annotations

import numpy as np

from sim.analysis.posterior import quantiles
from sim.domain.findings import Change
from sim.domain.game import LADDER
from sim.domain.issue import Bools, Floats
from sim.engine.ensemble import Runs, play_many, prepare
from sim.experiments.history.priors import word_numbers
from sim.experiments.history.simulation import ReferenceTable, given_in
from sim.experiments.history.what_if import WhatIf
from sim.scenario.load import load_scales

DRAWS, PLAYS = 200, 200
TAILS = [0.1, 0.9]


def compared(what_if: WhatIf, table: ReferenceTable, weight: Floats, seed: int = 0) -> tuple[Change, ...]:
    """Return how often a treaty comes, and what is asked besides, with and without the change.

    `DRAWS` draws of the posterior, `PLAYS` pairs each with the same seed. The interval is that of the draws: how
    differently the change works under the numbers that history leaves open.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(weight), size=DRAWS, p=weight)
    draws = np.repeat(table.draws[chosen], PLAYS, axis=0)
    words = word_numbers(load_scales(fitted=False), draws)
    seeds = seed + np.arange(len(draws))
    both = []
    for scenario in (what_if.was, what_if.might):
        prepared = prepare(scenario)
        runs = play_many(prepared, seeds, given_in(prepared, words))
        both.append(_measures(what_if, scenario.game().space.matches(what_if.signed), runs))
    return tuple(_change(name, both[0][name], both[1][name]) for name in both[0])


def _measures(what_if: WhatIf, wanted: Bools, runs: Runs) -> dict[str, Floats]:
    found = {
        "treaty": (runs.ladder == LADDER.index("treaty")).astype(np.float64),
        "gap": np.minimum(1.0, runs.gaps[:, -1]),
    }
    if what_if.signed:
        signed = np.where(runs.agreement >= 0, wanted[runs.agreement], False)
        found["signed"] = signed.astype(np.float64)
    return {name: values.reshape(DRAWS, PLAYS).mean(axis=1) for name, values in found.items()}


def _change(name: str, was: Floats, might: Floats) -> Change:
    even = np.full(DRAWS, 1 / DRAWS)
    moved = might - was
    low, high = quantiles(moved[:, None], even, TAILS)[:, 0]
    return Change(
        measure=name,
        was=float(was.mean()),
        might=float(might.mean()),
        difference=float(moved.mean()),
        low=float(low),
        high=float(high),
        more=float((moved > 0).mean()),
        less=float((moved < 0).mean()),
    )
