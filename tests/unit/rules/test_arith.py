"""The elementary functions against those of the C library, within the errors that they promise."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.arith import exponential, logarithm, logistic, power


@given(st.floats(-45.0, 45.0))
def test_exponential_is_near_the_exact_one(x: float) -> None:
    assert abs(float(exponential(x)) / math.exp(x) - 1.0) < 1e-12


@pytest.mark.parametrize(("x", "end"), [(46.0, 45.0), (1e300, 45.0), (-46.0, -45.0), (-1e300, -45.0)])
def test_exponential_stays_at_its_ends(x: float, end: float) -> None:
    assert float(exponential(x)) == float(exponential(end))


@given(st.floats(-60.0, 60.0))
def test_logistic_is_near_the_exact_one_and_in_the_unit_interval(x: float) -> None:
    value = float(logistic(x))
    assert 0.0 < value <= 1.0
    if abs(x) <= 45.0:
        assert abs(value * (1.0 + math.exp(-x)) - 1.0) < 1e-12
    assert abs(value + float(logistic(-x)) - 1.0) < 1e-12


@given(st.floats(1e-6, 1e6))
def test_logarithm_is_near_the_exact_one(x: float) -> None:
    assert abs(logarithm(x) - math.log(x)) < 1e-12


@given(st.floats(1e-6, 1.0), st.floats(0.01, 20.0))
def test_power_is_near_the_exact_one(x: float, exponent: float) -> None:
    """Time is counted in rounds, so shares of it are never smaller than that."""
    assert 0.0 <= power(x, exponent) <= 1.0
    assert abs(power(x, exponent) - math.pow(x, exponent)) < 1e-11


@pytest.mark.parametrize("exponent", [0.3, 1.0, 3.0])
def test_power_is_exact_at_both_ends(exponent: float) -> None:
    assert power(0.0, exponent) == 0.0
    assert power(1.0, exponent) == 1.0
    assert power(-0.1, exponent) == 0.0
    assert power(1.1, exponent) == 1.0


def test_an_array_gives_what_its_numbers_give_to_the_last_bit() -> None:
    xs = np.linspace(-50.0, 50.0, 1001)
    assert exponential(xs).tolist() == [float(exponential(float(x))) for x in xs]
    assert logistic(xs).tolist() == [float(logistic(float(x))) for x in xs]


# The last bits on any processor, Python and NumPy: a change here changes what stored seeds give.
BITS = [
    (exponential, 1.0, "0x1.5bf0a8b145459p+1"),
    (exponential, -3.7, "0x1.9511fc6870fb0p-6"),
    (logistic, 0.3, "0x1.261d545e46a9ap-1"),
    (logistic, -12.5, "0x1.f42e59cdcdc2dp-19"),
    (logarithm, 0.1, "-0x1.26bb1bbb5550fp+1"),
    (logarithm, 7.0, "0x1.f2272ae325a6ap+0"),
    (lambda x: power(x, 1.0 / 0.3), 0.45, "0x1.1e0601ac3060dp-4"),
    (lambda x: power(x, 1.0 / 3.0), 0.45, "0x1.8859b5bd7e5a7p-1"),
]


@pytest.mark.parametrize(("function", "x", "bits"), BITS)
def test_the_last_bit_is_the_same_everywhere(function: Callable[[float], Any], x: float, bits: str) -> None:
    assert float(function(x)).hex() == bits
