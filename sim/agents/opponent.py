"""Opponent models: what a party believes that an outcome is worth to another.

Each is a function of a view and the other's place and returns a rating of every outcome, shape ``(n,)``,
in [0, 1]. All but `perfect` start from what the other has declared in public and learn from its texts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np

from sim.agents import formulas
from sim.agents.view import View
from sim.domain.issue import Floats
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


def _rated(view: View, weights: list[float], worths: list[Floats]) -> Floats:
    space = view.game.space
    total = np.zeros(space.n)
    for i, (weight, worth) in enumerate(zip(weights, worths, strict=True)):
        total = total + weight * worth[space.outcomes[:, i]]
    inside: Floats = formulas.inside(total)
    return inside


def frequency(view: View, other: int) -> Floats:
    """Count which options the other asks for, and which issues it leaves unchanged.

    The counting model of van Krimpen, Looije and Hajizadeh (2013), "HardHeaded", in the form analysed by
    Baarslag et al. (2013), "Predicting the performance of opponent models": an option is worth its share of the
    most frequent one's count, an issue weighs more the more often it stayed the same between two texts. Its
    departure: the declared position counts as `PRIOR_TEXTS` texts.
    """
    space, texts = view.game.space, view.heard[other]
    weights, worths = [], []
    for i, issue in enumerate(space.issues):
        asked = [int(space.outcomes[text, i]) for text in texts]
        counts = formulas.told(_closeness(len(issue.options), view.game.declared[other].get(i)))
        for option in asked:
            counts[option] = counts[option] + 1.0
        worths.append(formulas.share(counts, float(counts.max())))
        kept = sum(1 for a, b in pairwise(asked) if a == b)
        weights.append(formulas.steadiness(kept, len(issue.options)))
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


def bayesian(view: View, other: int) -> Floats:
    """Weigh hypotheses about the other's utilities by how well they explain its texts.

    Hindriks and Tykhonov (2008), "Opponent modelling in automated multi-issue negotiation using Bayesian
    learning". A hypothesis says which issue matters most (or that all matter alike), and whether worth falls
    evenly with the distance from the declared option or is lost at once. The other is expected to start at 1
    and to concede evenly to one half at the deadline; so what it left undeclared is taken from its first text.
    Departure: their lattice of rankings and shapes is reduced to these two times (issues + 1) hypotheses.
    """
    space, declared = view.game.space, view.game.declared[other]
    texts = space.outcomes[list(view.heard[other])]
    sizes = tuple(len(issue.options) for issue in space.issues)
    first = {} if len(texts) == 0 else dict(enumerate(texts[0].tolist()))
    lattice = _lattice(sizes, tuple(declared.get(i, first.get(i)) for i in range(len(sizes))))
    starts = np.array([0, *sizes]).cumsum()
    odds = np.ones(lattice.shape[0])
    if len(texts) > 0:
        guess = _summed(lattice[:, starts[:-1] + texts])
        claim = formulas.expected_claim(np.arange(len(texts)), view.deadline)
        evidence = _summed(formulas.evidence(guess, claim))
        odds = exponential(evidence - evidence.max())
    mean = _summed(odds * lattice.T) / _summed(odds)
    return _rated(view, [1.0] * len(sizes), [mean[low:high] for low, high in pairwise(starts)])


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
