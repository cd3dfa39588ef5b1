"""Settings that are given run by run, as numbers or as words of their scales, and the numbers that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.domain.issue import Floats, Ints
from sim.engine.compiled.chance import words as stream_words
from sim.engine.compiled.running import draw_words
from sim.errors import InputError, nearest
from sim.scenario.settings import Resolved

if TYPE_CHECKING:
    from sim.engine.ensemble import PreparedScenario


@dataclass(frozen=True, eq=False)
class Worded:
    """Words of a setting's scale, and which of them each of n runs has, as places among them: shape ``(n,)``."""

    words: tuple[str, ...]
    codes: Ints


Given = Mapping[str, Any]
"""Setting to `Worded` or to n numbers."""


def given_numbers(prepared: PreparedScenario, given: Given, seeds: Any) -> tuple[Floats, dict[str, Floats]]:
    """Return the number of each run for each setting, shape ``(n, keys)``, and the likeliest of each setting ``(n,)``.

    A word is drawn as the scenario with that word would draw it, if settings are drawn at all. Raises `InputError` for
    a setting that there is not, and for numbers and words that it cannot have.
    """
    n, worded = len(seeds), dict[int, list[Resolved]]()
    rows, likeliest = np.zeros((n, len(given))), dict[str, Floats]()
    for column, (key, values) in enumerate(given.items()):
        if key not in prepared.places:
            raise InputError(f'given: there is no setting "{key}"; {nearest(key, prepared.places)}')
        if isinstance(values, Worded):
            found = [prepared.resolved(key, word) for word in values.words]
            rows[:, column] = np.array([one.value for one in found])[_row(key, values.codes, n)]
            worded[column] = found
        else:
            scaled = prepared.bounds[key]
            rows[:, column] = _row(key, np.asarray(values, dtype=np.float64), n)
            if not ((rows[:, column] >= scaled.low) & (rows[:, column] <= scaled.high)).all():
                raise InputError(f"given: {key}: must lie from {scaled.low:g} to {scaled.high:g}")
        likeliest[key] = rows[:, column].copy()
    if prepared.fixed.drawn and worded:
        codes = np.stack([list(given.values())[column].codes for column in worded], axis=1)
        rows[:, list(worded)] = _drawn(list(worded.values()), codes.astype(np.int64), seeds)
    return rows, likeliest


def _row(key: str, values: Any, n: int) -> Any:
    if values.shape != (n,):
        raise InputError(f"given: {key}: has the shape {values.shape} but there are {n} runs")
    return values


def _drawn(settings: list[list[Resolved]], codes: Ints, seeds: Any) -> Floats:
    """The draws of k settings by their words; every word of a scale is drawn by the same stream."""
    width = max(len(words) for words in settings)
    low, mode, high = (np.zeros((len(settings), width)) for _ in range(3))
    for k, words in enumerate(settings):
        for place, one in enumerate(words):
            low[k, place], mode[k, place], high[k, place] = one.low, one.value, one.high
    names = np.array([stream_words(*words[0].drawn_by) for words in settings], dtype=np.uint64)
    out = np.zeros(codes.shape)
    draw_words(seeds, names, low, mode, high, np.ascontiguousarray(codes), out)
    return out
