"""What the stored runs of a batch amount to: each part is counted once, and only counts are kept, never rows."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.domain.game import LADDER, RESULTS
from sim.experiments.runs.manifest import PartEntry
from sim.experiments.runs.store import Folder
from sim.recent import Recent

STEPS = 7
"""Values that a range takes in a grid."""

BINS = 8
"""Equal parts into which a range is cut where its values are spread."""


FINE = 200
"""Parts of a treaty gap of 1; a gap of exactly 0 has a part of its own, and so have all above 1."""

TOGETHER = 20
"""Parts that are counted at a time: so many rows are held, and no more."""

KEPT = 8
"""Batches whose counts are kept; the least recently used goes first."""

REASONS = 20
"""Different reasons of failures that are kept."""

_DECIMAL = re.compile(r"-?\d+\.\d+(?:e[-+]?\d+)?")
"""What differs between reasons that are the same."""

Counts = npt.NDArray[np.int64]
Sums = npt.NDArray[np.float64]
Terms = tuple[tuple[str, str], ...]
"""A signed text: pairs of issue and option, in the order of the issues."""


@dataclass(frozen=True)
class Varied:
    """A varied key with its words, or with the ends of a range of which a grid takes `STEPS` values."""

    key: str
    words: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    spread: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is varied in numbers."""
        return not self.words

    @property
    def size(self) -> int:
        """Cells that its values fall into."""
        return len(self.words) or (BINS if self.spread else STEPS)

    @property
    def option(self) -> str:
        """What `--vary` takes.

        >>> Varied("a.b", low=0.0, high=0.6).option, Varied("a.b", ("low", "high")).option
        ('a.b=0.0:0.6:7', 'a.b=low,high')
        """
        if self.words:
            return f"{self.key}={','.join(self.words)}"
        return f"{self.key}={self.low!r}:{self.high!r}{'' if self.spread else f':{STEPS}'}"


@dataclass(frozen=True, eq=False)
class Tally:
    """What some runs amount to, each array by place.

    ``ladder``, ``result``: runs by step and by ending; ``gap``: runs by how far the nearest text of the deepest kind
    stayed from being signed: those at 0, then by `FINE` equal parts of (0, 1], then those above; a run in which every
    such text crosses a red line is in none. ``cells``: runs by cell of the varied keys, the first key changing slowest;
    ``treaties`` how many of them ended in a treaty, ``measured`` how many have a gap, ``sums`` and ``squares`` these gaps. ``terms``: how often each text was signed;
    ``reasons``: why runs make no game, with the command that shows one.
    """

    runs: int
    failed: int
    ladder: Counts
    result: Counts
    gap: Counts
    cells: Counts
    treaties: Counts
    measured: Counts
    sums: Sums
    squares: Sums
    terms: Counter[Terms] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    replay: str = ""

    @property
    def played(self) -> int:
        """Runs that make a game."""
        return self.runs - self.failed

    @property
    def signed(self) -> int:
        """Runs in which a text was signed."""
        return self.terms.total()

    @property
    def mean(self) -> float:
        """Mean treaty gap of the runs that have one."""
        return float(self.sums.sum()) / self.gapped if self.gapped else math.nan

    @property
    def gapped(self) -> int:
        """Runs in which some treaty crosses no red line."""
        return int(self.gap.sum())

    def quantile(self, share: float) -> float:
        """Return the treaty gap that a share of the runs that have one stays below, to a part; at most 1."""
        place = int(np.searchsorted(self.gap.cumsum(), share * self.gapped, side="left"))
        return min(place, FINE) / FINE

    def __add__(self, other: Tally) -> Tally:
        """Return what both amount to together."""
        found: dict[str, Any] = {name: getattr(self, name) + getattr(other, name) for name in _SUMMED}
        found["reasons"] = Counter(dict(found["reasons"].most_common(REASONS)))
        return Tally(**found, replay=self.replay or other.replay)


_SUMMED = (
    "runs", "failed", "ladder", "result", "gap", "cells", "treaties", "measured", "sums", "squares", "terms", "reasons",
)  # fmt: skip


def nothing(cells: int) -> Tally:
    """Return what no runs amount to."""
    return Tally(
        runs=0,
        failed=0,
        ladder=np.zeros(len(LADDER), np.int64),
        result=np.zeros(len(RESULTS), np.int64),
        gap=np.zeros(FINE + 2, np.int64),
        cells=np.zeros(cells, np.int64),
        treaties=np.zeros(cells, np.int64),
        measured=np.zeros(cells, np.int64),
        sums=np.zeros(cells),
        squares=np.zeros(cells),
    )


def cells_of(varied: Sequence[Varied]) -> int:
    """Return how many cells the values of the varied keys fall into; 1 where nothing is varied."""
    return math.prod(one.size for one in varied)


def _places(column: Any, words: Sequence[str]) -> Counts:
    """The place of each value among some words; -1 for none."""
    found = pc.index_in(column.cast(pa.string()), value_set=pa.array(list(words), pa.string()))
    places: Counts = found.fill_null(-1).combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64)
    return places


