"""Texts of several depths: what a communiqué, a declaration or a treaty may hold, as one space of outcomes.

Partial and interim agreements are an old subject of negotiation research: Iklé (1964), "How Nations Negotiate";
Raiffa (1982), "The Art and Science of Negotiation", on agreements that leave issues open.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.domain.issue import LARGEST_SPACE, Bools, Condition, Floats, Ints, Issue, OutcomeSpace
from sim.errors import ScenarioError

DEPTH = "depth"
"""The issue that says how deep a text goes; it stands before all others."""

WHOLE = "treaty"
"""What the only depth is called where a dispute tells of none."""


@dataclass(frozen=True)
class Settlements:
    """Combinations of several issues that make sense together: a row of options for each."""

    issues: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ReadOff:
    """An issue that nobody proposes: its option follows from the others, by the first case that matches."""

    issue: str
    cases: tuple[tuple[str, Condition], ...]


@dataclass(frozen=True)
class Layout:
    """Which texts there are. ``silent``: the option by issue that says nothing; ``holds``: depth to what else it may say."""

    issues: tuple[Issue, ...]
    silent: Mapping[str, str]
    holds: Mapping[str, Mapping[str, Sequence[str]]]
    settlements: tuple[Settlements, ...] = ()
    read_off: tuple[ReadOff, ...] = ()
    forbid: tuple[Condition, ...] = ()
    nested: tuple[Sequence[str], ...] = ()


@dataclass(frozen=True)
class Depths:
    """How deep texts go, from shallow to deep; D depths, n outcomes, P parties.

    ``steps``: the step of the ladder that each stands for; ``ratified``: whether it goes to the ratifiers; ``of``: shape
    ``(n,)``, the depth of each outcome; ``binding``: shape ``(n,)``, how far it binds, from 0 to 1; ``warmth``: shape
    ``(n,)``, how far rapport counts in it; ``demand``: per party the number of its declared text, or -1; ``told``: whether
    the dispute tells of depths at all.
    """

    names: tuple[str, ...]
    steps: tuple[int, ...]
    ratified: tuple[bool, ...]
    of: Ints
    binding: Floats
    warmth: Floats
    demand: tuple[int, ...] = ()
    told: bool = True

    def at(self, depth: int) -> Bools:
        """Return which outcomes are texts of a depth, shape ``(n,)``."""
        found: Bools = self.of == depth
        return found


def one_depth(n_outcomes: int, step: int, parties: int = 0) -> Depths:
    """Return the depths of a dispute that tells of none: every outcome is a treaty that binds in full.

    >>> one_depth(2, 4).binding.tolist()
    [1.0, 1.0]
    """
    ones = np.ones(n_outcomes)
    return Depths(
        (WHOLE,), (step,), (True,), np.zeros(n_outcomes, dtype=np.int64), ones, ones, (-1,) * parties, False
    )


@dataclass(frozen=True)
class _Block:
    """Some columns and the rows of option places that they may take together."""

    columns: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...] = field(repr=False)


def _blocks(layout: Layout, depth: str) -> Iterator[_Block]:
    column = {issue.id: i for i, issue in enumerate(layout.issues)}
    allowed = {
        issue.id: {layout.silent[issue.id], *layout.holds[depth].get(issue.id, ())} for issue in layout.issues
    }
    left = [issue for issue in layout.issues if issue.id not in {read.issue for read in layout.read_off}]
    for settled in layout.settlements:
        rows = tuple(
            tuple(
                layout.issues[column[name]].index(option)
                for name, option in zip(settled.issues, row, strict=True)
            )
            for row in settled.rows
            if all(option in allowed[name] for name, option in zip(settled.issues, row, strict=True))
        )
        yield _Block(tuple(column[name] for name in settled.issues), rows)
        left = [issue for issue in left if issue.id not in settled.issues]
    for issue in left:
        places = sorted(issue.index(option) for option in allowed[issue.id])
        yield _Block((column[issue.id],), tuple((place,) for place in places))


def _at(layout: Layout, depth: int, name: str) -> Ints:
    """All combinations of what a depth may hold; what is read off stands at its silent option."""
    blocks = list(_blocks(layout, name))
    total = 1
    for block in blocks:
        total *= len(block.rows)
    if total > LARGEST_SPACE:
        raise ScenarioError(
            f"depths.{name}: {total:,} texts are more than {LARGEST_SPACE:,}; let it hold less"
        )
    silent = [issue.index(layout.silent[issue.id]) for issue in layout.issues]
    rows = np.tile(np.array([depth, *silent], dtype=np.int64), (total, 1))
    places = np.indices([len(block.rows) for block in blocks]).reshape(len(blocks), -1)
    for block, chosen in zip(blocks, places, strict=True):
        if block.rows:
            options = np.array(block.rows, dtype=np.int64)
            rows[:, [1 + c for c in block.columns]] = options[chosen]
    return rows


def read_off(space: OutcomeSpace, layout: Layout) -> OutcomeSpace:
    """Return the space with every issue that is read off set to what the other terms say, in the order of ``read_off``."""
    for read in layout.read_off:
        column = space.column(read.issue)
        issue = space.issues[column]
        rows = space.outcomes.copy()
        rows[:, column] = issue.index(layout.silent[read.issue])
        for option, when in reversed(read.cases):
            rows[space.matches(when), column] = issue.index(option)
        space = OutcomeSpace(space.issues, rows)
    return space


def texts(layout: Layout) -> OutcomeSpace:
    """Return the space of all texts: the depth first, then the issues, in lexicographic order.

    A depth may have no text. Raises `ScenarioError` where the rules leave none at all.

    >>> road = Issue("road", ("nothing", "repair", "widen"))
    >>> space = texts(Layout((road,), {"road": "nothing"}, {"note": {"road": ["repair"]}, "pact": {"road": ["widen"]}}))
    >>> [space.terms(o)["road"] for o in range(space.n)]
    ['nothing', 'repair', 'nothing', 'widen']
    """
    names = tuple(layout.holds)
    issues = (Issue(DEPTH, names), *layout.issues)
    rows = np.concatenate([_at(layout, d, name) for d, name in enumerate(names)])
    space = read_off(OutcomeSpace(issues, rows), layout)
    keep = np.ones(space.n, dtype=np.bool_)
    for condition in layout.forbid:
        keep &= ~space.matches(condition)
    for chain in layout.nested:
        columns = [space.column(name) for name in chain]
        for wider, narrower in itertools.pairwise(columns):
            keep &= space.outcomes[:, narrower] <= space.outcomes[:, wider]
    if not keep.any():
        raise ScenarioError("feasibility: the rules leave no text at all; relax or remove one of them")
    kept = space.outcomes[keep]
    return OutcomeSpace(issues, np.ascontiguousarray(kept[np.lexsort(kept.T[::-1])]))


def text_number(space: OutcomeSpace, layout: Layout, terms: Mapping[str, str]) -> int:
    """Return the number of the text with these terms, silent on all that they do not name.

    ``terms`` names the depth too. Raises `ScenarioError` where there is no such text.
    """
    said = {issue.id: layout.silent.get(issue.id, "") for issue in layout.issues}
    said.update(terms)
    free = [issue for issue in space.issues if issue.id not in {read.issue for read in layout.read_off}]
    mask = space.matches({issue.id: [said[issue.id]] for issue in free})
    if not mask.any():
        named = ", ".join(f"{name} = {option}" for name, option in terms.items())
        raise ScenarioError(f"there is no text with {named}; see the rules on feasibility and availability")
    return int(np.flatnonzero(mask)[0])
