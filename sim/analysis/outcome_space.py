"""The outcome space of one setting: worths, what each constraint leaves, frontier, solutions, and single outcomes.

Everything is seen at the opening of the talks and at the most likely settings, and measured for every party.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.bargaining import Solution
from sim.analysis.bargaining import solutions as bargaining_solutions
from sim.analysis.outcomes import Outcomes, describe, without_text
from sim.analysis.pareto import pareto_frontier
from sim.domain.game import CONSTRAINTS, STANCES, Game
from sim.domain.issue import Bools, Floats, Ints
from sim.domain.record import Round, RunRecord
from sim.domain.texts import DEPTH
from sim.rules.reach import within_reach
from sim.rules.standing import opening_standing
from sim.rules.table import Rules
from sim.rules.valuation import Valuation, constraints_on, valuation

SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
NEAREST = "nearest"
STATUS_QUO = "status_quo"


@dataclass(frozen=True)
class Space:
    """Every outcome of a game under the constraints ``on``. P parties, n outcomes.

    ``doubts``: shape ``(P, n)``, worth after doubts alone, without an ally's pressure; ``passed``: shape
    ``(n,)``, how many constraints an outcome survives, one after the other; ``whole``: the same space as the
    command line describes it.
    """

    game: Game
    on: frozenset[str]
    value: Valuation
    doubts: Floats
    passed: Ints
    whole: Outcomes

    @property
    def parties(self) -> tuple[str, ...]:
        """The ids of all parties, in their order."""
        return tuple(party.id for party in self.game.parties)

    @property
    def signatories(self) -> tuple[str, ...]:
        """The ids of the parties that sign."""
        return self.whole.signatories

    def worths(self, foreseen: bool) -> Floats:
        """Return every outcome's worth to every party, shape ``(P, n)``: plain, or with all things foreseen.

        It counts what a text leaves of the worth of having none.
        """
        return self.value.signing if foreseen else self.value.plain

    @property
    def without(self) -> Floats:
        """What having no text is worth to every party, shape ``(P,)``."""
        return without_text(self.game, self.value, self.on)

    def gains(self, foreseen: bool) -> Floats:
        """Return what every outcome adds to having no text, shape ``(P, n)``: signing is worth it from 0 on, at any depth."""
        found: Floats = self.worths(foreseen) - self.without[:, None]
        return found

    @property
    def depths(self) -> tuple[str, ...]:
        """How deep texts go, from shallow to deep; none where the dispute tells of no depths."""
        return self.game.depths.names if self.game.depths.told else ()

    def at(self, depth: str | None) -> Bools:
        """Return which outcomes are texts of a depth; all of them for ``None``."""
        if depth is None:
            return np.ones(self.game.space.n, dtype=np.bool_)
        return self.game.depths.at(self.game.depths.names.index(depth))

    def text(self, outcome: int) -> tuple[str | None, dict[str, str]]:
        """Return how deep an outcome goes, where texts have depths, and its terms."""
        terms = self.game.space.terms(outcome)
        return terms.pop(DEPTH, None), terms

    def number(self, row: Round) -> int:
        """Return the number of the text that a round of a run tabled."""
        offer = dict(row.offer or {})
        return self.game.space.number({DEPTH: row.depth, **offer} if row.depth is not None else offer)

    @property
    def reach(self) -> Bools:
        """Which outcomes cross no signatory's red line, shape ``(n,)``."""
        return within_reach(Rules(self.game, self.on))

    def left_after(self, step: str | None) -> Bools:
        """Return which outcomes are left after a constraint and those before it; all of them for ``None``."""
        if step is None:
            return np.ones(self.game.space.n, dtype=np.bool_)
        return self.value.survives[step]

    def removed_by(self, outcome: int) -> str | None:
        """Return the constraint that removes an outcome, the first in their order, or ``None``."""
        place = int(self.passed[outcome])
        return CONSTRAINTS[place] if place < len(CONSTRAINTS) else None


