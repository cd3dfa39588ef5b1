"""A dispute of one's own: two invented towns, three issues, one file, and nothing in `sim/` that knows it.

The file is the one that `docs/how-to/own-dispute.md` prints.
"""

from __future__ import annotations

import itertools
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from sim import NegotiationModel, load, negotiate, replay
from sim.analysis.bargaining import solutions
from sim.analysis.pareto import pareto_frontier
from sim.domain.game import CONSTRAINTS, LADDER, PROTOCOLS, RESULTS, STRATEGIES
from sim.domain.record import json_schema
from sim.engine.keeping import COMPILING
from sim.errors import ScenarioError
from sim.rules.standing import opening_standing
from sim.rules.valuation import ALL_ON, valuation
from sim.scenario.problems import checked
from sim.scenario.scales import ScalesSpec
from sim.scenario.schema import ScenarioSpec
from tests.guides import blocks, files, saved
from tests.test_docs import renewed

ROOT = Path(__file__).resolve().parent.parent
LAKE = ROOT / "tests" / "data" / "lake.toml"
BOTS = [name for name in STRATEGIES if name != "human"]
MIDDLE = {"level": "middle", "cost_share": "even", "inspection": "joint"}


GUIDE = (ROOT / "docs" / "how-to" / "own-dispute.md").read_text(encoding="utf-8")


def test_the_guide_prints_this_very_file() -> None:
    assert files(GUIDE)["lake.toml"] == LAKE.read_text(encoding="utf-8")


