"""The last day: down the depths, to be taken or left; what needs no ratifier is drafted for both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.agents.play import play
from sim.agents.strategies import make_strategy
from sim.domain.game import Event, Game
from sim.domain.small import deep_game, pie
from sim.rules.closing import closing_depths, drafted
from sim.rules.draws import draw_chance
from sim.rules.meeting import MEDIATOR
from sim.rules.moves import Answer, Pass, Propose
from sim.rules.table import Rules, Table, apply, is_over, legal
from sim.rules.valuation import ALL_ON
from tests.deep import BEST_A, BEST_B, GREETING, MIDDLE, NOTE_A, opened, three_depths, valued


def without_a_treaty() -> Game:
    """The game in which nothing that binds in full brings both enough, and one note does."""
    gains = [[0.0, 0.1, 0.0, 0.6, 0.1, -0.1], [0.0, 0.1, 0.1, -0.2, 0.2, 0.5]]
    return three_depths(utilities=np.array(gains))


def declined(game: Game) -> tuple[Table, list[int]]:
    """The table on the last day, after rounds in which nothing was accepted; and who proposed."""
    table, draws = opened(game)
    proposers = []
    while not table.meeting.last_day:
        if table.on_table is None:
            proposers.append(table.to_move)
            demand = game.depths.demand[table.to_move]
            table = apply(table, Propose(table.to_move, demand), draws)
        else:
            table = apply(table, Answer(table.to_move, False), draws)
    return table, proposers


def test_the_deepest_comes_first_and_without_depths_there_is_no_such_day() -> None:
    assert closing_depths(three_depths()) == (2, 1, 0)
    assert closing_depths(pie(3)) == ()


def test_a_draft_is_the_text_with_the_largest_product_of_surpluses() -> None:
    """Nash (1950): of (.4, .1), (.3, .2) and (.1, .3) over no text the second, though the first adds up to as much."""
    gains = [[0.4, 0.3, 0.1, 0.9], [0.1, 0.2, 0.3, -0.1]]
    game = deep_game(gains, [0] * 4, [1.0], reservations=0.0)
    assert drafted(game, valued(game)[1], 0) == 1


def test_of_two_like_products_the_lower_number_is_drafted() -> None:
    game = deep_game([[0.3, 0.2, 0.3], [0.2, 0.3, 0.2]], [0] * 3, [1.0])
    assert drafted(game, valued(game)[1], 0) == 0


def test_what_one_of_them_would_not_sign_is_no_draft() -> None:
    game = without_a_treaty()
    _, value = valued(game)
    assert drafted(game, value, 1) == NOTE_A
    assert drafted(game, value, 2) is None
    assert drafted(three_depths(), valued(three_depths())[1], 1) is None


def test_each_side_in_turn_tables_a_treaty_and_then_a_note_is_drafted() -> None:
    table, proposers = declined(without_a_treaty())
    assert proposers == [0, 1, 0, 1]
    draws = draw_chance(table.rules.game, 0)
    assert (table.closing, table.to_move, table.meeting.round) == (2, 0, 4)
    open_texts = legal(table).outcomes
    assert open_texts is not None
    assert np.flatnonzero(open_texts).tolist() == [BEST_A, MIDDLE, BEST_B]
    table = apply(table, Propose(0, BEST_A), draws)
    assert (table.to_move, table.on_table) == (1, BEST_A)
    table = apply(table, Answer(1, False), draws)
    assert (table.closing, table.to_move, table.on_table) == (2, 1, None)
    table = apply(table, Pass(1), draws)
    assert (table.closing, table.to_move, table.on_table) == (1, 0, NOTE_A)
    assert table.meeting.offers[-1].author == MEDIATOR
    table = apply(apply(table, Answer(0, True), draws), Answer(1, True), draws)
    assert (table.result, table.agreement) == ("text_signed", NOTE_A)
    assert [text.outcome for text in table.meetings[-1].offers] == [BEST_A, NOTE_A]


def test_a_text_that_all_take_goes_to_the_ratifiers_and_ends_the_day() -> None:
    table, _ = declined(three_depths())
    draws = draw_chance(table.rules.game, 0)
    table = apply(apply(table, Propose(0, MIDDLE), draws), Answer(1, True), draws)
    assert (table.result, table.agreement) == ("treaty_performed", MIDDLE)


def test_a_draft_that_is_left_gives_way_to_a_shallower_one_and_then_to_nothing() -> None:
    table, _ = declined(without_a_treaty())
    draws = draw_chance(table.rules.game, 0)
    table = apply(apply(table, Pass(0), draws), Pass(1), draws)
    table = apply(table, Answer(0, False), draws)
    assert table.on_table == GREETING
    table = apply(apply(table, Answer(0, True), draws), Answer(1, False), draws)
    assert (is_over(table), table.result, table.agreement) == (True, "deadline", None)


def test_what_is_said_on_the_last_day_moves_no_trust() -> None:
    table, _ = declined(without_a_treaty())
    draws = draw_chance(table.rules.game, 0)
    before = table.standing
    assert apply(apply(table, Propose(0, BEST_A), draws), Answer(1, False), draws).standing == before


@pytest.mark.parametrize("protocol", ["alternating", "simultaneous", "single_text"])
def test_built_in_strategies_sign_the_deepest_text_that_both_would(protocol: str) -> None:
    for game, text in ((three_depths(), MIDDLE), (without_a_treaty(), NOTE_A)):
        players = {place: make_strategy("hardliner", model="public") for place in (0, 1)}
        table = play(Rules(game, ALL_ON, protocol), players, draw_chance(game, 0))
        assert table.agreement == text
        assert table.meetings[-1].last_day


def test_talks_that_are_suspended_at_the_end_have_no_last_day() -> None:
    game = replace(three_depths(), events=(Event("rupture", at=3, suspend=9),))
    players = {place: make_strategy("hardliner") for place in (0, 1)}
    table = play(Rules(game), players, draw_chance(game, 0))
    assert (table.result, table.agreement) == ("suspended", None)
