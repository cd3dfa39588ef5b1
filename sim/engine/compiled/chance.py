"""NumPy's named random streams in compiled code, bit for bit.

`sim.streams.stream` makes a ``SeedSequence`` and a ``PCG64`` for every name; in Python that costs more than a whole
compiled negotiation. Both algorithms are fixed by NumPy's compatibility policy (NEP 19): O'Neill (2014),
"PCG: A family of simple fast space-efficient statistically good algorithms for random number generation"; the
hashing of seeds follows her "Developing a seed_seq alternative" (2015). A test compares them with NumPy.
"""

from __future__ import annotations

import hashlib

import numpy as np

from sim.engine.compiled.bundle import Words
from sim.engine.compiled.compiling import jit

U = np.uint64
MASK = U(0xFFFFFFFF)
_INIT_A, _MULT_A = U(0x43B0D7E5), U(0x931E8875)
_INIT_B, _MULT_B = U(0x8B51F9DD), U(0x58F38DED)
_MIX_L, _MIX_R = U(0xCA01F9DD), U(0x4973F715)
_HIGH, _LOW = U(2549297995355413924), U(4865540595714422341)
_HALF, _ROTATE = U(32), U(58)
_SIXTEEN, _ELEVEN, _ONE, _WORD = U(16), U(11), U(1), U(63)
_SHARE = 1.0 / 9007199254740992.0


def words(*names: str | int) -> Words:
    """Return the four 32-bit words by which a stream's names enter its seed, as an array of ``uint64``."""
    text = "\x1f".join(f"{type(name).__name__}:{name}" for name in names)
    digest = hashlib.sha256(text.encode()).digest()
    return np.array([int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)], dtype=np.uint64)


@jit
def _hashed(value: np.uint64, const: np.uint64) -> tuple[np.uint64, np.uint64]:
    value = (value ^ const) & MASK
    const = (const * _MULT_A) & MASK
    value = (value * const) & MASK
    return value ^ (value >> _SIXTEEN), const


@jit
def _mixed(x: np.uint64, y: np.uint64) -> np.uint64:
    result = (_MIX_L * x - _MIX_R * y) & MASK
    return result ^ (result >> _SIXTEEN)


@jit
def root(seed: np.uint64, pool: Words) -> np.uint64:
    """Fill ``pool`` with the first stage of the seed's hash, which all its streams share; return the hash's constant."""
    const = _INIT_A
    seed = U(seed)
    for i in range(4):
        word = U(0)
        if i == 0:
            word = seed & MASK
        elif i == 1:
            word = seed >> _HALF
        pool[i], const = _hashed(word, const)
    for source in range(4):
        for target in range(4):
            if source != target:
                value, const = _hashed(pool[source], const)
                pool[target] = _mixed(pool[target], value)
    return const


@jit
def _times(high: np.uint64, low: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Multiply a 128-bit state by the generator's factor."""
    a, b = low & MASK, low >> _HALF
    c, d = _LOW & MASK, _LOW >> _HALF
    ac, ad, bc = a * c, a * d, b * c
    middle = (ac >> _HALF) + (ad & MASK) + (bc & MASK)
    carried = b * d + (ad >> _HALF) + (bc >> _HALF) + (middle >> _HALF)
    return carried + high * _LOW + low * _HIGH, low * _LOW


@jit
def _plus(
    high: np.uint64, low: np.uint64, more_high: np.uint64, more_low: np.uint64
) -> tuple[np.uint64, np.uint64]:
    total = low + more_low
    carry = _ONE if total < low else U(0)
    return high + more_high + carry, total


@jit
def _step(state: Words) -> None:
    high, low = _times(state[0], state[1])
    state[0], state[1] = _plus(high, low, state[2], state[3])


@jit
def open_stream(pool: Words, const: np.uint64, names: Words, state: Words) -> None:
    """Set ``state`` (four ``uint64``: state and increment) to the beginning of a named stream of the seed."""
    const = U(const)
    p0, p1, p2, p3 = pool[0], pool[1], pool[2], pool[3]
    for i in range(4):
        value, const = _hashed(names[i], const)
        p0 = _mixed(p0, value)
        value, const = _hashed(names[i], const)
        p1 = _mixed(p1, value)
        value, const = _hashed(names[i], const)
        p2 = _mixed(p2, value)
        value, const = _hashed(names[i], const)
        p3 = _mixed(p3, value)
    const = _INIT_B
    for i in range(4):
        out = U(0)
        for half in range(2):
            at = (2 * i + half) % 4
            value = p0 if at == 0 else p1 if at == 1 else p2 if at == 2 else p3
            value = value ^ const
            const = (const * _MULT_B) & MASK
            value = (value * const) & MASK
            value = value ^ (value >> _SIXTEEN)
            out = (out | (value << _HALF)) if half == 1 else value
        state[i] = out
    start_high, start_low = state[0], state[1]
    state[2], state[3] = (state[2] << _ONE) | (state[3] >> _WORD), (state[3] << _ONE) | _ONE
    # From state zero one step gives the increment itself.
    state[0], state[1] = _plus(state[2], state[3], start_high, start_low)
    _step(state)


@jit
def uniform(state: Words) -> float:
    """Return the stream's next number in [0, 1)."""
    _step(state)
    mixed = state[0] ^ state[1]
    by = state[0] >> _ROTATE
    turned = (mixed >> by) | (mixed << ((U(64) - by) & _WORD))
    return (turned >> _ELEVEN) * _SHARE
