"""Named random streams: every chance in a run has a name, so adding one never shifts another.

Only uniform doubles of ``PCG64`` are ever drawn from a stream; their bits are the same on every
platform and NumPy version this package supports.
"""

from __future__ import annotations

import hashlib

import numpy as np

from sim.errors import InputError, as_written

LARGEST_SEED = 2**63 - 1


def check_seed(seed: object) -> int:
    """Return ``seed`` as a plain integer, or say what a seed is.

    >>> check_seed(0)
    0
    >>> check_seed("seven")
    Traceback (most recent call last):
    ...
    sim.errors.InputError: seed: "seven" is not a whole number from 0 to 9223372036854775807, such as 7
    """
    if isinstance(seed, (int, np.integer)) and not isinstance(seed, bool) and 0 <= seed <= LARGEST_SEED:
        return int(seed)
    raise InputError(f"seed: {as_written(seed)} is not a whole number from 0 to {LARGEST_SEED}, such as 7")


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
