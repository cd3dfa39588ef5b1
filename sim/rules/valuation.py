"""What every outcome is worth to every party, with all that makes promises, allies and parliaments matter.

The formulas stand in `sim.rules.formulas`; here they are put together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sim.domain.game import CONSTRAINTS, Game
from sim.domain.issue import Bools, Floats, Ints
from sim.errors import InputError, nearest
from sim.rules.arith import Number
from sim.rules.formulas import (
    ACQUIESCE,
    acceptable,
    asked,
    at_stake,
    backed,
    belief,
    between,
    doubted,
    fallback,
    foreseen,
    kept,
    passing,
    pledged,
    pressure,
    ratifier_score,
    reserved,
    stance_of,
    ties,
    with_ally,
)
from sim.rules.standing import Standing
from sim.rules.voice import heard, vouched, vouches

ALL_ON = frozenset(CONSTRAINTS)


def constraints_on(off: Collection[str] = ()) -> frozenset[str]:
    """Return the constraints that stay in force when ``off`` are switched off.

    >>> sorted(constraints_on(["alliance"]))
    ['credibility', 'interests', 'ratification', 'red_lines']
    """
    if isinstance(off, str):
        raise InputError(f'off: "{off}" is a text; give a list of constraints, such as ["alliance"]')
    for name in off:
        if name not in ALL_ON:
            raise InputError(f'off: no constraint "{name}"; {nearest(name, ALL_ON)}')
    return ALL_ON - frozenset(off)


@dataclass(frozen=True)
class Valuation:
    """Everything that follows from a game, a standing and the constraints in force. P parties, n outcomes.

    Worths count what a text leaves of the worth of having none, so the reservation is the test of a text of any depth
    (`sim.rules.formulas.kept`). ``reservation``: length P, with its private part, the least worth where interests are
    switched off; ``plain``: shape ``(P, n)``, the worth if all of it came true; ``doubts``: likewise, after doubts alone;
    ``credible``: after doubts and alliance; ``stances``: shape ``(G, n)``, per guarantor; ``press``: likewise, in
    [0, 1]; ``passes``: shape ``(P, n)``, probability that each party's ratifier agrees; ``wins``: shape ``(P, n)``, its
    win-set; ``expected``: shape ``(P, n)``, what leaders hold out by, with their own ratifier; ``signing``: likewise, with
    everybody's; ``acceptable``: shape ``(P, n)``, what each may propose; ``signable``: likewise, what each would sign;
    ``survives``: constraint to a mask ``(n,)`` of what is left after it.
    """

    reservation: tuple[float, ...]
    plain: Floats
    doubts: Floats
    credible: Floats
    stances: Ints
    press: Floats
    passes: Floats
    wins: Bools
    expected: Floats
    signing: Floats
    acceptable: Bools
    signable: Bools
    survives: dict[str, Bools]


def believed(game: Game, standing: Standing, press: Floats, place: int, promise: int) -> Number:
    """Return how far a party believes a promise; ``press``: of each guarantor, on one outcome or on all."""
    trust, confidence = standing.parties[place].trust, float(game.promises.confidence[place, promise])
    backer = game.promises.backer[promise]
    if backer < 0:
        return belief(trust, confidence)
    trusted = float(pledged(trust, confidence)) if game.depths.told else belief(trust, confidence)
    if vouches(standing.words, int(backer)):
        trusted = vouched(trusted)
    return backed(trusted, press[backer])


def bounds(game: Game, place: int) -> tuple[float, float]:
    """Return the least and the most that a worth may be: 0 and 1, or beyond them what the outcomes give."""
    row = game.utilities[place]
    return min(0.0, float(row.min())), max(1.0, float(row.max()))


def _alliance(game: Game, standing: Standing, on: frozenset[str]) -> tuple[Ints, Floats]:
    n = game.space.n
    stances = np.full((len(game.guarantors), n), ACQUIESCE, dtype=np.int64)
    press = np.zeros((len(game.guarantors), n))
    if "alliance" in on:
        for g, guarantor in enumerate(game.guarantors):
            stances[g] = stance_of(
                game.utilities[guarantor.party],
                game.depths.binding,
                standing.parties[guarantor.party].reservation,
                guarantor.support_margin,
                guarantor.threat_margin,
                guarantor.objection_margin,
            )
            if standing.words:
                margin = game.utilities[guarantor.party] * game.depths.binding
                stances[g] = heard(stances[g], margin, [w for w in standing.words if w.guarantor == g])
            press[g] = pressure(stances[g], standing.leverage[g], guarantor.objection)
    return stances, press


@dataclass(frozen=True)
class _Seat:
    """What one party's worths are made with: its reservation in force, and the bounds of its worths."""

    place: int
    reservation: float
    low: float
    high: float


def _plain(game: Game, standing: Standing, seat: _Seat) -> Floats:
    """Gains with what rapport adds; by themselves, without what a text leaves of having none."""
    depths, move = game.depths, game.dynamics
    gain: Floats = game.utilities[seat.place]
    if depths.told:
        gain = gain + ties(move.ties, standing.rapport, move.coldness, depths.warmth)
    return gain


def _doubted(
    game: Game, standing: Standing, on: frozenset[str], press: Floats, place: int, gain: Floats
) -> Floats:
    promises = game.promises
    for k in range(len(promises.names)) if "credibility" in on else ():
        if promises.by[k] != place:
            stake = at_stake(promises.deferral[k], promises.gain[place, k])
            gain = doubted(gain, believed(game, standing, press, place, k), stake)
    return gain


