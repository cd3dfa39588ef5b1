"""Named random streams: every chance in a run has a name, so adding one never shifts another.

Only uniform doubles of ``PCG64`` are ever drawn from a stream; their bits are the same on every
platform and NumPy version this package supports.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sim.errors import whole_within

LARGEST_SEED = 2**53 - 1
"""The largest whole number that a spreadsheet, a browser and a file of JSON all keep exactly."""


def check_seed(seed: object) -> int:
    """Return ``seed`` as a plain integer, or say what a seed is.

    >>> check_seed(0)
    0
    >>> check_seed("seven")
    Traceback (most recent call last):
    ...
    sim.errors.InputError: seed: "seven" is not a whole number from 0 to 9,007,199,254,740,991; give one such as 7
    """
    return whole_within("seed", seed, 0, LARGEST_SEED, 7)


def fresh_seed() -> int:
    """Return a seed by the chance of the machine, for a run that names none.

    >>> check_seed(fresh_seed()) != fresh_seed()
    True
    """
    return secrets.randbelow(LARGEST_SEED + 1)


def seeds_below(root: int, places: Iterable[tuple[int, ...]]) -> npt.NDArray[np.int64]:
    """Return a seed for each place in the tree below ``root``: shape ``(places,)``.

    A place is a path of numbers from 0, such as ``(design, replication)``, and its seed depends on nothing but the root and
    the path. Two roots share seeds by mere chance alone, so those that follow each other, such as 0 and 1, give samples of
    their own (`numpy.random.SeedSequence`).

    >>> seeds_below(0, [(0, 0), (0, 1)]).tolist()
    [1286656552236609, 7274442658590397]
    """
    root = check_seed(root)
    found = [
        np.random.SeedSequence(root, spawn_key=place).generate_state(1, np.uint64)[0] for place in places
    ]
    return (np.array(found, dtype=np.uint64) >> np.uint64(11)).astype(np.int64)


def seeds_of(root: int, runs: range) -> npt.NDArray[np.int64]:
    """Return the seeds of runs that differ in nothing but their number, in the tree below ``root``.

    A batch of one design has the same ones.

    >>> seeds_of(7, range(1, 3)).tolist() == seeds_below(7, [(0, 1), (0, 2)]).tolist()
    True
    """
    return seeds_below(root, ((0, run) for run in runs))


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Return the random stream that belongs to ``seed`` and a path of names.

    The same seed and names give the same stream everywhere; another name gives an independent one
    (L'Ecuyer et al. 2017, "Random numbers for parallel computers", section on hashed seeds).

    >>> stream(7, "ratification", "japan").random() == stream(7, "ratification", "japan").random()
    True
    >>> stream(0, "events").random() == stream(1, "events").random()
    False
    """
    text = "\x1f".join(f"{type(name).__name__}:{name}" for name in names)
    digest = hashlib.sha256(text.encode()).digest()
    key = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(check_seed(seed), spawn_key=key)))
