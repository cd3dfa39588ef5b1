"""What a fit may move, and what the words mean in a draw."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError

from sim.experiments.history.priors import from_uniform, parameters, word_numbers
from sim.scenario.load import load, load_scales
from sim.scenario.scales import Prior
from sim.scenario.settings import numbers

SCALES = load_scales(fitted=False)
PARAMETERS = parameters(SCALES)
NAMES = [parameter.name for parameter in PARAMETERS]
uniform = arrays(np.float64, (3, len(PARAMETERS)), elements=st.floats(0, 1))


@given(uniform)
def test_a_draw_lies_within_its_prior(even: np.ndarray) -> None:
    draws = from_uniform(SCALES, even)
    assert (draws >= np.array([p.low for p in PARAMETERS]) - 1e-12).all()
    assert (draws <= np.array([p.high for p in PARAMETERS]) + 1e-12).all()


@given(uniform)
def test_words_that_are_moved_keep_their_order_in_every_draw(even: np.ndarray) -> None:
    meant = word_numbers(SCALES, from_uniform(SCALES, even))
    for name, scale in SCALES.items():
        moved = scale.prior.words or scale.words if scale.prior else ()
        rows = [meant[name, word] for word in scale.words if word in moved and (name, word) in meant]
        assert all((above >= below).all() for below, above in itertools.pairwise(rows))


def test_without_shift_and_stretch_the_words_mean_what_the_file_says() -> None:
    plain = {"shift": 0.0, "stretch": 1.0}
    draw = np.array(
        [
            plain[what] if what in plain else SCALES[scale].words[what].value
            for scale, _, what in (name.partition(".") for name in NAMES)
        ]
    )
    meant = word_numbers(SCALES, draw[None])
    assert {scale for scale, _ in meant} == {name for name, scale in SCALES.items() if scale.prior}
    for (scale, word), number in meant.items():
        assert number[0] == pytest.approx(SCALES[scale].words[word].value)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"shift": [0.2, 0.1]}, "the range .* falls"),
        ({"shift": [0.0, 0.1], "words": {"low": [0.0, 0.1]}}, "together and one by one"),
    ],
)
def test_a_prior_that_makes_no_sense_is_told(given_: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Prior.model_validate({"assumption": "why", **given_})


def test_in_a_drawn_run_a_word_of_a_fitted_scale_means_the_same_wherever_it_stands() -> None:
    settings = load("2018-vladivostok").settings
    for seed in range(5):
        drawn = numbers(settings, seed)
        meant: dict[tuple[str, str], set[float]] = {}
        for key, setting in settings.items():
            if setting.level is not None and SCALES[setting.scale].prior is not None:
                meant.setdefault((setting.scale, setting.level), set()).add(drawn[key])
        assert all(len(found) == 1 for found in meant.values())


def test_a_word_of_a_scale_that_is_not_fitted_is_drawn_place_by_place() -> None:
    settings = load("tests/data/lake.toml").settings
    fair = [key for key, s in settings.items() if s.scale == "worth" and s.level == "fair"]
    drawn = numbers(settings, 1)
    assert len({drawn[key] for key in fair}) == len(fair) > 3


def test_a_run_takes_the_mode_of_the_fit_and_a_batch_draws_from_its_range() -> None:
    meant = load_scales()["reservation"].words["medium"]
    assert meant != SCALES["reservation"].words["medium"]
    settings = load("2018-singapore").settings
    assert settings["parties.japan.reservation"].value == meant.value
    drawn = [numbers(settings, seed)["parties.japan.reservation"] for seed in range(60)]
    assert meant.range[0] <= min(drawn) < max(drawn) <= meant.range[1]
    assert max(drawn) - min(drawn) > 0.5 * (meant.range[1] - meant.range[0])
