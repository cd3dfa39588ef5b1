"""From what was typed to a plan: scenarios, designs, replications and jobs, all checked before anything is written."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from sim.agents.own import slow, words_of
from sim.domain.record import RESULTS_VERSION
from sim.engine.ensemble import prepare
from sim.errors import InputError, nearest
from sim.experiments.runs.designs import (
    ONE,
    SORTS,
    Points,
    Sort,
    around,
    check_points,
    grid,
    listed,
    spread,
)
from sim.experiments.runs.listing import DesignTable, read_designs
from sim.experiments.runs.manifest import DesignEntry, PlanEntry, ScenarioEntry, VaryEntry
from sim.experiments.runs.rows import depths_of
from sim.experiments.runs.vary import Axis, parse, settle
from sim.scenario.load import Scenario
from sim.scenario.setup import Setup
from sim.streams import check_seed

MOST_RUNS = 1_000_000_000
"""Runs of a batch: a million parts of a thousand runs each."""

SMALLEST_JOB, LARGEST_JOB = 10, 1000
"""Runs per job: a hundred jobs where that lies between these. A job is what a crash can lose."""


@dataclass(frozen=True)
class BatchRequest:
    """What was asked for. ``setups``: one for each scenario, each with the same changes and way of playing, without a seed;
    ``runs``: in all; ``designs``: a CSV file; ``seed``: that of the batch; ``traces``: a share from 0 to 1;
    ``keep_draws``: a column for each drawn setting.
    """

    setups: Sequence[Setup]
    runs: int | None = None
    vary: Sequence[str] = ()
    design: str | None = None
    designs: str | None = None
    replications: int | None = None
    common: bool = False
    seed: int = 0
    traces: float = 0.0
    keep_draws: bool = False


@dataclass(frozen=True)
class Slice:
    """The designs of one scenario that a job needs: ``points`` begins with the design ``first`` of ``designs`` in all,
    and goes on with design 0 after the last.
    """

    scenario: int
    first: int
    designs: int
    points: Points


@dataclass(frozen=True)
class Job:
    """A job as a worker gets it: ``count`` runs from ``first``, and the plan as JSON text in ``setup``."""

    plan_id: str
    setup: bytes
    number: int
    first: int
    count: int
    slices: tuple[Slice, ...]


@dataclass(frozen=True)
class Plan:
    """A checked batch: its ``entry`` in the manifest, the points of each scenario, and remarks worth saying."""

    entry: PlanEntry
    points: tuple[Points, ...]
    notes: tuple[str, ...] = ()

    def jobs(self, shard: tuple[int, int] | None = None) -> range:
        """Return the numbers of the jobs, or those of shard ``(i, n)``, counted from 1."""
        return self.entry.jobs_of(shard)

    def sized(self, job_size: int) -> Plan:
        """Return the same plan in jobs of another size, as one that is gone on with has them."""
        jobs = -(-self.entry.runs // job_size)
        return replace(self, entry=self.entry.model_copy(update={"job_size": job_size, "jobs": jobs}))

    def job(self, number: int, setup: bytes, plan_id: str) -> Job:
        """Return a job as a worker gets it."""
        first, count = number * self.entry.job_size, self.entry.rows_in(number)
        return Job(plan_id, setup, number, first, count, tuple(self._slices(first, count)))

    def _slices(self, first: int, count: int) -> Iterator[Slice]:
        """The designs of each scenario; where the job goes on with the next replication, those of its beginning last."""
        n = self.entry.design.n
        scenarios = self.entry.cells // n
        for scenario in sorted({(first + i) % scenarios for i in range(min(count, scenarios))}):
            begin, end = -(-(first - scenario) // scenarios), (first + count - 1 - scenario) // scenarios + 1
            place, some = (0, n) if end - begin >= n else (begin % n, end - begin)
            yield Slice(scenario, place, n, self.points[scenario].part(place, place + some))


def make_plan(request: BatchRequest) -> Plan:
    """Return the plan of a request. Raises `InputError` for the first thing that cannot be done; writes nothing.

    >>> plan = make_plan(BatchRequest([Setup("2018-singapore")], 40, ["parties.usa.leverage=0.2:0.8"], replications=2))
    >>> plan.entry.design.sort, plan.entry.design.n, plan.entry.jobs
    ('lhs', 20, 4)
    """
    check_seed(request.seed)
    if request.runs is not None and request.runs < 1:
        raise InputError(f"--runs: {request.runs} is too few; give the number of runs, such as 1000")
    if request.replications is not None and request.replications < 1:
        raise InputError(f"--replications: {request.replications} is too few; give 1 or more")
    for option, number in (("--runs", request.runs), ("--replications", request.replications)):
        _check_size(option, number or 1)
    if not 0.0 <= request.traces <= 1.0:
        raise InputError(f"--traces: {request.traces:g} is no share; give a number from 0 to 1, such as 0.01")
    how = _how(request)
    scenarios = _scenarios(request)
    sort, axes, table = _axes(request, scenarios)
    _no_contradiction(how, [axis.key for axis in axes[0]], table)
    _playable(how, scenarios, axes, table)
    points = _points(sort, scenarios, axes, table, request)
    replications, runs = _numbers(request, len(scenarios), points[0].n)
    _check_size("--runs", runs)
    size = min(LARGEST_JOB, max(SMALLEST_JOB, -(-runs // 100)))
    entry = PlanEntry(
        results_version=RESULTS_VERSION,
        scenarios=[_entry(one.name, one.loaded) for one in request.setups],
        strategies=words_of(how.strategies),
        off=list(dict.fromkeys(how.off)),
        protocol=how.protocol,
        articles_only=how.loaded.articles_only,
        design=_design(sort, axes[0], points, request.designs),
        replications=replications,
        runs=runs,
        seed=request.seed,
        common=request.common,
        traces=request.traces,
        keep_draws=request.keep_draws,
        job_size=size,
        jobs=-(-runs // size),
    )
    return Plan(entry, points, (*_notes(sort, points[0].n), *slow(entry.strategies.values())))


def _check_size(option: str, runs: int) -> None:
    if runs > MOST_RUNS:
        raise InputError(f"{option}: makes {runs:,} runs, more than {MOST_RUNS:,}; take fewer")


def _notes(sort: Sort, n: int) -> tuple[str, ...]:
    if sort == "sobol" and n & (n - 1):
        below = 1 << (n.bit_length() - 1)
        return (
            f"a Sobol sequence is balanced at powers of two; {n:,} designs are not one ({below:,}, {2 * below:,})",
        )
    return ()


def _how(request: BatchRequest) -> Setup:
    """How all scenarios of a batch are played."""
    if not request.setups:
        raise InputError("SCENARIO is missing; name one, such as 2018-singapore")
    how = request.setups[0]
    if any(replace(one, scenario=how.scenario) != how for one in request.setups):
        raise InputError(
            "setups: a batch plays all its scenarios alike; make a batch for each way of playing"
        )
    return how


def _scenarios(request: BatchRequest) -> list[Scenario]:
    found = [one.loaded for one in request.setups]
    for i, scenario in enumerate(found):
        if scenario.id in [other.id for other in found[:i]]:
            raise InputError(f'SCENARIO: two of them have the id "{scenario.id}"; name each scenario once')
    return found


def _entry(name: str, scenario: Scenario) -> ScenarioEntry:
    return ScenarioEntry(
        id=scenario.id,
        name=name,
        source=scenario.source,
        hash=scenario.hash,
        changes=dict(scenario.changes),
        issues=list(scenario.spec.issues),
        parties=list(scenario.spec.parties),
        depths=depths_of(scenario),
        settings=[key for key, setting in scenario.settings.items() if setting.low < setting.high],
        document=dict(scenario.document),
        scales={name: scale.model_dump(mode="json") for name, scale in scenario.scales.items()},
    )


def _axes(
    request: BatchRequest, scenarios: Sequence[Scenario]
) -> tuple[Sort, list[tuple[Axis, ...]], DesignTable | None]:
    """What kind of design it is, the varied keys as each scenario reads them, and the file of its points."""
    if request.design is not None and request.design not in SORTS:
        raise InputError(f'--design: "{request.design}" is no design; {nearest(request.design, SORTS)}')
    if request.designs is not None:
        if request.vary or request.design not in (None, "list"):
            wrong = "--vary" if request.vary else f"--design {request.design}"
            raise InputError(f"--designs: the file says which points to play; leave out {wrong}")
        table = read_designs(Path(request.designs))
        return "list", [table.axes(scenario) for scenario in scenarios], table
    if request.design == "list":
        raise InputError("--design list: takes its points from a file; give --designs FILE.csv")
    typed = parse(request.vary)
    if not typed:
        if request.design is not None:
            raise InputError(f"--design {request.design}: nothing is varied; give --vary KEY=LO:HI")
        return "none", [() for _ in scenarios], None
    counted = all(not x.is_range or x.count is not None for x in typed)
    sort = request.design or ("grid" if counted else "lhs")
    if sort == "grid":
        # Before any value is looked at: there may be very many.
        check_points(math.prod(len(x.values) or x.count or 1 for x in typed))
    return cast(Sort, sort), [tuple(settle(x, s) for x in typed) for s in scenarios], None


def _no_contradiction(how: Setup, keys: Sequence[str], table: DesignTable | None) -> None:
    """Nothing is both varied and fixed."""
    fixed = {key: f"--set {key}={value}" for key, value in how.changes.items()}
    fixed |= {
        f"parties.{p}.strategy": f"--strategy {p}={name}" for p, name in words_of(how.strategies).items()
    }
    if how.protocol is not None:
        fixed["talks.protocol"] = f"--protocol {how.protocol}"
    for key in keys:
        if key in fixed:
            place = f"--vary {key}:" if table is None else f"{table.place(1)}{key}"
            raise InputError(f"{place} is held fast by {fixed[key]}; leave one of the two out")


def _playable(
    how: Setup, scenarios: Sequence[Scenario], axes: Sequence[Sequence[Axis]], table: DesignTable | None
) -> None:
    """Every scenario sits down, with each of the words that can stand there."""
    for scenario, own in zip(scenarios, axes, strict=True):
        _sits(how, scenario, "")
        for axis in own:
            if axis.kind == "word" and axis.key not in scenario.settings:
                for word in axis.words:
                    place = f"--vary {axis.key}={word}: "
                    if table is not None:
                        place = table.place(table.line_of(axis.key, word))
                    _sits(how, scenario.with_changes({axis.key: word}), place)


def _sits(how: Setup, scenario: Scenario, place: str) -> None:
    try:
        prepare(how.played_as(scenario))
    except InputError as error:
        raise InputError(f"{place}{scenario.id}: {error}") from None


def _points(
    sort: Sort,
    scenarios: Sequence[Scenario],
    axes: Sequence[tuple[Axis, ...]],
    table: DesignTable | None,
    request: BatchRequest,
) -> tuple[Points, ...]:
    """The points of each scenario; all but those around a scenario's own values are the same for all."""
    if sort == "oat":
        found = tuple(around(own, scenario) for own, scenario in zip(axes, scenarios, strict=True))
        if len({points.n for points in found}) > 1:
            raise InputError(
                "--design oat: the scenarios differ in which value is their own; play them one by one"
            )
        return found
    if table is not None:
        shared = listed(axes[0], table.rows)
    elif sort == "grid":
        shared = grid(axes[0])
    elif sort == "none":
        shared = ONE
    else:
        shared = spread(sort, axes[0], _spread_over(request, len(scenarios)), request.seed)
    return tuple(shared for _ in scenarios)


