"""Every strategy against every other, in every seat, under common random numbers.

One strategy sits alone, in each seat in turn, and another in all the other seats; against itself it sits in all.
With two signatories these are all assignments of strategies to seats; with more, the mixed ones are left out, for
"one against another" says nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from sim.agents.own import entrant, player_of
from sim.analysis.resampling import Floats
from sim.domain.game import LADDER
from sim.engine.ensemble import PreparedScenario, Runs, play_many, prepare
from sim.errors import InputError
from sim.experiments.compare.pairs import check_runs
from sim.rules.formulas import private_part, reserved
from sim.scenario.settings import numbers
from sim.scenario.setup import Setup
from sim.streams import seeds_of, stream

MEASURES = ("gain", "agreement", "treaty", "welfare")
"""What is kept of a negotiation: see `Scores`."""

PRIVATE = "talks.private"
"""The setting that says how much of a reservation nobody outside knows."""

MOST = 5_000
"""Runs at most of each assignment."""

PORTIONS = 20
"""Into how many portions the seeds are cut: a reader who stops early loses one of them at most."""

Assignment = tuple[int, ...]


@dataclass(frozen=True)
class Scores:
    """What a tournament came to, seed by seed; n seeds, E scenarios, S strategies.

    ``values``: shape ``(n, E, S, S, 4)``: of a strategy against another, as a mean over the seats of the first, the
    four `MEASURES`. ``gain``: the strategy's plain worth of the signed text less its reservation as the talks open,
    or 0 without a text; ``agreement`` and ``treaty``: whether a text was signed, and whether it came into force;
    ``welfare``: the signatories' mean plain worth of the text, or of leaving. ``failed``: seeds left out, because
    the numbers drawn in one of the scenarios make no game.
    """

    values: Floats
    failed: int = 0


@dataclass(frozen=True)
class Entrants:
    """Who plays where: the scenarios and how they are played, and the strategies by the names of records, sorted."""

    sides: tuple[Setup, ...]
    strategies: tuple[str, ...]


def entrants_of(sides: Sequence[Setup], strategies: Sequence[str]) -> Entrants:
    """Return a tournament's field; the order in which strategies are named makes no difference.

    Raises `InputError` for fewer than two strategies, for one that is named twice or cannot play, for a scenario
    that is given twice, and for one with fewer than two signatories.

    >>> entrants_of([Setup("2018-singapore")], ["linear", "conceder", "linear//none"]).strategies
    ('conceder', 'linear', 'linear/ac_next/none')
    """
    names = [entrant(name) for name in strategies]
    for i, name in enumerate(names):
        if name in names[:i]:
            raise InputError(f'strategies: "{name}" is named twice; name each strategy once')
    if len(names) < 2:
        raise InputError("strategies: name two or more, as in linear,boulware,tit_for_tat")
    ids = [side.loaded.id for side in sides]
    for i, side in enumerate(sides):
        if ids[i] in ids[:i]:
            raise InputError(f'scenario: "{ids[i]}" is given twice; give each scenario once')
        if len(side.signatories) < 2:
            raise InputError(f"{side.loaded.source}: a tournament needs two signatories or more")
    return Entrants(tuple(sides), tuple(sorted(names)))


def assignments(strategies: int, seats: int) -> list[tuple[int, int, int, Assignment]]:
    """Return who meets whom: a strategy, its opponent, the seat of the first, and the strategy in every seat.

    >>> [who for *_, who in assignments(2, 2)]
    [(0, 0), (0, 0), (0, 1), (1, 0), (1, 0), (0, 1), (1, 1), (1, 1)]
    >>> [who for one, other, _, who in assignments(2, 3) if one < other]
    [(0, 1, 1), (1, 0, 1), (1, 1, 0)]
    """
    return [
        (one, other, seat, tuple(one if place == seat else other for place in range(seats)))
        for one, other, seat in product(range(strategies), range(strategies), range(seats))
    ]


def negotiations(field: Entrants) -> int:
    """Return how many negotiations one seed takes.

    >>> negotiations(entrants_of([Setup("2018-singapore")], ["linear", "conceder", "micro"]))
    9
    """
    seats = [len(side.signatories) for side in field.sides]
    return sum(len({who for *_, who in assignments(len(field.strategies), n)}) for n in seats)


def play_rounds(field: Entrants, runs: int, seed: int = 0) -> Iterator[Scores]:
    """Play every assignment in every scenario, ``runs`` seeds each, portion by portion of the seeds.

    Run i has seed i of the tree below ``seed`` (`seeds_of`) in every assignment and scenario: the same numbers are drawn and the same
    chances fall, whoever sits there. A caller may stop after any portion. Raises `InputError` for fewer than two
    runs, for more than `MOST`, and for what cannot be played.
    """
    check_runs(runs, seed, MOST)
    entrants_by_scenario = [_PreparedScenario(side, field.strategies) for side in field.sides]
    size = max(1, runs // PORTIONS)
    for start in range(0, runs, size):
        seeds = seeds_of(seed, range(start, min(runs, start + size)))
        played = [one.play(seeds) for one in entrants_by_scenario]
        good = ~np.logical_or.reduce([failed for _, failed in played])
        values = np.stack([values for values, _ in played], axis=1)[good]
        yield Scores(values, int((~good).sum()))


def joined(portions: Sequence[Scores]) -> Scores:
    """Return several portions as one."""
    return Scores(np.concatenate([one.values for one in portions]), sum(one.failed for one in portions))


class _PreparedScenario:
    """One scenario with all its assignments, each made ready once."""

    def __init__(self, side: Setup, strategies: Sequence[str]) -> None:
        side = side.drawn()
        parties = list(side.loaded.spec.parties)
        self.side, self.strategies = side, strategies
        self.places = [parties.index(name) for name in side.signatories]
        self.prepared: dict[Assignment, PreparedScenario] = {}
        for *_, who in assignments(len(strategies), len(self.places)):
            if who not in self.prepared:
                seated = {
                    name: player_of(strategies[s]) for name, s in zip(side.signatories, who, strict=True)
                }
                self.prepared[who] = prepare(replace(side, strategies=seated))

    def play(self, seeds: npt.NDArray[np.int64]) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Play all assignments: values of shape (n, S, S, 4), and which seeds failed."""
        strategies, places = len(self.strategies), self.places
        played = {who: play_many(prepared, seeds) for who, prepared in self.prepared.items()}
        floors = _reservations(self.side, seeds)
        values = np.zeros((len(seeds), strategies, strategies, len(MEASURES)))
        for one, other, seat, who in assignments(strategies, len(places)):
            values[:, one, other] += _measured(played[who], places, seat, floors[:, seat])
        failed = np.logical_or.reduce([runs.failed for runs in played.values()])
        return values / len(places), failed


def _measured(runs: Runs, places: Sequence[int], seat: int, floor: Floats) -> Floats:
    signed = runs.agreement >= 0
    gain = np.where(signed, runs.utility[:, places[seat]] - floor, 0.0)
    welfare = np.zeros(len(floor))
    for place in places:
        welfare = welfare + runs.utility[:, place]
    treaty = runs.ladder == LADDER.index("treaty")
    return np.column_stack([gain, signed, treaty, welfare / len(places)])


def _reservations(side: Setup, seeds: npt.NDArray[np.int64]) -> Floats:
    """What having no text is worth to each signatory as the talks of each seed open: shape (n, signatories)."""
    keys = [f"parties.{name}.reservation" for name in side.signatories]
    known = side.loaded.settings
    settings = {key: known[key] for key in (*keys, PRIVATE) if key in known}
    found = np.zeros((len(seeds), len(keys)))
    for row, seed in zip(found, seeds.tolist(), strict=True):
        drawn = numbers(settings, seed)
        for place, (key, name) in enumerate(zip(keys, side.signatories, strict=True)):
            first, second = stream(seed, "private", name).random(2)
            row[place] = reserved(drawn[key], private_part(first, second, drawn.get(PRIVATE, 0.0)))
    return found
