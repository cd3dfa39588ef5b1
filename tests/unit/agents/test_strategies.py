"""Strategies by name, the parts they are made of, and a person in the seat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.agents.offering import Hardliner, TimeDependent
from sim.agents.play import play
from sim.agents.strategies import Boa, Human, Strategy, make_strategy
from sim.agents.view import View
from sim.domain.game import STRATEGIES, Event
from sim.errors import IllegalMove, InputError, UnknownName
from sim.rules.draws import draw_chance
from sim.rules.moves import Answer, Move, Pass, Propose, Walk
from sim.rules.table import Rules
from sim.testing import pie, small_game
from tests.games import view_of


def test_a_strategy_is_made_of_three_parts_that_can_be_exchanged() -> None:
    usual = make_strategy("linear")
    assert usual == Boa("linear", TimeDependent(1.0), "ac_next", "bayesian")
    assert make_strategy("linear", "ac_time", "none") == replace(
        usual, acceptance_rule="ac_time", model="none"
    )
    assert isinstance(usual, Strategy)


@pytest.mark.parametrize(
    ("parts", "label"),
    [
        (("linear",), "linear"),
        (("linear", "ac_next", "bayesian"), "linear"),
        (("linear", "ac_time"), "linear/ac_time/bayesian"),
        (("micro", None, "perfect"), "micro/ac_aspiration/perfect"),
    ],
)
def test_the_label_names_the_parts_that_are_not_the_usual_ones(parts: tuple[str, ...], label: str) -> None:
    assert make_strategy(*parts).label == label
    assert Boa("mine", Hardliner(), "ac_next", "none").label == "mine/ac_next/none"


def test_a_wrong_name_leads_to_the_right_one() -> None:
    with pytest.raises(UnknownName, match='no strategy "bulware"; did you mean "boulware"'):
        make_strategy("bulware")
    with pytest.raises(UnknownName, match='no acceptance rule "ac_netx"; did you mean "ac_next"'):
        make_strategy("linear", "ac_netx")
    with pytest.raises(UnknownName, match='no opponent model "bayes"; did you mean "bayesian"'):
        make_strategy("linear", None, "bayes")
    with pytest.raises(InputError, match="it needs a person"):
        make_strategy("human")


@pytest.mark.parametrize("name", [name for name in STRATEGIES if name != "human"])
def test_where_nothing_is_acceptable_it_leaves_if_nothing_ever_could_be_and_else_passes(name: str) -> None:
    view = view_of(small_game([[0.2, 0.4], [0.5, 0.5]], reservations=0.6))
    assert view.hopeless
    assert make_strategy(name).propose(view) == Walk(0)
    assert make_strategy(name).propose(replace(view, hopeless=False)) == Pass(0)
    assert make_strategy(name).answer(view, 1) == Answer(0, False)
    assert make_strategy(name).aspiration(view) == pytest.approx(0.6)


@pytest.mark.parametrize("name", [name for name in STRATEGIES if name != "human"])
def test_what_is_not_acceptable_is_refused_even_in_the_last_round(name: str) -> None:
    view = view_of(small_game([[0.9, 0.4], [0.5, 0.5]], reservations=0.6, rounds=1))
    assert make_strategy(name).answer(view, 1) == Answer(0, False)


def test_the_opponent_model_tells_which_of_the_good_enough_the_other_likes_best() -> None:
    game = small_game([[1.0, 0.6, 0.7, 0.8], [0.0, 0.5, 0.9, 0.3]], rounds=11)
    halfway = view_of(game, round=6)  # holds out for 0.5
    assert make_strategy("linear", model="perfect").propose(halfway) == Propose(0, 2)
    assert make_strategy("linear", model="none").propose(halfway) == Propose(0, 1)


# ---------------------------------------------------------------- a person


def clerk(view: View, outcome: int | None) -> Move:
    """Asks for half, takes half."""
    return Propose(view.me, 2) if outcome is None else Answer(view.me, view.expected[outcome] >= 0.5)


def test_a_person_plays_by_a_callable() -> None:
    seen: list[tuple[int, int | None]] = []

    def decide(view: View, outcome: int | None) -> Move:
        seen.append((view.round, outcome))
        return clerk(view, outcome)

    table = play(Rules(pie(4)), {0: make_strategy("hardliner"), 1: Human(decide)}, draw_chance(pie(4), 0))
    assert seen[:3] == [(1, 4), (2, None), (3, 4)]
    assert table.result == "deadline"
    game = pie(4)
    table = play(Rules(game), {0: Human(clerk), 1: Human(clerk)}, draw_chance(game, 0))
    assert (table.agreement, table.meeting.round) == (2, 1)


def test_a_person_holds_out_for_its_last_text_but_not_below_its_reservation() -> None:
    game = small_game([[0.9, 0.4, 0.7], [0.5] * 3], reservations=0.5)
    person = Human(clerk)
    assert person.aspiration(view_of(game)) == 0.9
    assert person.aspiration(view_of(game, said=(0, 2))) == 0.7
    assert person.aspiration(view_of(game, said=(0, 1))) == 0.5


def test_a_person_is_bound_by_the_rules() -> None:
    game = small_game([[0.9, 0.1], [0.5] * 2], reservations=0.5)
    stray = Human(lambda view, outcome: Propose(view.me, 1))
    with pytest.raises(IllegalMove, match="a cannot propose outcome 1"):
        play(Rules(game), {0: stray, 1: stray}, draw_chance(game, 0))


# ---------------------------------------------------------------- the loop


def test_play_needs_a_strategy_for_every_signatory_and_for_nobody_else() -> None:
    game, linear = pie(4), make_strategy("linear")
    with pytest.raises(InputError, match='nobody plays "b"; add a strategy for place 1'):
        play(Rules(game), {0: linear}, draw_chance(game, 0))
    with pytest.raises(InputError, match=r"place 2 signs nothing; the signatories are \(0, 1\)"):
        play(Rules(game), {0: linear, 1: linear, 2: linear}, draw_chance(game, 0))


def test_play_of_talks_that_never_open_asks_nobody() -> None:
    game = replace(pie(4), events=(Event("rupture", at=1, suspend=99),))

    def nobody(view: View, outcome: int | None) -> Move:
        raise AssertionError("asked")

    table = play(Rules(game), {0: Human(nobody), 1: Human(nobody)}, draw_chance(game, 0))
    assert table.result == "suspended"


def test_numbers_of_numpy_are_numbers_too() -> None:
    two: Any = np.int64(2)
    yes: Any = np.True_
    person = Human(lambda view, o: Propose(view.me, two) if o is None else Answer(view.me, yes))
    game = pie(4)
    assert play(Rules(game), {0: person, 1: person}, draw_chance(game, 0)).agreement == 2
