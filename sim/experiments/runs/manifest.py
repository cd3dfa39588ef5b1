"""The manifest of a batch: what was asked for, what it was played with, and which parts hold the rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.domain.game import LADDER
from sim.domain.record import Frozen
from sim.errors import InputError
from sim.experiments.runs.designs import Sort
from sim.experiments.runs.vary import Kind

FORMAT_VERSION = 3
"""Raised whenever a folder of an earlier version can no longer be read."""

Changes = dict[str, str | int | float | bool]
Shard = tuple[int, int]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(ge=0.0, le=1e12)]

RUNS, TRACES = "runs", "traces"


def part_name(job: int) -> str:
    """Return the path of a job's rows inside the folder of a batch.

    >>> part_name(7)
    'runs/job-000007.parquet'
    """
    return f"{RUNS}/job-{job:06d}.parquet"


def trace_name(job: int) -> str:
    """Return the path of a job's full records inside the folder of a batch."""
    return f"{TRACES}/job-{job:06d}.jsonl.gz"


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
    n: Positive = Field(description="Points of the design, for each scenario.")
    digests: list[str] = Field(description="SHA-256 of the points, for each scenario.")


class PlanEntry(Frozen):
    """Everything that the rows of a batch depend on. Two batches with equal plans have equal rows.

    Its runs are numbered by replication, then design, then scenario: so the first half of them is half of every
    scenario and design, and more replications add runs at the end.
    """

    results_version: int = Field(description="Runs of the same number replay alike.")
    scenarios: list[ScenarioEntry] = Field(min_length=1)
    strategies: dict[str, str] = Field(description="Party to strategy, where --strategy names one.")
    off: list[str] = Field(description="Constraints that are switched off.")
    protocol: str | None = Field(description="Null: that of each scenario.")
    articles_only: bool = Field(
        default=False, description="Whether it is played with nothing that rests on a document."
    )
    design: DesignEntry
    replications: Positive
    runs: Positive = Field(description="Scenarios times designs times replications.")
    seed: Count
    common: bool = Field(description="Whether all designs share their random numbers.")
    traces: float = Field(ge=0.0, le=1.0, description="Share of the runs whose full record is kept.")
    keep_draws: bool = Field(
        default=False, description="Whether every drawn setting has a column of its own in place of `draws`."
    )
    job_size: Positive = Field(description="Runs per job; the last job may have fewer.")
    jobs: Positive

    @property
    def id(self) -> str:
        """A digest of what is played: the same for the same content, whatever files are called and however many runs
        there are of it.
        """
        data = self.model_dump(mode="json", exclude=_NOT_CONTENT)
        data["off"].sort()
        text = json.dumps(data, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()

    @property
    def cells(self) -> int:
        """Runs of one replication: scenarios times designs."""
        return self.runs // self.replications

    def rows_in(self, job: int) -> int:
        """Return the number of runs of one job; 0 for one that the plan does not have."""
        return max(0, min(self.job_size, self.runs - job * self.job_size)) if job >= 0 else 0

    def jobs_of(self, shard: tuple[int, int] | None) -> range:
        """Return the numbers of all jobs, or those of shard ``(i, n)``, counted from 1."""
        i, n = (1, 1) if shard is None else shard
        return range(i - 1, self.jobs, n)

    def runs_of(self, shard: tuple[int, int] | None) -> int:
        """Return how many runs these jobs have."""
        jobs = self.jobs_of(shard)
        short = self.job_size - self.rows_in(self.jobs - 1)
        return len(jobs) * self.job_size - (short if self.jobs - 1 in jobs else 0)


_NOT_CONTENT: Any = {
    "replications": True,
    "runs": True,
    "job_size": True,
    "jobs": True,
    "scenarios": {"__all__": {"name", "source", "changes"}},
    "design": {"file": True, "vary": {"__all__": {"text", "start"}}},
}


class PartEntry(Frozen):
    """One part: the rows of one job."""

    job: Count
    file: str = Field(description="Path inside the folder.")
    rows: Positive
    failed: Count = Field(description="Rows whose numbers make no game.")
    ladder: dict[str, Count] = Field(description="Step of the ladder to the number of runs that came so far.")
    bytes: Count
    sha256: str
    seconds: Seconds = Field(description="Time that its worker took.")
    trace: str | None = Field(description="Path of the sampled full records, where any are kept.")
    trace_sha256: str | None

    @model_validator(mode="after")
    def _own(self) -> PartEntry:
        """Its files are those of its job and no others: what a manifest names is read, copied and written."""
        if self.file != part_name(self.job) or self.trace not in (None, trace_name(self.job)):
            raise ValueError(f"names files that are not those of job {self.job}")
        if (self.trace is None) != (self.trace_sha256 is None) or set(self.ladder) != set(LADDER):
            raise ValueError(f"does not say whole what job {self.job} holds")
        return self


class EngineEntry(Frozen):
    """Who did the work."""

    kind: Literal["local", "dask"]
    workers: int | None = Field(description="Null where a scheduler has its own.")
    scheduler: str | None


class TimingEntry(Frozen):
    """When, and how long. The times of a batch that was resumed add up."""

    started: str = Field(description="When it was first started, in UTC.")
    finished: str | None = Field(description="When it was completed, in UTC; null before.")
    seconds: Seconds = Field(description="Time that this folder was being worked on.")
    worker_seconds: Seconds = Field(description="Time that the workers took for the stored parts.")


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
    stored: Count = Field(description="Rows in the parts.")
    failed: Count
    ladder: dict[str, Count]
    parts: list[PartEntry]

    def contradiction(self) -> str | None:
        """Return in what a manifest contradicts itself, None where it does not."""
        plan, jobs = self.plan, [part.job for part in self.parts]
        if plan.runs != len(plan.scenarios) * plan.design.n * plan.replications:
            return "plan.runs: is not scenarios times designs times replications"
        if plan.jobs != -(-plan.runs // plan.job_size):
            return "plan.jobs: do not hold the runs"
        if len(plan.design.digests) != len(plan.scenarios):
            return "plan.design.digests: is not one for each scenario"
        if self.plan_id != plan.id:
            return "plan_id: is not that of the plan"
        try:
            shard = None if self.shard is None else shard_of(self.shard)
        except InputError:
            return "shard: is not of the form i/n"
        own = plan.jobs_of(shard)
        for part in self.parts:
            if part.job not in own or part.rows != plan.rows_in(part.job):
                return f"parts: job {part.job} with {part.rows} rows is none of the plan's"
        if len(set(jobs)) < len(jobs):
            return "parts: name a job twice"
        if self.state == "complete" and len(jobs) < len(own):
            return "parts: are not all of a complete batch"
        counted = (sum(part.rows for part in self.parts), sum(part.failed for part in self.parts))
        if counted != (self.stored, self.failed) or self.ladder != ladder_of(self.parts):
            return "stored: is not what the parts hold"
        return None


def ladder_counts(steps: Sequence[str | None]) -> dict[str, int]:
    """Return how many runs came to each step of the ladder, of those that came to one."""
    return {step: steps.count(step) for step in LADDER}


def ladder_of(parts: Iterable[PartEntry]) -> dict[str, int]:
    """Return how many runs of some parts came how far."""
    known = list(parts)
    return {step: sum(part.ladder[step] for part in known) for step in LADDER}


def shard_of(text: str) -> Shard:
    """Return shard ``i/n`` as two numbers. Raises `InputError` for anything else.

    >>> shard_of("2/3")
    (2, 3)
    """
    parts = text.split("/")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        i, n = int(parts[0]), int(parts[1])
        if 1 <= i <= n:
            return i, n
        raise InputError(f"--shard {text}: is out of range; i in i/n runs from 1 to {max(n, 1)}")
    raise InputError(f'--shard: "{text}" must have the form i/n, such as 1/3 for the first of three')


_OPTIONS = {
    "strategies": "--strategy",
    "off": "--off",
    "protocol": "--protocol",
    "articles_only": "--articles-only",
    "replications": "--replications",
    "runs": "--runs",
    "job_size": "the number of runs in a job",
    "seed": "--seed",
    "common": "--common",
    "traces": "--traces",
    "keep_draws": "--keep-draws",
    "results_version": "results_version",
}


def refuse_another(folder: Path, stored: Manifest, asked: PlanEntry, shard: str | None) -> None:
    """Raise `InputError`, naming what differs, where a folder holds another batch than the one asked for.

    The same with fewer replications is no other: it grows.
    """
    plan = stored.plan
    same = plan.id == asked.id and plan.replications <= asked.replications
    found = [] if same else list(different(plan, asked))
    if stored.shard != shard:
        found.append(f"--shard is {stored.shard or 'not given'} there and {shard or 'not given'} here")
    if found:
        raise InputError(
            f'--resume: "{folder}" holds another batch: {found[0]}; repeat its command, or name another folder'
        )


def different(there: PlanEntry, here: PlanEntry) -> Iterator[str]:
    """Yield what two plans differ in, the first of them what a reader would look for first.

    What a file is called, and how a value was spelt, is no difference.
    """
    if [s.id for s in there.scenarios] != [s.id for s in here.scenarios]:
        names = [_shown([s.name for s in plan.scenarios]) for plan in (there, here)]
        yield f"SCENARIO is {names[0]} there and {names[1]} here"
    else:
        for old, new in zip(there.scenarios, here.scenarios, strict=True):
            if old.hash == new.hash and old.scales == new.scales:
                continue
            if old.changes != new.changes:
                yield f"--set is {_shown(old.changes)} there and {_shown(new.changes)} here"
            else:
                yield f"the scenario {old.id} is no longer what it was"
    if there.design.digests != here.design.digests:
        yield from _other_points(there, here)
    for name, option in _OPTIONS.items():
        old, new = getattr(there, name), getattr(here, name)
        if old != new and not (name == "off" and sorted(old) == sorted(new)):
            yield f"{option} is {_shown(old)} there and {_shown(new)} here"
    if there.id != here.id:
        yield "its points or its manifest are others"


def _other_points(there: PlanEntry, here: PlanEntry) -> Iterator[str]:
    vary = [[f"{v.key}={v.text}" for v in plan.design.vary] for plan in (there, here)]
    if vary[0] != vary[1]:
        yield f"--vary is {_shown(vary[0])} there and {_shown(vary[1])} here"
    if there.design.sort != here.design.sort:
        yield f"--design is {there.design.sort} there and {here.design.sort} here"
    if there.design.n != here.design.n and here.design.sort in ("lhs", "sobol"):
        again = there.replications + 1
        yield (
            f"--runs is {there.runs} there and {here.runs} here, and with another number of designs their points are "
            f"others; to add runs to the same designs, give --replications {again} --runs {there.cells * again}"
        )


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = [f"{key}={x}" for key, x in value.items()]
    if isinstance(value, list):
        return " ".join(str(x) for x in value) or "not given"
    return "not given" if value is None else str(value)
