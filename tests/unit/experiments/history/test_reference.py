"""The reference table: it plays what the model plays, counts what came, and is the same whoever makes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.domain.game import LADDER
from sim.domain.record import treaty_gap
from sim.engine.ensemble import prepare
from sim.engine.mesa import negotiate
from sim.errors import InputError
from sim.experiments.facts.playing import course_of
from sim.experiments.history.priors import from_uniform, parameters, word_numbers
from sim.experiments.history.reference_table import GAP, digest, from_parquet, joined, to_parquet
from sim.experiments.history.simulation import (
    FINE,
    PINNED,
    PORTION,
    Variant,
    _tests,
    episode_of,
    given_in,
    kept,
    pinned,
    play_draws,
    portion,
)
from sim.scenario.load import load, load_scales

SCALES = load_scales(fitted=False)
NAMES = [p.name for p in parameters(SCALES)]
EPISODES = ("1956-joint-declaration", "2018-singapore")
UNIFORM = kept(np.random.default_rng(8).random((6, len(NAMES))))
PLAYED = play_draws(EPISODES, UNIFORM, 2, 40 + np.arange(2 * len(UNIFORM)))


def test_a_play_of_the_table_is_the_model_with_the_numbers_of_the_draw() -> None:
    """Settings on fitted scales are set by hand to what their words mean in the draw; the rest is drawn as ever."""
    scenario = load("2018-singapore")
    prepared, game = prepare(scenario), scenario.game()
    meant = given_in(prepared, word_numbers(SCALES, from_uniform(SCALES, UNIFORM)))
    of = [f for f, row in enumerate(pinned(EPISODES)) if row.episode == "2018-singapore"]
    for i in range(3):
        changed = scenario.with_changes({key: float(numbers[i]) for key, numbers in meant.items()})
        both = [negotiate(changed, 40 + 2 * i + r, draw=True) for r in range(2)]
        ladders = [record.ladder for record in both]
        assert PLAYED.counts[i, 1].tolist() == [ladders.count(step) for step in LADDER]
        gaps = [treaty_gap(record) for record in both]
        assert PLAYED.gaps[i, 1] == pytest.approx(
            np.mean([1.0 if gap is None else min(1.0, gap) for gap in gaps])
        )
        courses = [course_of(record.model_dump(), game) for record in both]
        held = [
            sum(int(test({"2018-singapore": course})[0]) for course in courses)
            for test in _tests("2018-singapore", Variant("main"))
        ]
        assert PLAYED.facts[i, of].tolist() == held


def test_every_play_counts_on_one_step() -> None:
    assert (PLAYED.counts.sum(axis=2) == 2).all()
    assert (PLAYED.chances > 0).all()
    assert PLAYED.chances.sum(axis=2) == pytest.approx(1)


def test_facts_are_those_of_the_talks_and_of_signed_texts_alone() -> None:
    rows = pinned(EPISODES)
    assert {row.kind for row in rows} == set(PINNED)
    assert [row.episode for row in rows] == sorted(row.episode for row in rows)
    assert PLAYED.facts.shape == (6, len(rows))
    assert (PLAYED.facts <= 2).all()


def test_a_fact_that_never_comes_out_speaks_against_a_draw() -> None:
    facts = PLAYED.facts.copy()
    facts[0], facts[1] = 0, 2
    told = replace(PLAYED, facts=facts).told(EPISODES)
    assert (told[0] < told[1]).all()
    assert replace(PLAYED, facts=facts).likelihood(EPISODES, np.array([0, 0])).shape == (6, 2)


def test_a_portion_is_the_same_whoever_plays_it(tmp_path: Path) -> None:
    one, other = portion(EPISODES[:1], 1, 1, 5), portion(EPISODES[:1], 1, 1, 5)
    assert digest(one) == digest(other)
    assert digest(one) != digest(portion(EPISODES[:1], 2, 1, 5))
    leaning = portion(EPISODES[:1], 1, 1, 5, Variant("ends", lean=0.5))
    assert (np.abs(leaning.uniform - 0.5).mean(0) > np.abs(one.uniform - 0.5).mean(0)).all()
    path = tmp_path / "table.parquet"
    path.write_bytes(to_parquet(one, EPISODES[:1]))
    again = from_parquet(path, EPISODES[:1])
    assert digest(again) == digest(one)
    assert (again.counts == one.counts).all()
    assert (again.facts == one.facts).all()
    assert again.uniform == pytest.approx(one.uniform, abs=1e-12)
    assert np.abs(again.gaps - one.gaps).max() <= GAP / 2 + 1e-12
    assert joined([one, again]).n == 2 * PORTION


def test_draws_are_kept_in_steps_and_lie_within_their_priors() -> None:
    assert (kept(UNIFORM) == UNIFORM).all()
    assert kept(np.array([0.5 / FINE * 0.9])).tolist() == [0.0]
    low, high = (np.array([getattr(p, end) for p in parameters(SCALES)]) for end in ("low", "high"))
    assert (PLAYED.draws >= low - 1e-12).all() and (PLAYED.draws <= high + 1e-12).all()


def test_the_first_draws_of_a_table_are_a_table() -> None:
    few = PLAYED.first(2)
    assert (few.n, few.counts.shape[0], few.gaps.shape[0]) == (2, 2, 2)
    assert (few.chances == PLAYED.chances[:2]).all()


def test_another_file_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    path.write_bytes(to_parquet(PLAYED, EPISODES))
    with pytest.raises(InputError, match="no reference table of these episodes"):
        from_parquet(path, ("1997-krasnoyarsk",))
    path.write_text("nothing")
    with pytest.raises(InputError, match="hikiwake calibrate"):
        from_parquet(path, EPISODES)


def test_a_variant_is_another_episode() -> None:
    plain = episode_of("2018-singapore")
    overlay = {"talks": {"rounds": 2}}
    assert episode_of("2018-singapore", Variant("short", overlay=overlay)).spec.talks.rounds == 2
    assert plain.spec.talks.rounds != 2
    assert episode_of("2018-singapore", Variant("articles", articles_only=True)).articles_only
    moved = episode_of("2018-singapore", Variant("moved", regrade=1))
    assert moved.settings != plain.settings
    less = episode_of("2018-singapore", Variant("less", keep=("trust",)))
    assert less.settings["talks.rapport"] != plain.settings["talks.rapport"]
