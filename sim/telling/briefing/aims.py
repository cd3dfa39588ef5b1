"""What a seat wants, issue by issue in the order of their weight, with one option at either end."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.load import Scenario
from sim.scenario.settings import Resolved
from sim.telling.catalogue import listed, t
from sim.telling.seat.brief import Line, resting, wishes

MAIN_AIMS = 2
"""How many aims a short brief names."""


@dataclass(frozen=True)
class _Aim:
    """A wish with one option at either end, and all issues of which the same is true."""

    issues: tuple[str, ...]
    weight: str
    best: str
    worst: str
    sources: tuple[Resolved, ...]


def _far(ends: tuple[str, ...], other: tuple[str, ...]) -> str:
    """Of options that are worth the same, the last one; the first where that stands at the other end, too."""
    return ends[-1] if ends[-1] not in other else ends[0]


def _aims(scenario: Scenario, seat: str) -> list[_Aim]:
    found: dict[tuple[str, str, str], _Aim] = {}
    for wish in wishes(scenario, seat):
        key = (wish.weight, _far(wish.best, wish.worst), _far(wish.worst, wish.best))
        before = found.get(key, _Aim((), *key, ()))
        found[key] = _Aim((*before.issues, *wish.issues), *key, (*before.sources, *wish.sources))
    return list(found.values())


def priorities(scenario: Scenario, seat: str) -> list[Line]:
    """Return a seat's issues in the order of their weight, in words: what is best for it, and what is worst.

    >>> from sim.scenario.load import load
    >>> priorities(load("2018-singapore"), "usa")[0].text
    'Troops (weight: decisive): at best not mentioned; at worst all foreign troops leave Japan.'
    """
    lines = []
    for aim in _aims(scenario, seat):
        key = "alike" if aim.best == aim.worst else "item"
        text = t(
            f"class.brief.wants.{key}",
            issues=listed(aim.issues),
            weight=aim.weight,
            best=aim.best,
            worst=aim.worst,
        )
        lines.append(resting(text, *aim.sources))
    return lines


def main_aims(scenario: Scenario, seat: str) -> Line | None:
    """Return what a seat wants most, in a sentence; nothing where no issue matters to it."""
    aims = [aim for aim in _aims(scenario, seat) if aim.best != aim.worst][:MAIN_AIMS]
    if not aims:
        return None
    told = [t("told.same", issues=listed(aim.issues), reading=aim.best) for aim in aims]
    text = t("class.brief.wants.short", aims=t("common.semicolon").join(told))
    return resting(text, *(source for aim in aims for source in aim.sources))
