"""Many negotiations, one after the other in the Mesa model: the slow oracle of the compiled engine.

It has the engine's two functions and its arrays, so either can stand in for the other. The engine is held to
what this one says; benchmarks measure it against this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.domain.game import LADDER, RESULTS
from sim.domain.issue import Floats
from sim.errors import InputError, SimError, UnknownName, nearest
from sim.model.negotiation import NegotiationModel
from sim.scenario.load import Scenario

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Arena:
    """A setting that is ready to be played many times. Make one with `make_arena`."""

    scenario: Scenario
    strategies: Mapping[str, str] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    protocol: str | None = None
    draw: bool = True

    def model(self, seed: int, changes: Mapping[str, float] | None = None) -> NegotiationModel:
        """Return the model of one run. Raises `SimError` where its numbers make no game."""
        return NegotiationModel(
            self.scenario.with_changes(changes or {}),
            seed,
            draw=self.draw,
            strategies=self.strategies,
            off=self.off,
            protocol=self.protocol,
        )


@dataclass(frozen=True)
class Runs:
    """What n negotiations came to: arrays of length n, one place per run.

    ``failed``: whether the numbers of the run make no game; the other places of that run then mean nothing.
    ``result`` and ``ladder`` are places in `RESULTS` and `LADDER`; ``agreement`` is an outcome's number, or -1
    where nothing was signed; ``utility``, shape ``(n, P)`` with the parties in the scenario's order, is the plain
    worth of the signed text, or the party's reservation at the end; ``rounds`` is the last round reached.
    """

    failed: npt.NDArray[np.bool_]
    result: npt.NDArray[np.int8]
    ladder: npt.NDArray[np.int8]
    closeness: Floats
    residual_gap: Floats
    agreement: Ints
    utility: Floats
    rounds: Ints


def make_arena(
    scenario: Scenario,
    *,
    strategies: Mapping[str, str] | None = None,
    off: Sequence[str] = (),
    protocol: str | None = None,
    draw: bool = True,
) -> Arena:
    """Return a setting ready to be played; the arguments are those of `NegotiationModel`.

    Raises `InputError` for a strategy, a constraint or a protocol that cannot be played.

    >>> from sim.scenario.load import load
    >>> make_arena(load("2018-singapore"), off=["alliance"]).off
    ('alliance',)
    """
    arena = Arena(scenario, dict(strategies or {}), tuple(off), protocol, draw)
    Arena(scenario, arena.strategies, arena.off, protocol, draw=False).model(0)
    return arena


def play_many(
    arena: Arena, seeds: npt.NDArray[Any], given: Mapping[str, npt.NDArray[np.float64]] | None = None
) -> Runs:
    """Play one negotiation per seed and return what they came to.

    ``seeds``: shape ``(n,)``, whole numbers from 0 to 2^63 - 1. ``given``: settings by dotted key, each with one
    number per run, shape ``(n,)``; run i is then that of ``scenario.with_changes`` with its numbers, so these
    settings are not drawn. Raises `InputError` for an unknown key or another length.

    >>> from sim.scenario.load import load
    >>> runs = play_many(make_arena(load("2018-singapore")), np.array([7, 8]))
    >>> runs.failed.tolist(), runs.utility.shape
    ([False, False], (2, 3))
    """
    given = dict(given or {})
    for key, column in given.items():
        if key not in arena.scenario.settings:
            raise UnknownName(f'given: there is no setting "{key}"; {nearest(key, arena.scenario.settings)}')
        if column.shape != seeds.shape:
            raise InputError(f"given: {key} has the shape {column.shape}; give one number per seed")
    runs = _blank(len(seeds), len(arena.scenario.table.parties))
    for i, seed in enumerate(seeds.tolist()):
        try:
            model = arena.model(seed, {key: float(column[i]) for key, column in given.items()})
        except SimError:
            runs.failed[i] = True
            continue
        _fill(runs, i, model)
    return runs


def _blank(n: int, parties: int) -> Runs:
    return Runs(
        failed=np.zeros(n, dtype=np.bool_),
        result=np.full(n, -1, dtype=np.int8),
        ladder=np.full(n, -1, dtype=np.int8),
        closeness=np.full(n, np.nan),
        residual_gap=np.full(n, np.nan),
        agreement=np.full(n, -1, dtype=np.int64),
        utility=np.full((n, parties), np.nan),
        rounds=np.full(n, -1, dtype=np.int64),
    )


def _fill(runs: Runs, i: int, model: NegotiationModel) -> None:
    record, table = model.run(), model.table
    runs.result[i] = RESULTS.index(record.result)
    runs.ladder[i] = LADDER.index(record.ladder)
    runs.closeness[i] = record.closeness
    runs.residual_gap[i] = record.residual_gap
    runs.rounds[i] = record.rounds[-1].round
    runs.utility[i] = [party.reservation for party in table.standing.parties]
    if table.agreement is not None:
        runs.agreement[i] = table.agreement
        runs.utility[i] = model.game.utilities[:, table.agreement]
