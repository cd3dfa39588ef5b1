"""After the leaders agree: ratification at home, then performance over the years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.domain.codes import Step
from sim.domain.game import Game
from sim.rules import formulas
from sim.rules.draws import Draws
from sim.rules.standing import Standing
from sim.rules.valuation import Valuation, believed


@dataclass(frozen=True)
class Aftermath:
    """What became of a signed text: who ratified, and in which year it lapsed (``None``: it did not)."""

    result: str
    ratified: dict[int, bool]
    lapsed: int | None = None


def yearly_risk(game: Game, standing: Standing, value: Valuation, outcome: int, on: frozenset[str]) -> float:
    """Return the chance that a signed text lapses in any one year.

    A security shock comes with the yearly chance of the game. It breaks a promise in so far as its
    performance is deferred and its receiver does not believe it (trust, confidence in this promise, and the
    pressure on its backer): the largest of those products counts. Where `credibility` is off, every promise
    is kept.
    """
    worst = 0.0
    promises = game.promises
    for k in range(len(promises.names)) if "credibility" in on else ():
        for place in game.signatories:
            if place != promises.by[k] and promises.gain[place, k, outcome] > 0.0:
                belief = believed(game, standing, value.press[:, outcome], place, k)
                worst = max(worst, float(formulas.exposed(promises.deferral[k, outcome], belief)))
    return float(formulas.yearly_risk(game.dynamics.shock, worst))


def aftermath(
    game: Game, standing: Standing, value: Valuation, outcome: int, draws: Draws, on: frozenset[str]
) -> Aftermath:
    """Return what becomes of an agreed outcome: every ratifier is drawn, then every year.

    A text that goes to no ratifier is signed, and that is all.
    """
    depths = game.depths
    if not depths.ratified[int(depths.of[outcome])]:
        return Aftermath("text_signed", {})
    whole = depths.steps[int(depths.of[outcome])] == Step.TREATY
    ratified = {
        place: bool(draws.ratification[place] < value.passes[place, outcome]) for place in game.signatories
    }
    if not all(ratified.values()):
        return Aftermath("not_ratified", ratified)
    struck = np.flatnonzero(draws.years < yearly_risk(game, standing, value, outcome, on))
    if struck.size:
        return Aftermath("treaty_lapsed" if whole else "text_lapsed", ratified, int(struck[0]) + 1)
    return Aftermath("treaty_performed" if whole else "text_in_force", ratified)
