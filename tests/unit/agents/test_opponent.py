"""Opponent models: against their definition in plain loops, and whether they learn."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.formulas import LEAST_EVIDENCE, PRIOR_TEXTS, TARGET_SPREAD
from sim.agents.opponent import (
    OpponentModel,
    bayesian,
    frequency,
    no_model,
    opponent_model,
    perfect,
    rating,
)
from sim.agents.view import View
from sim.domain.game import Game
from sim.domain.issue import Floats
from sim.errors import UnknownName
from sim.testing import small_game
from tests.games import games, view_of


def closeness(view: View, other: int, first_text: bool) -> list[list[float]]:
    """Per issue and option: how near it is to what the other wants, or one half."""
    near = []
    for i, issue in enumerate(view.game.space.issues):
        m = len(issue.options)
        wanted = view.game.declared[other].get(i)
        if wanted is None and first_text and view.heard[other]:
            wanted = int(view.game.space.outcomes[view.heard[other][0], i])
        if wanted is None or m == 1:
            near.append([0.5] * m)
        else:
            near.append([1.0 - abs(k - wanted) / (m - 1) for k in range(m)])
    return near


def bayes_by_hand(view: View, other: int) -> list[float]:
    near = closeness(view, other, first_text=True)
    lost = [[float(x == 1.0) for x in row] if max(row) == 1.0 else row for row in near]
    m = len(near)
    weights = [[1 / m] * m]
    if m > 1:
        weights += [[0.5 + 0.5 / m if i == j else 0.5 / m for i in range(m)] for j in range(m)]
    rows = view.game.space.outcomes.tolist()
    guesses = [
        [sum(w[i] * shape[i][k] for i, k in enumerate(row)) for row in rows]
        for shape in (near, lost)
        for w in weights
    ]
    odds = [1.0] * len(guesses)
    for k, text in enumerate(view.heard[other]):
        target = 1.0 - 0.5 * min(1.0, k / max(1, view.deadline - 1))
        for h, guess in enumerate(guesses):
            odds[h] *= math.exp(max(LEAST_EVIDENCE, -0.5 * ((guess[text] - target) / TARGET_SPREAD) ** 2))
    total = sum(odds)
    return [sum(o * g[i] for o, g in zip(odds, guesses, strict=True)) / total for i in range(len(rows))]


def counts_by_hand(view: View, other: int) -> list[float]:
    rows = view.game.space.outcomes.tolist()
    texts = [rows[text] for text in view.heard[other]]
    worths, weights = [], []
    for i, prior in enumerate(closeness(view, other, first_text=False)):
        counts = [PRIOR_TEXTS * x + sum(text[i] == k for text in texts) for k, x in enumerate(prior)]
        worths.append([c / max(1.0, *counts) for c in counts])
        kept = sum(a[i] == b[i] for a, b in pairwise(texts))
        weights.append((1.0 + kept) * (len(prior) > 1))
    total = max(1.0, sum(weights))
    return [sum(weights[i] / total * worths[i][k] for i, k in enumerate(row)) for row in rows]


@st.composite
def listening(draw: st.DrawFn) -> View:
    """A view of someone who has heard some texts of the next party."""
    game = draw(games(eventful=False, plain=True))
    texts = draw(st.lists(st.integers(0, game.space.n - 1), max_size=6))
    return view_of(game, heard={place: tuple(texts) for place in game.signatories[1:]})


@settings(max_examples=40)
@given(listening())
def test_the_models_are_those_of_their_definition(view: View) -> None:
    assert bayesian(view, 1).tolist() == pytest.approx(bayes_by_hand(view, 1), abs=1e-9)
    assert frequency(view, 1).tolist() == pytest.approx(counts_by_hand(view, 1), abs=1e-9)


@settings(max_examples=60)
@given(listening())
def test_a_rating_lies_in_the_unit_interval(view: View) -> None:
    for model in (bayesian, frequency, perfect):
        rated = model(view, 1)
        assert rated.shape == (view.game.space.n,)
        assert ((rated >= 0.0) & (rated <= 1.0)).all()


# ---------------------------------------------------------------- learning

PRIOR = dict.fromkeys(range(3), 3)
"""All that the other has said in public: it wants the last option of every issue."""


def secretive(weights: tuple[float, ...], declared: dict[int, int]) -> Game:
    """Three issues of four options; ``b`` hides how much each matters to it."""
    rows: list[list[float]] = [[], []]
    for places in np.ndindex(4, 4, 4):
        worth = sum(w * k / 3 for w, k in zip(weights, places, strict=True))
        rows[0].append(1.0 - worth)
        rows[1].append(worth)
    game = small_game(np.clip(rows, 0.0, 1.0).tolist(), (4, 4, 4), rounds=20)
    return replace(game, declared=({}, declared))


def likeness(rated: Floats | None, true: Floats) -> float:
    """Goodman and Kruskal's gamma: of the pairs that both put in an order, the agreeing less the others."""
    assert rated is not None
    a, b = (np.sign(np.subtract.outer(x, x).round(9)) for x in (rated, true))
    both = (a != 0) & (b != 0)
    return float((a * b)[both].sum() / both.sum())


