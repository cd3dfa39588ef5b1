"""The manifest of a batch: what was asked for, what it was played with, and which parts hold the rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from sim.domain.record import Frozen
from sim.errors import InputError
from sim.experiments.runs.designs import Sort
from sim.experiments.runs.vary import Kind

FORMAT_VERSION = 2
"""Raised whenever a folder of an earlier version can no longer be read."""

Changes = dict[str, str | int | float | bool]


class ScenarioEntry(Frozen):
    """One scenario of a batch, whole: nothing else is needed to play its runs again."""

    id: str
    name: str = Field(description="As it was named on the command line.")
    source: str = Field(description="What messages call it.")
    hash: str = Field(description="SHA-256 of the document and of the words it uses.")
    changes: Changes = Field(description="Settings changed by hand with --set: dotted key to value.")
    issues: list[str]
    parties: list[str]
    depths: list[str] = Field(description="How deep its texts go, from shallow to deep.")
    settings: list[str] = Field(
        description="Settings that are drawn from a range: the numbers of the column `draws`, in this order."
    )
    document: dict[str, Any] = Field(description="The scenario after merging, with its changes.")
    scales: dict[str, Any] = Field(description="The words that the scenario is graded with.")


class VaryEntry(Frozen):
    """One varied key."""

    key: str
    text: str = Field(
        description="Its values as they were typed; for designs from a file, how many there are."
    )
    kind: Kind = Field(
        description="`number`: a setting in numbers; `whole`: a whole number; `word`: anything else."
    )
    start: float | None = Field(description="A number that the setting can be; null for the other kinds.")


class DesignEntry(Frozen):
    """How the points of the varied keys were chosen."""

    sort: Sort = Field(description="`none` where nothing is varied.")
    vary: list[VaryEntry]
    file: str | None = Field(description="The CSV file of a listed design.")
    n: int = Field(description="Points of the design, for each scenario.")
    digests: list[str] = Field(description="SHA-256 of the points, for each scenario.")


class PlanEntry(Frozen):
    """Everything that the rows of a batch depend on. Two batches with equal plans have equal rows."""

    results_version: int = Field(description="Runs of the same number replay alike.")
    scenarios: list[ScenarioEntry]
    strategies: dict[str, str] = Field(description="Party to strategy, where --strategy names one.")
    off: list[str] = Field(description="Constraints that are switched off.")
    protocol: str | None = Field(description="Null: that of each scenario.")
    articles_only: bool = Field(
        default=False, description="Whether it is played with nothing that rests on a document."
    )
    design: DesignEntry
    replications: int
    runs: int = Field(description="Scenarios times designs times replications.")
    seed: int
    common: bool = Field(description="Whether all designs share their random numbers.")
    traces: float = Field(description="Share of the runs whose full record is kept.")
    keep_draws: bool = Field(
        default=False, description="Whether every drawn setting has a column of its own in place of `draws`."
    )
    job_size: int = Field(description="Runs per job; the last job may have fewer.")
    jobs: int

    @property
    def id(self) -> str:
        """A digest of the plan."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()

    @property
    def per_scenario(self) -> int:
        """Runs of each scenario."""
        return self.design.n * self.replications


class PartEntry(Frozen):
    """One part: the rows of one job."""

    job: int
    file: str = Field(description="Path inside the folder.")
    rows: int
    failed: int = Field(description="Rows whose numbers make no game.")
    ladder: dict[str, int] = Field(description="Step of the ladder to the number of runs that came so far.")
    bytes: int
    sha256: str
    seconds: float = Field(description="Time that its worker took.")
    trace: str | None = Field(description="Path of the sampled full records, where any are kept.")
    trace_sha256: str | None


class EngineEntry(Frozen):
    """Who did the work."""

    kind: Literal["local", "dask"]
    workers: int | None = Field(description="Null where a scheduler has its own.")
    scheduler: str | None


class TimingEntry(Frozen):
    """When, and how long. The times of a batch that was resumed add up."""

    started: str = Field(description="When it was first started, in UTC.")
    finished: str | None = Field(description="When it was completed, in UTC; null before.")
    seconds: float = Field(description="Time that this folder was being worked on.")
    worker_seconds: float = Field(description="Time that the workers took for the stored parts.")


class Manifest(Frozen):
    """What `DIR/manifest.json` holds. `parts` is filled in when the batch ends or is stopped."""

    format: Literal["hikiwake-batch"] = "hikiwake-batch"
    format_version: int = FORMAT_VERSION
    state: Literal["running", "stopped", "complete"] = Field(
        description="`running` may also mean that it was killed; `complete`: all jobs of this folder are stored."
    )
    plan_id: str = Field(description="SHA-256 of the plan.")
    plan: PlanEntry
    shard: str | None = Field(description="As in 2/3: only each third job, from the second; null: all jobs.")
    versions: dict[str, str] = Field(description="Package to version, and that of Python.")
    engine: EngineEntry
    timings: TimingEntry
    stored: int = Field(description="Rows in the parts.")
    failed: int
    ladder: dict[str, int]
    parts: list[PartEntry]


_OPTIONS = {
    "strategies": "--strategy",
    "off": "--off",
    "protocol": "--protocol",
    "articles_only": "--articles-only",
    "replications": "--replications",
    "runs": "--runs",
    "seed": "--seed",
    "common": "--common",
    "traces": "--traces",
    "keep_draws": "--keep-draws",
    "results_version": "results_version",
}


def refuse_another(folder: Path, stored: Manifest, asked: PlanEntry, shard: str | None) -> None:
    """Raise `InputError`, naming what differs, where a folder holds another batch than the one asked for."""
    found = list(different(stored.plan, asked))
    if stored.shard != shard:
        found.append(f"--shard is {stored.shard or 'not given'} there and {shard or 'not given'} here")
    if found:
        raise InputError(
            f'--resume: "{folder}" holds another batch: {found[0]}; repeat its command, or name another folder'
        )


def different(there: PlanEntry, here: PlanEntry) -> Iterator[str]:
    """Yield what two plans differ in, the first of them what a reader would look for first."""
    names = [[s.name for s in plan.scenarios] for plan in (there, here)]
    if names[0] != names[1]:
        yield f"SCENARIO is {_shown(names[0])} there and {_shown(names[1])} here"
    else:
        for old, new in zip(there.scenarios, here.scenarios, strict=True):
            if old.changes != new.changes:
                yield f"--set is {_shown(old.changes)} there and {_shown(new.changes)} here"
            elif old != new:
                yield f"the scenario {old.id} is no longer what it was"
    vary = [[f"{v.key}={v.text}" for v in plan.design.vary] for plan in (there, here)]
    if vary[0] != vary[1]:
        yield f"--vary is {_shown(vary[0])} there and {_shown(vary[1])} here"
    if there.design.sort != here.design.sort:
        yield f"--design is {there.design.sort} there and {here.design.sort} here"
    for name, option in _OPTIONS.items():
        old, new = getattr(there, name), getattr(here, name)
        if old != new:
            yield f"{option} is {_shown(old)} there and {_shown(new)} here"
    if there.design != here.design:
        yield "the points of the design are others"
    if there != here:
        yield "its manifest was changed"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = [f"{key}={x}" for key, x in value.items()]
    if isinstance(value, list):
        return " ".join(str(x) for x in value) or "not given"
    return "not given" if value is None else str(value)
