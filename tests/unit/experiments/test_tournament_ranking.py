"""The ranking of a tournament: places, ties, intervals, tests, and Holm's correction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from sim.analysis.resampling import Floats, holm, paired_p
from sim.domain.tournament import Tournament
from sim.errors import InputError
from sim.experiments.compare.ranking import pair_rows, ranked
from sim.experiments.compare.tournament import Scores, entrants_of
from sim.scenario.setup import Setup

SIDES = [Setup("tests/data/lake.toml"), Setup("tests/golden/well.toml")]
NAMES = ("boulware", "conceder", "hardliner", "linear")


def made(gains: Floats, level: float = 0.95) -> Tournament:
    """A tournament in which each strategy gains so much per seed, shape (seeds, strategies), whoever it meets."""
    values = np.zeros((len(gains), 2, 4, 4, 4))
    values[..., 0] = gains[:, None, :, None]
    values[..., 1] = 0.5
    return ranked(entrants_of(SIDES, NAMES), Scores(values), asked=len(gains), level=level)


@pytest.fixture(scope="module")
def noisy() -> Tournament:
    luck = np.random.default_rng(1).normal(size=(40, 4))
    return made(np.array([0.3, 0.1, 0.0, 0.31]) + 0.05 * luck)


# ---------------------------------------------------------------- places


def test_the_ranking_goes_by_mean_gain_and_ties_are_named(noisy: Tournament) -> None:
    rows = {row.strategy: row for row in noisy.ranking}
    assert [row.gain for row in noisy.ranking] == sorted((row.gain for row in noisy.ranking), reverse=True)
    assert [row.strategy for row in noisy.ranking][2:] == ["conceder", "hardliner"]
    assert rows["boulware"].tied_with == ["linear"] and rows["linear"].tied_with == ["boulware"]
    assert rows["conceder"].tied_with == rows["hardliner"].tied_with == []
    for row in noisy.ranking:
        assert row.rank_to == row.rank + len(row.tied_with)
        assert row.low < row.gain < row.high
        assert row.rank_low <= row.rank <= row.rank_high
        assert row.agreement == 0.5
    assert (rows["conceder"].rank_low, rows["conceder"].rank_high) == (3, 3)
    assert (rows["linear"].rank_low, rows["linear"].rank_high) == (1, 2)


def test_equal_gains_share_a_rank_and_are_a_tie() -> None:
    found = made(np.tile([0.2, 0.4, 0.2, 0.1], (12, 1)))
    places = [(row.rank, row.strategy) for row in found.ranking]
    assert places == [(1, "conceder"), (2, "boulware"), (2, "hardliner"), (4, "linear")]
    assert [row.tied_with for row in found.ranking] == [[], ["hardliner"], ["boulware"], []]


def test_few_seeds_tell_nothing_apart_however_clear_they_are() -> None:
    found = made(np.tile([0.2, 0.4, 0.2, 0.1], (5, 1)))
    assert not any(row.apart for row in found.pairs)
    assert {(row.rank, row.rank_to) for row in found.ranking} == {(1, 4)}


def test_what_lies_by_scenario_and_by_opponent_adds_up(noisy: Tournament) -> None:
    for row in noisy.ranking:
        cells = noisy.table[row.strategy]
        assert row.self_play == cells[row.strategy].gain
        assert np.mean([cell.gain for cell in cells.values()]) == pytest.approx(row.gain)
        places = [gains[row.strategy] for gains in noisy.by_scenario.values()]
        assert np.mean(places) == pytest.approx(row.gain)


def test_best_replies_are_those_that_gain_most_and_a_stable_one_answers_itself() -> None:
    values = np.zeros((3, 2, 4, 4, 4))
    values[:, :, 1, 0, 0] = 0.5
    values[:, :, 3, 3, 0] = 0.4
    found = ranked(entrants_of(SIDES, NAMES), Scores(values), asked=3)
    assert found.best_replies["boulware"] == ["conceder"]
    assert found.best_replies["linear"] == ["linear"]
    assert found.best_replies["hardliner"] == sorted(NAMES)
    assert found.stable == ["conceder", "hardliner", "linear"]


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="level: 0"):
        made(np.zeros((3, 4)), level=0.0)


# ---------------------------------------------------------------- tests


def test_pairs_are_tested_by_seed() -> None:
    gains = np.random.default_rng(2).normal(size=(3, 25)) + np.array([[0.0], [0.3], [1.0]])
    rows = pair_rows(("a", "b", "c"), gains, 0.95, 0)
    for row, (i, j) in zip(rows, [(0, 1), (0, 2), (1, 2)], strict=True):
        assert row.p == pytest.approx(ttest_rel(gains[j], gains[i]).pvalue)
        assert row.difference == pytest.approx(gains[j].mean() - gains[i].mean())
        assert row.low < row.difference < row.high and row.p_holm >= row.p


def test_differences_that_are_all_alike_have_a_p_all_the_same() -> None:
    assert paired_p(np.zeros(9)) == 1.0
    assert paired_p(np.full(9, 0.1) + 1e-17) == 2.0**-8
    assert paired_p(np.full(2, -0.1)) == 0.5


# ---------------------------------------------------------------- Holm's correction


def test_holm_by_hand() -> None:
    """Four tests: 4 x 0.005, 3 x 0.01, 2 x 0.03, and 0.04, which may not be smaller than the one before."""
    assert holm([0.03, 0.01, 0.04, 0.005]) == pytest.approx([0.06, 0.03, 0.06, 0.02])


def test_holm_rejects_what_both_its_neighbours_reject_in_a_published_example() -> None:
    """The fifteen p-values of Benjamini and Hochberg, "Controlling the false discovery rate" of 1995.

    At 0.05 Bonferroni's procedure, which rejects no more than Holm's, and Hochberg's, which rejects no less,
    both reject the first three.
    """
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert (holm(p) < 0.05).tolist() == [True] * 3 + [False] * 12


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12), st.floats(0.001, 0.3))
def test_holm_steps_down_until_one_holds(p: list[float], alpha: float) -> None:
    """The definition: from the smallest on, reject while p is at most alpha over the number of tests left."""
    rejected = np.zeros(len(p), dtype=bool)
    for left, place in zip(range(len(p), 0, -1), np.argsort(p, kind="stable"), strict=True):
        if left * p[place] > alpha:
            break
        rejected[place] = True
    assert (holm(p) <= alpha).tolist() == rejected.tolist()


def test_holm_keeps_false_alarms_rare() -> None:
    """Ten tests of nothing, 2,000 times: at most five families in a hundred with one alarm or more, and some luck."""
    luck = np.random.default_rng(3).random((2000, 10))
    alarms = np.mean([holm(row).min() < 0.05 for row in luck])
    assert 0.03 < alarms < 0.05 + 3 * (0.05 * 0.95 / 2000) ** 0.5
