"""How the ensemble is compiled: without contraction, reassociation or threads, so that every bit stays fixed."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

import numba

from sim.engine.keeping import Kept, Readiness
from sim.errors import SimError
from sim.rules import arith

Code = TypeVar("Code", bound=Callable[..., Any])

# No fastmath: it would let the compiler reorder sums. The NumPy error model only drops checks for division by
# zero, which stand in the way of vector instructions; nothing here divides by zero. The functions are for each other:
# without wrappers they compile in half the time, but a call from Python is undefined. `entry` makes what Python calls.
_inner = numba.njit(error_model="numpy", nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
_outer = numba.njit(error_model="numpy", nogil=True)

if numba.config.DISABLE_JIT:
    raise SimError("NUMBA_DISABLE_JIT is set, and very many runs need compiled code; unset it")


def jit(function: Code) -> Code:
    """Return a function that compiled functions call."""
    return cast(Code, _inner(function))


def entry(function: Code) -> Code:
    """Return a compiled function that Python calls; its code is kept on disk, where there is a folder for it."""
    compiled = _outer(function)
    # Numba raises this where no folder will do.
    with contextlib.suppress(RuntimeError):
        compiled._cache = Kept(function)
    return cast(Code, compiled)


def readiness(function: Any) -> Readiness:
    """Return whether an `entry` is compiled, in this process or on disk, for these sources and this processor.

    >>> readiness(entry(lambda x: x)) in ("once", "each_time")
    True
    """
    if function.overloads:
        return "ready"
    kept = function._cache
    return kept.readiness(function.targetctx.codegen()) if isinstance(kept, Kept) else "each_time"


@jit
def _lesser(a: Any, b: Any) -> Any:
    return min(a, b)


@jit
def _greater(a: Any, b: Any) -> Any:
    return max(a, b)


@jit
def _pick(holds: Any, then: Any, otherwise: Any) -> Any:
    return then if holds else otherwise


_TWINS: dict[Any, Any] = {arith.lesser: _lesser, arith.greater: _greater, arith.pick: _pick}
"""Every rule that is compiled already; these three choose between numbers and arrays, which compiled code need not."""


def rule(function: Code) -> Code:
    """Return a formula compiled from the very source that the Mesa model runs, with all formulas that it calls.

    >>> from sim.rules.formulas import foreseen
    >>> twin = rule(foreseen)
    >>> numba.njit(lambda worth, passing, rest: twin(worth, passing, rest))(0.6, 0.5, 0.2) == foreseen(0.6, 0.5, 0.2)
    True
    """
    if function not in _TWINS:
        assert isinstance(function, FunctionType)
        names = {name: function.__globals__.get(name) for name in function.__code__.co_names}
        inner = {name: rule(found) for name, found in names.items() if isinstance(found, FunctionType)}
        twin = FunctionType(function.__code__, {**function.__globals__, **inner}, function.__name__)
        _TWINS[function] = jit(twin)
    return cast(Code, _TWINS[function])


def dispatch(twins: Mapping[Any, Callable[..., Any]]) -> Callable[..., Any]:
    """Return a compiled function of a number and arguments that hands the arguments to the number's twin.

    The twins take the same arguments and return the same kind. A number that is not in the table goes to the last.

    >>> double, square = jit(lambda x: x + x), jit(lambda x: x * x)
    >>> either = dispatch({0: double, 1: square})
    >>> numba.njit(lambda x: (either(0, x), either(1, x)))(5)
    (10, 25)
    """
    *others, last = sorted(twins)
    chain = _ending(twins[last])
    while others:
        # Three at a time, because every function costs time to compile; where fewer are left, one stands again.
        a, b, c = (*others[-3:], others[-1], others[-1])[:3]
        chain = _links((int(a), int(b), int(c)), (twins[a], twins[b], twins[c]), chain)
        del others[-3:]
    return chain


def _ending(twin: Callable[..., Any]) -> Callable[..., Any]:
    @jit
    def ending(number: Any, *arguments: Any) -> Any:
        return twin(*arguments)

    return ending


def _links(
    numbers: tuple[int, int, int], twins: tuple[Callable[..., Any], ...], rest: Callable[..., Any]
) -> Callable[..., Any]:
    a, b, c = numbers
    first, second, third = twins

    @jit
    def links(number: Any, *arguments: Any) -> Any:
        if number == a:
            return first(*arguments)
        if number == b:
            return second(*arguments)
        if number == c:
            return third(*arguments)
        return rest(number, *arguments)

    return links


def fingerprint() -> str:
    """Return a digest of the sources that are compiled: Numba itself looks only at the file of the outermost function."""
    here = Path(__file__).parent
    package = here.parents[1]
    files = [
        path for room in (here, package / "rules", package / "agents") for path in sorted(room.rglob("*.py"))
    ]
    files.append(package / "domain" / "codes.py")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
