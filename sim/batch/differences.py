"""What two batches differ in, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.batch.manifest import Manifest, PlanEntry
from sim.errors import InputError

_OPTIONS = {
    "strategies": "--strategy",
    "off": "--off",
    "protocol": "--protocol",
    "replications": "--replications",
    "runs": "--runs",
    "seed": "--seed",
    "common": "--common",
    "traces": "--traces",
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
