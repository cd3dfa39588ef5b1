"""How a scenario is played is one value: frozen, equal where it says the same, and fit to be a key."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import ScenarioError, UnknownName
from sim.scenario.load import load
from sim.scenario.setup import Setup

LAKE = "tests/data/lake.toml"


@pytest.mark.parametrize(
    "other",
    [
        {"scenario": "2018-singapore"},
        {"changes": {"talks.rounds": 7}},
        {"changes": {"talks.rounds": True}},
        {"changes": {}},
        {"seed": 1},
        {"strategies": {"fernside": "micro"}},
        {"off": ["alliance"]},
        {"protocol": "single_text"},
        {"draw": True},
    ],
)
def test_setups_are_equal_where_everything_is(other: dict[str, Any]) -> None:
    fields: dict[str, Any] = {
        "scenario": LAKE,
        "changes": {"talks.rounds": 1},
        "strategies": {"fernside": "linear"},
    }
    assert Setup(**fields) == Setup(**fields) and hash(Setup(**fields)) == hash(Setup(**fields))
    assert Setup(**fields) != Setup(**{**fields, **other})
    assert Setup(**fields) != "lake"


def test_nobody_changes_a_setup_from_outside() -> None:
    changes, off = {"talks.rounds": 6}, ["alliance"]
    setup = Setup(LAKE, changes, off=off)
    changes["talks.rounds"] = 7
    off.append("ratification")
    assert setup == Setup(LAKE, {"talks.rounds": 6}, off=("alliance",))
    with pytest.raises(TypeError):
        setup.changes["talks.rounds"] = 8  # type: ignore[index]


def test_changes_are_laid_over_those_of_a_loaded_scenario() -> None:
    setup = Setup(load(LAKE, {"talks.rounds": 6}), {"talks.protocol": "single_text"})
    assert setup.loaded.changes == {"talks.rounds": 6, "talks.protocol": "single_text"}
    assert setup.way == "single_text" and Setup(LAKE, protocol="alternating").way == "alternating"
    assert setup.drawn(0).loaded is setup.loaded


def test_a_scenario_is_loaded_when_it_is_needed() -> None:
    for setup, error in (
        (Setup("2018-singapor"), UnknownName),
        (Setup(LAKE, {"talks.round": 3}), ScenarioError),
    ):
        with pytest.raises(error, match="did you mean"):
            _ = setup.loaded
