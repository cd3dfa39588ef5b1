"""A text told: issues that read alike share a line, and what has changed says what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.scenario.schema import ScenarioSpec
from sim.telling import labels
from sim.telling.catalogue import said, t


@dataclass(frozen=True)
class Term:
    """One line of a text: the issues that read alike, how they read, and how they read before, if otherwise."""

    issues: str
    reading: str
    before: str | None = None

    def line(self, mark: str = "") -> str:
        """Return the line in words; where something has changed, with ``mark`` on both sides of the new reading.

        >>> Term("Troops", "none", "some").line("**")
        'Troops: **none** (was: some)'
        """
        if self.before is None:
            return t("told.same", issues=self.issues, reading=self.reading)
        reading = f"{mark}{self.reading}{mark}"
        return t("told.changed", issues=self.issues, reading=reading, before=self.before)


def grouped(
    table: ScenarioSpec, offer: Mapping[str, str], old: Mapping[str, str] | None = None
) -> list[Term]:
    """Return a text (issue to option) line by line, in the order of the scenario's issues.

    Issues share a line that have the same options, read alike, and read alike in ``old``.

    >>> from sim.scenario.load import load
    >>> [term.issues for term in grouped(load("2018-singapore").spec, {"habomai": "japan", "shikotan": "japan"})]
    ['Habomai, Shikotan']
    """
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[str]] = {}
    for issue, row in table.issues.items():
        if issue in offer:
            was = offer[issue] if old is None else old[issue]
            before = None if was == offer[issue] else labels.option(table, issue, was)
            key = (labels.option(table, issue, offer[issue]), before, tuple(row.options))
            groups.setdefault(key, []).append(labels.issue(table, issue))
    comma = t("common.list_comma")
    return [Term(comma.join(titles), reading, before) for (reading, before, _), titles in groups.items()]


def changes(table: ScenarioSpec, old: Mapping[str, str], new: Mapping[str, str]) -> list[Term]:
    """Return the lines in which a text differs from an older one; none where it is the same."""
    return [term for term in grouped(table, new, old) if term.before is not None]


def in_words(terms: Iterable[Term], mark: str = "") -> str:
    """Return lines as one phrase."""
    return t("told.terms_between").join(term.line(mark) for term in terms)


def crossed(table: ScenarioSpec, offer: Mapping[str, str], party: str) -> list[str]:
    """Return the titles of a party's red lines that a text crosses."""
    return [
        said(line.title)
        for line in table.parties[party].red_lines.values()
        if line.holds and all(offer[issue] in options for issue, options in line.refuses.items())
    ]
