"""Each offering rule against its paper's formula, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.agents.offering import (
    Hardliner,
    Micro,
    RandomWalker,
    TimeDependent,
    TitForTat,
    at_least,
    choose,
    top,
)
from sim.agents.view import View
from sim.testing import pie, small_game
from tests.games import view_of

ALL = np.array([True, True, True, True])


def slices(n: int = 10, rounds: int = 11, **changes: Any) -> View:
    """The view of ``a``, who wants as many of ``n`` slices as it can get."""
    return view_of(pie(n, rounds=rounds), **changes)


# ---------------------------------------------------------------- choosing


def test_the_rating_chooses_then_the_own_worth_then_the_number() -> None:
    own = np.array([0.5, 0.7, 0.7, 0.9])
    assert choose(ALL, np.array([0.1, 0.3, 0.2, 0.2]), own) == 1
    assert choose(ALL, np.array([0.3, 0.3, 0.3, 0.2]), own) == 1
    assert choose(np.array([False, False, True, True]), np.array([0.9, 0.9, 0.3, 0.3]), own) == 3


def test_without_a_rating_the_least_sufficient_is_chosen() -> None:
    assert choose(ALL, None, np.array([0.7, 0.5, 0.5, 0.9])) == 1


def test_the_top_is_the_best_that_is_acceptable() -> None:
    game = small_game([[0.2, 0.9, 0.9, 1.0], [0.5] * 4])
    game = replace(game, refused=np.array([[False, False, False, True], [False] * 4]))
    assert top(view_of(game)) == 1


def test_what_is_held_out_for_bounds_the_choice_and_the_top_stands_in() -> None:
    view = slices()
    assert at_least(view, 0.65, None) == 7
    assert at_least(view, 0.65, view.value.expected[1]) == 7
    assert at_least(view, 0.65, view.expected) == 10
    assert at_least(view, 1.5, None) == 10


# ---------------------------------------------------------------- time (Faratin et al. 1998)


@pytest.mark.parametrize(
    ("beta", "round_", "held"),
    [
        (1.0, 1, 1.0),
        (1.0, 6, 0.2 + 0.8 * 0.5),
        (1.0, 11, 0.2),
        (0.5, 6, 0.2 + 0.8 * (1.0 - 0.5**2)),
        (2.0, 6, 0.2 + 0.8 * (1.0 - 0.5**0.5)),
        (0.3, 4, 0.2 + 0.8 * (1.0 - 0.3 ** (1.0 / 0.3))),
        (3.0, 4, 0.2 + 0.8 * (1.0 - 0.3 ** (1.0 / 3.0))),
        (3.0, 11, 0.2),
    ],
)
def test_the_concession_curve_is_that_of_the_paper(beta: float, round_: int, held: float) -> None:
    game = small_game(
        [[k / 10 for k in range(11)], [1 - k / 10 for k in range(11)]], reservations=0.2, rounds=11
    )
    view = view_of(game, round=round_)
    assert TimeDependent(beta).aspiration(view) == pytest.approx(held, abs=1e-12)


def test_ahead_is_the_same_curve_later_and_ends_at_the_deadline() -> None:
    rule = TimeDependent(0.7)
    assert rule.aspiration(slices(round=3), ahead=2) == rule.aspiration(slices(round=5))
    assert rule.aspiration(slices(round=11), ahead=1) == rule.aspiration(slices(round=11)) == 0.0


def test_in_a_single_round_everything_is_conceded_at_once() -> None:
    assert TimeDependent(0.3).aspiration(slices(rounds=1)) == 0.0


def test_the_curve_never_asks_for_more_than_there_is() -> None:
    """Worked out as it is written the curve begins a last bit above the best, and nothing would be good enough."""
    r, best = 0.03, 0.29
    assert r + (best - r) > best
    view = view_of(small_game([[best, r], [0.5, 0.5]], reservations=(r, 0.0)))
    assert TimeDependent(1.0).aspiration(view) == best == view.best()


def test_the_texts_fall_with_the_aspiration() -> None:
    views = [slices(16, 17, round=r) for r in range(1, 18)]
    assert [TimeDependent(1.0).offer(view, None) for view in views] == list(range(16, -1, -1))


# ---------------------------------------------------------------- in kind


def test_tit_for_tat_opens_at_the_top_then_makes_one_small_concession() -> None:
    assert TitForTat().aspiration(slices()) == 1.0
    assert TitForTat().offer(slices(), None) == 10
    assert TitForTat().aspiration(slices(), ahead=1) == pytest.approx(1.0 - 1.0 / 11)
    assert TitForTat().aspiration(slices(said=(10,))) == pytest.approx(1.0 - 1.0 / 11)


@pytest.mark.parametrize(
    ("heard", "given"),
    [((), 0.0), ((2,), 0.0), ((2, 5), 0.3), ((2, 5, 4), 0.2), ((5, 2), 0.0), ((0, 10), 1.0)],
)
def test_tit_for_tat_gives_what_it_was_given(heard: tuple[int, ...], given: float) -> None:
    view = slices(said=(10,), heard={1: heard})
    assert TitForTat().aspiration(view) == pytest.approx(max(0.0, 1.0 - 1.0 / 11 - given))


def test_tit_for_tat_measures_itself_by_the_least_generous() -> None:
    game = small_game([[k / 10 for k in range(11)], [0.5] * 11, [0.5] * 11], rounds=11)
    view = view_of(game, said=(10,), heard={1: (0, 8), 2: (3, 5)})
    assert TitForTat().aspiration(view) == pytest.approx(1.0 - 1.0 / 11 - 0.2)


# ---------------------------------------------------------------- one text after the other (de Jonge 2022)


def test_micro_goes_down_from_the_best_at_the_others_pace() -> None:
    rule = Micro()
    assert rule.offer(slices(), None) == 10
    assert rule.offer(slices(said=(10,), heard={1: (0,)}), None) == 9
    assert rule.offer(slices(said=(10, 9), heard={1: (0, 1)}), None) == 8
    # The other repeats itself: nothing new until it comes forward.
    assert rule.offer(slices(said=(10, 9), heard={1: (0, 0)}), None) in (10, 9)


def test_micro_repeats_an_earlier_text_by_chance() -> None:
    waiting: dict[str, Any] = {"said": (10, 9, 8), "heard": {1: (0,)}}
    texts = [Micro().offer(slices(choices=(luck, 0.0), **waiting), None) for luck in (0.0, 0.34, 0.67, 0.999)]
    assert texts == [10, 9, 8, 8]
    assert Micro().offer(slices(choices=(0.0, 0.5), **waiting), None, ahead=1) == 9


def test_micro_breaks_ties_by_number_and_skips_what_is_not_acceptable() -> None:
    game = small_game([[0.9, 0.4, 0.9, 0.7], [0.5] * 4], reservations=(0.5, 0.0))
    texts: list[int] = []
    for k in range(4):
        texts.append(Micro().offer(view_of(game, said=tuple(texts), heard={1: tuple(range(k))}), None))
    assert texts[:3] == [0, 2, 3]
    assert texts[3] in (0, 2, 3)


def test_micro_holds_out_for_the_least_that_it_has_tabled_or_would_table() -> None:
    assert Micro().aspiration(slices()) == 1.0
    assert Micro().aspiration(slices(said=(10, 9), heard={1: (0, 1)})) == 0.8
    assert Micro().aspiration(slices(said=(10, 9), heard={1: (0,)})) == 0.9


def test_micro_keeps_pace_with_the_one_that_has_tabled_fewest() -> None:
    game = small_game([[k / 10 for k in range(11)], [0.5] * 11, [0.5] * 11])
    view = view_of(game, said=(10,), heard={1: (0, 1, 2), 2: ()})
    assert Micro().offer(view, None) == 10
    assert Micro().offer(replace(view, heard={1: (0, 1, 2), 2: (5,)}), None) == 9


# ---------------------------------------------------------------- the others


def test_a_hardliner_never_moves() -> None:
    views = [slices(round=r, heard={1: tuple(range(r))}) for r in range(1, 11)]
    assert {Hardliner().offer(view, None) for view in views} == {10}
    assert {Hardliner().aspiration(view) for view in views} == {1.0}


def test_a_random_walker_takes_any_acceptable_outcome_with_the_same_chance() -> None:
    game = small_game([[0.9, 0.1, 0.6, 0.7, 0.8], [0.5] * 5], reservations=(0.5, 0.0))
    lucks = (np.arange(400) + 0.5) / 400
    view = view_of(game)
    texts = [RandomWalker().offer(replace(view, choices=(float(luck), 0.0)), None) for luck in lucks]
    assert {o: texts.count(o) for o in range(5)} == {0: 100, 1: 0, 2: 100, 3: 100, 4: 100}
    assert RandomWalker().aspiration(view_of(game)) == 0.5
    assert RandomWalker().offer(view_of(game, choices=(0.0, 0.999)), None, ahead=1) == 4
