"""What differs in the input of two settings, in words."""

from __future__ import annotations

from typing import Any

from sim.app.kit import episode
from sim.app.state.links import State
from sim.app.state.sides import scenario_of
from sim.experiments.compare.input_difference import InputDifference
from sim.scenario.load import Scenario
from sim.scenario.settings import Resolved
from sim.telling import labels
from sim.telling.catalogue import listed, said, t, word
from sim.telling.numbers import number


def graded(setting: Resolved | None) -> str:
    """Return a setting's word, or its number where it has none."""
    if setting is None:
        return t("compare.differs.none")
    return number(setting.value) if setting.level is None else labels.level(setting.scale, setting.level)


def _home(key: str, row: InputDifference, first: Scenario, second: Scenario) -> Scenario:
    """The side whose scenario knows the thing by name."""
    return second if row.a is None and key not in first.settings else first


def what(a: State, b: State, row: InputDifference) -> str:
    """Return what it is that differs."""
    scenario = _home(row.key, row, scenario_of(a), scenario_of(b))
    table, parts = scenario.spec, row.key.split(".")
    if row.kind in ("episode", "articles_only", "protocol"):
        return t(f"compare.row.{row.kind}")
    if row.kind == "constraint":
        return t("compare.row.constraint", name=word("constraint", row.key))
    if row.kind == "strategy":
        return t("compare.row.strategy", party=labels.seat(table, row.key))
    if row.kind == "setting":
        return labels.setting(scenario, row.key)
    if len(parts) > 5 and parts[2] == "red_lines" and parts[4] == "refuses":
        title = labels.setting(scenario, ".".join([*parts[:4], "holds"]))
        return t("compare.row.refuses", title=title, issue=labels.issue(table, parts[5]))
    if parts[0] == "availability" and parts[1] in table.availability:
        return said(table.availability[parts[1]].title)
    if parts[-1] in ("opening", "years"):
        return t(f"compare.row.{parts[-1]}")
    if parts[-1] == "role" and parts[1] in table.parties:
        return t("compare.row.role", party=labels.seat(table, parts[1]))
    return labels.setting(scenario, row.key)


def value(state: State, row: InputDifference, item: Any) -> str:
    """Return what one side has, in words."""
    table, parts = scenario_of(state).spec, row.key.split(".")
    if row.kind == "setting":
        return graded(item)
    if item is None:
        return t("compare.differs.none")
    if row.kind == "articles_only":
        return t(f"compare.value.{'articles_only' if item else 'documents_too'}")
    if row.kind == "episode":
        return episode.title(str(item))
    if row.kind in ("strategy", "protocol"):
        name, *others = str(item).split("/")
        return "/".join([word(row.kind, name), *others])
    if row.kind == "constraint" or item in ("signatory", "guarantor"):
        return t(f"compare.value.{item}")
    if isinstance(item, bool):
        return t("compare.value.drawn" if item else "compare.value.given_up")
    if isinstance(item, list) and len(parts) > 5 and parts[5] in table.issues:
        return listed([labels.option(table, parts[5], str(option)) for option in item])
    if isinstance(item, list):
        return (
            listed([str(one) for one in item])
            if all(isinstance(one, str) for one in item)
            else str(len(item))
        )
    if item in table.parties:
        return labels.seat(table, str(item))
    return str(item).replace("_", " ")


def change(a: State, b: State, row: InputDifference) -> str:
    """Return one thing that B has and A has not, in a few words."""
    says = value(b, row, row.b)
    if row.kind == "constraint":
        return t(f"compare.side.constraint_{row.b}", name=word("constraint", row.key))
    if row.kind in ("episode", "articles_only", "protocol"):
        return t(f"compare.side.{row.kind}", value=says)
    line = row.key.split(".")
    if line[0] == "parties" and line[2:3] == ["red_lines"] and line[4:] == ["holds"]:
        party = scenario_of(b).spec.parties[line[1]]
        drawn = t(
            f"compare.side.line_{'drawn' if row.b else 'given_up'}",
            title=said(party.red_lines[line[3]].title),
        )
        return f"{drawn} ({labels.seat(scenario_of(b).spec, line[1])})"
    return t("compare.side.other", what=what(a, b, row), value=says)
