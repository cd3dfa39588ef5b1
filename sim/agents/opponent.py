"""Opponent models: what a party believes that an outcome is worth to another.

Each is a function of a view and the other's place and returns a rating of every outcome, shape ``(n,)``,
in [0, 1]. All but `perfect` start from what the other has declared in public and learn from its texts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.agents import formulas
from sim.agents.portions import by_portions
from sim.agents.view import View
from sim.domain.issue import Floats, OutcomeSpace
from sim.errors import UnknownName, nearest
from sim.rules.arith import exponential
from sim.rules.formulas import apart

OpponentModel = Callable[[View, int], Floats | None]


def no_model(view: View, other: int) -> None:
    """Believe nothing about the other."""
    return


def perfect(view: View, other: int) -> Floats:
    """Know what every outcome is worth to the other: an upper bound, not a claim about diplomats."""
    known: Floats = view.value.expected[other]
    return known


def public(view: View, other: int) -> Floats:
    """Know what the other wants, for it has said so often enough; its reservation, trust and ratifiers stay its own."""
    known: Floats = view.game.utilities[other]
    return known


def _closeness(options: int, wanted: int | None) -> Floats:
    """How near each option of an issue is to the one that is wanted, in [0, 1]; all one half where none is known."""
    if wanted is None or options == 1:
        return np.full(options, formulas.UNKNOWN)
    near: Floats = formulas.nearness(apart(np.arange(options), wanted, options))
    return near


def _sizes(space: OutcomeSpace) -> tuple[int, ...]:
    return tuple(len(issue.options) for issue in space.issues)


def _rated(view: View, weights: list[float], worths: list[Floats]) -> Floats:
    space = view.game.space
    total = np.zeros(space.n)
    for i, (weight, worth) in enumerate(zip(weights, worths, strict=True)):
        total = total + weight * worth[space.outcomes[:, i]]
    inside: Floats = formulas.inside(total)
    return inside


class _Asked(NamedTuple):
    """How often each option of each issue was asked for, how often an issue stayed the same, and what the last text says."""

    counts: list[Floats]
    kept: list[int]
    last: list[int] | None


@by_portions
def _asked(
    before: _Asked | None, new: tuple[int, ...], space: OutcomeSpace, wanted: tuple[int | None, ...]
) -> _Asked:
    if before is None:
        told = [
            formulas.told(_closeness(size, want)) for size, want in zip(_sizes(space), wanted, strict=True)
        ]
        before = _Asked(told, [0] * len(told), None)
    counts, kept, last = [row.copy() for row in before.counts], [*before.kept], before.last
    for text in new:
        row = space.outcomes[text].tolist()
        for i, option in enumerate(row):
            counts[i][option] += 1.0
            kept[i] += option == last[i] if last else 0
        last = row
    return _Asked(counts, kept, last)


def frequency(view: View, other: int) -> Floats:
    """Count which options the other asks for, and which issues it leaves unchanged.

    The counting model of van Krimpen, Looije and Hajizadeh (2013), "HardHeaded", in the form analysed by
    Baarslag et al. (2013), "Predicting the performance of opponent models": an option is worth its share of the
    most frequent one's count, an issue weighs more the more often it stayed the same between two texts. Its
    departure: the declared position counts as `PRIOR_TEXTS` texts.
    """
    space, declared = view.game.space, view.game.declared[other]
    wanted = tuple(declared.get(i) for i in range(len(space.issues)))
    asked = _asked(view.heard[other], space, wanted)
    worths = [formulas.share(counts, float(counts.max())) for counts in asked.counts]
    weights = [
        formulas.steadiness(kept, len(issue.options))
        for kept, issue in zip(asked.kept, space.issues, strict=True)
    ]
    total = 0.0
    for weight in weights:
        total += weight
    return _rated(view, [formulas.share(weight, total) for weight in weights], worths)


def _summed(terms: Floats) -> Floats:
    """The sum over the last axis, from left to right: `sum` may add in another order, which moves the last bit."""
    total: Floats = np.cumsum(terms, axis=-1)[..., -1]
    return total


@lru_cache(maxsize=256)
def _lattice(sizes: tuple[int, ...], wanted: tuple[int | None, ...]) -> Floats:
    """What each hypothesis says that each option adds to a worth, shape ``(hypotheses, options of all issues)``."""
    m = len(sizes)
    favourites = np.arange(-1, m if m > 1 else 0)
    profiles = formulas.emphasis(favourites[:, None], np.arange(m)[None, :], m)
    even, lost = [], []
    for i, (size, option) in enumerate(zip(sizes, wanted, strict=True)):
        near = _closeness(size, option)
        only = formulas.all_or_nothing(near) if near.max() == 1.0 else near
        even.append(profiles[:, i : i + 1] * near)
        lost.append(profiles[:, i : i + 1] * only)
    lattice = np.concatenate([np.concatenate(even, axis=1), np.concatenate(lost, axis=1)])
    lattice.setflags(write=False)
    return lattice


class _Weighed(NamedTuple):
    """How many texts were weighed, and how well each hypothesis explains them: shape ``(hypotheses,)``."""

    texts: int
    evidence: Floats


@by_portions
def _weighed(
    before: _Weighed | None,
    new: tuple[int, ...],
    space: OutcomeSpace,
    wanted: tuple[int | None, ...],
    deadline: int,
) -> _Weighed:
    sizes, start = _sizes(space), 0 if before is None else before.texts
    options = np.array([0, *sizes[:-1]]).cumsum() + space.outcomes[list(new)]
    claim = formulas.expected_claim(np.arange(start, start + len(new)), deadline)
    found = formulas.evidence(_summed(_lattice(sizes, wanted)[:, options]), claim)
    if before is not None:
        found = np.concatenate([before.evidence[:, None], found], axis=1)
    return _Weighed(start + len(new), _summed(found))


def bayesian(view: View, other: int) -> Floats:
    """Weigh hypotheses about the other's utilities by how well they explain its texts.

    Hindriks and Tykhonov (2008), "Opponent modelling in automated multi-issue negotiation using Bayesian
    learning". A hypothesis says which issue matters most (or that all matter alike), and whether worth falls
    evenly with the distance from the declared option or is lost at once. The other is expected to start at 1
    and to concede evenly to one half at the deadline; so what it left undeclared is taken from its first text.
    Departure: their lattice of rankings and shapes is reduced to these two times (issues + 1) hypotheses.
    """
    space, declared, texts = view.game.space, view.game.declared[other], view.heard[other]
    first = dict(enumerate(space.outcomes[texts[0]].tolist())) if texts else {}
    wanted = tuple(declared.get(i, first.get(i)) for i in range(len(space.issues)))
    lattice = _lattice(_sizes(space), wanted)
    odds = np.ones(lattice.shape[0])
    if texts:
        evidence = _weighed(texts, space, wanted, view.deadline).evidence
        odds = exponential(evidence - evidence.max())
    mean = _summed(odds * lattice.T) / _summed(odds)
    starts = np.array([0, *_sizes(space)]).cumsum()
    return _rated(view, [1.0] * len(space.issues), [mean[low:high] for low, high in pairwise(starts)])


OPPONENT_MODELS: dict[str, OpponentModel] = {
    "none": no_model,
    "frequency": frequency,
    "bayesian": bayesian,
    "perfect": perfect,
    "public": public,
}


def opponent_model(name: str) -> OpponentModel:
    """Return an opponent model by name, or say which there are."""
    if name not in OPPONENT_MODELS:
        raise UnknownName(f'no opponent model "{name}"; {nearest(name, OPPONENT_MODELS)}')
    return OPPONENT_MODELS[name]


def rating(view: View, model: OpponentModel) -> Floats | None:
    """Return the model's rating for all others together: the least satisfied counts; ``None`` without a model."""
    least: Floats | None = None
    for other in view.others:
        rated = model(view, other)
        if rated is None:
            return None
        least = rated if least is None else np.minimum(least, rated)
    return least
