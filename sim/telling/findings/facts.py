"""What the sources tell of the talks, and whether it comes out in the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from sim.domain.findings import FactFound, FactKind
from sim.telling.catalogue import capital, said, t
from sim.telling.numbers import count, percent

ALL = "*"
"""In place of an episode: the fact compares episodes."""

KINDS: tuple[FactKind, ...] = get_args(FactKind)


def heading(found: Sequence[FactFound], runs: int) -> str:
    """Return what stands above the facts."""
    episodes = {fact.episode for fact in found} - {ALL}
    return t("facts.heading", n=count(len(found)), episodes=count(len(episodes)), runs=count(runs))


def episode(name: str, names: Mapping[str, str] | None = None) -> str:
    """Return what an episode is called; by its id, where ``names`` has nothing else for it."""
    return t("facts.across") if name == ALL else (names or {}).get(name, name)


def by_episode(found: Sequence[FactFound]) -> dict[str, list[FactFound]]:
    """Return the facts by episode, in the order of the file.

    >>> list(by_episode([FactFound("f1", "x", "It rains", "given", 1.0, True)]))
    ['x']
    """
    rows: dict[str, list[FactFound]] = {}
    for fact in found:
        rows.setdefault(fact.episode, []).append(fact)
    return rows


def runs(fact: FactFound) -> str:
    """Return the share of runs in which a fact comes out, with a star where it does not hold."""
    return f"{'' if fact.holds else '*'}{percent(fact.share)}"


def kind(fact: FactFound) -> str:
    """Return what a fact is about."""
    return t(f"facts.kind.{fact.kind}")


def counted(found: Sequence[FactFound]) -> str:
    """Return how many facts hold of each kind that there is.

    >>> counted([FactFound("f1", "x", "It rains", "given", 1.0, True)])
    'put in by the episode: 1 of 1'
    """
    parts = []
    for name in KINDS:
        rows = [fact.holds for fact in found if fact.kind == name]
        if rows:
            parts.append(
                t("facts.counted", kind=t(f"facts.kind.{name}"), holds=count(sum(rows)), n=count(len(rows)))
            )
    return t("common.semicolon").join(parts)


def sentence(found: Sequence[FactFound]) -> str:
    """Return how many facts come out, in all and by kind."""
    holds = sum(fact.holds for fact in found)
    return t("facts.sentence", n=count(len(found)), holds=count(holds), kinds=capital(counted(found)))


def failing(found: Sequence[FactFound], names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return, in order, the facts that do not hold: what each says, and in which episode with which share."""
    return [
        (said(fact.says), f"{episode(fact.episode, names)}{t('common.list_comma')}{percent(fact.share)}")
        for fact in found
        if not fact.holds
    ]


def table(found: Sequence[FactFound], names: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """Return a row for each fact, by the heading of its column."""
    return [
        {
            t("facts.column.episode"): episode(fact.episode, names),
            t("facts.column.fact"): said(fact.says),
            t("facts.column.kind"): kind(fact),
            t("facts.column.runs"): percent(fact.share),
        }
        for fact in found
    ]
