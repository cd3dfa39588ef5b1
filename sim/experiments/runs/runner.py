"""Runs a batch: gives jobs to a worker pool a few at a time, stores each part as it comes, and can be stopped at any moment."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures import BrokenExecutor as Broken
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, SimError
from sim.experiments.runs.manifest import Manifest, refuse_another
from sim.experiments.runs.parts import content, job_size
from sim.experiments.runs.plan import Job, Plan
from sim.experiments.runs.pool import WorkerPool, lost, open_pool
from sim.experiments.runs.progress import Execution, Log, Progress, Tell, now, read_progress
from sim.experiments.runs.store import (
    MANIFEST,
    PROGRESS,
    DiskFull,
    Folder,
    LostManifest,
    check_new,
    check_own,
    read_manifest,
)
from sim.experiments.runs.worker import JobResult, work
from sim.interrupts import Stopped, stoppable

DEFECTS = 3
"""How many jobs may meet a defect, of which nothing is stored, before a batch is given up."""

ATTEMPTS = 3
"""How often a pool of local processes is made anew after one of them died."""


@dataclass(frozen=True)
class Start:
    """Where a batch begins: its plan, in jobs of the size that the folder has; the manifest to go on from, None for a new
    batch or a lost manifest; and what is worth saying of the folder.
    """

    plan: Plan
    before: Manifest | None = None
    remarks: tuple[str, ...] = ()


def check_execution(plan: Plan, execution: Execution) -> Start:
    """Return where a batch begins; touches nothing.

    Raises `InputError` where the folder holds another batch, or cannot be written, or the shard has no job.
    """
    start = _start(plan, execution)
    plan = start.plan
    if execution.shard is not None and execution.shard[1] > plan.entry.jobs:
        raise InputError(
            f"--shard {execution.shard[0]}/{execution.shard[1]}: the batch has only {plan.entry.jobs} jobs; take fewer shards"
        )
    return start


def _start(plan: Plan, execution: Execution) -> Start:
    out = execution.out
    if not (execution.resume and out.is_dir()):
        check_new(out)
        return Start(plan)
    check_own(out)
    try:
        before = read_manifest(out)
    except LostManifest as lost:
        size = job_size(out, plan.entry)
        held = content(out, MANIFEST)
        if size is None and held is None:
            check_new(out)
            return Start(plan)
        if size is None and held and b'"hikiwake-batch"' not in held and held.strip(b"\0"):
            raise  # perhaps somebody else's file
        kept = (
            "no part is stored, so all is played"
            if size is None
            else "what is stored is kept by what its parts say"
        )
        return Start(
            plan if size is None else plan.sized(size), None, (f"{str(lost).split(';')[0]}; {kept}",)
        )
    refuse_another(
        out,
        before,
        plan.entry,
        None if execution.shard is None else "{}/{}".format(*execution.shard),
    )
    return Start(plan.sized(before.plan.job_size), before)


def run_batch(
    plan: Plan,
    execution: Execution,
    tell: Tell = lambda progress: None,
    remark: Callable[[str], None] = lambda text: None,
) -> Manifest:
    """Run a batch, or what is missing of it, and return its manifest.

    ``tell`` is called now and then with the progress, ``remark`` with each file that is damaged and played again.
    Everything is checked before anything is written. Raises `InputError` where something is wrong, `SimError` where
    the batch cannot go on, and `KeyboardInterrupt`, with a sentence, where it is stopped: what is stored stays.
    """
    check_execution(plan, execution)
    with contextlib.ExitStack() as stack:
        stack.enter_context(stoppable())
        pool = stack.enter_context(open_pool(execution.engine))
        folder = Folder(execution.out)
        stack.callback(folder.close)
        # Once more, now that nobody else can write: another process may have finished a batch here in between.
        start = check_execution(plan, execution)
        for text in start.remarks:
            remark(text)
        log = Log(start.plan, execution, *_since(execution.out, start.before))
        log.parts, damaged = folder.recover(
            start.plan.entry, execution.shard, () if start.before is None else start.before.parts
        )
        for name in damaged:
            remark(f"{execution.out / name} is damaged or missing, and is played again")
        try:
            folder.write_manifest(log.manifest("running"))
            _finish(pool, folder, log, tell)
            done = log.manifest("complete")
            folder.write_manifest(done)
        except BaseException as error:
            pool.stop()
            end = _stopped(error, folder, log)
            if end is error:
                raise
            raise end from None
        tell(_told(folder, log, "complete"))
    if 0 < done.stored == done.failed:
        raise SimError(
            f"none of the {done.stored:,} runs could be played: their numbers make no game; the column error of the rows in "
            f"{execution.out} says why"
        )
    return done


def _since(out: Path, before: Manifest | None) -> tuple[str, float]:
    """When the batch was started, and the seconds spent on it; after a crash those that its progress told."""
    if before is None:
        return now(), 0.0
    told = read_progress(content(out, PROGRESS) or b"")
    return before.timings.started, max(before.timings.seconds, 0.0 if told is None else told.seconds)


def _told(folder: Folder, log: Log, state: str) -> Progress:
    far = log.progress(state)
    folder.write_progress({**far.as_json, "plan_id": log.plan_id})
    return far


def _stopped(error: BaseException, folder: Folder, log: Log) -> BaseException:
    """Leave the folder in order and return the error with how to go on."""
    # A part may have been noted after the last one that was counted.
    log.parts = {job: part for job, part in Folder.journal_of(folder.path).items() if job in log.jobs}
    far = _told(folder, log, "stopped")
    with contextlib.suppress(SimError):
        folder.write_manifest(log.manifest("stopped"))
    stored = f"{far.stored:,} of {far.runs:,} runs are stored in {folder.path}"
    on = "repeat the command with --resume to go on"
    if isinstance(error, KeyboardInterrupt):
        number = error.code - 128 if isinstance(error, Stopped) else signal.SIGINT
        return Stopped(number, f"interrupted; {stored}; {on}")
    if isinstance(error, DiskFull):
        return SimError(f"{error}; {stored} and whole; make room and {on}")
    known = error if isinstance(error, SimError) else lost(error)
    if known is None:
        error.add_note(f"{stored}; {on}")
        return error
    return SimError(f"{known}; {stored}; {on}")


def _finish(pool: WorkerPool, folder: Folder, log: Log, tell: Tell) -> None:
    """Play what is missing; where local processes die, with new ones."""
    for attempt in range(ATTEMPTS):
        todo = [job for job in log.jobs if job not in log.parts]
        try:
            with contextlib.ExitStack() as stack:
                own = pool if attempt == 0 else stack.enter_context(open_pool(log.execution.engine))
                _play(own, todo, folder, log, tell)
            return
        except Broken:
            if attempt == ATTEMPTS - 1:
                raise


def _play(pool: WorkerPool, todo: Iterable[int], folder: Folder, log: Log, tell: Tell) -> None:
    setup = log.plan.entry.model_dump_json().encode()
    jobs, pending, shown = iter(todo), dict[Future[JobResult], Job](), 0.0
    defects: list[BaseException] = []
    tell(_told(folder, log, "running"))
    while True:
        # The first job is played alone: it may have to compile the engine, which the others then find done.
        room = (pool.window() if log.new_runs else 1) - len(pending)
        for _, number in zip(range(room), () if len(defects) >= DEFECTS else jobs, strict=False):
            job = log.plan.job(number, setup, log.plan_id)
            pending[_submitted(pool, job)] = job
        if not pending:
            break
        done, _ = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in done:
            made = _result(future, pending.pop(future))
            if isinstance(made, JobResult):
                log.parts[made.job] = folder.add(made)
                log.new_runs += made.rows
            else:
                defects.append(made)
        if not done:
            pool.check()
        if time.monotonic() - shown > (0.3 if done else 2.0):
            tell(_told(folder, log, "running"))
            shown = time.monotonic()
    if defects:
        raise defects[0]


def _submitted(pool: WorkerPool, job: Job) -> Future[JobResult]:
    try:
        return pool.executor.submit(work, job)
    except OSError as error:
        # A pool whose workers have just died closes its pipe, perhaps while a job is handed to it.
        raise Broken(str(error)) from error


def _result(future: Future[JobResult], job: Job) -> JobResult | BaseException:
    """What became of a job, or the defect that it met. Raises what ends a batch at once."""
    try:
        error = future.exception()
    except CancelledError:
        raise SimError("the scheduler is gone, or gave the jobs up") from None
    if error is None:
        return future.result()
    if isinstance(error, (SimError, OSError)) or lost(error) is not None:
        raise error
    error.add_note(f"met in job {job.number}, runs {job.first:,} to {job.first + job.count - 1:,}")
    return error