def place_in(one: Varied, values: Sums) -> Counts:
    """Return the cell of each number of a range: the nearest value of a grid, or the part that it lies in."""
    share = (values - one.low) / (one.high - one.low)
    found = np.floor(share * one.size) if one.spread else np.rint(share * (one.size - 1))
    places: Counts = np.clip(found, 0, one.size - 1).astype(np.int64)
    return places


def _cell(table: pa.Table, varied: Sequence[Varied]) -> Counts:
    found = np.zeros(table.num_rows, np.int64)
    for one in varied:
        column = table[one.key]
        places = _places(column, one.words) if one.words else place_in(one, column.to_numpy())
        found = found * one.size + places
    return found


def count(table: pa.Table, varied: Sequence[Varied]) -> Tally:
    """Return what the rows of some parts amount to."""
    good = table.filter(pc.equal(table["status"].cast(pa.string()), "ok"))
    cells, cell = cells_of(varied), _cell(good, varied)
    far = good[_deepest(good)].to_numpy()
    some = ~np.isnan(far)
    inside, far = cell[some], far[some]
    ladder = _places(good["ladder"], LADDER)
    treaty = cell[ladder == len(LADDER) - 1]
    bad = table.filter(pc.not_equal(table["status"].cast(pa.string()), "ok"))
    return Tally(
        runs=table.num_rows,
        failed=bad.num_rows,
        ladder=np.bincount(ladder, minlength=len(LADDER)),
        result=np.bincount(_places(good["result"], RESULTS), minlength=len(RESULTS)),
        gap=np.bincount(np.minimum(np.ceil(far * FINE), FINE + 1).astype(np.int64), minlength=FINE + 2),
        cells=np.bincount(cell, minlength=cells),
        treaties=np.bincount(treaty, minlength=cells),
        measured=np.bincount(inside, minlength=cells),
        sums=np.bincount(inside, weights=far, minlength=cells).astype(np.float64),
        squares=np.bincount(inside, weights=far * far, minlength=cells).astype(np.float64),
        terms=_texts(good),
        reasons=Counter(_DECIMAL.sub("…", str(text))[:300] for text in bad["error"].to_pylist()),
        replay=next((str(text) for text in bad["replay"].to_pylist() if text), ""),
    )


def _deepest(table: pa.Table) -> str:
    """The column of the treaty gap: depths stand from shallow to deep."""
    return [str(name) for name in table.column_names if name.startswith("gap_")][-1]


def _texts(good: pa.Table) -> Counter[Terms]:
    """How often each text was signed."""
    names = [name for name in good.column_names if name.startswith("agreement_")]
    if not names or not good.num_rows:
        return Counter()
    signed = good.filter(pc.is_valid(good[names[0]]))
    plain = pa.table({name: signed[name].cast(pa.string()) for name in names})
    found: Counter[Terms] = Counter()
    for row in plain.group_by(names).aggregate([([], "count_all")]).to_pylist():
        terms = tuple((name.removeprefix("agreement_"), str(row[name])) for name in names)
        found[terms] += int(row["count_all"])
    return found


@dataclass(frozen=True, eq=False)
class Reading:
    """What was read of a batch: its counts, how many parts they are of, and how many parts are damaged."""

    tally: Tally
    parts: int = 0
    damaged: int = 0


@dataclass(frozen=True)
class _Kept:
    """The counts of a batch, the digests of the parts that they are of, and how many parts are damaged."""

    tally: Tally
    digests: Mapping[int, str] = field(default_factory=dict)
    damaged: int = 0


_kept = Recent[Path, _Kept](KEPT)


def read(folder: Path, varied: Sequence[Varied]) -> Reading:
    """Return what is stored of a batch; only parts that were not counted yet are opened."""
    entries = Folder.journal_of(folder)
    now = _kept.update(folder, lambda before: _counted(folder, entries, varied, before))
    return Reading(now.tally, len(now.digests), now.damaged)


def _counted(
    folder: Path, entries: Mapping[int, PartEntry], varied: Sequence[Varied], before: _Kept | None
) -> _Kept:
    """The counts of all parts that are stored, from those before where they are of the same parts."""
    if before is None or any(
        job not in entries or entries[job].sha256 != digest for job, digest in before.digests.items()
    ):
        before = _Kept(nothing(cells_of(varied)))
    tally, digests = before.tally, dict(before.digests)
    new = sorted(entries.keys() - digests.keys())
    for first in range(0, len(new), TOGETHER):
        found = {job: _part(folder, entries[job], varied) for job in new[first : first + TOGETHER]}
        tables = {job: table for job, table in found.items() if table is not None}
        if tables:
            tally = tally + count(pa.concat_tables(tables.values()), varied)
            digests.update({job: entries[job].sha256 for job in tables})
    return _Kept(tally, digests, len(entries) - len(digests))


COLUMNS = ("status", "ladder", "result", "error", "replay")


def _part(folder: Path, entry: PartEntry, varied: Sequence[Varied]) -> pa.Table | None:
    """The columns of one part that are counted; None where it is not there as it was stored."""
    try:
        data = (folder / entry.file).read_bytes()
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            return None
        file = pq.ParquetFile(pa.BufferReader(data))
        wanted = {*COLUMNS, *(one.key for one in varied)}
        names = [n for n in file.schema_arrow.names if n in wanted or n.startswith(("agreement_", "gap_"))]
        return file.read(columns=names)
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return None
