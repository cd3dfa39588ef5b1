"""Two settings side by side: what is compared, that luck is shared, and that the intervals hold what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.agents.own import entrant
from sim.analysis.resampling import bounds, resampled, unseen
from sim.domain.comparison import MEASURES
from sim.engine.ensemble import BARRED, play_many, prepare
from sim.engine.mesa import NegotiationModel
from sim.errors import InputError
from sim.experiments.compare import pairs as module
from sim.experiments.compare.comparison import compare, differs_rows
from sim.experiments.compare.input_difference import input_difference, strategies_of
from sim.experiments.compare.pairs import (
    MOST,
    Pairs,
    as_arrays,
    check_runs,
    intervals,
    joined,
    measured,
    measures,
    play_pairs,
    play_portions,
    portions,
)
from sim.scenario.setup import Setup
from sim.streams import seeds_of

LAKE, WELL = "tests/data/lake.toml", "tests/golden/well.toml"
THREAT = Setup("1956-joint-declaration")
FREE = Setup("1956-joint-declaration", {"parties.usa.leverage": "none"})


def drawn(a: Setup, b: Setup, runs: int, seed: int = 0) -> Pairs:
    return joined(list(play_portions(a, b, runs, seed)))


@pytest.fixture(scope="module")
def of_1956() -> Pairs:
    return drawn(THREAT, FREE, 30)


# ---------------------------------------------------------------- what is compared


@pytest.mark.parametrize(
    "side",
    [
        Setup(LAKE),
        Setup(WELL, {}, 0, {"oben": "conceder"}, ["alliance"], "single_text"),
        Setup("2018-singapore", {"parties.usa.role": "signatory", "parties.usa.reservation": "low"}),
    ],
)
def test_many_runs_have_the_measures_of_their_records(side: Setup) -> None:
    parties = list(side.loaded.spec.parties)
    runs = play_many(prepare(side.drawn()), np.arange(3))
    rows = measured(runs, [parties.index(name) for name in side.signatories])
    for seed, row in enumerate(rows.tolist()):
        assert dict(zip(MEASURES, row, strict=True)) == measures(NegotiationModel.of(side.drawn(seed)))


def test_pairs_one_by_one_are_the_portions() -> None:
    a, b = Setup(LAKE), Setup(LAKE, off=["ratification"])
    whole = drawn(a, b, 9, seed=4)
    pairs = list(play_pairs(a, b, 9, seed=4))
    eighth = int(seeds_of(4, range(9))[8])
    assert [list(one.values()) for one, _ in pairs] == whole.a.tolist()
    assert pairs[8] == tuple(measures(NegotiationModel.of(side.drawn(eighth))) for side in (a, b))
    assert intervals(as_arrays(pairs)) == intervals(whole)
    assert list(play_pairs(a, b, 2, seed=4, first=7)) == pairs[7:]


def test_where_runs_are_cut_makes_no_difference() -> None:
    for longest in (0.0, 1e9):
        cut = list(portions(50, longest=longest))
        assert [i for portion in cut for i in portion] == list(range(50))
    assert max(len(portion) for portion in portions(50, longest=0.0)) == 4
    assert list(portions(0)) == []


def test_a_pair_of_which_one_run_failed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def some_fail(prepared: Any, seeds: Any) -> Any:
        return replace(play_many(prepared, seeds), failed=np.isin(seeds, seeds_of(0, range(7))[::3]))

    monkeypatch.setattr(module, "play_many", some_fail)
    a = Setup(LAKE)
    found = compare(a, a, drawn(a, a, 7), asked=7)
    assert (found.runs, found.failed, found.asked) == (4, 3, 7)
    with pytest.raises(InputError, match="only 1 of 2 pairs could be played"):
        compare(a, a, drawn(a, a, 2), asked=2)


# ---------------------------------------------------------------- what a comparison says


def test_exchanging_the_sides_turns_every_sign(of_1956: Pairs) -> None:
    there, back = intervals(of_1956), intervals(Pairs(of_1956.b, of_1956.a))
    for one, two in zip(there.values(), back.values(), strict=True):
        assert (one.a, one.b) == (two.b, two.a)
        assert [one.difference, one.low, one.high] == pytest.approx(
            [-two.difference, -two.high, -two.low], abs=1e-12
        )


def test_a_setting_against_itself_differs_by_exactly_nothing() -> None:
    a = Setup(WELL)
    found = compare(a, Setup(WELL), drawn(a, Setup(WELL), 10), asked=10)
    assert found.differs == [] and found.alike == found.settings
    for row in found.measures.values():
        assert (row.difference, row.low, row.high) == (0.0, 0.0, 0.0) and row.a == row.b


def test_without_the_threat_of_1956_a_treaty_is_nearer(of_1956: Pairs) -> None:
    found = compare(THREAT, FREE, of_1956, asked=30)
    assert found.measures["gap"].high < 0.0 <= found.measures["treaty"].low
    assert [(row.key, row.a, row.b) for row in found.differs] == [("parties.usa.leverage", "high", "none")]
    assert list(found.measures) == list(MEASURES)


def test_a_gap_that_no_treaty_has_is_left_out() -> None:
    """A line that only some runs know: where every treaty crosses it there is no gap to compare."""
    runs = play_many(prepare(Setup(LAKE).drawn()), np.arange(3))
    runs.gaps[1, -1] = BARRED
    rows = measured(runs, [0, 1])
    assert np.isnan(rows[:, MEASURES.index("gap")]).tolist() == [False, True, False]
    found = intervals(Pairs(rows, rows))
    assert list(found) == [name for name in MEASURES if name != "gap"]
    assert compare(Setup(LAKE), Setup(LAKE), Pairs(rows, rows), asked=3).gap is None


def test_the_same_luck_makes_a_small_difference_sharper() -> None:
    """The same seeds against other ones, where one setting of the two is a little different."""
    a, b = Setup(LAKE), Setup(LAKE, {"talks.rounds": 7})
    paired, apart = drawn(a, b, 40), Pairs(drawn(a, a, 40).a, drawn(b, b, 40, seed=1000).b)
    found = [intervals(pairs)["welfare"] for pairs in (paired, apart)]
    widths = [row.high - row.low for row in found]
    assert widths[0] < 0.7 * widths[1]


# ---------------------------------------------------------------- intervals


def test_intervals_hold_the_true_difference_as_often_as_they_say() -> None:
    """A difference of 0.2 between two shares, 80 pairs, 400 times: 95 in a hundred, within three standard errors."""
    random = np.random.default_rng(1)
    luck = random.random((400, 80))
    hits = 0
    for i, row in enumerate(luck):
        pairs = Pairs((row < 0.3).astype(float)[:, None], (row < 0.5).astype(float)[:, None])
        found = intervals(pairs, ["x"], seed=i)["x"]
        hits += found.low <= 0.2 <= found.high
    assert 0.95 - 3 * (0.95 * 0.05 / 400) ** 0.5 - 0.01 <= hits / 400 <= 0.95 + 3 * (0.95 * 0.05 / 400) ** 0.5


def test_more_certainty_makes_an_interval_wider() -> None:
    samples = np.random.default_rng(2).normal(size=(3, 50))
    (low, high), (lower, higher) = bounds(samples, 0.8), bounds(samples, 0.99)
    assert (lower < low).all() and (high < higher).all()
    mean, error = samples.mean(axis=1), samples.std(axis=1) / 50**0.5
    assert (np.abs(high - mean - 1.28 * error) < 0.2 * error).all()


def test_rows_are_resampled_together_and_the_same_seed_gives_the_same() -> None:
    row = np.random.default_rng(3).normal(size=40)
    low, high, means = resampled(np.stack([row, np.full(40, 0.1), row + 1.0]), seed=5)
    assert means[0] + 1.0 == pytest.approx(means[2])
    assert (low[1], high[1]) == (0.1, 0.1) and set(means[1]) == {0.1}
    assert resampled(row[None], seed=5)[0] == pytest.approx(low[:1])
    assert resampled(row[None], seed=6)[0] != pytest.approx(low[:1])


def test_what_was_never_seen_in_more_runs_is_rarer() -> None:
    assert unseen(2) > unseen(100) > unseen(10_000) > 0.0
    assert (1.0 - unseen(50, 0.9)) ** 50 == pytest.approx(0.1)


# ---------------------------------------------------------------- what differs in the input


def test_everything_that_differs_is_named() -> None:
    a = Setup("2018-singapore", {}, 0, {"japan": "boulware"}, ["alliance"])
    changes = {"talks.rounds": 8, "parties.japan.red_lines.all_four.holds": True, "parties.japan.trust": 0.4}
    b = Setup("2018-singapore", changes, 0, {"japan": "linear//none"}, [], "single_text")
    found = {row.key: (row.a, row.b) for row in differs_rows(input_difference(a, b), a, b)}
    assert found == {
        "off": (["alliance"], []),
        "protocol": ("alternating", "single_text"),
        "strategies.japan": ("boulware", "linear/ac_next/none"),
        "parties.japan.trust": ("high", 0.4),
        "talks.rounds": (6, 8),
        "parties.japan.red_lines.all_four.holds": (False, True),
    }


def test_what_changes_nothing_differs_in_nothing() -> None:
    plain = Setup("2018-singapore")
    same = Setup("2018-singapore", {}, 0, {"japan": "boulware/ac_aspiration/public"}, (), "alternating")
    assert input_difference(plain, same).differs == ()
    assert strategies_of(plain) == strategies_of(same)


def test_disputes_that_share_little_are_far_apart() -> None:
    of_2018, lake = Setup("2018-singapore"), Setup(LAKE)
    assert not input_difference(of_2018, THREAT).far_apart
    found = input_difference(of_2018, lake)
    assert found.far_apart and found.alike < 10
    assert found.differs[0].kind == "episode"
    assert any(row.a is None for row in found.differs) and any(row.b is None for row in found.differs)


# ---------------------------------------------------------------- wrong input


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: check_runs(1, 0, MOST), "runs: 1 is not a whole number from 2 to 20,000"),
        (lambda: check_runs(MOST + 1, 0, MOST), "runs: 20,001 is not a whole number from 2 to 20,000"),
        (lambda: check_runs(5, -1, MOST), "seed: -1 is not a whole number from 0"),
        (lambda: list(play_pairs(THREAT, FREE, 0)), "runs: 0 is not a whole number"),
        (
            lambda: entrant("human"),
            "a person cannot play many runs; name a strategy such as linear",
        ),
        (lambda: entrant("linera"), 'did you mean "linear"'),
        (lambda: entrant("linear/x"), 'no acceptance rule "x"'),
        (lambda: entrant("linear//x"), 'no opponent model "x"'),
        (lambda: entrant("a/b/c/d"), "too many parts"),
        (
            lambda: compare(THREAT, FREE, Pairs(np.zeros((2, 8)), np.zeros((2, 8))), 2, level=1.0),
            "level: 1.0",
        ),
        (lambda: prepare(replace(THREAT, off=["alianc"])), 'did you mean "alliance"'),
        (lambda: prepare(replace(THREAT, protocol="x")), "protocol"),
        (lambda: prepare(replace(THREAT, strategies={"usa": "linear"})), 'no signatory "usa"'),
    ],
)
def test_wrong_input_gets_one_sentence(call: Callable[[], object], said: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert said in str(caught.value) and "\n" not in str(caught.value)
