"""What every outcome is worth to every party, with all that makes promises, allies and parliaments matter.

The formulas stand in `sim.rules.formulas`; here they are put together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.domain.game import CONSTRAINTS, Game, Party
from sim.domain.issue import Bools, Floats, Ints
from sim.rules.arith import Number
from sim.rules.formulas import (
    ACQUIESCE,
    acceptable,
    at_stake,
    backed,
    belief,
    doubted,
    fallback,
    foreseen,
    passing,
    pressure,
    ratifier_score,
    stance_of,
    unit,
    with_ally,
)
from sim.rules.standing import Standing

ALL_ON = frozenset(CONSTRAINTS)


@dataclass(frozen=True)
class Valuation:
    """Everything that follows from a game, a standing and the constraints in force. P parties, n outcomes.

    ``reservation``: length P, 0 where interests are switched off; ``credible``: shape ``(P, n)``, utility
    after doubts and alliance; ``stances``: shape ``(G, n)``, per guarantor; ``press``: likewise, in [0, 1];
    ``passes``: shape ``(P, n)``, probability that each party's ratifier agrees; ``wins``: shape ``(P, n)``, its
    win-set; ``expected``: shape ``(P, n)``, what leaders judge by; ``acceptable``: shape ``(P, n)``, what each
    may propose and accept; ``survives``: constraint to a mask ``(n,)`` of what is left after it.
    """

    reservation: tuple[float, ...]
    credible: Floats
    stances: Ints
    press: Floats
    passes: Floats
    wins: Bools
    expected: Floats
    acceptable: Bools
    survives: dict[str, Bools]


def believed(game: Game, standing: Standing, press: Floats, place: int, promise: int) -> Number:
    """Return how far a party believes a promise; ``press``: of each guarantor, on one outcome or on all."""
    trusted = belief(standing.parties[place].trust, float(game.promises.confidence[place, promise]))
    backer = game.promises.backer[promise]
    return trusted if backer < 0 else backed(trusted, press[backer])


def _doubts(game: Game, standing: Standing, press: Floats, place: int, worth: Floats) -> Floats:
    promises = game.promises
    for k in range(len(promises.names)):
        if promises.by[k] != place:
            stake = at_stake(promises.deferral[k], promises.gain[place, k])
            worth = doubted(worth, believed(game, standing, press, place, k), stake)
    return worth


def _worth(
    game: Game, standing: Standing, on: frozenset[str], stances: Ints, press: Floats, place: int
) -> Floats:
    worth = game.utilities[place]
    if "credibility" in on:
        worth = _doubts(game, standing, press, place, worth)
    for g, guarantor in enumerate(game.guarantors):
        if guarantor.ally == place and "alliance" in on:
            worth = with_ally(worth, stances[g], press[g], guarantor.stake, guarantor.support)
    inside: Floats = unit(worth)
    return inside


def _alliance(game: Game, standing: Standing, on: frozenset[str]) -> tuple[Ints, Floats]:
    n = game.space.n
    stances = np.full((len(game.guarantors), n), ACQUIESCE, dtype=np.int64)
    press = np.zeros((len(game.guarantors), n))
    if "alliance" in on:
        for g, guarantor in enumerate(game.guarantors):
            reservation = standing.parties[guarantor.party].reservation
            utility = game.utilities[guarantor.party]
            stances[g] = stance_of(utility, reservation, guarantor.support_margin, guarantor.threat_margin)
            press[g] = pressure(stances[g], standing.leverage[g], guarantor.objection)
    return stances, press


def _ratifiers(parties: tuple[Party, ...], game: Game, worth: Floats, on: bool) -> tuple[Floats, Bools]:
    passes = np.ones_like(worth)
    wins = np.ones(worth.shape, dtype=np.bool_)
    for place in game.signatories:
        party = parties[place]
        if on and party.domestic_threshold is not None:
            score = ratifier_score(
                worth[place], game.nationalist[place], party.hawkishness, party.domestic_threshold
            )
            passes[place] = passing(score, game.dynamics.spread)
            wins[place] = score >= 0.0
    return passes, wins


def _survivors(game: Game, value: Valuation, doubts: Floats, on: frozenset[str]) -> dict[str, Bools]:
    """What is left after each constraint in turn; the last is what is acceptable to every signatory."""
    floor = value.reservation
    left = np.ones(game.space.n, dtype=np.bool_)
    survives = {}
    for constraint in CONSTRAINTS:
        for place in game.signatories if constraint in on else ():
            if constraint == "interests":
                left = left & (game.utilities[place] >= floor[place])
            elif constraint == "red_lines":
                left = left & ~game.refused[place]
            elif constraint == "credibility":
                # An ally's support may make up for doubts, so what it rescues is not lost to them.
                left = left & (np.maximum(doubts[place], value.credible[place]) >= floor[place])
            elif constraint == "alliance":
                left = left & (value.credible[place] >= floor[place])
            else:
                left = left & (value.expected[place] >= floor[place])
        survives[constraint] = left
    return survives


def valuation(game: Game, standing: Standing, on: frozenset[str] = ALL_ON) -> Valuation:
    """Return what every outcome is worth under the constraints ``on``.

    An outcome is acceptable to a signatory when it crosses none of its red lines and both its utility and
    what it expects of it reach its reservation. With `interests` off the reservation counts as 0.
    """
    parties = standing.parties
    stances, press = _alliance(game, standing, on)
    worth = game.utilities.copy()
    doubts = game.utilities.copy()
    calm, silent = np.zeros_like(press), np.full_like(stances, ACQUIESCE)
    for place in game.signatories:
        worth[place] = _worth(game, standing, on, stances, press, place)
        doubts[place] = _worth(game, standing, on, silent, calm, place)
    passes, wins = _ratifiers(parties, game, worth, "ratification" in on)
    both = np.ones(game.space.n)
    for place in game.signatories:
        both = both * passes[place]
    expected = worth.copy()
    fit = np.ones(worth.shape, dtype=np.bool_)
    floor = tuple(p.reservation if "interests" in on else 0.0 for p in parties)
    for place in game.signatories:
        after = fallback(parties[place].reservation, game.dynamics.failure_cost)
        expected[place] = foreseen(worth[place], both, after)
        refused = game.refused[place] & ("red_lines" in on)
        fit[place] = acceptable(game.utilities[place], worth[place], expected[place], floor[place], refused)
    value = Valuation(floor, worth, stances, press, passes, wins, expected, fit, {})
    return replace(value, survives=_survivors(game, value, doubts, on))
