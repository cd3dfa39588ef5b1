"""Plays the runs of a job: settings are grouped so that each distinct one is made ready once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.agents.own import player_of
from sim.agents.strategies import Strategy
from sim.engine.ensemble import PreparedScenario, Runs, play_many, prepare
from sim.engine.given import Worded
from sim.errors import InputError
from sim.experiments.runs.designs import Column
from sim.experiments.runs.manifest import PlanEntry, ScenarioEntry
from sim.experiments.runs.plan import Job, Slice
from sim.experiments.runs.rows import RunIndex, replay_command, run_index, schema_of, table_of
from sim.scenario.load import Scenario, from_document
from sim.scenario.problems import checked
from sim.scenario.scales import ScalesSpec
from sim.scenario.setup import Setup

if TYPE_CHECKING:
    from sim.engine.mesa import NegotiationModel

Typed = dict[str, str | float]
KEPT = 256
"""Settings that a worker keeps ready, of half a megabyte each: a job has all designs of a small batch, one after the other."""


def scenario_of(entry: ScenarioEntry) -> Scenario:
    """Return the scenario that a manifest holds."""
    scales = checked(ScalesSpec, {"scales": entry.scales}, f"{entry.source}: scales").scales
    return from_document(entry.document, dict(scales), entry.source, entry.changes)


@dataclass(frozen=True, eq=False)
class PreparedPlan:
    """A plan with its scenarios loaded, as a worker keeps it."""

    entry: PlanEntry

    @cached_property
    def setups(self) -> list[Setup]:
        """How each scenario is played, in the plan's order."""
        entry = self.entry
        scenarios = [
            replace(scenario_of(found), articles_only=entry.articles_only) for found in entry.scenarios
        ]
        return [Setup(one, {}, 0, self._players, entry.off, entry.protocol, draw=True) for one in scenarios]

    @cached_property
    def _players(self) -> dict[str, Strategy]:
        return {party: player_of(text) for party, text in self.entry.strategies.items()}

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns."""
        return schema_of(self.entry)

    @cached_property
    def _recent(self) -> Any:
        return lru_cache(maxsize=KEPT)(self._prepare)

    def prepared(self, scenario: int, words: Mapping[str, str | float]) -> PreparedScenario:
        """Return a setting ready to play. Raises `InputError` where these words make no game."""
        found: PreparedScenario = self._recent(scenario, tuple(words.items()))
        return found

    def _prepare(self, place: int, words: tuple[tuple[str, str | float], ...]) -> PreparedScenario:
        setup = self.setups[place]
        # A number can be given only where the scenario has one; an absent setting gets any, and then its own.
        absent = {
            vary.key: vary.start
            for vary in self.entry.design.vary
            if vary.start is not None and vary.key not in setup.loaded.settings
        }
        return prepare(replace(setup, changes={**absent, **dict(words)}))

    def model(self, scenario: int, seed: int, changes: Mapping[str, str | float]) -> NegotiationModel:
        """Return one run in the Mesa model. Raises `InputError` where its numbers make no game."""
        # Takes a second to import, which a worker that plays in the ensemble would pay for nothing.
        from sim.engine.mesa import NegotiationModel

        return NegotiationModel.of(replace(self.setups[scenario], changes=changes, seed=seed))


@lru_cache(maxsize=2)
def prepared_plan(setup: bytes) -> PreparedPlan:
    """Return the plan that JSON text holds; the last ones are kept."""
    return PreparedPlan(PlanEntry.model_validate_json(setup))


def changes_of(piece: Slice, design: int) -> Typed:
    """Return what is varied in one design of a slice."""
    place = (design - piece.first) % piece.designs
    return {column.key: column.typed(place) for column in piece.points.columns}


def play_job(plan: PreparedPlan, job: Job) -> pa.Table:
    """Play a job and return its rows, in the order of its runs."""
    scenario, place = run_index(plan.entry, job.first, job.count)
    tables = []
    for piece in job.slices:
        chosen = scenario == piece.scenario
        own = RunIndex(*(getattr(place, name)[chosen] for name in ("run", "design", "replication", "seed")))
        if len(own.run):
            tables.append(_play_slice(plan, piece, own))
    table = pa.concat_tables(tables, promote_options="default").unify_dictionaries()
    return table.take(np.argsort(table["run_id"].to_numpy())) if len(tables) > 1 else table


def _play_slice(plan: PreparedPlan, piece: Slice, place: RunIndex) -> pa.Table:
    row = (place.design - piece.first) % piece.designs
    runs = _room(plan, piece.scenario, len(row))
    given = {
        column.key: column.data[row]
        if column.numbers is not None
        else Worded(column.choices, column.data[row])
        for column in piece.points.columns
        if column.numbers is not None or _graded(plan, piece.scenario, column)
    }
    words = [column for column in piece.points.columns if column.key not in given]
    codes = np.stack([column.data[row] for column in words]) if words else np.zeros((1, len(row)), np.int32)
    for place_of_words in np.unique(codes, axis=1).T:
        chosen = np.flatnonzero((codes == place_of_words[:, None]).all(axis=0))
        said: Typed = {
            column.key: column.choices[int(code)] for column, code in zip(words, place_of_words, strict=False)
        }
        own_given = {key: _part(column, chosen) for key, column in given.items()}
        found = _play_cell(plan, _Cell(piece.scenario, said, place.seed[chosen], own_given))
        for name in vars(runs):
            getattr(runs, name)[chosen] = getattr(found, name)
    texts = _explained(plan, piece, place, runs)
    varied = {
        column.key: column.data[row]
        if column.numbers is not None
        else _said(column.kind, column.choices, column.data[row])
        for column in piece.points.columns
    }
    own = plan.entry.scenarios[piece.scenario]
    return table_of(plan.schema, plan.setups[piece.scenario].loaded, place, runs, texts, varied, own.settings)


def _room(plan: PreparedPlan, scenario: int, n: int) -> Runs:
    """Room for n runs of a scenario."""
    own = plan.entry.scenarios[scenario]
    return Runs.empty(n, len(own.parties), len(own.depths), len(own.settings))


def _graded(plan: PreparedPlan, scenario: int, column: Column) -> bool:
    """Whether a varied key takes words of a scale alone: then no setting has to be made ready for each of them."""
    loaded = plan.setups[scenario].loaded
    setting = loaded.settings.get(column.key)
    return setting is not None and set(column.choices) <= loaded.scales[setting.scale].words.keys()


def _part(column: npt.NDArray[Any] | Worded, chosen: npt.NDArray[np.int64]) -> npt.NDArray[Any] | Worded:
    """The values of some runs."""
    return replace(column, codes=column.codes[chosen]) if isinstance(column, Worded) else column[chosen]


def _value(column: npt.NDArray[Any] | Worded, i: int) -> str | float:
    """The value of one run, as `Scenario.with_changes` takes it."""
    return column.words[int(column.codes[i])] if isinstance(column, Worded) else float(column[i])


def _said(kind: str, choices: tuple[str, ...], codes: npt.NDArray[Any]) -> Any:
    if kind == "whole":
        return np.array([int(choice) for choice in choices], dtype=np.int64)[codes]
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(list(choices)))


@dataclass(frozen=True, eq=False)
class _Cell:
    """Runs of one scenario that are made ready alike, and differ in the settings given and in luck alone."""

    scenario: int
    words: Typed
    seeds: npt.NDArray[np.int64]
    given: Mapping[str, npt.NDArray[np.float64] | Worded]


def _play_cell(plan: PreparedPlan, cell: _Cell) -> Runs:
    """Play the runs of a cell."""
    try:
        keep = plan.entry.scenarios[cell.scenario].settings
        return play_many(plan.prepared(cell.scenario, cell.words), cell.seeds, cell.given, keep)
    except InputError:
        # The words may make no game with the scenario's own numbers, but one with those of a run.
        return _play_alone(plan, cell)


def _play_alone(plan: PreparedPlan, cell: _Cell) -> Runs:
    found = _room(plan, cell.scenario, len(cell.seeds))
    keep = plan.entry.scenarios[cell.scenario].settings
    for i in range(len(cell.seeds)):
        changes = {**cell.words, **{key: _value(column, i) for key, column in cell.given.items()}}
        try:
            one = play_many(plan.prepared(cell.scenario, changes), cell.seeds[i : i + 1], {}, keep)
        except InputError:
            found.failed[i] = True
            continue
        for name in vars(found):
            getattr(found, name)[i] = getattr(one, name)[0]
    return found


def _explained(plan: PreparedPlan, piece: Slice, place: RunIndex, runs: Runs) -> dict[str, list[str | None]]:
    """Why each failed run could not be played, in the words of the model, and how to see it again."""
    errors: list[str | None] = [None] * len(place.run)
    commands: list[str | None] = [None] * len(place.run)
    for i in np.flatnonzero(runs.failed).tolist():
        changes = changes_of(piece, int(place.design[i]))
        seed = int(place.seed[i])
        commands[i] = replay_command(plan.entry, piece.scenario, seed, changes)
        errors[i] = reason(plan, piece.scenario, seed, changes)
    return {"error": errors, "replay": commands}


def reason(plan: PreparedPlan, scenario: int, seed: int, changes: Mapping[str, str | float]) -> str:
    """Return why a run makes no game. Raises `RuntimeError` where it makes one: then the engines do not agree."""
    try:
        plan.model(scenario, seed, changes).run()
    except InputError as error:
        return str(error)
    raise RuntimeError(f"seed {seed} makes no game for the compiled engine, and one for the Mesa model")


def sampled(entry: PlanEntry, first: int, count: int) -> list[int]:
    """Return the numbers of the runs whose full record is kept: run i is, where number i of a stream is low enough.

    So the sample depends on the batch's seed and the share alone, and a larger share holds the smaller one.
    """
    if entry.traces <= 0.0:
        return []
    from sim.streams import stream

    luck = stream(entry.seed, "traces")
    luck.bit_generator.advance(first)  # type: ignore[attr-defined]
    return [first + int(i) for i in np.flatnonzero(luck.random(count) < entry.traces)]
