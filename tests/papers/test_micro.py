"""MiCRO against itself.

de Jonge (2022), "An analysis of the linear bilateral ANAC domains using the MiCRO benchmark strategy", IJCAI 2022:
both table their outcomes from the best downward, a new one for a new one, and take what is as good for them as
what they would table next. So after k texts of each the first outcome among both parties' k best is agreed on:
the outcome whose worse rank is least, "the same number of concessions" of both.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.play import play
from sim.agents.strategies import make_strategy
from sim.domain.game import Game
from sim.rules.draws import draw_chance
from sim.rules.table import Rules, Table
from sim.testing import small_game
from tests.games import seeds


def met(game: Game, seed: int = 0) -> Table:
    micro = make_strategy("micro")
    return play(Rules(game), {0: micro, 1: micro}, draw_chance(game, seed))


def ranks(game: Game) -> np.ndarray:
    """Each party's rank of each outcome, 1 for its best; ties in the order of the numbers."""
    order = np.argsort(-game.utilities, axis=1, kind="stable")
    return np.argsort(order, axis=1, kind="stable") + 1


def linear_domain(seed: int, sizes: list[int]) -> Game:
    """A linear bilateral domain: weighted issues, both parties' options ranked against each other at random."""
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(2):
        weights = random.dirichlet(np.ones(len(sizes)))
        values = [random.permutation(np.linspace(0.0, 1.0, m)) if m > 1 else np.ones(1) for m in sizes]
        rows.append(
            [
                sum(w * v[k] for w, v, k in zip(weights, values, places, strict=True))
                for places in np.ndindex(*sizes)
            ]
        )
    n = len(rows[0])
    return small_game(np.clip(rows, 0.0, 1.0).tolist(), sizes, rounds=2 * n + 2)


@settings(max_examples=60)
@given(seeds, st.lists(st.integers(2, 4), min_size=1, max_size=3))
def test_on_a_linear_domain_both_have_conceded_as_often_as_each_other(seed: int, sizes: list[int]) -> None:
    game = linear_domain(seed, sizes)
    table, rank = met(game, seed), ranks(game)
    assert table.agreement is not None
    least = rank.max(axis=0).min()
    if min(len(set(row)) for row in game.utilities.tolist()) == game.space.n:
        assert rank[:, table.agreement].max() == least
    said = [{t.outcome for m in table.meetings for t in m.offers if t.author == place} for place in (0, 1)]
    assert 0 <= len(said[0]) - len(said[1]) <= 1
    assert least - 1 <= max(map(len, said)) <= least


@settings(max_examples=40)
@given(seeds, st.integers(1, 40))
def test_on_any_domain_without_ties_the_worse_rank_is_the_least_possible(seed: int, n: int) -> None:
    """The k-th text of the opener is taken if it is among the other's k best; the other's k-th, if it is among the
    opener's k + 1 best. The first such text has the least worse rank, whichever of the two tables it."""
    game = small_game(np.random.default_rng(seed).random((2, n)).tolist(), rounds=2 * n + 2)
    table, rank = met(game), ranks(game)
    assert table.agreement is not None
    assert rank[:, table.agreement].max() == rank.max(axis=0).min()


def test_each_new_text_answers_a_new_text() -> None:
    worths = [[1.0, 0.9, 0.8, 0.7, 0.6, 0.5], [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]]
    table = met(small_game(worths))
    texts = [(text.author, text.outcome) for meeting in table.meetings for text in meeting.offers]
    assert texts == [(0, 0), (1, 5), (0, 1), (1, 4), (0, 2), (1, 3)]
    assert table.agreement == 3


def test_one_who_waits_waits_for_ever_for_one_who_repeats_itself() -> None:
    game = small_game([[k / 20 for k in range(21)], [1 - k / 20 for k in range(21)]], rounds=20)
    players = {0: make_strategy("micro"), 1: make_strategy("hardliner")}
    table = play(Rules(game), players, draw_chance(game, 0))
    said = {text.outcome for m in table.meetings for text in m.offers if text.author == 0}
    assert (table.result, said) == ("deadline", {20, 19})


@pytest.mark.parametrize("protocol", ["alternating", "simultaneous"])
def test_a_common_best_is_found_at_once(protocol: str) -> None:
    game = small_game([[0.3, 1.0, 0.5], [0.2, 1.0, 0.9]])
    micro = make_strategy("micro")
    table = play(Rules(game, protocol=protocol), {0: micro, 1: micro}, draw_chance(game, 0))
    assert (table.agreement, table.meeting.round) == (1, 1)