def space_of(game: Game, off: tuple[str, ...] = ()) -> Space:
    """Return the outcome space of a game with the constraints ``off`` switched off.

    >>> from sim.scenario.load import load
    >>> space = space_of(load("2018-singapore").game())
    >>> space.parties, int(space.left_after("interests").sum()) == space.whole.surviving["interests"]
    (('japan', 'russia', 'usa'), True)
    """
    on, standing = constraints_on(off), opening_standing(game)
    value = valuation(game, standing, on)
    passed = np.zeros(game.space.n, dtype=np.int64)
    for mask in value.survives.values():
        passed = passed + mask
    doubts = valuation(game, standing, on - {"alliance"}).credible
    return Space(game, on, value, doubts, passed, describe(game, on))


def frontier(found: Space, x: str, y: str, foreseen: bool, depth: str | None = None) -> list[int]:
    """Return the outcomes within reach that are efficient for two parties, by rising worth to ``x``.

    Outcomes across a red line are out of reach; ``depth``: texts of this depth alone. Of outcomes that are worth the same to both, the first is kept.
    """
    places = [found.game.party(x), found.game.party(y)]
    worths, inside = found.worths(foreseen)[places].T, np.flatnonzero(found.reach & found.at(depth))
    best = inside[pareto_frontier(worths[inside])]
    best = best[np.argsort(worths[best, 0], kind="stable")]
    kept: dict[tuple[float, float], int] = {}
    for outcome in best.tolist():
        kept.setdefault((float(worths[outcome, 0]), float(worths[outcome, 1])), outcome)
    return list(kept.values())


def solutions(found: Space, foreseen: bool, depth: str | None = None) -> dict[str, Solution]:
    """Return the bargaining solutions between the signatories by name; none where nobody can gain."""
    seats = list(found.game.signatories)
    leaving, among = found.without[seats].tolist(), found.reach & found.at(depth)
    if not among.any():
        return {}
    chosen = bargaining_solutions(found.worths(foreseen)[seats].T, leaving, among)
    return {name: solution for name, solution in chosen.items() if solution is not None}


def nearest(found: Space, depth: str | None = None) -> int:
    """Return the outcome whose least content signatory lacks least, or gains most, with all things foreseen.

    Outcomes across a red line do not count, unless all of them are; ties go to the lowest number. Without a ``depth`` it
    is one of the deepest texts: something shallow can always be signed.
    """
    seats = list(found.game.signatories)
    leaving = np.array([found.value.reservation[place] for place in seats])[:, None]
    margins = np.minimum(found.value.signing[seats], found.value.plain[seats]) - leaving
    here = found.at(found.depths[-1] if depth is None and found.depths else depth)
    reach = found.reach & here if (found.reach & here).any() else here
    return int(np.where(reach, margins.min(axis=0), -np.inf).argmax())


@dataclass(frozen=True)
class TabledOffer:
    """A text of the present run: every round in which a party tabled it."""

    proposer: str
    rounds: tuple[int, ...]
    outcome: int


def offers(found: Space, record: RunRecord) -> list[TabledOffer]:
    """Return the texts of a run, each once per proposer, in the order of their first tabling."""
    rounds: dict[tuple[str, int], list[int]] = {}
    for row in record.rounds:
        if row.offer is not None and row.proposer is not None:
            rounds.setdefault((row.proposer, found.number(row)), []).append(row.round)
    return [TabledOffer(who, tuple(when), outcome) for (who, outcome), when in rounds.items()]


def path(found: Space, record: RunRecord) -> list[TabledOffer]:
    """Return every tabled text in order, one by one."""
    return [
        TabledOffer(row.proposer, (row.round,), found.number(row))
        for row in record.rounds
        if row.offer is not None and row.proposer is not None
    ]


