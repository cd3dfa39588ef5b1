"""`hikiwake batch`: very many negotiations into Parquet, and one of them played again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.commands.batch_options import (
    Common,
    Design,
    Designs,
    DryRun,
    Engine,
    Out,
    Protocol,
    Replay,
    Replications,
    Resume,
    Runs,
    Scenarios,
    Scheduler,
    Seed,
    Shard,
    Traces,
    Vary,
    Workers,
)
from sim.cli.commands.run import Strategies
from sim.cli.print import json_text, one_line, print_json, show
from sim.cli.types import Json, Language, Offs, Sets, pairs, seed_of, speak
from sim.cli.waiting import progress, whole_of
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.experiments.runs.manifest import EngineEntry, Manifest
    from sim.experiments.runs.plan import BatchRequest, Plan
    from sim.experiments.runs.progress import Estimate, Execution, Progress
    from sim.experiments.runs.progress import Shard as Part

Words = dict[str, Any]


def warn(text: str) -> None:
    """Say a remark on stderr, in one line."""
    sys.stderr.write(f"hikiwake: {one_line(text)}\n")


def batch(
    scenarios: Scenarios = None,
    runs: Runs = None,
    vary: Vary = None,
    design: Design = None,
    designs: Designs = None,
    replications: Replications = None,
    common: Common = False,
    seed: Seed = None,
    sets: Sets = None,
    strategies: Strategies = None,
    off: Offs = None,
    protocol: Protocol = None,
    out: Out = None,
    resume: Resume = False,
    shard: Shard = None,
    engine: Engine = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    dry_run: DryRun = False,
    traces: Traces = None,
    replay: Replay = None,
    language: Language = "en",
    json: Json = False,
) -> None:
    """Play many negotiations and store a row for each.

    Settings that are not varied are drawn from their ranges in every run. A run depends on the batch's seed, its
    design and its replication alone: not on workers, engine, shards or interruptions. DIR/runs/*.parquet hold the
    rows, DIR/manifest.json what they rest on.
    """
    speak(language)
    given = {name: value for name, value in locals().items() if value not in (None, False)}
    given = {name: value for name, value in given.items() if name not in ("json", "language")}
    if replay is not None:
        _replayed(given, json)
        return
    if language != "en":
        raise InputError("batch: --language says how --replay tells a run; leave it out")
    wish = _wish(given)
    who = _engine(given)
    from sim.experiments.runs.plan import make_plan
    from sim.experiments.runs.progress import Execution, shard_of

    part = None if shard is None else shard_of(shard)
    plan = make_plan(wish)
    for note in plan.notes:
        warn(note)
    folder = Path(out if out is not None else f"batch-{plan.entry.id[:8]}")
    site = Execution(folder, who, resume, part)
    if dry_run:
        _estimated(plan, site, json)
    else:
        _played(plan, site, json)


def _wish(given: Mapping[str, Any]) -> BatchRequest:
    from sim.experiments.runs.plan import BatchRequest

    return BatchRequest(
        scenarios=given.get("scenarios", []),
        runs=_whole(given, "runs", 1000),
        vary=given.get("vary", ()),
        design=given.get("design"),
        designs=given.get("designs"),
        replications=_whole(given, "replications", 10),
        common=given.get("common", False),
        seed=seed_of(given.get("seed", "0")),
        sets=pairs("--set", given.get("sets"), "KEY=VALUE"),
        strategies=pairs("--strategy", given.get("strategies"), "PARTY=NAME"),
        off=given.get("off", ()),
        protocol=given.get("protocol"),
        traces=_share(given.get("traces", "0")),
    )


def _whole(given: Mapping[str, Any], name: str, example: int) -> int | None:
    return whole_of(f"--{name}", given[name], example) if name in given else None


def _share(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 1.0:
        raise InputError(f'--traces: "{text}" is no share; give a number from 0 to 1, such as 0.01')
    return number


def _engine(given: Mapping[str, Any]) -> EngineEntry:
    """Who shall play, as far as the options tell."""
    from sim.errors import nearest
    from sim.experiments.runs.manifest import EngineEntry
    from sim.experiments.runs.pool import processors

    scheduler, kind = given.get("scheduler"), given.get("engine")
    if kind not in (None, "local", "dask"):
        raise InputError(f'--engine: "{kind}" is no engine; {nearest(kind, ["local", "dask"])}')
    if kind == "local" and scheduler is not None:
        raise InputError("--scheduler: belongs to --engine dask; leave one of the two out")
    workers = _whole(given, "workers", 2)
    if workers is not None and not 1 <= workers <= 1024:
        raise InputError(f"--workers: {workers} is out of range; give a number from 1 to 1024")
    if scheduler is not None:
        if workers is not None:
            raise InputError("--workers: a scheduler has workers of its own; leave out --workers")
        return EngineEntry(kind="dask", workers=None, scheduler=scheduler)
    return EngineEntry(kind=kind or "local", workers=workers or processors(), scheduler=None)


def _played(plan: Plan, site: Execution, json: bool) -> None:
    from sim.experiments.runs.runner import run_batch

    runs = sum(plan.rows_in(job) for job in plan.jobs(site.shard))
    shown = 0
    with progress("Playing", runs) as advance:

        def tell(far: Progress) -> None:
            nonlocal shown
            advance(far.stored - shown)
            shown = far.stored

        manifest = run_batch(plan, site, tell, warn)
    if json:
        print_json(json_text(manifest.model_dump(mode="json")))
    else:
        typer.echo("\n".join(_summary(manifest, site.out)))


def _summary(manifest: Manifest, out: Path) -> Iterator[str]:
    stored, failed = manifest.stored, manifest.failed
    yield f"{stored:,} runs in {_duration(manifest.timings.seconds)}, stored in {out}"
    if failed:
        yield f"{failed:,} of them make no game; their rows say why, and how to see it."
    for step, count in reversed(manifest.ladder.items()):
        if stored > failed:
            yield f"  {step:<12} {count:>12,}  {count / (stored - failed):6.1%}"
    yield f"To play one again: hikiwake batch {out} --replay 0"


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


def _estimated(plan: Plan, site: Execution, json: bool) -> None:
    from sim.experiments.runs.pool import processors
    from sim.experiments.runs.progress import estimate
    from sim.experiments.runs.runner import check_site

    check_site(plan, site)
    found = estimate(plan, site.engine.workers or processors(), site.shard)
    if json:
        print_json(json_text({**asdict(found), "notes": list(plan.notes)}))
    else:
        typer.echo("\n".join(_foretold(found, site.out, site.shard)))


def _foretold(found: Estimate, out: Path, shard: Part | None) -> Iterator[str]:
    part = "" if shard is None else f" (shard {shard[0]} of {shard[1]})"
    yield (
        f"{found.runs:,} runs{part}: scenarios {found.scenarios:,} x designs {found.designs:,} x replications "
        f"{found.replications:,}, in {found.jobs:,} jobs"
    )
    yield (
        f"About {_duration(found.seconds)} with {found.workers} workers like this machine's: a sample of "
        f"{found.sample:,} runs took {found.seconds_per_run * 1000:.3g} ms each"
    )
    from rich.filesize import decimal

    yield f"About {decimal(found.bytes)} in {out}. Nothing was written."


def _replayed(given: Words, json: bool) -> None:
    """Play a stored run again; everything else stands in the manifest."""
    names = {"scenarios": "SCENARIO", "sets": "--set", "strategies": "--strategy", "dry_run": "--dry-run"}
    for name in given:
        if name not in ("scenarios", "replay"):
            raise InputError(
                f"batch: --replay takes everything from the folder; leave out {names.get(name, f'--{name}')}"
            )
    folders = given.get("scenarios", [])
    if len(folders) != 1:
        raise InputError(
            "batch: --replay needs the folder of one batch, as in: hikiwake batch DIR --replay 12"
        )
    run_id = whole_of("--replay", given["replay"], 12)
    from sim.experiments.runs.replay import play_again

    record = play_again(Path(folders[0]), run_id)
    if json:
        print_json(record.to_json())
        return
    from sim.cli.narrated import account
    from sim.telling.catalogue import t
    from sim.telling.story import story_of

    show(account(story_of(record)))
    typer.echo("\n" + t("told.row_replayed", n=run_id, folder=folders[0]))
