"""How the ensemble is compiled: without contraction, reassociation or threads, so that every bit stays fixed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any

import numba

# No fastmath: it would let the compiler reorder sums. The NumPy error model only drops checks for division by
# zero, which stand in the way of vector instructions; nothing here divides by zero. The functions are for each other:
# without wrappers they compile in half the time, but a call from Python is undefined. `entry` makes what Python calls.
jit: Callable[..., Any] = numba.njit(
    error_model="numpy", nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True
)


def rule(function: Callable[..., Any], **inner: Any) -> Any:
    """Return a pure rule of scalars, compiled from the very source that the Mesa model runs.

    ``inner`` replaces the functions that the rule calls by their compiled twins.

    >>> from sim.rules.valuation import foreseen
    >>> twin = rule(foreseen)
    >>> numba.njit(lambda worth, passing, rest: twin(worth, passing, rest))(0.6, 0.5, 0.2) == foreseen(0.6, 0.5, 0.2)
    True
    """
    assert isinstance(function, FunctionType)
    twin = FunctionType(function.__code__, {**function.__globals__, **inner}, function.__name__)
    return jit(twin)


def fingerprint() -> str:
    """Return a digest of the sources that are compiled: Numba itself looks only at the file of the outermost function."""
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), *sorted((here.parents[1] / "rules").glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


entry = partial(numba.njit, error_model="numpy", nogil=True, cache=True)
