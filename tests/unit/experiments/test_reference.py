"""The reference table: it plays what the model plays, and reads it as the rules do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.domain.game import LADDER, RESULTS
from sim.engine.mesa import negotiate
from sim.errors import InputError
from sim.experiments.history.priors import from_uniform, parameters
from sim.experiments.history.reference_table import FINE, digest, from_parquet, joined, to_parquet
from sim.experiments.history.simulation import (
    NO_GAME,
    PORTION,
    Variant,
    count_ladder,
    play_draws,
    portion,
    steps_of,
)
from sim.rules.ladder import ladder, leeway_of
from sim.scenario.load import load, load_scales

SCALES = load_scales(fitted=False)
NAMES = [p.name for p in parameters(SCALES)]
EPISODES = ("1956-joint-declaration", "2018-singapore")
RNG = np.random.default_rng(8)
DRAWS = from_uniform(SCALES, RNG.random((6, len(NAMES))))
PLAYED = play_draws(EPISODES, DRAWS, 2, 40)


def test_a_play_of_the_table_is_the_model_with_the_numbers_of_the_draw() -> None:
    """Settings on fitted scales are set by hand to what their words mean in the draw; the rest is drawn as ever."""
    from sim.engine.ensemble import prepare
    from sim.experiments.history.priors import word_numbers
    from sim.experiments.history.simulation import given_in

    prepared = prepare(load("2018-singapore"))
    meant = given_in(prepared, word_numbers(SCALES, DRAWS))
    for i in range(3):
        changes = {key: float(numbers[i]) for key, numbers in meant.items()}
        record = negotiate(load("2018-singapore").with_changes(changes), 40 + 2 * i, draw=True)
        assert RESULTS[PLAYED.ends[i, 1, 0]] == record.result
        assert PLAYED.gaps[i, 1, 0] == record.residual_gap
        assert PLAYED.rapport[i, 1, 0] == pytest.approx(record.rounds[-1].rapport, abs=0.25)
        proposers = {row.proposer for row in record.rounds if row.offer and row.proposer}
        places = [party.id for party in load("2018-singapore").game().parties]
        assert PLAYED.authors[i, 1, 0] == sum(2 ** places.index(name) for name in proposers)
        found = count_ladder(PLAYED, SCALES, cuts=1)
        steps = found.counts[i, 1]
        other = negotiate(load("2018-singapore").with_changes(changes), 41 + 2 * i, draw=True)
        assert steps.tolist() == [[record.ladder, other.ladder].count(step) for step in LADDER]


def test_steps_are_read_as_the_rules_read_them() -> None:
    n = 400
    ends = RNG.integers(0, RESULTS.index("text_in_force"), (n, 2, 3))
    gaps, rapport = RNG.uniform(0, 0.4, ends.shape), RNG.uniform(0, 1, ends.shape)
    cuts = np.sort(RNG.uniform(0, 0.4, (n, 3)), axis=1)
    weight = RNG.uniform(0, 0.4, (n, 1, 1))
    found = steps_of(ends, gaps - leeway_of(rapport, weight), cuts)
    for place in np.ndindex(ends.shape):
        low, middle, high = cuts[place[0]]
        leeway = leeway_of(float(rapport[place]), float(weight[place[0], 0, 0]))
        step = ladder(RESULTS[ends[place]], float(gaps[place]), (low, middle, high), leeway)
        assert LADDER[found[place]] == step


def test_a_play_without_a_game_counts_for_no_step() -> None:
    ends = PLAYED.ends.copy()
    ends[0] = NO_GAME
    counts = count_ladder(replace(PLAYED, ends=ends), SCALES, cuts=3).counts
    assert counts.shape == (18, 2, len(LADDER))
    assert counts[0].sum() == 0
    assert (counts[1:6].sum(axis=2) == 2).all()


def test_cut_points_are_laid_over_the_same_plays() -> None:
    found = count_ladder(PLAYED, SCALES, cuts=4)
    fixed = [i for i, name in enumerate(NAMES) if not name.startswith(("gap.", "leeway."))]
    assert (found.draws[:6] == DRAWS).all()
    assert (found.draws[6:12, fixed] == DRAWS[:, fixed]).all()
    assert not (found.draws[6:12] == DRAWS).all()
    assert (found.closeness[6:12] == found.closeness[:6]).all()


def test_a_portion_is_the_same_whoever_plays_it(tmp_path: Path) -> None:
    one, other = portion(EPISODES[:1], 1, 1, 5), portion(EPISODES[:1], 1, 1, 5)
    assert digest(one) == digest(other)
    assert digest(one) != digest(portion(EPISODES[:1], 2, 1, 5))
    leaning = portion(EPISODES[:1], 1, 1, 5, Variant("ends", lean=0.5))
    middle = np.array([(p.low + p.high) / 2 for p in parameters(SCALES)])
    free = [i for i, name in enumerate(NAMES) if not name.startswith("gap.")]
    assert (np.abs(leaning.draws - middle).mean(0) > np.abs(one.draws - middle).mean(0))[free].all()
    path = tmp_path / "table.parquet"
    path.write_bytes(to_parquet(one, EPISODES[:1]))
    again = from_parquet(path, EPISODES[:1])
    assert digest(again) == digest(one)
    assert (again.ends == one.ends).all()
    assert (again.authors == one.authors).all()
    assert np.abs(again.gaps - one.gaps).max() <= FINE["gaps"] / 2 + 1e-12
    assert len(joined([one, again]).draws) == 2 * PORTION


def test_another_file_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    path.write_bytes(to_parquet(PLAYED, EPISODES))
    with pytest.raises(InputError, match="no reference table of these episodes"):
        from_parquet(path, ("1997-krasnoyarsk",))
    path.write_text("nothing")
    with pytest.raises(InputError, match="hikiwake calibrate"):
        from_parquet(path, EPISODES)
