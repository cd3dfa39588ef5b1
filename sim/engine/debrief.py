"""What a finished sitting could have come to: the texts that every side would have signed, and what ruled them out.

Everybody's worths are open here: it is for the time after the talks. They count what a text leaves of the worth of having
none, so that texts of every depth are measured alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.bargaining import solutions
from sim.analysis.pareto import pareto_frontier
from sim.domain.game import CONSTRAINTS
from sim.domain.issue import Bools, Floats
from sim.domain.record import RunRecord
from sim.engine.mesa import NegotiationModel
from sim.engine.sitting import Seated
from sim.rules.formulas import fallback, shortfall
from sim.rules.ladder import gaps
from sim.rules.mediation import apart
from sim.rules.reach import signable, within_reach
from sim.rules.table import refusals
from sim.rules.valuation import valuation


def sides(seated: Seated) -> list[int]:
    """Return the places of the signatories, and behind them the person's own where it does not sign."""
    seats, mine = list(seated.table.rules.game.signatories), seated.sitting.place
    return seats if mine in seats else [*seats, mine]


def worths(seated: Seated) -> Floats:
    """Return what every text is worth to every party if all of it came true, shape ``(P, n_outcomes)``."""
    return _bound(seated, seated.table.value.plain)


def judged(seated: Seated) -> Floats:
    """Return what it is worth to every party to see a text signed, all things foreseen, shape ``(P, n_outcomes)``."""
    return _bound(seated, seated.table.value.signing)


def _bound(seated: Seated, rows: Floats) -> Floats:
    """Worths with those of a person who does not sign as its stances go: as far as a text binds."""
    game, mine = seated.table.rules.game, seated.sitting.place
    if mine in game.signatories:
        return rows
    rows = rows.copy()
    rows[mine] = game.utilities[mine] * game.depths.binding
    return rows


def signable_at_the_end(seated: Seated) -> Bools:
    """Return the texts that were acceptable to every signatory when the talks ended, shape ``(n_outcomes,)``."""
    return signable(seated.table.rules.game, seated.table.value)


def signable_rounds(seated: Seated) -> list[int]:
    """Return the rounds in which at least one text was acceptable to every signatory."""
    game = seated.table.rules.game
    return [m.round for m in seated.table.meetings if signable(game, m.value).any()]


def frontier(seated: Seated) -> list[int]:
    """Return the texts within reach that are efficient among all sides, the person's worst first.

    In plain preferences, and, where there are more than two, only those that are worth no less than leaving to anybody: with
    many sides almost every text is efficient. Of texts that are worth the same to everybody the first is kept.
    """
    table, seats = seated.table, sides(seated)
    mine = seated.sitting.place
    rows = worths(seated)[[mine, *(p for p in seats if p != mine)]].T
    inside = np.flatnonzero(within_reach(table.rules))
    best = inside[pareto_frontier(rows[inside])]
    if len(seats) > 2:
        floors = np.array([[table.value.reservation[place]] for place in seats])
        best = best[(worths(seated)[seats][:, best] >= floors).all(axis=0)]
    _, first = np.unique(rows[best], axis=0, return_index=True)
    return [int(outcome) for outcome in best[first]]


def solved(seated: Seated) -> dict[int, list[str]]:
    """Return text to the names of the bargaining solutions that choose it, in plain preferences; all that tie, one a point."""
    table, seats = seated.table, list(seated.table.rules.game.signatories)
    floors = [float(table.value.reservation[place]) for place in seats]
    found: dict[int, list[str]] = {}
    chosen = solutions(worths(seated)[seats].T, floors, within_reach(table.rules))
    for name, solution in chosen.items():
        for outcome in () if solution is None else solution.apart:
            found.setdefault(outcome, []).append(name)
    return found


@dataclass(frozen=True)
class Ending:
    """Where the person ended: plain worth, worth as judged, and what leaving was worth.

    ``signed``: what the signed text was judged to be worth, also where it failed later; without one, the floor.
    """

    plain: float
    judged: float
    floor: float
    signed: float


def ending(seated: Seated) -> Ending:
    """Return where the person ended; without a text that holds, what is left of the worth of leaving."""
    table, place = seated.table, seated.sitting.place
    floor = float(table.value.reservation[place])
    if table.agreement is None:
        return Ending(floor, floor, floor, floor)
    game, signed = table.rules.game, float(judged(seated)[place, table.agreement])
    if table.result == "not_ratified" and place not in game.signatories:
        return Ending(floor, floor, floor, signed)
    if table.result == "not_ratified":
        binding = float(game.depths.binding[table.agreement])
        left = float(fallback(floor, game.dynamics.failure_cost, binding, 0.0))
        return Ending(left, left, floor, signed)
    return Ending(float(worths(seated)[place, table.agreement]), signed, floor, signed)


def best(seated: Seated) -> float | None:
    """Return the most that a text was worth to the person among those that every side would have accepted at the end."""
    fit = signable_at_the_end(seated)
    return float(judged(seated)[seated.sitting.place][fit].max()) if fit.any() else None


