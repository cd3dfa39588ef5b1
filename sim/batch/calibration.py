"""Makes the reference table portion by portion, on all processors, so that it can be stopped and gone on with."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.batch.crews import crew_of, lost
from sim.batch.manifest import EngineEntry
from sim.batch.progress import versions
from sim.batch.reference import PORTION, Played, portion
from sim.batch.store import MANIFEST, check_new, failed_to_write, write_whole
from sim.domain.game import LADDER
from sim.domain.record import RESULTS_VERSION
from sim.errors import InputError, SimError
from sim.scenario.load import load, load_scales
from sim.scenario.priors import parameters

REFERENCE = "reference.parquet"
"""The whole table in one file, as it ships."""


@dataclass(frozen=True)
class Wanted:
    """A reference table: ``portions`` of `PORTION` draws each, ``replications`` plays of each in every episode."""

    episodes: tuple[str, ...]
    portions: int
    replications: int
    seed: int

    @property
    def document(self) -> dict[str, Any]:
        """What the table depends on, as it stands in its manifest."""
        scenarios = [load(episode) for episode in self.episodes]
        return {
            "format": "hikiwake-reference",
            "format_version": 1,
            "results_version": RESULTS_VERSION,
            "episodes": {scenario.id: _digest(scenario.document) for scenario in scenarios},
            "priors": {p.name: [p.low, p.high] for p in parameters(load_scales(fitted=False))},
            "replications": self.replications,
            "seed": self.seed,
        }


def _digest(document: Mapping[str, Any]) -> str:
    """A digest of what a scenario says, whatever its words mean: a fit changes that."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def part_path(out: Path, number: int) -> Path:
    """Return where a portion is stored."""
    return out / f"portion-{number:05d}.parquet"


def make(
    wanted: Wanted,
    out: Path,
    workers: int,
    *,
    resume: bool = False,
    tell: Callable[[int, int], None] = lambda done, wanted: None,
) -> Played:
    """Make the table in a folder, or what is missing of it, and return it. ``tell`` gets how many portions are there.

    A portion is there whole or not at all; a damaged one is played again. Raises `InputError` for a folder that holds
    something else, and `SimError` where it cannot go on; what is stored stays, also when it is stopped.
    """
    document = wanted.document
    _claim(out, document, resume=resume)
    todo = [i for i in range(wanted.portions) if _read(part_path(out, i), wanted) is None]
    tell(wanted.portions - len(todo), wanted.portions)
    for done, (number, data) in enumerate(_played(wanted, todo, workers), wanted.portions - len(todo) + 1):
        try:
            write_whole(part_path(out, number), data)
        except OSError as error:
            failed_to_write(out, error)
        tell(done, wanted.portions)
    return joined(out, wanted)


def joined(out: Path, wanted: Wanted) -> Played:
    """Return the whole table of a folder. Raises `InputError` where a portion is missing."""
    parts = [_read(part_path(out, i), wanted) for i in range(wanted.portions)]
    if any(part is None for part in parts):
        raise InputError(f"{out}: a portion is missing or damaged; repeat the command with --resume")
    found = [part for part in parts if part is not None]
    return Played(
        *(np.concatenate([getattr(p, name) for p in found]) for name in ("draws", "counts", "closeness"))
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


def _played(wanted: Wanted, todo: Sequence[int], workers: int) -> Iterator[tuple[int, bytes]]:
    """The portions as they come; the first alone, for it may have to compile the engine."""
    if not todo:
        return
    with crew_of(EngineEntry(kind="local", workers=workers)) as crew, contextlib.ExitStack() as stack:
        stack.callback(crew.stop)
        pending: set[Future[tuple[int, bytes]]] = set()
        rest, room = iter(todo), 1
        while True:
            for _, number in zip(range(room - len(pending)), rest, strict=False):
                pending.add(crew.executor.submit(play_portion, wanted, number))
            if not pending:
                return
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    yield future.result()
                except BrokenExecutor as error:
                    raise lost(error) or SimError(str(error)) from None
            room = 2 * workers


def play_portion(wanted: Wanted, number: int) -> tuple[int, bytes]:
    """Play a portion and return it as the bytes of a Parquet file."""
    played = portion(wanted.episodes, number, wanted.replications, wanted.seed)
    return number, to_parquet(played, wanted.episodes)


def to_parquet(played: Played, episodes: Sequence[str]) -> bytes:
    """Return a table as a Parquet file: a column for each parameter, each episode's closeness and each step's count."""
    names = [p.name for p in parameters(load_scales(fitted=False))]
    columns: dict[str, Any] = {name: played.draws[:, i] for i, name in enumerate(names)}
    for e, episode in enumerate(episodes):
        columns[f"{episode}:closeness"] = played.closeness[:, e].astype(np.float32)
        for s, step in enumerate(LADDER):
            columns[f"{episode}:{step}"] = played.counts[:, e, s].astype(np.uint8)
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return sink.getvalue()


def from_parquet(data: bytes | Path, episodes: Sequence[str]) -> Played:
    """Return the table of a Parquet file. Raises `InputError` for a file that holds another."""
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    names = [p.name for p in parameters(load_scales(fitted=False))]
    try:
        table = pq.read_table(source)
        draws = np.stack([table[name].to_numpy() for name in names], axis=1)
        closeness = np.stack([table[f"{e}:closeness"].to_numpy() for e in episodes], axis=1)
        steps = [[table[f"{e}:{step}"].to_numpy() for step in LADDER] for e in episodes]
    except (OSError, KeyError, pa.ArrowException) as error:
        raise InputError(
            f"{data if isinstance(data, Path) else 'table'}: is no reference table ({error})"
        ) from None
    counts = np.stack([np.stack(row, axis=-1) for row in steps], axis=1).astype(np.int64)
    return Played(draws, counts, closeness.astype(np.float64))


def _read(path: Path, wanted: Wanted) -> Played | None:
    try:
        played = from_parquet(path, wanted.episodes)
    except InputError:
        return None
    return played if len(played.draws) == PORTION else None


def digest(played: Played) -> str:
    """Return a digest of a table, by which a fit tells what it was made from."""
    text = hashlib.sha256()
    for array in (played.draws, played.counts, played.closeness.astype(np.float32)):
        text.update(np.ascontiguousarray(array).tobytes())
    return text.hexdigest()
