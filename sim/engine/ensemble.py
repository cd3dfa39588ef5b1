"""Very many negotiations at once: the same game as the Mesa model, compiled.

>>> from sim.domain.game import RESULTS
>>> from sim.engine.mesa import negotiate
>>> from sim.scenario.load import load
>>> runs = play_many(prepare(load("2018-singapore")), np.arange(3))
>>> RESULTS[runs.result[0]] == negotiate("2018-singapore", 0, draw=True).result
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from sim.agents.strategies import Boa, Human, make_strategy
from sim.domain.course import Courses
from sim.domain.issue import Bools, Floats, Ints
from sim.engine.compiled.bundle import table
from sim.engine.compiled.course import log_of, room
from sim.engine.compiled.running import run_all
from sim.engine.compiled.scenario import CompiledScenario, compiled_scenario
from sim.engine.compiled.state import State, state_of
from sim.engine.given import Given, given_numbers
from sim.engine.infeasible import impossible
from sim.engine.prepare import players_of, rules_of
from sim.errors import InputError
from sim.scenario.grades import Scaled, Setting
from sim.scenario.load import Scenario
from sim.scenario.settings import Resolved, resolve, settings_of
from sim.scenario.setup import Setup
from sim.streams import LARGEST_SEED

BARRED = 1e300
"""The gap of a depth of which every text crosses a red line."""

_STAND_IN = make_strategy("linear")
"""Fills the seat of a strategy that is not compiled, and is never asked."""


@dataclass(frozen=True, eq=False)
class PreparedScenario:
    """A scenario and its players, ready to be played many times. Make one with `prepare`."""

    scenario: Scenario
    fixed: CompiledScenario
    places: Mapping[str, int]
    buffers: list[State] = field(default_factory=list)
    said: dict[tuple[str, str], Resolved] = field(default_factory=dict)
    uncompiled: Setup | None = None
    """How it is played, where a strategy is not compiled."""

    @cached_property
    def bounds(self) -> dict[str, Scaled]:
        """The scale of every setting, with the smallest and the largest number that it may be."""
        return {key: scaled for key, (_, scaled) in settings_of(self.scenario.spec).items()}

    def resolved(self, key: str, word: str) -> Resolved:
        """Return a setting as it is with another word of its scale. Raises `InputError` where it cannot have it."""
        if (key, word) not in self.said:
            setting = {key: (Setting(level=word, assumption="given"), self.bounds[key])}
            found = resolve(setting, self.scenario.scales, self.scenario.source)
            self.said[key, word] = found[key]
        return self.said[key, word]


@dataclass(frozen=True, eq=False)
class Runs:
    """What came of n runs, in the order of their seeds.

    ``failed``: the numbers made no game, and the rest of the row means nothing; ``result`` and ``ladder``: places in
    `RESULTS` and `LADDER`; ``agreement``: the signed outcome's
    number, or -1; ``utility``: shape ``(n, P)``, the plain worth of the signed text to every party, with what
    it leaves of the worth of having none, or that worth at the end where nothing was signed; ``rounds``: the last round that was held or waited through;
    ``rapport``: where it stood at the end; ``authors``: who tabled a text, a sum of powers of two by the
    parties' places; ``gaps``: shape ``(n, D)``, how far the nearest text of each depth stayed from being signed, `BARRED`
    where every text of it crosses a red line; ``draws``: shape ``(n, k)``, the numbers of the settings that were to be kept.
    """

    failed: Bools
    result: Any
    ladder: Any
    agreement: Ints
    utility: Floats
    rounds: Ints
    rapport: Floats
    authors: Ints
    gaps: Floats
    draws: Floats

    @classmethod
    def empty(cls, n: int, parties: int, depths: int = 1, draws: int = 0) -> Runs:
        """Return room for n runs, of which nothing is known yet."""
        return cls(
            failed=np.zeros(n, dtype=np.bool_),
            result=np.zeros(n, dtype=np.int8),
            ladder=np.zeros(n, dtype=np.int8),
            agreement=np.full(n, -1, dtype=np.int64),
            utility=np.zeros((n, parties)),
            rounds=np.zeros(n, dtype=np.int64),
            rapport=np.zeros(n),
            authors=np.zeros(n, dtype=np.int64),
            gaps=np.zeros((n, depths)),
            draws=np.zeros((n, draws)),
        )


def prepare(setup: Setup | Scenario) -> PreparedScenario:
    """Return what plays a setup under many seeds, its own left aside; a scenario alone has its settings drawn.

    Costs some milliseconds, so keep it. Built-in strategies alone are compiled; with any other the runs are played one by
    one, some hundred times more slowly. Raises `InputError` for a person.
    """
    if isinstance(setup, Scenario):
        setup = Setup(setup, draw=True)
    scenario = setup.loaded
    game = scenario.game()
    seated = players_of(setup, game)
    for name, player in seated.items():
        if isinstance(player, Human):
            raise InputError(
                f"strategy {name}: a person cannot play many runs; name a strategy such as linear"
            )
    players = {name: player if isinstance(player, Boa) else _STAND_IN for name, player in seated.items()}
    own = any(not isinstance(player, Boa) for player in seated.values())
    rules = rules_of(setup, game)
    fixed = compiled_scenario(scenario, players, rules.on, rules.protocol, setup.draw)
    places = {key: i for i, key in enumerate(scenario.settings)}
    how = replace(setup.played_as(scenario), strategies=seated) if own else None
    return PreparedScenario(scenario, fixed, places, uncompiled=how)


def play_courses(prepared: PreparedScenario, seeds: Any, given: Given | None = None) -> tuple[Runs, Courses]:
    """Play as `play_many` does and return also what was said and signed in every run, without reasons of refusals."""
    courses = room(np.asarray(seeds).size, prepared.fixed)
    runs = _played(prepared, seeds, given, courses)
    courses.signed[:] = runs.agreement
    courses.gap[:] = runs.gaps
    return runs, replace(courses, reason=None, issue=None)


def play_many(
    prepared: PreparedScenario, seeds: Any, given: Given | None = None, keep: Sequence[str] = ()
) -> Runs:
    """Play one negotiation for every seed and return what came of them.

    ``seeds``: shape ``(n,)``, whole numbers; ``given``: setting to ``n`` numbers that replace its draw, or to
    ``n`` words of its scale, as ``scenario.with_changes({setting: value})`` does; where that refuses them, the run has
    failed; ``keep``: settings whose numbers are noted in `Runs.draws`, NaN where the scenario has no such setting. Each row is what
    `negotiate` gives with the same seed and changes, to the last bit, whatever else is played beside it. One prepared scenario
    serves one thread at a time.
    """
    return _played(prepared, seeds, given, None, keep)


def _played(
    prepared: PreparedScenario,
    seeds: Any,
    given: Given | None,
    courses: Courses | None,
    keep: Sequence[str] = (),
) -> Runs:
    seeds = np.asarray(seeds)
    if seeds.ndim != 1 or seeds.dtype.kind not in "iu" or (seeds.size and not _in_range(seeds)):
        raise InputError(f"seeds: must be a row of whole numbers from 0 to {LARGEST_SEED:,}")
    n, fixed, seeds = seeds.size, prepared.fixed, seeds.astype(np.uint64)
    rows, likeliest = given_numbers(prepared, given or {}, seeds)
    keys = np.array([prepared.places[key] for key in given or {}], dtype=np.int64)
    runs = Runs.empty(n, fixed.parties, fixed.steps.size, len(keep))
    if prepared.uncompiled is not None:
        if courses is not None:
            raise InputError("strategies: courses are noted for built-in strategies alone; use play_many")
        # Mesa takes a second to import, which those who play built-in strategies would pay for nothing.
        from sim.engine.one_by_one import fill

        fill(prepared.uncompiled, runs, seeds, given or {}, keep)
        return runs
    kept = np.array([prepared.places.get(key, -1) for key in keep], dtype=np.int64)
    state = prepared.buffers.pop() if prepared.buffers else state_of(fixed)
    log = table(log_of(room(0, fixed) if courses is None else courses))
    columns = vars(runs).values()
    run_all(table(fixed), table(state), seeds, keys, rows, kept, *columns, log, courses is not None)
    prepared.buffers.append(state)
    if given:
        runs.failed[impossible(prepared.scenario, likeliest, n)] = True
    return runs


def _in_range(seeds: Any) -> bool:
    return int(seeds.min()) >= 0 and int(seeds.max()) <= LARGEST_SEED
