"""Which settings belong together: to a party, to a constraint, to the talks."""

from __future__ import annotations

from sim.domain.game import CONSTRAINTS
from sim.scenario.load import Scenario
from sim.scenario.schema import ScenarioSpec

_OF_CONSTRAINT = {
    "interests": ("reservation",),
    "red_lines": (),
    "credibility": ("trust", "confidence"),
    "alliance": (
        "leverage",
        "stake",
        "objection",
        "support",
        "counterweight",
        "objection_margin",
        "support_margin",
        "threat_margin",
    ),
    "ratification": ("hawkishness", "domestic_threshold"),
}
_TOP = {"credibility": "promises.", "ratification": "ratification."}


def groups(table: ScenarioSpec) -> list[str]:
    """Return the names of the groups: ``party.<id>``, ``constraint.<name>``, ``talks``.

    >>> from sim.scenario.load import load
    >>> groups(load("2018-singapore").spec)[:4]
    ['party.japan', 'party.russia', 'party.usa', 'constraint.interests']
    """
    return [
        *(f"party.{party}" for party in table.parties),
        *(f"constraint.{name}" for name in CONSTRAINTS),
        "talks",
    ]


def constraint_keys(scenario: Scenario, constraint: str) -> list[str]:
    """Return the settings that work through one constraint."""
    fields, top = _OF_CONSTRAINT[constraint], _TOP.get(constraint, "\0")
    return [
        key
        for key in scenario.settings
        if key.startswith(top) or (key.startswith("parties.") and key.split(".")[2] in fields)
    ]


def talks_keys(scenario: Scenario) -> list[str]:
    """Return the settings of the talks, of the kinds of text, and of the world around them."""
    tops = ("talks", "depths", "performance", "events")
    return [key for key in scenario.settings if key.split(".")[0] in tops]


def party_keys(scenario: Scenario, party: str) -> tuple[list[str], list[str], dict[str, list[str]]]:
    """Return a party's settings: its standing, its weights, and issue to the worths of its options."""
    standing: list[str] = []
    weights: list[str] = []
    values: dict[str, list[str]] = {}
    for key in scenario.settings:
        parts = key.split(".")
        if parts[:2] != ["parties", party]:
            continue
        if parts[2] in ("values", "gains", "gains_at"):
            values.setdefault(parts[-2], []).append(key)
        elif parts[2] == "weights":
            weights.append(key)
        else:
            standing.append(key)
    return standing, weights, values
