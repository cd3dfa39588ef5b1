"""What a seat sees, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.agents.view import see
from sim.domain.game import Event, Game
from sim.rules.draws import Draws, draw_chance
from sim.rules.moves import Answer, Move, Propose, Walk
from sim.rules.table import Rules, Table, apply, open_table
from sim.testing import pie, small_game
from tests.games import view_of


def played(game: Game, *moves: Move, protocol: str = "alternating") -> tuple[Table, Draws]:
    draws = draw_chance(game, 0)
    table = open_table(Rules(game, protocol=protocol), draws)
    for move in moves:
        table = apply(table, move, draws)
    return table, draws


def test_the_history_is_told_from_the_seats_side() -> None:
    moves: list[Move] = [Propose(0, 4), Answer(1, False), Propose(1, 0), Answer(0, False), Propose(0, 3)]
    table, draws = played(pie(4), *moves)
    mine, theirs = see(table, 0, draws), see(table, 1, draws)
    assert (mine.said, mine.heard, mine.offered) == ((4, 3), {1: (0,)}, (0,))
    assert (theirs.said, theirs.heard, theirs.offered) == ((0,), {0: (4, 3)}, (4,))
    assert (mine.round, mine.deadline, mine.others) == (3, 10, (1,))


def test_texts_of_the_same_breath_stay_hidden_until_all_are_in() -> None:
    for protocol in ("simultaneous", "single_text"):
        table, draws = played(pie(4), Propose(0, 4), protocol=protocol)
        assert see(table, 1, draws).heard == {0: ()}
        assert see(table, 0, draws).said == (4,)
        table, draws = played(pie(4), Propose(0, 4), Propose(1, 0), protocol=protocol)
        assert see(table, 1, draws).heard == {0: (4,)}
        assert see(table, 0, draws).heard == {1: (0,)}


def test_the_mediators_draft_is_nobodys_text() -> None:
    table, draws = played(pie(4), Propose(0, 4), Propose(1, 0), Answer(0, False), protocol="single_text")
    view = see(table, 0, draws)
    assert (view.said, view.heard, view.offered, view.draft) == ((4,), {1: (0,)}, (2,), 2)


def test_a_party_sees_its_own_numbers() -> None:
    game = small_game([[0.9, 0.1], [0.2, 0.8]], reservations=(0.3, 0.4), discounts=(0.9, 0.8))
    view = view_of(game, 1, seed=5)
    assert (view.me, view.reservation, view.discount) == (1, 0.4, 0.8)
    assert view.expected.tolist() == [0.2, 0.8]
    assert view.acceptable.tolist() == [False, True]
    assert view.choices == tuple(draw_chance(game, 5).choice[:2, 1])
    assert view.best() == 0.8


def test_the_best_of_nothing_is_the_reservation() -> None:
    assert view_of(small_game([[0.2], [0.5]], reservations=0.6)).best() == 0.6


@pytest.mark.parametrize(
    ("round_", "ahead", "gone"), [(1, 0, 0.0), (6, 0, 0.5), (6, 1, 0.6), (11, 0, 1.0), (11, 1, 1.0)]
)
def test_time_runs_from_0_in_the_first_round_to_1_in_the_last(round_: int, ahead: int, gone: float) -> None:
    assert view_of(pie(2, rounds=11), round=round_).elapsed(ahead) == gone
    assert view_of(pie(2, rounds=1)).elapsed() == 1.0


def test_a_new_deadline_makes_time_run_faster() -> None:
    game = replace(pie(4, rounds=11), events=(Event("summit", at=2, rounds_left=2),))
    table, draws = played(game, Propose(0, 4), Answer(1, False))
    assert see(table, 1, draws).deadline == 3
    assert see(table, 1, draws).elapsed() == 0.5


def test_hopeless_is_who_could_gain_by_nothing_even_if_all_came_true() -> None:
    assert view_of(small_game([[0.2, 0.4], [0.5, 0.5]], reservations=0.6)).hopeless
    assert not view_of(small_game([[0.2, 0.6], [0.5, 0.5]], reservations=0.6)).hopeless
    crossed = replace(
        small_game([[0.2, 0.6], [0.5, 0.5]], reservations=0.6), refused=np.array([[False, True]] * 2)
    )
    assert view_of(crossed).hopeless
    draws = draw_chance(crossed, 0)
    off = open_table(Rules(crossed, frozenset({"interests"})), draws)
    assert not see(off, 0, draws).hopeless


@pytest.mark.parametrize(
    ("events", "moves"),
    [
        ((), [Propose(0, 4), Answer(1, False), Propose(1, 0), Walk(0)]),
        ((), [Propose(0, 4), Answer(1, False), Propose(1, 0), Answer(0, True)]),
        (
            (Event("summit", at=2, rounds_left=1),),
            [Propose(0, 4), Answer(1, False), Propose(1, 0), Answer(0, False)],
        ),
        (
            (Event("end", at=3, suspend=99),),
            [Propose(0, 4), Answer(1, False), Propose(1, 0), Answer(0, False)],
        ),
    ],
    ids=["walked out", "signed", "deadline", "suspended"],
)
def test_when_all_is_over_every_text_was_said_once(events: tuple[Event, ...], moves: list[Move]) -> None:
    table, draws = played(replace(pie(4), events=events), *moves)
    assert table.result is not None
    assert (see(table, 0, draws).said, see(table, 0, draws).heard) == ((4,), {1: (0,)})
