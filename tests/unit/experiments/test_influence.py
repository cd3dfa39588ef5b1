"""Which drawn settings go with the ladder: against SciPy, and told so that it can be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from sim.analysis.ranks import rank_correlations
from sim.app.runs import words
from sim.app.runs.question import question
from sim.app.state.links import State
from sim.domain.game import LADDER
from sim.experiments.runs.reading.influence import influences
from sim.scenario.load import load
from tests.screens.batches import rows_in, smaller, store

ONE = np.zeros(200, dtype=np.int64)


def test_the_correlation_is_spearmans_and_its_interval_holds_it() -> None:
    luck = np.random.default_rng(1)
    numbers, steps = luck.random((200, 3)), luck.integers(0, 5, 200)
    numbers[:, 0] += steps / 4
    r, low, high = rank_correlations(numbers, steps, ONE)
    assert r == pytest.approx([spearmanr(column, steps).statistic for column in numbers.T])
    assert (low < r).all() and (r < high).all() and low[0] > 0.0


def test_intervals_hold_zero_as_often_as_they_say_where_nothing_goes_together() -> None:
    luck = np.random.default_rng(2)
    steps = luck.integers(0, 3, 200)
    _, low, high = rank_correlations(luck.random((200, 1000)), steps, ONE)
    assert 0.93 <= float(((low <= 0.0) & (high >= 0.0)).mean()) <= 0.97


def test_groups_that_differ_as_a_whole_add_nothing_and_what_is_still_has_none() -> None:
    luck = np.random.default_rng(3)
    groups = np.repeat([0, 1], 100)
    numbers = np.stack([luck.random(200) + groups, np.full(200, 0.5)], axis=1)
    r, _, _ = rank_correlations(numbers, luck.integers(0, 3, 200) + 3 * groups, groups)
    assert abs(r[0]) < 0.2 and r[1] == 0.0
    assert rank_correlations(numbers[:3], groups[:3], groups[:3])[1].tolist() == [-1.0, -1.0]


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("influence") / "out"
    store(smaller(question(State(scenario="1956-joint-declaration")), 400), out)
    return out


def test_a_batch_names_what_goes_with_its_ladder(batch: Path) -> None:
    found = influences(batch)
    rows, settings = rows_in(batch), load("1956-joint-declaration").settings
    order = [key for key, one in settings.items() if one.low < one.high]
    steps = [LADDER.index(row["ladder"]) for row in rows]
    assert 0 < len(found) <= 5
    assert [abs(one.r) for one in found] == sorted((abs(one.r) for one in found), reverse=True)
    for one in found:
        column = [row["draws"][order.index(one.settings[0])] for row in rows]
        assert one.r == pytest.approx(spearmanr(column, steps).statistic, abs=1e-6)
        assert one.low > 0.0 or one.high < 0.0
        # Words of one scale are drawn together, so they stand together.
        assert len({settings[key].drawn_by for key in one.settings}) == 1
    lines = words.influences(load("1956-joint-declaration"), found)
    assert len(lines) == len(found) and all(line.startswith("**") for line in lines)


def test_too_few_rows_say_nothing(tmp_path: Path) -> None:
    few = question(State(scenario="1956-joint-declaration"))
    store(replace(smaller(few, 40)), tmp_path / "out")
    assert influences(tmp_path / "out") == []
