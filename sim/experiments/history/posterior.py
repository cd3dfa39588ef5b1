"""From the reference table to what the words mean: the most likely number of each and its range, after history."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import tomli_w

from sim.analysis.posterior import quantiles
from sim.domain.issue import Floats
from sim.experiments.history.priors import parameters, word_numbers
from sim.experiments.history.simulation import ReferenceTable
from sim.scenario.scales import Scale, Word

TAILS = (0.05, 0.95)
"""The range of a word is the central interval of 90 percent."""

HEAD = """\
# What the words of the scales mean after the fit to what happened: the mode, and the central 90 percent.
# Made by `hikiwake calibrate`; change scales.toml and make it anew instead of changing this file.

"""


def mode(draws: Floats, weight: Floats) -> Floats:
    """Return the mode of the normal distribution that weighted draws are nearest to, which is their mean: ``(k,)``.

    History hardly moves most numbers. The peak of what is nearly flat would be anywhere, column by column as well as
    in all columns together, and another table would put it elsewhere.

    >>> mode(np.array([[0.0, 1.0], [1.0, 3.0]]), np.array([0.25, 0.75])).tolist()
    [0.75, 2.5]
    """
    found: Floats = weight @ draws
    return found


def fitted_words(
    table: ReferenceTable, weight: Floats, scales: Mapping[str, Scale]
) -> dict[str, dict[str, Word]]:
    """Return every fitted word at the mode and with its central interval; words that a fit leaves alone are left out.

    Numbers are cut where the scale's own words do not go: below 0 where none is below, above 1 where none is above. That
    is what the rules do with them in each draw.
    """
    likeliest = word_numbers(scales, mode(table.draws, weight)[None])
    found: dict[str, dict[str, Word]] = {}
    for (name, word), numbers in word_numbers(scales, table.draws).items():
        highest = max(other.range[1] for other in scales[name].words.values())
        lowest = min(other.range[0] for other in scales[name].words.values())
        most, least = 1.0 if highest <= 1.0 else None, 0.0 if lowest >= 0.0 else None
        low, high = quantiles(np.clip(numbers, least, most)[:, None], weight, list(TAILS))[:, 0]
        value = float(np.clip(likeliest[name, word][0], low, high))
        found.setdefault(name, {})[word] = Word(value=round(value, 4), range=[_down(low), _up(high)])
    return found


def _down(number: float) -> float:
    return float(np.floor(number * 1e4) / 1e4)


def _up(number: float) -> float:
    return float(np.ceil(number * 1e4) / 1e4)


def fitted_parameters(table: ReferenceTable, weight: Floats, scales: Mapping[str, Scale]) -> dict[str, Word]:
    """Return what the fit makes of every parameter of the priors, by name: its mode and its central interval."""
    values = mode(table.draws, weight)
    low, high = quantiles(table.draws, weight, list(TAILS))
    return {
        parameter.name: Word(value=round(float(value), 4), range=[_down(least), _up(most)])
        for parameter, value, least, most in zip(parameters(scales), values, low, high, strict=True)
    }


def as_toml(
    words: Mapping[str, Mapping[str, Word]], fitted: Mapping[str, Word], made: Mapping[str, object]
) -> str:
    """Return the file that a scenario's scales are read with."""
    document = {
        "made": made,
        "parameters": {name: word.model_dump() for name, word in fitted.items()},
        "scales": {
            scale: {name: word.model_dump() for name, word in inner.items()} for scale, inner in words.items()
        },
    }
    return HEAD + tomli_w.dumps(document)