def test_a_reader_who_follows_the_guide_in_an_empty_folder_sees_what_it_promises(tmp_path: Path) -> None:
    saved(GUIDE, tmp_path)

    def printed(command: str) -> str:
        program, *words = shlex.split(command)
        assert program == "hikiwake"
        done = subprocess.run(
            [sys.executable, "-m", "sim.cli", *words],
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, command
        assert done.stderr in ("", f"{COMPILING['once']}\n"), command
        return done.stdout

    shown = blocks(GUIDE, "console")
    assert len(shown) >= 4
    for block in shown:
        assert renewed(block, printed) == block, "run python tests/test_docs.py and read what changed"
    for command in "".join(blocks(GUIDE, "sh")).splitlines():
        assert printed(command)
    assert set(files(GUIDE)) == {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.toml")}


def test_the_scale_that_the_guide_shows_is_one() -> None:
    shown = [text for text in blocks(GUIDE, "toml") if text.startswith("[scales.")]
    assert [list(checked(ScalesSpec, tomllib.loads(text), "guide").scales) for text in shown] == [["trust"]]


def test_it_loads_by_its_path_and_by_its_text() -> None:
    assert load(LAKE).id == load(str(LAKE)).id == "lake"


def test_its_document_meets_the_schema() -> None:
    jsonschema.validate(dict(load(LAKE).document), json_schema(ScenarioSpec))


def test_every_setting_rests_on_an_assumption() -> None:
    settings = load(LAKE).settings
    assert len(settings) == 40
    assert all(setting.assumption and not setting.evidence for setting in settings.values())


def test_worths_are_those_of_its_words() -> None:
    game = load(LAKE).game()
    assert game.space.n == 27
    outcome = game.space.number(MIDDLE)
    # Weights 5.5, 3.5, 2 and 5.5, 3.5, 3.5; worths good, fair, fair and good, fair, best.
    assert game.utilities[:, outcome] == pytest.approx([6.875 / 11.0, 9.375 / 12.5])


def test_every_constraint_has_something_to_say() -> None:
    game = load(LAKE).game()
    assert game.refused.sum(axis=1).tolist() == [9, 0]
    left = {
        name: int(mask.sum())
        for name, mask in valuation(game, opening_standing(game), ALL_ON).survives.items()
    }
    assert left == {"interests": 13, "red_lines": 11, "credibility": 9, "alliance": 9, "ratification": 7}


def test_solutions_lie_on_the_frontier_and_differ() -> None:
    game = load(LAKE).game()
    found = solutions(game.utilities.T, [party.reservation for party in game.parties])
    frontier = set(pareto_frontier(game.utilities.T).tolist())
    outcomes = {name: solution.outcome for name, solution in found.items() if solution is not None}
    assert set(outcomes) == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
    assert set(outcomes.values()) <= frontier
    assert game.space.terms(outcomes["egalitarian"]) == MIDDLE
    assert game.space.terms(outcomes["nash"]) == MIDDLE | {"cost_share": "millbrook_pays"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(("fernside", "millbrook"), list(itertools.product(BOTS, BOTS)))
def test_every_pair_of_strategies_plays_it(protocol: str, fernside: str, millbrook: str) -> None:
    scenario = load(LAKE)
    record = negotiate(
        scenario, seed=7, protocol=protocol, strategies={"fernside": fernside, "millbrook": millbrook}
    )
    assert record.result in RESULTS
    assert record.ladder in LADDER
    assert (record.depth, list(record.gap)) == (None, ["treaty"])
    assert list(record.surviving["treaty"]) == list(CONSTRAINTS)
    assert {row.round for row in record.rounds} == set(range(1, record.rounds[-1].round + 1))
    if record.agreement is not None:
        assert record.agreement["level"] != "low"
        game = scenario.game()
        worth = game.utilities[:, game.space.number(record.agreement)]
        assert np.all(worth >= [party.reservation for party in game.parties])


def test_the_event_strikes_in_its_round_and_shortens_the_talks() -> None:
    record = negotiate(LAKE, seed=7, strategies={"fernside": "hardliner", "millbrook": "hardliner"})
    assert record.result == "deadline"
    assert [row.round for row in record.rounds if row.events == ["wet_autumn"]] == [5]
    assert record.rounds[-1].round == 8


def test_a_promise_is_doubted_by_its_receiver_until_it_is_watched() -> None:
    game = load(LAKE).game()
    value = valuation(game, opening_standing(game), frozenset({"credibility"}))
    lost = game.utilities - value.credible
    assert np.all(lost[game.party("fernside")] == 0.0)
    # Worth of the middle level over the high one, doubted by half, performed later in full, in half, not at all.
    for inspection, share in (("none", 1.0), ("yearly", 0.5), ("joint", 0.0)):
        outcome = game.space.number(MIDDLE | {"inspection": inspection})
        assert lost[game.party("millbrook"), outcome] == pytest.approx(0.5 * share * 5.5 * 0.75 / 12.5)


def test_only_the_side_with_a_council_can_fail_to_ratify() -> None:
    scenario = load(LAKE, {"ratification.spread": 0.3})
    records = [negotiate(scenario, seed=seed) for seed in range(30)]
    refused = [record.ratified for record in records if record.result == "not_ratified"]
    assert refused
    assert all(sides == {"fernside": True, "millbrook": False} for sides in refused)


def test_a_record_replays() -> None:
    record = negotiate(LAKE, seed=11, draw=True, protocol="single_text")
    assert replay(record) == record


def test_the_mesa_model_takes_it() -> None:
    model = NegotiationModel(LAKE, seed=7)
    model.run()
    frame = model.datacollector.get_agent_vars_dataframe()
    assert set(frame["party"]) == {"fernside", "millbrook"}


def test_a_change_by_key_reaches_the_numbers() -> None:
    changed = load(LAKE, {"parties.millbrook.reservation": "medium"})
    assert changed.settings["parties.millbrook.reservation"].value == 0.5


def test_a_slip_is_named_with_its_cure(tmp_path: Path) -> None:
    slip = tmp_path / "slip.toml"
    slip.write_text(
        LAKE.read_text(encoding="utf-8").replace('level = "steady"', 'level = "stedy"', 1), encoding="utf-8"
    )
    with pytest.raises(ScenarioError, match=r'parties\.fernside\.discount: "stedy".*did you mean "steady"'):
        load(slip)