def _pressed(
    game: Game, on: frozenset[str], stances: Ints, press: Floats, place: int, gain: Floats
) -> Floats:
    for g, guarantor in enumerate(game.guarantors):
        if guarantor.ally == place and "alliance" in on:
            gain = with_ally(
                gain, stances[g], press[g], guarantor.stake, guarantor.support, game.depths.binding
            )
    return gain


def _ratifier(
    game: Game, standing: Standing, on: frozenset[str], place: int, gain: Floats
) -> tuple[Floats, Bools]:
    party, depths = standing.parties[place], game.depths
    goes = np.array(depths.ratified, dtype=np.bool_)[depths.of]
    if "ratification" not in on or party.domestic_threshold is None:
        return np.ones(game.space.n), np.ones(game.space.n, dtype=np.bool_)
    score = ratifier_score(
        gain, game.nationalist[place], party.hawkishness, party.domestic_threshold, depths.binding
    )
    return np.where(goes, passing(score, game.dynamics.spread), 1.0), (score >= 0.0) | ~goes


def _survivors(game: Game, value: Valuation, on: frozenset[str]) -> dict[str, Bools]:
    """What is left after each constraint in turn; the last is what every signatory would sign."""
    floor = value.reservation
    left = np.ones(game.space.n, dtype=np.bool_)
    survives = {}
    for constraint in CONSTRAINTS:
        for place in game.signatories if constraint in on else ():
            if constraint == "interests":
                left = left & (value.plain[place] >= floor[place])
            elif constraint == "red_lines":
                left = left & ~game.refused[place]
            elif constraint == "credibility":
                # An ally's support may make up for doubts, so what it rescues is not lost to them.
                left = left & (np.maximum(value.doubts[place], value.credible[place]) >= floor[place])
            elif constraint == "alliance":
                left = left & (value.credible[place] >= floor[place])
            else:
                left = left & (value.signing[place] >= floor[place])
        survives[constraint] = left
    return survives


def _seat(game: Game, standing: Standing, on: frozenset[str], place: int) -> _Seat:
    low, high = bounds(game, place)
    reservation = float(reserved(standing.parties[place].reservation, standing.private[place]))
    # What a text leaves of having none is nothing where having none is worth nothing.
    left = reservation if "interests" in on or not game.depths.told else 0.0
    return _Seat(place, left, low, high)


def valuation(game: Game, standing: Standing, on: frozenset[str] = ALL_ON) -> Valuation:
    """Return what every outcome is worth under the constraints ``on``.

    An outcome is acceptable to a signatory when it crosses none of its red lines and both its utility and
    what it expects of it reach its reservation. With `interests` off the reservation counts as the least worth. Where
    texts have depths, a party holds out by its own ratifier and signs by everybody's, and tables nothing that is worth
    more to it than its declared demand.
    """
    seats = [_seat(game, standing, on, place) for place in range(len(game.parties))]
    floor = tuple(seat.reservation if "interests" in on else seat.low for seat in seats)
    stances, press = _alliance(game, standing, on)
    calm = np.zeros_like(press)
    rows: dict[str, Floats] = {name: game.utilities.copy() for name in ("plain", "doubts", "credible")}
    passes, wins = np.ones_like(game.utilities), np.ones(game.utilities.shape, dtype=np.bool_)
    for place in game.signatories:
        seat, binding = seats[place], game.depths.binding
        gain = _plain(game, standing, seat)
        without = _doubted(game, standing, on, calm, place, gain)
        worth = _pressed(game, on, stances, press, place, _doubted(game, standing, on, press, place, gain))
        for name, row in (("plain", gain), ("doubts", without), ("credible", worth)):
            rows[name][place] = between(kept(row, seat.reservation, binding), seat.low, seat.high)
        inside = between(worth, seat.low, seat.high)
        passes[place], wins[place] = _ratifier(game, standing, on, place, inside)
    return _judged(game, standing, on, seats, Valuation(
        floor, rows["plain"], rows["doubts"], rows["credible"], stances, press, passes, wins,
        rows["credible"], rows["credible"], wins, wins, {},
    ))  # fmt: skip


def _judged(
    game: Game, standing: Standing, on: frozenset[str], seats: list[_Seat], value: Valuation
) -> Valuation:
    """Add what leaders expect of every outcome, and what they would therefore propose and sign."""
    both = np.ones(game.space.n)
    for place in game.signatories:
        both = both * value.passes[place]
    expected, signing = value.credible.copy(), value.credible.copy()
    fit, sign = (np.ones(value.credible.shape, dtype=np.bool_) for _ in range(2))
    for place in game.signatories:
        worth, plain, floor = value.credible[place], value.plain[place], value.reservation[place]
        reservation = reserved(standing.parties[place].reservation, standing.private[place])
        held = seats[place].reservation if game.depths.told else reservation
        after = fallback(held, game.dynamics.failure_cost, game.depths.binding, seats[place].low)
        own = value.passes[place] if game.depths.told else both
        expected[place], signing[place] = foreseen(worth, own, after), foreseen(worth, both, after)
        refused = game.refused[place] & ("red_lines" in on)
        fit[place] = acceptable(plain, worth, expected[place], floor, refused)
        sign[place] = acceptable(plain, worth, signing[place], floor, refused)
        fit[place] = asked(fit[place], expected[place], _cap(game, place, expected[place], floor))
    found = replace(value, expected=expected, signing=signing, acceptable=fit, signable=sign)
    return replace(found, survives=_survivors(game, found, on))


def _cap(game: Game, place: int, expected: Floats, floor: float) -> float:
    """What a party's declared demand is worth to it; nothing caps it without one, or where it is worth less than none."""
    demand = game.depths.demand[place]
    return float(expected[demand]) if demand >= 0 and expected[demand] >= floor else np.inf
