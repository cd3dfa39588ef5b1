"""The three protocols, move by move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.domain.game import Game
from sim.errors import IllegalMove, InputError
from sim.rules.draws import Draws, draw_chance
from sim.rules.meeting import MEDIATOR
from sim.rules.moves import Answer, Move, Pass, Propose, Walk
from sim.rules.table import Rules, Table, apply, legal, open_table
from sim.rules.valuation import constraints_on
from sim.testing import pie, small_game


def three() -> Game:
    """Three signatories, five outcomes; nothing is beyond anyone."""
    return small_game([[1.0, 0.7, 0.5, 0.3, 0.0], [0.0, 0.7, 0.5, 1.0, 0.2], [0.3, 0.2, 0.6, 0.3, 1.0]])


def played(game: Game, *moves: Move, protocol: str = "alternating", draws: Draws | None = None) -> Table:
    draws = draws or draw_chance(game, 0)
    table = open_table(Rules(game, protocol=protocol), draws)
    for move in moves:
        table = apply(table, move, draws)
    return table


# ---------------------------------------------------------------- alternating offers


def test_alternating_the_others_answer_in_turn_and_all_have_to_accept() -> None:
    game = replace(three(), opening=1)
    table = played(game, Propose(1, 2))
    assert (table.to_move, table.on_table) == (2, 2)
    table = played(game, Propose(1, 2), Answer(2, True))
    assert (table.to_move, table.on_table, table.result) == (0, 2, None)
    table = played(game, Propose(1, 2), Answer(2, True), Answer(0, True))
    assert (table.result, table.agreement) == ("treaty_performed", 2)
    assert table.meetings[-1].offers[0].answers == ((2, True), (0, True))


def test_alternating_who_refuses_proposes_next() -> None:
    table = played(three(), Propose(0, 0), Answer(1, True), Answer(2, False))
    assert (table.meeting.round, table.to_move, table.on_table) == (2, 2, None)
    table = played(three(), Propose(0, 0), Answer(1, True), Answer(2, False), Propose(2, 4))
    assert table.to_move == 0
    table = played(three(), Propose(0, 0), Answer(1, False))
    assert (table.meeting.round, table.to_move) == (2, 1)
    assert table.meetings[0].offers[0].answers == ((1, False),)


def test_alternating_a_pass_hands_the_turn_on_and_takes_the_round() -> None:
    table = played(three(), Pass(0))
    assert (table.meeting.round, table.to_move) == (2, 1)
    assert table.meetings[0].passed == (0,)
    table = played(replace(three(), rounds=1), Pass(0))
    assert table.result == "deadline"


# ---------------------------------------------------------------- simultaneous texts


def test_simultaneous_everyone_tables_and_everyone_answers_the_others() -> None:
    table = played(pie(4), Propose(0, 4), Propose(1, 0), protocol="simultaneous")
    assert [(text.author, text.outcome) for text in table.meeting.offers] == [(0, 4), (1, 0)]
    assert table.queue == ((1, 0), (0, 1))
    table = played(
        pie(4), Propose(0, 4), Propose(1, 0), Answer(1, False), Answer(0, True), protocol="simultaneous"
    )
    assert (table.result, table.agreement) == ("treaty_performed", 0)


@pytest.mark.parametrize(("toss", "signed"), [(0.0, 3), (0.49, 3), (0.5, 1), (0.99, 1)])
def test_simultaneous_the_coin_decides_between_two_texts_that_all_accept(toss: float, signed: int) -> None:
    game = pie(4)
    draws = replace(draw_chance(game, 0), coin=np.full(game.rounds, toss))
    moves = (Propose(0, 3), Propose(1, 1), Answer(1, True), Answer(0, True))
    assert played(game, *moves, protocol="simultaneous", draws=draws).agreement == signed


def test_simultaneous_each_text_needs_all_the_others() -> None:
    moves = [Propose(0, 0), Propose(1, 3), Propose(2, 4)]
    table = played(three(), *moves, protocol="simultaneous")
    assert table.queue == ((1, 0), (2, 0), (2, 1), (0, 1), (0, 2), (1, 2))
    answers = [
        Answer(1, True),
        Answer(2, False),
        Answer(2, True),
        Answer(0, True),
        Answer(0, False),
        Answer(1, True),
    ]
    assert played(three(), *moves, *answers, protocol="simultaneous").agreement == 3


def test_simultaneous_who_passes_still_answers() -> None:
    table = played(pie(4), Pass(0), Propose(1, 2), protocol="simultaneous")
    assert (table.to_move, table.on_table, table.meeting.passed) == (0, 2, (0,))
    table = played(pie(4), Pass(0), Pass(1), protocol="simultaneous")
    assert (table.meeting.round, table.to_move) == (2, 0)


# ---------------------------------------------------------------- one text


def test_single_text_the_mediator_tables_what_lies_between_and_all_answer() -> None:
    table = played(pie(4), Propose(0, 4), Propose(1, 0), protocol="single_text")
    assert [(text.author, text.outcome) for text in table.meeting.offers] == [(MEDIATOR, 2)]
    assert (table.draft, table.queue) == (2, ((0, 0), (1, 0)))
    table = played(
        pie(4), Propose(0, 4), Propose(1, 0), Answer(0, True), Answer(1, True), protocol="single_text"
    )
    assert (table.result, table.agreement) == ("treaty_performed", 2)


def test_single_text_all_are_asked_even_after_a_refusal_and_the_draft_stays() -> None:
    table = played(
        pie(4), Propose(0, 4), Propose(1, 0), Answer(0, False), Answer(1, True), protocol="single_text"
    )
    assert (table.meeting.round, table.draft, table.to_move) == (2, 2, 0)
    assert table.meetings[0].offers[0].answers == ((0, False), (1, True))


def test_single_text_the_first_draft_is_the_status_quo() -> None:
    assert played(replace(pie(4), status_quo=3), protocol="single_text").draft == 3
    # An even number of steps apart on both sides of it: the one nearer to the draft is taken.
    table = played(replace(pie(4), status_quo=3), Propose(0, 4), Propose(1, 1), protocol="single_text")
    assert table.draft == 3


# ---------------------------------------------------------------- what trust learns from a meeting


def test_a_concession_is_measured_against_the_others_last_text() -> None:
    game = replace(pie(4), dynamics=replace(pie(4).dynamics, rapport=1.0, trust_gain=1.0))
    game = replace(game, parties=tuple(replace(party, trust=0.25) for party in game.parties))
    first: list[Move] = [Propose(0, 4), Answer(1, False), Propose(1, 0), Answer(0, False)]
    table = played(game, *first)
    assert [party.trust for party in table.standing.parties] == [0.25, 0.25]
    table = played(game, *first, Propose(0, 3), Answer(1, False))
    assert [party.trust for party in table.standing.parties] == [0.25, 0.5]
    table = played(game, *first, Propose(0, 3), Answer(1, False), Propose(1, 2), Answer(0, False))
    assert [party.trust for party in table.standing.parties] == [0.75, 0.5]


# ---------------------------------------------------------------- what is not allowed


def test_legal_lists_what_is_acceptable() -> None:
    game = small_game([[1.0, 0.7, 0.2], [0.1, 0.6, 0.9]], reservations=0.5)
    options = legal(played(game))
    assert options.outcomes is not None
    assert (options.party, options.outcomes.tolist()) == (0, [True, True, False])
    answer = legal(played(game, Propose(0, 0)))
    assert (answer.party, answer.outcomes, answer.may_accept) == (1, None, False)
    assert legal(played(game, Propose(0, 1))).may_accept


@pytest.mark.parametrize(
    ("before", "move", "says"),
    [
        ([], Propose(1, 1), "it is the turn of a, place 0, not of place 1"),
        ([], Propose(0, 2), "a cannot propose outcome 2"),
        ([], Propose(0, 3), "a cannot propose outcome 3"),
        ([], Propose(0, -1), "a cannot propose outcome -1"),
        ([], Answer(0, True), "a has to propose, not to answer"),
        ([Propose(0, 0)], Propose(1, 1), "b has to answer, not to propose"),
        ([Propose(0, 0)], Pass(1), "b has to answer, and cannot pass"),
        ([Propose(0, 0)], Answer(1, True), "b cannot accept"),
        ([Walk(0)], Walk(0), "the negotiation is over"),
    ],
)
def test_an_illegal_move_is_named(before: list[Move], move: Move, says: str) -> None:
    game = small_game([[1.0, 0.7, 0.2], [0.1, 0.6, 0.9]], reservations=0.5)
    with pytest.raises(IllegalMove, match=says):
        played(game, *before, move)


def test_unknown_names_come_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match='did you mean "alternating"'):
        Rules(pie(2), protocol="alternate")
    with pytest.raises(InputError, match='did you mean "interests"'):
        Rules(pie(2), frozenset({"interest"}))
    with pytest.raises(InputError, match='did you mean "alliance"'):
        constraints_on(["aliance"])
    assert constraints_on(["alliance", "interests"]) == {"red_lines", "credibility", "ratification"}