def special(found: Space, record: RunRecord, foreseen: bool, depth: str | None = None) -> dict[str, int]:
    """Return the points worth a look, name to outcome, in the order in which a reader would ask for them.

    Names: `nearest`, a bargaining solution, ``best.<party>``, `status_quo`, ``offer.<round>.<party>``.
    """
    solved = {name: solution.outcome for name, solution in solutions(found, foreseen, depth).items()}
    points = {NEAREST: nearest(found, depth), **solved}
    worths = np.where(found.at(depth), found.worths(foreseen), -np.inf)
    for place, party in enumerate(found.parties):
        points[f"best.{party}"] = int(worths[place].argmax())
    points[STATUS_QUO] = found.game.status_quo
    for offer in offers(found, record):
        points[f"offer.{offer.rounds[0]}.{offer.proposer}"] = offer.outcome
    return points


@dataclass(frozen=True)
class Fault:
    """Why a signatory drops an outcome: what it is worth to it against what it needs; red lines have no worth."""

    party: str
    worth: float | None
    floor: float | None
    chance: float | None = None


def faults(found: Space, outcome: int) -> list[Fault]:
    """Return why the constraint that removes an outcome does so, by signatory; empty where it survives."""
    constraint = found.removed_by(outcome)
    worths = {
        "interests": found.value.plain,
        "credibility": found.doubts,
        "alliance": found.value.credible,
    }
    rows: list[Fault] = []
    for place in found.game.signatories:
        party, floor = found.parties[place], float(found.value.reservation[place])
        if constraint in worths:
            worth = float(worths[constraint][place, outcome])
            rows += [Fault(party, worth, floor)] if worth < floor else []
        elif constraint == "red_lines":
            rows += [Fault(party, None, None)] if found.game.refused[place, outcome] else []
        elif constraint == "ratification":
            worth, chance = (
                float(found.value.signing[place, outcome]),
                float(found.value.passes[place, outcome]),
            )
            if worth < floor or not found.value.wins[place, outcome]:
                rows.append(Fault(party, worth, floor, chance))
    return rows


def alike(found: Space, x: str, y: str, foreseen: bool, outcome: int) -> list[int]:
    """Return the outcomes that lie at the same point as one, itself among them, in the order of their numbers."""
    worths = found.worths(foreseen)[[found.game.party(x), found.game.party(y)]]
    same = (np.abs(worths - worths[:, [outcome]]) < 1e-9).all(axis=0)
    return [int(number) for number in np.flatnonzero(same)]


def stances(found: Space, outcome: int) -> dict[str, str]:
    """Return guarantor to its stance on an outcome; empty where the alliance is switched off."""
    if "alliance" not in found.on:
        return {}
    return {
        found.parties[guarantor.party]: STANCES[int(found.value.stances[g, outcome])]
        for g, guarantor in enumerate(found.game.guarantors)
    }


def rows(found: Space) -> list[dict[str, str]]:
    """Return every outcome as a row for a table: number, terms, worths, chances at home, stances, what removes it.

    Column names are those of the scenario: issue ids, ``plain_<party>``, ``foreseen_<party>``,
    ``ratifies_<party>``, ``stance_<party>``, ``removed_by`` (empty for what survives).
    """
    made = []
    for outcome in range(found.game.space.n):
        row: dict[str, str] = {"outcome": str(outcome), **found.game.space.terms(outcome)}
        for place, party in enumerate(found.parties):
            row[f"plain_{party}"] = f"{found.value.plain[place, outcome]:.6f}"
            row[f"foreseen_{party}"] = f"{found.value.signing[place, outcome]:.6f}"
        for place in found.game.signatories:
            row[f"ratifies_{found.parties[place]}"] = f"{found.value.passes[place, outcome]:.6f}"
        row.update({f"stance_{party}": stance for party, stance in stances(found, outcome).items()})
        row["removed_by"] = found.removed_by(outcome) or ""
        made.append(row)
    return made
