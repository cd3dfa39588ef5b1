"""What is negotiated: issues, their options, and the outcomes that are feasible together."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import ScenarioError, UnknownName, nearest

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Condition = Mapping[str, Sequence[str]]
"""Issue id to the options that match; an issue that is not named matches whatever is chosen on it."""

LARGEST_SPACE = 2_000_000


@dataclass(frozen=True)
class Issue:
    """One thing to settle: an id and its options, in order from one end to the other."""

    id: str
    options: tuple[str, ...]

    def index(self, option: str) -> int:
        """Return the place of ``option`` in the order of options.

        >>> Issue("dam", ("none", "low", "high")).index("low")
        1
        """
        if option in self.options:
            return self.options.index(option)
        raise UnknownName(f'issue "{self.id}" has no option "{option}"; {nearest(option, self.options)}')


@dataclass(frozen=True, eq=False)
class OutcomeSpace:
    """The feasible outcomes of a set of issues, numbered from 0 in lexicographic order.

    ``outcomes`` is an integer array of shape ``(n_outcomes, n_issues)``; entry ``[o, i]`` is the place
    of the option that outcome ``o`` takes on issue ``i``.

    >>> space = OutcomeSpace.build([Issue("north", ("no", "yes")), Issue("south", ("no", "yes"))],
    ...                            nested=[("north", "south")])
    >>> [space.terms(o) for o in range(space.n)]  # doctest: +NORMALIZE_WHITESPACE
    [{'north': 'no', 'south': 'no'}, {'north': 'yes', 'south': 'no'}, {'north': 'yes', 'south': 'yes'}]
    """

    issues: tuple[Issue, ...]
    outcomes: Ints

    @classmethod
    def build(
        cls,
        issues: Sequence[Issue],
        forbid: Sequence[Condition] = (),
        nested: Sequence[Sequence[str]] = (),
    ) -> OutcomeSpace:
        """Return all combinations that no rule excludes.

        ``forbid``: an outcome that matches one of these conditions is infeasible. ``nested``: along each
        chain of issues the place of the chosen option never rises. Raises `ScenarioError` when nothing
        is left, or when the product is larger than `LARGEST_SPACE`.
        """
        sizes = [len(issue.options) for issue in issues]
        total = 1
        for size in sizes:
            total *= size
        if total > LARGEST_SPACE:
            raise ScenarioError(
                f"issues: {total:,} combinations are more than {LARGEST_SPACE:,}; drop options"
            )
        every = cls(tuple(issues), np.indices(sizes).reshape(len(sizes), -1).T.astype(np.int64))
        keep = np.ones(every.n, dtype=np.bool_)
        for condition in forbid:
            keep &= ~every.matches(condition)
        for chain in nested:
            columns = [every.column(name) for name in chain]
            for wider, narrower in itertools.pairwise(columns):
                keep &= every.outcomes[:, narrower] <= every.outcomes[:, wider]
        if not keep.any():
            raise ScenarioError("feasibility: the rules leave no outcome at all; relax or remove one of them")
        return cls(every.issues, np.ascontiguousarray(every.outcomes[keep]))

    @property
    def n(self) -> int:
        """The number of outcomes."""
        return int(self.outcomes.shape[0])

    def column(self, issue: str) -> int:
        """Return the column of an issue, or say which issues there are."""
        for i, known in enumerate(self.issues):
            if known.id == issue:
                return i
        raise UnknownName(f'no issue "{issue}"; {nearest(issue, [i.id for i in self.issues])}')

    def matches(self, condition: Condition) -> Bools:
        """Return a mask of shape ``(n_outcomes,)``: which outcomes match the condition; an empty one matches all."""
        mask = np.ones(self.n, dtype=np.bool_)
        for name, options in condition.items():
            column = self.column(name)
            issue = self.issues[column]
            among = np.zeros(len(issue.options), dtype=np.bool_)
            among[[issue.index(option) for option in options]] = True
            mask &= among[self.outcomes[:, column]]
        return mask

    def terms(self, outcome: int) -> dict[str, str]:
        """Return one outcome as issue id to option."""
        row = self.outcomes[outcome]
        return {issue.id: issue.options[int(row[i])] for i, issue in enumerate(self.issues)}

    def _codes(self, rows: Ints) -> Ints:
        """Each row of option places as one number; the codes of the outcomes ascend."""
        code = np.zeros(rows.shape[0], dtype=np.int64)
        for i, issue in enumerate(self.issues):
            code = code * len(issue.options) + rows[:, i]
        return code

    def number(self, terms: Mapping[str, str]) -> int:
        """Return the number of the outcome with these terms; every issue must be named, and the outcome feasible."""
        for name in terms:
            self.column(name)
        missing = [issue.id for issue in self.issues if issue.id not in terms]
        if missing:
            raise ScenarioError(f'the terms say nothing on "{missing[0]}"; name an option for every issue')
        row = np.array([[issue.index(terms[issue.id]) for issue in self.issues]], dtype=np.int64)
        codes, code = self._codes(self.outcomes), self._codes(row)[0]
        place = int(np.searchsorted(codes, code))
        if place == self.n or codes[place] != code:
            raise ScenarioError(f"the terms {dict(terms)} are ruled out by the feasibility rules")
        return place
