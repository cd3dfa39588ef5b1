"""Who sits at the tables of these tests: a strategy of somebody's own, and a person with a script."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.agents.view import View
from sim.domain.game import STRATEGIES
from sim.rules.moves import Answer, Move, Pass, Propose, Walk
from sim.scenario.load import load

LAKE = load(Path(__file__).resolve().parents[2] / "data" / "lake.toml")
BOTS = [name for name in STRATEGIES if name != "human"]


class Halver:
    """Asks for its best, then for whatever is worth half of that or more: a strategy of somebody's own."""

    name = "halver"

    def aspiration(self, view: View) -> float:
        return view.best() if not view.said else max(view.reservation, 0.5 * view.best())

    def propose(self, view: View) -> Move:
        good = view.candidates & (view.expected >= self.aspiration(view))
        return Propose(view.me, int(np.flatnonzero(good)[-1])) if good.any() else Pass(view.me)

    def answer(self, view: View, outcome: int) -> Move:
        return Answer(
            view.me, bool(view.acceptable[outcome] and view.expected[outcome] >= self.aspiration(view))
        )


def hesitant(view: View, outcome: int | None) -> Move:
    """A person: tables its best, then ever less of it; never says yes; leaves the table in the seventh round."""
    if view.round >= 7:
        return Walk(view.me)
    if outcome is not None:
        return Answer(view.me, False)
    numbers = np.flatnonzero(view.acceptable)
    best_first = numbers[np.argsort(-view.expected[numbers], kind="stable")]
    return Propose(view.me, int(best_first[min(len(view.said), len(best_first) - 1)]))