def _reached(seated: Seated) -> tuple[Floats, Floats]:
    """What each side has of the signed text, plain and as judged, or of leaving without one; shape ``(k, 1)``."""
    table, seats = seated.table, sides(seated)
    if table.agreement is None:
        floors = np.array([[table.value.reservation[place]] for place in seats])
        return floors, floors
    at = [table.agreement]
    return worths(seated)[seats][:, at], judged(seated)[seats][:, at]


def better(seated: Seated) -> int | None:
    """Return the best text for the person among those that every side would have accepted and that harm nobody.

    It is worth strictly more to the person and no less to any side than what was signed, or than leaving
    where nothing was, both in plain preferences and as leaders judge it. Ties: the larger sum of what all judge it
    to be worth, then the lowest number. ``None`` where there is no such text.
    """
    seats = sides(seated)
    mine = seats.index(seated.sitting.place)
    plain, foreseen = worths(seated)[seats], judged(seated)[seats]
    was_plain, was_judged = _reached(seated)
    fit = (
        signable_at_the_end(seated) & (plain >= was_plain).all(axis=0) & (foreseen >= was_judged).all(axis=0)
    )
    fit &= (plain[mine] > was_plain[mine]) & (foreseen[mine] > was_judged[mine])
    if not fit.any():
        return None
    order = np.lexsort((np.arange(fit.size), -foreseen.sum(axis=0), -foreseen[mine], ~fit))
    return int(order[0])


def better_for_all(seated: Seated) -> int | None:
    """Return the text nearest to what was signed among those that all would have signed and that every side prefers.

    Every side has strictly more of it, in plain preferences and as leaders judge it. The nearest changes the fewest and
    smallest things; ties go to the lowest number. ``None`` where there is none, or where nothing was signed.
    """
    table, seats = seated.table, sides(seated)
    if table.agreement is None:
        return None
    was_plain, was_judged = _reached(seated)
    fit = signable_at_the_end(seated) & (worths(seated)[seats] > was_plain).all(axis=0)
    fit &= (judged(seated)[seats] > was_judged).all(axis=0)
    far = apart(table.rules.game.space, table.agreement)
    return int(np.where(fit, far, np.inf).argmin()) if fit.any() else None


def without_person(seated: Seated) -> RunRecord:
    """Return the same talks with the same chances, every seat played by its own strategy and no guarantor raised."""
    setup = seated.sitting.setup
    others = {party: player for party, player in setup.strategies.items() if party != seated.sitting.seat}
    return NegotiationModel.of(replace(setup, strategies=others)).run()


def nearest(seated: Seated) -> int:
    """Return the text of the deepest kind whose least content signatory lacked least at the end; ties: the lowest number.

    Measured by the test that it fails most, among the texts that cross no red line; where all of that kind do, among all
    texts that cross none.
    """
    table = seated.table
    game, value, worst = table.rules.game, table.value, np.zeros(table.rules.game.space.n)
    for place in game.signatories:
        lacks = shortfall(
            value.reservation[place], value.plain[place], value.credible[place], value.signing[place]
        )
        worst = np.maximum(worst, lacks)
    reach = within_reach(table.rules)
    deepest = reach & game.depths.at(len(game.depths.names) - 1)
    return int(np.where(deepest if deepest.any() else reach, worst, np.inf).argmin())


@dataclass(frozen=True)
class Found:
    """What there was of one depth: how many texts, how many of them every side would have signed, and how far the nearest
    stayed from that; ``None`` where every text of it crosses a red line.
    """

    depth: str
    texts: int
    signable: int
    gap: float | None


def by_depth(seated: Seated) -> list[Found]:
    """Return what could have been signed at the end, from the shallowest depth to the deepest."""
    table = seated.table
    game, fit = table.rules.game, signable_at_the_end(seated)
    left = gaps(game, table.value, refusals(table.rules))
    return [
        Found(name, int(game.depths.at(d).sum()), int((fit & game.depths.at(d)).sum()), left.get(name))
        for d, name in enumerate(game.depths.names)
    ]


@dataclass(frozen=True)
class Hurdle:
    """A constraint, by depth: texts left after it and those before it, and texts all would sign without it alone.

    Both are ``None`` where it was switched off anyway.
    """

    constraint: str
    left: tuple[int, ...] | None
    without: tuple[int, ...] | None


def hurdles(seated: Seated) -> list[Hurdle]:
    """Return the constraints in the order in which they apply, as they stood at the end."""
    table = seated.table
    rules, depths = table.rules, table.rules.game.depths
    standing = table.meetings[-1].before

    def counted(mask: Bools) -> tuple[int, ...]:
        return tuple(int((mask & depths.at(d)).sum()) for d in range(len(depths.names)))

    found = []
    for name in CONSTRAINTS:
        if name not in rules.on:
            found.append(Hurdle(name, None, None))
            continue
        other = valuation(rules.game, standing, rules.on - {name})
        found.append(Hurdle(name, counted(table.value.survives[name]), counted(signable(rules.game, other))))
    return found