def _spread_over(request: BatchRequest, scenarios: int) -> int:
    """How many designs a Latin hypercube or a Sobol sequence has."""
    again = request.replications or 1
    if request.runs is None:
        raise InputError("--runs is missing; give the number of runs in all, such as 1000")
    return _divided(
        request.runs,
        scenarios * again,
        f"{_count(scenarios, 'scenario')} times {_count(again, 'replication')}",
    )


def _numbers(request: BatchRequest, scenarios: int, designs: int) -> tuple[int, int]:
    """Replications, and runs in all."""
    cells = scenarios * designs
    shown = f"{_count(scenarios, 'scenario')} times {_count(designs, 'design')}"
    if request.runs is None:
        if request.replications is None and designs == 1:
            raise InputError("--runs is missing; give the number of runs in all, such as 1000")
        return request.replications or 1, cells * (request.replications or 1)
    if request.replications is None:
        return _divided(request.runs, cells, shown), request.runs
    wanted = cells * request.replications
    if request.runs != wanted:
        raise InputError(
            f"--runs: {shown} times {_count(request.replications, 'replication')} make {wanted:,} runs, not "
            f"{request.runs:,}; leave out --runs or --replications, or give --runs {wanted}"
        )
    return request.replications, request.runs


def _divided(runs: int, cells: int, shown: str) -> int:
    if runs % cells:
        below, above = runs // cells * cells, (runs // cells + 1) * cells
        near = f"{below} or {above}" if below else f"{above}"
        raise InputError(f"--runs: {runs:,} does not divide by {shown}; take {near}")
    return runs // cells


def _count(n: int, name: str) -> str:
    return f"{n:,} {name}{'' if n == 1 else 's'}"


def _design(sort: Sort, axes: Sequence[Axis], points: Sequence[Points], file: str | None) -> DesignEntry:
    vary = [
        VaryEntry(
            key=axis.key,
            text=axis.text,
            kind=axis.kind,
            start=axis.numbers[0] if axis.kind == "number" else None,
        )
        for axis in axes
    ]
    return DesignEntry(
        sort=sort, vary=vary, file=file, n=points[0].n, digests=[found.digest for found in points]
    )
