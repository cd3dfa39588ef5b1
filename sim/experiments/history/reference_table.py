"""Makes the reference table portion by portion, on all processors, so that it can be stopped and gone on with."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.domain.record import RESULTS_VERSION
from sim.errors import InputError, SimError
from sim.experiments.history.priors import parameters
from sim.experiments.history.regrade import common
from sim.experiments.history.simulation import MAIN, PORTION, ReferenceTable, Variant, portion
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.pool import lost, open_pool
from sim.experiments.runs.progress import versions
from sim.experiments.runs.store import MANIFEST, check_new, failed_to_write
from sim.files import write_whole
from sim.scenario.fields import plays
from sim.scenario.load import Scenario, load, load_scales

REFERENCE = "reference.parquet"
"""The whole table in one file, as it ships."""

REDUCED = ("trust", "leverage")

REGRADINGS = 20

CHECKS = {
    "middle": (Variant("middle", lean=2.0), 16),
    "ends": (Variant("ends", lean=0.5), 16),
    "reduced": (Variant("reduced", keep=REDUCED), 16),
    **{f"regraded-{i:02d}": (Variant(f"regraded-{i:02d}", regrade=i), 4) for i in range(REGRADINGS)},
}
"""What is played besides, to see what the findings rest on, and in how many portions at most."""


@dataclass(frozen=True)
class TableRequest:
    """A reference table: ``portions`` of `PORTION` draws each, ``replications`` plays of each in every episode."""

    episodes: tuple[str, ...]
    portions: int
    replications: int
    seed: int
    checks: bool = True

    @property
    def work(self) -> list[tuple[Variant, int]]:
        """Every portion of the table and of the checks."""
        parts = [(MAIN, self.portions)]
        if self.checks:
            parts += [(variant, min(most, self.portions)) for variant, most in CHECKS.values()]
        return [(variant, number) for variant, portions in parts for number in range(portions)]

    @property
    def document(self) -> dict[str, Any]:
        """What the table depends on, as it stands in its manifest; more portions may be added to it."""
        scenarios = [common(), *(load(episode) for episode in self.episodes)]
        return {
            "format": "hikiwake-reference",
            "format_version": 1,
            "results_version": RESULTS_VERSION,
            "episodes": {scenario.id: _digest(scenario) for scenario in scenarios},
            "priors": {p.name: [p.low, p.high] for p in parameters(load_scales(fitted=False))},
            "replications": self.replications,
            "seed": self.seed,
        }


def _digest(scenario: Scenario) -> str:
    """A digest of what a scenario has to play, whatever its texts say and its words mean: a fit changes that."""
    text = json.dumps(plays(scenario.document, labels=True), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def part_path(out: Path, variant: Variant, number: int) -> Path:
    """Return where a portion is stored."""
    return out / f"{variant.name}-{number:05d}.parquet"


def make(
    wanted: TableRequest,
    out: Path,
    workers: int,
    *,
    resume: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> dict[str, ReferenceTable]:
    """Make the table in a folder, or what is missing of it; return it and those of the checks by name.

    A portion is there whole or not at all; a damaged one is played again. ``tell`` gets how many portions have come.
    Raises `InputError` for a folder that holds something else, and `SimError` where it cannot go on; what is stored
    stays, also when it is stopped.
    """
    _claim(out, wanted.document, resume=resume)
    todo = [work for work in wanted.work if _read(part_path(out, *work), wanted) is None]
    tell(len(wanted.work) - len(todo))
    for variant, number, data in _portions(wanted, todo, workers):
        try:
            write_whole(part_path(out, variant, number), data)
        except OSError as error:
            failed_to_write(out, error)
        tell(1)
    found: dict[str, list[ReferenceTable]] = {}
    for variant, number in wanted.work:
        part = _read(part_path(out, variant, number), wanted)
        if part is None:
            raise InputError(f"{out}: a portion is missing or damaged; repeat the command with --resume")
        found.setdefault(variant.name, []).append(part)
    return {name: joined(parts) for name, parts in found.items()}


def joined(parts: Sequence[ReferenceTable]) -> ReferenceTable:
    """Return tables as one."""
    return ReferenceTable(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ReferenceTable.__annotations__)
    )


def _claim(out: Path, document: dict[str, Any], *, resume: bool) -> None:
    path = out / MANIFEST
    if path.exists() and resume:
        try:
            before = json.loads(path.read_bytes())
        except (OSError, ValueError):
            raise InputError(f"{path}: cannot be read; name another folder by --out") from None
        for key, value in document.items():
            if before.get(key) != value:
                raise InputError(f"{path}: {key} is another than now; name another folder by --out")
        return
    check_new(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({**document, "versions": versions()}, indent=1).encode())
    except OSError as error:
        failed_to_write(out, error)


def _portions(
    wanted: TableRequest, todo: Sequence[tuple[Variant, int]], workers: int
) -> Iterator[tuple[Variant, int, bytes]]:
    """The portions as they come; the first alone, for it may have to compile the engine."""
    if not todo:
        return
    with (
        open_pool(EngineEntry(kind="local", workers=workers, scheduler=None)) as pool,
        contextlib.ExitStack() as stack,
    ):
        stack.callback(pool.stop)
        pending: set[Future[tuple[Variant, int, bytes]]] = set()
        rest, room = iter(todo), 1
        while True:
            for _, (variant, number) in zip(range(room - len(pending)), rest, strict=False):
                pending.add(pool.executor.submit(play_portion, wanted, variant, number))
            if not pending:
                return
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    yield future.result()
                except BrokenExecutor as error:
                    raise lost(error) or SimError(str(error)) from None
            room = 2 * workers


def play_portion(wanted: TableRequest, variant: Variant, number: int) -> tuple[Variant, int, bytes]:
    """Play a portion and return it as the bytes of a Parquet file."""
    played = portion(wanted.episodes, number, wanted.replications, wanted.seed, variant)
    return variant, number, to_parquet(played, wanted.episodes)


FINE = {"gaps": 1e-3, "rapport": 1e-2}
"""What is kept of a number: the nearest multiple, which is enough to read it by, and small."""


def to_parquet(played: ReferenceTable, episodes: Sequence[str]) -> bytes:
    """Return a table as a Parquet file: a column for each parameter, and four lists for each episode."""
    names = [p.name for p in parameters(load_scales(fitted=False))]
    columns: dict[str, Any] = {name: played.draws[:, i].astype(np.float32) for i, name in enumerate(names)}
    for e, episode in enumerate(episodes):
        columns[f"{episode}:ends"] = _listed(played.ends[:, e].astype(np.int8))
        columns[f"{episode}:authors"] = _listed(played.authors[:, e].astype(np.uint8))
        for what, step in FINE.items():
            kept = (getattr(played, what)[:, e] / step).round().astype(np.uint16)
            columns[f"{episode}:{what}"] = _listed(kept)
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, compression="zstd", compression_level=12)
    return sink.getvalue()


def _listed(rows: Any) -> Any:
    return pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), rows.shape[1])


def from_parquet(source: Path, episodes: Sequence[str]) -> ReferenceTable:
    """Return the table of a Parquet file. Raises `InputError` for a file that holds another."""
    names = [p.name for p in parameters(load_scales(fitted=False))]
    try:
        table = pq.read_table(source)
        draws = np.stack([table[name].to_numpy() for name in names], axis=1).astype(np.float64)
        lists = {
            what: np.stack([_rows(table[f"{e}:{what}"]) for e in episodes], axis=1)
            for what in ("ends", "authors", *FINE)
        }
    except (OSError, KeyError, AttributeError, ValueError, pa.ArrowException) as error:
        raise InputError(
            f"{source}: is no reference table of these episodes and scales ({error}); "
            "make one with `hikiwake calibrate`"
        ) from None
    fine = {what: lists[what] * step for what, step in FINE.items()}
    return ReferenceTable(draws, lists["ends"], authors=lists["authors"], **fine)


def _rows(column: Any) -> Any:
    found = column.combine_chunks()
    return found.flatten().to_numpy(zero_copy_only=False).reshape(len(found), -1)


def _read(path: Path, wanted: TableRequest) -> ReferenceTable | None:
    if not path.exists():
        return None
    try:
        played = from_parquet(path, wanted.episodes)
    except InputError:
        return None
    return played if played.ends.shape == (PORTION, len(wanted.episodes), wanted.replications) else None


def digest(played: ReferenceTable) -> str:
    """Return a digest of a table, by which a fit tells what it was made from."""
    text = hashlib.sha256()
    for array, step in (
        (played.draws, 1e-6),
        (played.ends, 1.0),
        (played.authors, 1.0),
        *((getattr(played, k), v) for k, v in FINE.items()),
    ):
        text.update(np.ascontiguousarray((array / step).round().astype(np.int64)).tobytes())
    return text.hexdigest()
