"""`hikiwake batch`: very many negotiations into Parquet, and one of them played again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.print import as_path, command, json_text, print_json, show, unbroken, warn, warn_idle
from sim.cli.types import (
    ArticlesOnly,
    Json,
    Language,
    Offs,
    Protocol,
    Sets,
    Strategies,
    Texts,
    Typed,
    seed_option,
    share,
    speak,
    text,
    whole,
)
from sim.cli.usage import nothing_beside
from sim.cli.waiting import progress
from sim.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.experiments.runs.manifest import Manifest
    from sim.experiments.runs.manifest import Shard as Part
    from sim.experiments.runs.plan import Plan
    from sim.experiments.runs.progress import Estimate, Execution, Progress
    from sim.scenario.setup import Setup

Scenarios = Annotated[
    Texts,
    typer.Argument(
        metavar="SCENARIO...", help="Ids or scenario files; with --replay, the folder of a batch."
    ),
]
Runs = Annotated[
    int | None,
    whole(
        "--runs",
        1000,
        "Runs in all: scenarios times designs times replications. A number that does not divide is refused.",
    ),
]
Vary = Annotated[
    Texts,
    text(
        "--vary",
        "KEY=VALUES",
        "Vary a setting: LO:HI, LO:HI:COUNT, or A,B,C in words or numbers; repeatable.",
    ),
]
Design = Annotated[
    str | None,
    text(
        "--design",
        "D",
        "Which values meet: grid (all combinations), lhs, sobol, oat (one at a time around the scenario's own) or "
        "list. Default: grid where every key has a list of values, else lhs.",
    ),
]
Designs = Annotated[
    str | None,
    text("--designs", "FILE", "A CSV file of designs: keys in the first line, a design in every other."),
]
Replications = Annotated[
    int | None,
    whole(
        "--replications",
        10,
        "Runs of each design. Default: 1 for lhs and sobol, else what --runs leaves.",
        "R",
    ),
]
Common = Annotated[bool, typer.Option("--common", help="Let all designs share their random numbers.")]
Seed = Annotated[int, seed_option("The seed of all chance in the batch, a whole number.")]
Out = Annotated[
    str | None, text("--out", "DIR", "Folder for the rows. Default: one here, named after the plan.")
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on with a batch that was stopped, or add runs to it with a larger --runs: play what is missing.",
    ),
]
Shard = Annotated[
    str | None, text("--shard", "I/N", "Play only each N-th job, from the I-th; see hikiwake merge.")
]
Engine = Annotated[
    str | None, text("--engine", "E", "local (processes of this machine, the default) or dask.")
]
Workers = Annotated[
    int | None, whole("--workers", 2, "Processes to play with. Default: one for each processor.")
]
Scheduler = Annotated[
    str | None, text("--scheduler", "ADDRESS", "A running Dask scheduler, such as tcp://HOST:8786.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say how many runs, how long and how large; write nothing.")
]
Traces = Annotated[
    float | None,
    share(
        "--traces",
        "is no share; give a number from 0 to 1, such as 0.01",
        "Keep the full record of this share of the runs, from 0 to 1.",
        ends=True,
    ),
]
KeepDraws = Annotated[
    bool,
    typer.Option("--keep-draws", help="Give every drawn setting a column of its own, instead of one list."),
]
Replay = Annotated[
    int | None,
    whole("--replay", 12, "Play one stored run of the folder again and tell it.", "RUN_ID"),
]


def batch(
    ctx: typer.Context,
    scenarios: Scenarios = None,
    runs: Runs = None,
    vary: Vary = None,
    design: Design = None,
    designs: Designs = None,
    replications: Replications = None,
    common: Common = False,
    seed: Seed = 0,
    sets: Sets = None,
    strategies: Strategies = None,
    off: Offs = None,
    protocol: Protocol = None,
    articles_only: ArticlesOnly = False,
    out: Out = None,
    resume: Resume = False,
    shard: Shard = None,
    engine: Engine = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    dry_run: DryRun = False,
    traces: Traces = None,
    keep_draws: KeepDraws = False,
    replay: Replay = None,
    language: Language = "en",
    json: Json = False,
) -> None:
    """Play many negotiations and store a row for each.

    Settings that are not varied are drawn from their ranges in every run. A run depends on the batch's seed, its design and
    its replication alone. DIR/runs/*.parquet hold the rows.
    """
    speak(language)
    if replay is not None:
        nothing_beside(ctx, "the folder", "scenarios", "replay", "json", "language")
        return _replayed(scenarios or [], replay, json)
    _tells_nothing(language)
    how = Typed(sets, strategies, off, protocol, articles_only=articles_only)
    from sim.experiments.runs.plan import BatchRequest, make_plan
    from sim.experiments.runs.pool import engine_of
    from sim.experiments.runs.progress import Execution

    request = BatchRequest(
        [how.setup(name) for name in scenarios or ()],
        runs=runs,
        vary=vary or (),
        design=design,
        designs=designs,
        replications=replications,
        common=common,
        seed=seed,
        traces=traces or 0.0,
        keep_draws=keep_draws,
    )
    plan, part, who = make_plan(request), _shard(shard), engine_of(engine, workers, scheduler, warn)
    execution = Execution(Path(out or f"batch-{plan.entry.id[:8]}"), who, resume, part)
    _done(plan, request.setups, execution, dry_run, json)


def _shard(text: str | None) -> Part | None:
    from sim.experiments.runs.manifest import shard_of

    return shard_of(text) if text else None


def _tells_nothing(language: str) -> None:
    """Refuse another language where rows are made and nothing is told."""
    if language != "en":
        raise InputError("batch: --language says how --replay tells a run; leave it out")


def _done(plan: Plan, setups: Sequence[Setup], execution: Execution, dry_run: bool, json: bool) -> None:
    """Play a plan, or say what it would take."""
    warn_idle(setups, [one.key for one in plan.entry.design.vary])
    for note in plan.notes:
        warn(note)
    if dry_run:
        _estimated(plan, execution, json)
    else:
        _played(plan, execution, json)


def _played(plan: Plan, execution: Execution, json: bool) -> None:
    from sim.experiments.runs.runner import run_batch

    runs = plan.entry.runs_of(execution.shard)
    shown = 0
    from sim.agents.own import slow

    here = execution.engine.scheduler is None and not slow(plan.entry.strategies.values())
    with progress("Playing", runs, json, here) as advance:

        def tell(far: Progress) -> None:
            nonlocal shown
            advance(far.stored - shown)
            shown = far.stored

        manifest = run_batch(plan, execution, tell, warn)
    if json:
        print_json(json_text(manifest.model_dump(mode="json")))
    else:
        show(_summary(manifest, execution.out))


def _summary(manifest: Manifest, out: Path) -> Iterator[RenderableType]:
    from sim.cli.rows import Rows
    from sim.telling.numbers import count, percent

    stored, failed = manifest.stored, manifest.failed
    yield unbroken(f"{count(stored)} runs in {_duration(manifest.timings.seconds)}, stored in {out}")
    if failed:
        yield f"{count(failed)} of them make no game; their rows say why, and how to see it."
    if stored > failed:
        yield Rows(
            ["", "runs", "share"],
            [
                [step, count(n), percent(n / (stored - failed), 1)]
                for step, n in reversed(manifest.ladder.items())
            ],
            indent=2,
        )
    yield from _associated(out)
    yield unbroken(f"To play one again: {command('batch', as_path(out), '--replay', '0')}")


def _associated(out: Path) -> Iterator[RenderableType]:
    """The settings whose draws go most with the ladder."""
    from sim.cli.rows import Rows
    from sim.experiments.runs.reading.influence import influences
    from sim.telling.numbers import count, signed

    found = influences(out)
    if not found:
        return
    yield (
        f"What goes with a higher step (rank correlation over {count(found[0].n)} runs, with its interval; an "
        "association, not proof of a cause):"
    )
    rows = []
    for one in found:
        several = len(one.settings) > 1
        name = f"scale {one.scale}, {len(one.settings)} settings" if several else one.settings[0]
        rows.append([name, signed(one.r), f"{signed(one.low)} to {signed(one.high)}"])
    yield Rows(["", "correlation", "interval"], rows, indent=2)


def _duration(seconds: float) -> str:
    """Return a time in words.

    >>> _duration(75), _duration(3.2), _duration(7260)
    ('1 min 15 s', '3.2 s', '2 h 1 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left} min" if hours else f"{minutes} min {rest} s"


def _estimated(plan: Plan, execution: Execution, json: bool) -> None:
    from sim.experiments.runs.pool import processors
    from sim.experiments.runs.progress import estimate
    from sim.experiments.runs.runner import check_execution

    plan = check_execution(plan, execution).plan
    with progress("Playing a sample", 1, json) as tell:
        found = estimate(plan, execution, execution.engine.workers or processors())
        tell(1)
    if json:
        print_json(json_text({**asdict(found), "notes": list(plan.notes)}))
    else:
        show(_foretold(found, execution.out, execution.shard))


def _foretold(found: Estimate, out: Path, shard: Part | None) -> Iterator[RenderableType]:
    from rich.filesize import decimal

    part = "" if shard is None else f" (shard {shard[0]} of {shard[1]})"
    yield (
        f"{found.runs:,} runs{part}: scenarios {found.scenarios:,} x designs {found.designs:,} x replications "
        f"{found.replications:,}, in {found.jobs:,} jobs"
    )
    yield (
        f"About {_duration(found.seconds)} with {found.workers} {'worker' if found.workers == 1 else 'workers'} like this machine's: a sample of "
        f"{found.sample:,} runs took {found.seconds_per_run * 1000:.3g} ms each"
    )

    yield unbroken(f"About {decimal(found.bytes)} in {out}. Nothing was written.")
    if found.bytes > found.free:
        yield f"It will not fit: {decimal(found.free)} are free there. Take another folder with --out, or fewer runs."


def _replayed(folders: list[str], run_id: int, json: bool) -> None:
    """Play a stored run again; everything else stands in the manifest."""
    if len(folders) != 1:
        raise InputError(
            "batch: --replay needs the folder of one batch, as in: hikiwake batch DIR --replay 12"
        )
    from sim.experiments.runs.replay import play_again

    record = play_again(Path(folders[0]), run_id)
    if json:
        print_json(record.to_json())
        return
    from sim.cli.narrated import account
    from sim.telling.catalogue import t
    from sim.telling.story import story_of

    show(account(story_of(record)))
    show(["", unbroken(t("told.row_replayed", n=run_id, folder=folders[0]))])
