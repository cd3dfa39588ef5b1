"""What is asked for and does nothing is told, with file, key and reason; and what is told so does nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from sim.agents.names import label_of
from sim.app.kit.idle import _lines
from sim.domain.record import RunRecord
from sim.engine.mesa import NegotiationModel
from sim.scenario.load import episode_ids, load
from sim.scenario.setup import Setup
from sim.telling.catalogue import LANGUAGES, speaking
from sim.telling.idle import without_effect

DATA = Path(__file__).resolve().parents[2] / "data"
LAKE, RIVER, EPISODE = str(DATA / "lake.toml"), str(DATA / "river" / "river.toml"), "2018-singapore"
DROUGHT = {"at": 99, "title": "Drought", "trust": {"level": "fall", "assumption": "x"}, "assumption": "x"}

IDLE: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (EPISODE, {"parties.usa.trust": 0.1}, {}, "does not sign"),
    (EPISODE, {"parties.usa.discount": 0.5}, {}, "does not sign"),
    (EPISODE, {"parties.usa.hawkishness": 0.9}, {}, "does not sign"),
    (EPISODE, {"parties.usa.strategy": "conceder"}, {}, "does not sign"),
    (EPISODE, {"parties.japan.leverage": 0.9}, {}, "guarantors only"),
    (EPISODE, {"parties.japan.counterweight": 0.9}, {}, "guarantors only"),
    (EPISODE, {"parties.usa.leverage": 0.9}, {"off": ["alliance"]}, "alliance is switched off"),
    (EPISODE, {"parties.usa.weights.security": 9.0}, {"off": ["alliance"]}, "alliance is switched off"),
    (EPISODE, {"parties.japan.hawkishness": 0.9}, {"off": ["ratification"]}, "is switched off"),
    (EPISODE, {"ratification.spread": 0.5}, {"off": ["ratification"]}, "is switched off"),
    (EPISODE, {"parties.japan.trust": 0.05}, {"off": ["credibility"]}, "is switched off"),
    (
        EPISODE,
        {"parties.japan.strategy": "conceder"},
        {"strategies": {"japan": "hardliner"}},
        "another strategy",
    ),
    (EPISODE, {"parties.russia.discount": 0.5}, {"strategies": {"russia": "hardliner"}}, "weighs waiting"),
    (EPISODE, {"talks.protocol": "simultaneous"}, {"protocol": "alternating"}, "another protocol"),
    (EPISODE, {"performance.years": 0, "performance.shock": 0.9}, {}, "performance.years is 0"),
    (LAKE, {"talks.opening": "millbrook"}, {"protocol": "single_text"}, "nobody opens"),
    (LAKE, {"talks.revert": 0.9}, {}, "several depths"),
    (LAKE, {"talks.ambiguity": 0.9}, {}, "readings"),
    (LAKE, {"events.wet_autumn.at": 99}, {}, "round 99 never comes"),
    (LAKE, {"parties.fernside.hawkishness": 0.9}, {}, "demands nothing"),
    (LAKE, {"events.wet_autumn.leverage": 0.3}, {}, "no guarantor"),
    (LAKE, {}, {"off": ["alliance"]}, "no guarantor"),
]
"""Scenario, changes, how it is played besides, and a part of the reason."""


def course(scenario: str, changes: dict[str, Any], how: dict[str, Any], seed: int) -> dict[str, Any]:
    """How a run goes: what is tabled, answered and signed, and what the signatories make of it."""
    record: RunRecord = NegotiationModel.of(Setup(scenario, changes, seed=seed, **how)).run()
    told = ("round", "proposer", "offer", "answers", "events", "walked", "last_day")
    rounds = [{name: getattr(row, name) for name in told} for row in record.rounds]
    return {"rounds": rounds, "result": record.result, "gap": record.gap, "lapsed": record.lapsed_in_year}


@pytest.mark.parametrize(("scenario", "changes", "how", "why"), IDLE)
def test_what_does_nothing_is_told_with_its_key_and_reason(
    scenario: str, changes: dict[str, Any], how: dict[str, Any], why: str
) -> None:
    said = without_effect(Setup(scenario, changes, **how))
    key = list(changes)[-1] if changes else f"off = {how['off'][0]}"
    line = next(line for line in said if f" {key} " in line)
    assert line.startswith(load(scenario).source)
    assert why in line
    for code in LANGUAGES:
        with speaking(code):
            assert any(key in one for one in without_effect(Setup(scenario, changes, **how)))


@pytest.mark.parametrize(("scenario", "changes", "how"), [one[:3] for one in IDLE])
def test_what_is_told_to_do_nothing_does_nothing(
    scenario: str, changes: dict[str, Any], how: dict[str, Any]
) -> None:
    without = dict(list(changes.items())[:-1])
    plainly = how if changes else {}
    for seed in range(4):
        if "events.wet_autumn.at" in changes:
            # An event that never comes is one that is not there, not one in another round.
            without = {"events.wet_autumn.at": 98}
        assert course(scenario, changes, how, seed) == course(scenario, without, plainly, seed)


def test_what_does_something_is_not_told_to_do_nothing() -> None:
    active: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        *((name, {}, {}) for name in (*episode_ids(), LAKE, RIVER)),
        *((EPISODE, {}, {"off": [name]}) for name in ("interests", "red_lines", "credibility", "alliance")),
        (EPISODE, {"parties.japan.discount": 0.5}, {"strategies": {"japan": "linear"}}),
        (EPISODE, {"parties.usa.leverage": 0.9, "parties.japan.trust": 0.1, "talks.rounds": 3}, {}),
        (EPISODE, {"parties.usa.role": "signatory", "parties.usa.trust": 0.1}, {}),
        (LAKE, {"events.wet_autumn.at": 2, "talks.opening": "millbrook"}, {}),
    ]
    assert [without_effect(Setup(name, changes, **how)) for name, changes, how in active] == [[]] * len(
        active
    )


def test_a_file_of_ones_own_is_told_of_every_key_in_it_that_does_nothing(tmp_path: Path) -> None:
    import tomllib

    document = tomllib.loads(Path(LAKE).read_text("utf-8"))
    document["events"]["drought"] = DROUGHT
    document["feasibility"] = {"forbid": [{"inspection": ["none", "yearly"]}]}
    document["status_quo"]["inspection"] = "joint"
    document["parties"]["fernside"]["declared"]["terms"].pop("inspection")
    document["parties"]["millbrook"]["stake"] = {"level": "small", "assumption": "x"}
    document["parties"]["millbrook"]["confidence"] = {"gates": {"level": "low", "assumption": "x"}}
    document["parties"]["fernside"]["confidence"] = {"gates": {"level": "low", "assumption": "x"}}
    document["parties"]["fernside"]["red_lines"]["spies"] = {
        "title": "No inspection", "refuses": {"inspection": ["none"]}, "holds": True, "assumption": "x",
    }  # fmt: skip
    (tmp_path / "scales.toml").write_bytes((DATA / "scales.toml").read_bytes())
    path = tmp_path / "own.toml"
    path.write_text(tomli_w.dumps(document), encoding="utf-8")
    said = without_effect(Setup(path))
    for key in (
        "events.drought.at", "parties.fernside.weights.inspection", "parties.millbrook.stake",
        "parties.fernside.confidence.gates", "parties.fernside.red_lines.spies.holds",
        "parties.fernside.values.inspection.none",
    ):  # fmt: skip
        assert [line for line in said if line.startswith(f"{path}: {key} does nothing: ")], key
    assert not any("millbrook.confidence" in line or "values.inspection.joint" in line for line in said)


def test_a_strategy_of_ones_own_may_read_everything() -> None:
    from tests.unit.engine.seats import Halver

    assert label_of(Halver())
    assert (
        without_effect(Setup(LAKE, {"parties.fernside.discount": 0.5}, strategies={"fernside": Halver()}))
        == []
    )


def test_a_page_names_what_does_nothing_as_its_settings_are_named() -> None:
    setup = Setup(EPISODE, {"parties.usa.trust": 0.1}, off=["alliance"])
    for language in LANGUAGES:
        with speaking(language):
            for line in _lines(setup, language):
                assert not re.search(r"\.toml|[a-z]+\.[a-z]+|[a-z]_[a-z]", line), line
