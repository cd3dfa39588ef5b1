"""The predicate that compares episodes: which of them came closest to the deepest text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.domain.course import Courses
from sim.domain.issue import Bools
from sim.errors import InputError, nearest
from sim.experiments.facts.language import Call
from sim.experiments.facts.predicates import ACROSS, checked


def closest(call: Call, episodes: Sequence[str]) -> Callable[[Mapping[str, Courses]], Bools]:
    """Return a test of the runs of all ``episodes``, which come in order of their dates; its one answer is of all runs.

    Of those after ``after``, the one whose gap of the deepest text is least on average is one of ``is``; of several that are equally near, all are. Raises
    `InputError` for another predicate, and for an episode that is not there or does not lie after.

    >>> from dataclasses import replace
    >>> gaps = {"x": 0.0, "y": 0.4, "z": 0.2}
    >>> from sim.domain.course import empty
    >>> played = {name: replace(empty(1, 1, 2, 0, 1), gap=np.array([[gap]])) for name, gap in gaps.items()}
    >>> closest(Call("closest", {"after": ("x",), "is": ("z",)}), list(gaps))(played).tolist()
    [True]
    """
    given = checked(call)
    if call.name != ACROSS:
        raise InputError(f'{call.name}: speaks of one episode; name it in place of episode = "*"')
    start = given.places("after", episodes, "episode")
    if len(start) != 1:
        raise given.wrong("after", "names several episodes; name one")
    later = list(episodes[start[0] + 1 :])
    for place in given.places("is", episodes, "episode"):
        if episodes[place] not in later:
            hint = nearest(episodes[place], later)
            raise given.wrong("is", f'"{episodes[place]}" does not lie after "{episodes[start[0]]}"; {hint}')
    among = given.names("is")

    def test(played: Mapping[str, Courses]) -> Bools:
        gaps = [float(played[name].gap[:, -1].mean()) for name in later]
        nearest_of = [name for name, gap in zip(later, gaps, strict=True) if gap == min(gaps)]
        return np.array([set(nearest_of) <= set(among)])

    return test
