"""What a fit may move: the parameters behind the words of the scales, and the numbers that they give the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.domain.issue import Floats
from sim.scenario.scales import Scale

Words = dict[tuple[str, str], Floats]
"""Scale and word to one number for each draw."""


@dataclass(frozen=True)
class Parameter:
    """A number that is fitted, alike between ``low`` and ``high`` before anything is known of history."""

    name: str
    low: float
    high: float


def parameters(scales: Mapping[str, Scale]) -> tuple[Parameter, ...]:
    """Return what a fit may move, in the order of the scales.

    >>> from sim.scenario.load import load_scales
    >>> [parameter.name for parameter in parameters(load_scales())][:2]
    ['weight.stretch', 'gain.renounced']
    """
    return tuple(_parameters(scales))


def _parameters(scales: Mapping[str, Scale]) -> Iterator[Parameter]:
    for name, scale in scales.items():
        prior = scale.prior
        if prior is None:
            continue
        spans = prior.words or {"shift": prior.shift, "stretch": prior.stretch}
        for what, (low, high) in spans.items():
            if low < high:
                yield Parameter(f"{name}.{what}", low, high)


def from_uniform(scales: Mapping[str, Scale], uniform: Floats) -> Floats:
    """Return draws of the parameters from numbers in [0, 1]: shape ``(n, parameters)``, the same as given.

    Words that are moved one by one keep their order: their draws are sorted within a scale.
    """
    found = parameters(scales)
    low, high = (np.array([getattr(p, end) for p in found]) for end in ("low", "high"))
    draws: Floats = low + (high - low) * uniform
    for name, scale in scales.items():
        if scale.prior is not None and scale.prior.words:
            columns = [i for i, p in enumerate(found) if p.name.startswith(f"{name}.")]
            draws[:, columns] = np.sort(draws[:, columns], axis=1)
    return draws


def word_numbers(scales: Mapping[str, Scale], draws: Floats) -> Words:
    """Return what each word of the fitted scales means in each draw; ``draws``: shape ``(n, parameters)``.

    Words that stand for one certain number, as "none" mostly does, keep it. Nothing is clipped here: that is for who
    knows the bounds of a setting.

    >>> from sim.scenario.load import load_scales
    >>> scales = load_scales(fitted=False)
    >>> still = np.array([[1.0 if "stretch" in p.name else 0.0 for p in parameters(scales)]])
    >>> float(word_numbers(scales, still)["trust", "low"][0])
    0.275
    """
    column = {p.name: draws[:, i] for i, p in enumerate(parameters(scales))}
    found: Words = {}
    for name, scale in scales.items():
        if scale.prior is None:
            continue
        shift = column.get(f"{name}.shift", np.zeros(len(draws)))
        stretch = column.get(f"{name}.stretch", np.ones(len(draws)))
        moved = {w: word.value for w, word in scale.words.items() if word.range[0] < word.range[1]}
        middle = _middle(list(moved.values()), ratio=scale.prior.ratio)
        for word, value in moved.items():
            if f"{name}.{word}" in column:
                found[name, word] = column[f"{name}.{word}"]
            elif scale.prior.ratio:
                found[name, word] = middle * (value / middle) ** stretch
            else:
                found[name, word] = middle + shift + stretch * (value - middle)
    return found


def _middle(values: list[float], *, ratio: bool) -> float:
    return float(np.exp(np.mean(np.log(values))) if ratio else np.mean(values))
