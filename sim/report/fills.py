"""What an option that is a place on the map is filled with: a holder's colour, a hatch, or nothing but its outline."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.schema import ScenarioSpec

OPEN = "transparent"
"""The fill of a place that a text leaves open: only its outline is seen."""

Fill = str | tuple[str, str]
"""One colour, or two for a hatch: the ground, then the stripes."""


def kind(table: ScenarioSpec, issue: str, option: str) -> str:
    """Return what an option says of a place: it is `held`, left `open`, `promised` to somebody for later, or `shared`.

    An option named like a party is held by it; one that says nothing leaves the place open; one that a promise may break
    is promised; anything else is shared.

    >>> from sim.scenario.load import load
    >>> spec = load("2018-singapore").spec
    >>> [kind(spec, "habomai", option) for option in spec.issues["habomai"].options]
    ['held', 'open', 'promised', 'shared', 'held']
    """
    if option in table.parties:
        return "held"
    if table.depths and table.status_quo.get(issue) == option:
        return "open"
    return "shared" if _promisor(table, issue, option) is None else "promised"


def _promisor(table: ScenarioSpec, issue: str, option: str) -> str | None:
    """The party that performs what the option promises."""
    for promise in table.promises.values():
        if option in promise.breach.get(issue, {}):
            return promise.by
    return None


def fill(table: ScenarioSpec, issue: str, option: str, colours: Mapping[str, str]) -> Fill:
    """Return the fill of an option; ``colours``: party to its colour.

    What is promised has stripes of whoever is to have it, what is shared those of the first two signatories.
    """
    found = kind(table, issue, option)
    if found == "held":
        return colours[option]
    if found == "open":
        return OPEN
    signatories = [party for party, row in table.parties.items() if row.role == "signatory"]
    if found == "shared":
        return colours[signatories[0]], colours[signatories[1]]
    promisor = _promisor(table, issue, option)
    return OPEN, next(colours[party] for party in signatories if party != promisor)
