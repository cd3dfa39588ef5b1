"""Exponential, logarithm, power and logistic from the four basic operations and the square root alone.

The library versions differ in the last bit between NumPy releases, processors and compilers; these do not,
because IEEE 754 fixes the result of each operation they use. All of them work on numbers and on arrays.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Number: TypeAlias = Any
"""A number or an array of numbers; where one argument is an array, so is the result."""

_HALVINGS = 10


def lesser(a: Number, b: Number) -> Number:
    """Return the smaller of two numbers, place by place where one is an array.

    >>> lesser(1.0, 2.0), lesser(1.0, np.array([0.5, 2.0])).tolist()
    (1.0, [0.5, 1.0])
    """
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.minimum(a, b)
    return min(a, b)


def greater(a: Number, b: Number) -> Number:
    """Return the larger of two numbers, place by place where one is an array.

    >>> greater(1.0, 2.0), greater(1.0, np.array([0.5, 2.0])).tolist()
    (2.0, [1.0, 2.0])
    """
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.maximum(a, b)
    return max(a, b)


def pick(holds: Any, then: Number, otherwise: Number) -> Number:
    """Return ``then`` where the condition holds and ``otherwise`` elsewhere; both are worked out.

    >>> pick(True, 1.0, 2.0), pick(np.array([True, False]), 1.0, 2.0).tolist()
    (1.0, [1.0, 2.0])
    """
    if isinstance(holds, np.ndarray):
        return np.where(holds, then, otherwise)
    return then if holds else otherwise


def series(x: Number) -> Number:
    """Return e to the ``x`` for ``x`` in [-45, 45]: the arithmetic of `exponential` without its check.

    ``x`` is divided by 1024, a Taylor polynomial of degree 7 is taken, and squared ten times. The relative
    error against the exact value stays below 1e-12.
    """
    z = x * (1.0 / 1024.0)
    total = 1.0 / 720.0 + z * (1.0 / 5040.0)
    total = 1.0 / 120.0 + z * total
    total = 1.0 / 24.0 + z * total
    total = 1.0 / 6.0 + z * total
    total = 0.5 + z * total
    total = 1.0 + z * total
    total = 1.0 + z * total
    for _ in range(_HALVINGS):
        total = total * total
    return total


def exponential(x: Number) -> Number:
    """Return e to the ``x``, for ``x`` in [-45, 45]; beyond, the value at the nearer end.

    >>> round(exponential(1.0), 12)
    2.718281828459
    """
    return series(lesser(45.0, greater(-45.0, x)))


def logistic(x: Number) -> Number:
    """Return ``1 / (1 + exp(-x))``, in [0, 1]; relative error below 1e-12.

    >>> logistic(0.0)
    0.5
    """
    return 1.0 / (1.0 + exponential(-x))


def logarithm(x: float) -> float:
    """Return the natural logarithm of ``x`` > 0, absolute error below 1e-12 for ``x`` in [1e-6, 1e6].

    Six square roots bring ``x`` near 1, where the series of the inverse hyperbolic tangent is short.

    >>> round(logarithm(10.0), 10)
    2.302585093
    """
    root = x
    for _ in range(6):
        root = float(np.sqrt(root))
    z = (root - 1.0) / (root + 1.0)
    square = z * z
    total = 0.0
    for k in range(19, 0, -2):
        total = total * square + 1.0 / float(k)
    return 128.0 * z * total


def power(x: float, exponent: float) -> float:
    """Return ``x`` to the ``exponent`` for ``x`` in [0, 1] and ``exponent`` > 0, in [0, 1].

    >>> power(0.0, 2.0), power(1.0, 0.3), power(0.5, 1.0)
    (0.0, 1.0, 0.5)
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if exponent == 1.0:
        return x
    inside: float = lesser(1.0, exponential(exponent * logarithm(x)))
    return inside
