"""What every outcome is worth to every party, with all that makes promises, allies and parliaments matter.

The functions work outcome by outcome on numbers and on arrays alike; `valuation` puts them together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.domain.game import CONSTRAINTS, Game, Guarantor, Party
from sim.domain.issue import Bools, Floats, Ints
from sim.rules.arith import logistic
from sim.rules.standing import Standing

THREATEN, OBJECT, ACQUIESCE, SUPPORT = range(4)
ALL_ON = frozenset(CONSTRAINTS)


def doubted(utility: Floats, belief: Floats | float, deferral: Floats, gain: Floats) -> Floats:
    """Return the utility less the doubted part of one promise: ``u - (1 - belief) * (deferral * gain)``.

    The commitment problem: what the other side performs later is worth less (Fearon 1995, "Rationalist
    Explanations for War").
    """
    return utility - (1.0 - belief) * (deferral * gain)


def stance_of(utility: Floats, reservation: float, support_margin: float, threat_margin: float) -> Ints:
    """Return a guarantor's stance on each outcome, as a place in `STANCES`.

    At least ``support_margin`` above the reservation: support; at or above it: acquiesce; more than
    ``threat_margin`` below: threaten; else object.
    """
    margin = utility - reservation
    stance = np.where(margin >= 0.0, ACQUIESCE, OBJECT)
    stance = np.where(margin >= support_margin, np.maximum(stance, SUPPORT), stance)
    return np.where(margin < -threat_margin, THREATEN, stance).astype(np.int64)


def pressure(stance: Ints, leverage: float, objection: float) -> Floats:
    """Return how hard a stance presses, in [0, 1]: leverage at a threat, a share of it at an objection, else 0."""
    return np.where(stance == THREATEN, leverage, np.where(stance == OBJECT, leverage * objection, 0.0))


def ratifier_score(worth: Floats, nationalist: Floats, hawkishness: float, threshold: float) -> Floats:
    """Return by how much the ratifier's view of an outcome passes its threshold (negative: fails)."""
    return (1.0 - hawkishness) * worth + hawkishness * nationalist - threshold


def foreseen(worth: Floats, passing: Floats, fallback: float) -> Floats:
    """Return ``q·u + (1 - q)·fallback``: what an outcome is worth to a leader who foresees its ratification.

    Two-level games: Putnam (1988), "Diplomacy and Domestic Politics".
    """
    return passing * worth + (1.0 - passing) * fallback


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


def _doubts(game: Game, standing: Standing, press: Floats, place: int, worth: Floats) -> Floats:
    promises = game.promises
    for k in range(len(promises.names)):
        if promises.by[k] == place:
            continue
        belief: Floats | float = standing.parties[place].trust * float(promises.confidence[place, k])
        if promises.backer[k] >= 0:
            belief = belief * (1.0 - press[promises.backer[k]])
        worth = doubted(worth, belief, promises.deferral[k], promises.gain[place, k])
    return worth


def _ally_terms(guarantor: Guarantor, stance: Ints, press: Floats, worth: Floats) -> Floats:
    bonus: Floats = np.where(stance == SUPPORT, guarantor.support, 0.0)
    return worth - press * guarantor.stake + bonus


def _worth(
    game: Game, standing: Standing, on: frozenset[str], stances: Ints, press: Floats, place: int
) -> Floats:
    worth = game.utilities[place]
    if "credibility" in on:
        worth = _doubts(game, standing, press, place, worth)
    for g, guarantor in enumerate(game.guarantors):
        if guarantor.ally == place and "alliance" in on:
            worth = _ally_terms(guarantor, stances[g], press[g], worth)
    inside: Floats = np.minimum(1.0, np.maximum(0.0, worth))
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
            passes[place] = logistic(score * (1.0 / game.dynamics.spread))
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
    acceptable = np.ones(worth.shape, dtype=np.bool_)
    reservation = tuple(p.reservation if "interests" in on else 0.0 for p in parties)
    for place in game.signatories:
        fallback = max(0.0, parties[place].reservation - game.dynamics.failure_cost)
        expected[place] = foreseen(worth[place], both, fallback)
        # The worth is asked for too: rounding can lift a hopeless text's expectation to the reservation.
        acceptable[place] = (
            (game.utilities[place] >= reservation[place])
            & (worth[place] >= reservation[place])
            & (expected[place] >= reservation[place])
        )
        if "red_lines" in on:
            acceptable[place] &= ~game.refused[place]
    value = Valuation(reservation, worth, stances, press, passes, wins, expected, acceptable, {})
    return replace(value, survives=_survivors(game, value, doubts, on))
