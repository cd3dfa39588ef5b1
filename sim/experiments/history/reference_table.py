"""Makes the reference table portion by portion, on all processors, so that it can be stopped and gone on with."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.analysis.posterior import weights
from sim.domain.game import LADDER
from sim.domain.issue import Floats
from sim.domain.record import RESULTS_VERSION
from sim.errors import InputError, SimError
from sim.experiments.history.adaptive import Proposal, mixed, proposal
from sim.experiments.history.priors import parameters
from sim.experiments.history.regrade import common
from sim.experiments.history.simulation import (
    FINE,
    MAIN,
    PORTION,
    ReferenceTable,
    Variant,
    in_a_row,
    kept,
    pinned,
    play_draws,
    portion,
)
from sim.experiments.history.variants import ablations, checks
from sim.experiments.runs.manifest import EngineEntry
from sim.experiments.runs.pool import lost, open_pool
from sim.experiments.runs.progress import versions
from sim.experiments.runs.store import MANIFEST, check_new, failed_to_write
from sim.files import write_whole
from sim.scenario.fields import plays
from sim.scenario.load import Scenario, load, load_scales
from sim.scenario.places import scenarios_dir

REFERENCE = "reference.parquet"
"""The whole table in one file, as it ships."""

SECOND = "second"
"""How the second round's portions are called; they hang on the whole first round, so its size is in their name."""


@dataclass(frozen=True)
class TableRequest:
    """A reference table: ``portions`` of `PORTION` draws in each round, ``replications`` plays of each in every episode."""

    episodes: tuple[str, ...]
    portions: int
    replications: int
    seed: int
    checks: bool = True

    @property
    def work(self) -> list[tuple[Variant, int]]:
        """Every portion of the first round and of the checks."""
        parts = [(MAIN, self.portions)]
        if self.checks:
            parts += [(variant, min(most, self.portions)) for variant, most in checks().values()]
        return [(variant, number) for variant, portions in parts for number in range(portions)]

    @property
    def pieces(self) -> int:
        """The number of portions in all, the second round included."""
        return len(self.work) + self.portions

    @property
    def document(self) -> dict[str, Any]:
        """What the table depends on, as it stands in its manifest; more portions may be added to it."""
        scenarios = [common(), *(load(episode) for episode in self.episodes)]
        return {
            "format": "hikiwake-reference",
            "format_version": 2,
            "results_version": RESULTS_VERSION,
            "episodes": {scenario.id: _digest(scenario) for scenario in scenarios},
            "ablations": {name: row.model_dump() for name, row in ablations().items()},
            "facts": [row.id for row in pinned(self.episodes)],
            "priors": {p.name: [p.low, p.high] for p in parameters(load_scales(fitted=False))},
            "replications": self.replications,
            "seed": self.seed,
        }


def _digest(scenario: Scenario) -> str:
    """A digest of what a scenario has to play, whatever its texts say and its words mean: a fit changes that."""
    text = json.dumps(plays(scenario.document), sort_keys=True)
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
    found: dict[str, list[ReferenceTable]] = {}
    for variant, number in _all(out, wanted, wanted.work, None, workers, tell):
        found.setdefault(variant.name, []).append(_there(out, wanted, variant, number))
    tables = {name: joined(parts) for name, parts in found.items()}
    first = tables["main"]
    observed = np.array([_came(name) for name in wanted.episodes])
    likelihood = first.likelihood(wanted.episodes, observed)
    shares = proposal(first.uniform, weights(likelihood, np.arange(len(observed))))
    second = [
        (replace(MAIN, name=f"{SECOND}-{wanted.portions}"), number) for number in range(wanted.portions)
    ]
    parts = [_there(out, wanted, *work) for work in _all(out, wanted, second, shares, workers, tell)]
    both = joined([first, *parts])
    density = mixed(first.n, both.n - first.n, shares.density(both.uniform))
    # As it is stored: else the table that is read again would have another digest.
    return {**tables, "main": replace(both, density=density.astype(np.float32).astype(np.float64))}


def _came(episode: str) -> int:
    """The step of the ladder that an episode ended on."""
    happened = load(episode).spec.happened
    assert happened is not None
    return LADDER.index(happened.ladder)


Work = tuple[Variant, int]