@pytest.mark.parametrize("model", [frequency, bayesian])
@pytest.mark.parametrize("declared", [PRIOR, {}], ids=["declared", "undeclared"])
@pytest.mark.parametrize("most", [0, 1, 2])
def test_texts_tell_which_issue_matters_most(
    model: OpponentModel, declared: dict[int, int], most: int
) -> None:
    """``b`` concedes as its worth falls, so last on what matters most; the model starts without knowing it."""
    weights = tuple(0.76 if i == most else 0.12 for i in range(3))
    game = secretive(weights, declared)
    true = game.utilities[1]
    texts = tuple(np.argsort(-true, kind="stable")[:8].tolist())
    view = view_of(game)
    before = likeness(model(view, 1), true) if declared else 0.0
    after = likeness(model(replace(view, heard={1: texts}), 1), true)
    assert after > before + 0.05
    assert after > 0.5


@pytest.mark.parametrize("model", [frequency, bayesian])
def test_before_the_first_text_only_the_public_position_is_known(model: OpponentModel) -> None:
    silent = model(view_of(secretive((0.4, 0.3, 0.3), {})), 1)
    known = model(view_of(secretive((0.4, 0.3, 0.3), PRIOR)), 1)
    assert silent is not None and known is not None
    assert len(set(silent.tolist())) == 1
    rated = known.reshape(4, 4, 4)
    for axis in range(3):
        assert (np.diff(rated, axis=axis) > 0.0).all()


def test_an_option_beside_the_declared_end_is_not_taken_for_an_undeclared_one() -> None:
    """The middle of three options is half-way; where worth is lost at once it is worth nothing all the same."""
    game = replace(small_game([[0.5] * 3] * 2, rounds=10), declared=({}, {0: 2}))
    stubborn = view_of(game, heard={1: (2,) * 8})
    assert bayesian(stubborn, 1)[1] < 0.5 * bayesian(stubborn, 1)[2]


# ---------------------------------------------------------------- the rest


def test_perfect_knows_and_none_knows_nothing() -> None:
    view = view_of(small_game([[0.1, 0.9], [0.8, 0.2]]))
    assert perfect(view, 1).tolist() == [0.8, 0.2]
    assert rating(view, no_model) is None


def test_of_several_others_the_least_satisfied_counts() -> None:
    game = small_game([[0.5] * 3, [0.8, 0.2, 0.5], [0.1, 0.7, 0.6]])
    rated = rating(view_of(game), perfect)
    assert rated is not None
    assert rated.tolist() == [0.1, 0.2, 0.5]


def test_an_unknown_model_is_named() -> None:
    assert opponent_model("bayesian") is bayesian
    with pytest.raises(UnknownName, match='did you mean "frequency"'):
        opponent_model("frequence")