def _all(
    out: Path,
    wanted: TableRequest,
    works: Sequence[Work],
    shares: Proposal | None,
    workers: int,
    tell: Callable[[int], None],
) -> Sequence[Work]:
    """Play what is missing of some portions and store it; return them all."""
    todo = [work for work in works if _read(part_path(out, *work), wanted) is None]
    tell(len(works) - len(todo))
    for variant, number, data in _portions(wanted, todo, shares, workers):
        try:
            write_whole(part_path(out, variant, number), data)
        except OSError as error:
            failed_to_write(out, error)
        tell(1)
    return works


def _there(out: Path, wanted: TableRequest, variant: Variant, number: int) -> ReferenceTable:
    part = _read(part_path(out, variant, number), wanted)
    if part is None:
        raise InputError(f"{out}: a portion is missing or damaged; repeat the command with --resume")
    return part


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
    wanted: TableRequest, todo: Sequence[Work], shares: Proposal | None, workers: int
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
                pending.add(pool.executor.submit(play_portion, wanted, variant, number, shares))
            if not pending:
                return
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    yield future.result()
                except BrokenExecutor as error:
                    raise lost(error) or SimError(str(error)) from None
            room = 2 * workers


def play_portion(
    wanted: TableRequest, variant: Variant, number: int, shares: Proposal | None = None
) -> tuple[Variant, int, bytes]:
    """Play a portion and return it as the bytes of a Parquet file; ``shares``: one of the second round."""
    if shares is None:
        played = portion(wanted.episodes, number, wanted.replications, wanted.seed, variant)
    else:
        uniform = kept(shares.draw(PORTION, [wanted.seed, number]))
        seeds = in_a_row(wanted.seed, wanted.portions + number, wanted.replications)
        played = play_draws(wanted.episodes, uniform, wanted.replications, seeds)
    return variant, number, to_parquet(played, wanted.episodes)


GAP = 1e-3
"""What is kept of a gap: the nearest multiple."""


def to_parquet(played: ReferenceTable, episodes: Sequence[str]) -> bytes:
    """Return a table as a Parquet file: a column for each parameter, and for each episode its steps, facts and gap."""
    names = [p.name for p in parameters(load_scales(fitted=False))]
    places = (played.uniform * FINE).round().astype(np.uint16)
    columns: dict[str, Any] = {name: places[:, i] for i, name in enumerate(names)}
    columns["density"] = played.density.astype(np.float32)
    columns["facts"] = _listed(played.facts.astype(np.uint8))
    for e, episode in enumerate(episodes):
        columns[f"{episode}:steps"] = _listed(played.counts[:, e].astype(np.uint8))
        columns[f"{episode}:gap"] = (played.gaps[:, e] / GAP).round().astype(np.uint16)
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
        uniform = np.stack([table[name].to_numpy() for name in names], axis=1) / FINE
        found = ReferenceTable(
            uniform,
            table["density"].to_numpy().astype(np.float64),
            np.stack([_rows(table[f"{e}:steps"]) for e in episodes], axis=1),
            _rows(table["facts"]),
            np.stack([table[f"{e}:gap"].to_numpy() for e in episodes], axis=1) * GAP,
        )
    except (OSError, KeyError, AttributeError, ValueError, pa.ArrowException) as error:
        raise InputError(
            f"{source}: is no reference table of these episodes and scales ({error}); "
            "make one with `hikiwake calibrate`"
        ) from None
    return found


def shipped(episodes: Sequence[Scenario]) -> ReferenceTable:
    """Return the table that ships. Raises `InputError` where it is not of these episodes."""
    return from_parquet(scenarios_dir() / REFERENCE, [episode.id for episode in episodes])


def shipped_weights(table: ReferenceTable, episodes: Sequence[Scenario]) -> Floats:
    """Return the weights of a table's draws by all that is known of these episodes, shape ``(n,)``."""
    ids = tuple(episode.id for episode in episodes)
    observed = np.array([_came(name) for name in ids])
    return weights(table.likelihood(ids, observed), np.arange(len(ids)), table.taken)


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
    return played if played.counts.shape[:2] == (PORTION, len(wanted.episodes)) else None


def digest(played: ReferenceTable) -> str:
    """Return a digest of a table, by which a fit tells what it was made from."""
    text = hashlib.sha256()
    for array, step in (
        (played.uniform, 1 / FINE),
        (played.density, 1e-6),
        (played.counts, 1.0),
        (played.facts, 1.0),
        (played.gaps, GAP),
    ):
        text.update(np.ascontiguousarray((array / step).round().astype(np.int64)).tobytes())
    return text.hexdigest()
