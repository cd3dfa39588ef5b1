"""What strategies do with texts of several depths: demands, openings, holding to a text, the last day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.agents.acceptance import ACCEPTANCES, acceptance
from sim.agents.offering import TimeDependent, at_least, closing
from sim.agents.opponent import public, rating
from sim.agents.play import play
from sim.agents.strategies import make_strategy
from sim.agents.view import View, see
from sim.domain.game import OPPONENT_MODELS, STRATEGIES, Game
from sim.domain.small import deep_game, pie
from sim.rules.draws import draw_chance
from sim.rules.moves import Answer, Pass, Propose
from sim.rules.table import Rules, apply
from tests.deep import BEST_A, BEST_B, GREETING, MIDDLE, NOTE_A, NOTE_B, opened, three_depths, with_parties
from tests.games import view_of

NAMES = [name for name in STRATEGIES if name != "human"]


def refusing(place: int, *texts: int) -> Game:
    refused = np.zeros((2, 6), dtype=np.bool_)
    refused[place, list(texts)] = True
    return three_depths(refused=refused)


def bargain(**changes: Any) -> Game:
    """A pie of treaties: the more of it ``a`` gets, the less is left for ``b``; and a greeting."""
    gains = [[0.0, *(k / 10 for k in range(11))], [0.0, *(1 - k / 10 for k in range(11))]]
    game = deep_game(gains, [0] + [1] * 11, [0.0, 1.0], ratified=1, demand=(11, 1), rounds=6)
    return replace(game, **changes)


# ---------------------------------------------------------------- demands


@pytest.mark.parametrize("name", NAMES)
def test_the_first_text_is_the_declared_demand(name: str) -> None:
    """Whoever it displeases, and whatever the own ratifier would say to it."""
    game = with_parties(three_depths(), {"domestic_threshold": 0.5}, {"domestic_threshold": 0.7})
    for place, demand in ((0, BEST_A), (1, BEST_B)):
        assert make_strategy(name).propose(view_of(game, place)) == Propose(place, demand)


def test_a_demand_across_the_own_red_line_is_not_tabled() -> None:
    view = view_of(refusing(0, BEST_A))
    assert view.demand is None
    assert make_strategy("boulware").propose(view) == Propose(0, MIDDLE)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_asks_for_more_than_it_has_declared(name: str) -> None:
    modest = replace(bargain().depths, demand=(7, 4))  # six tenths for a, and seven for b
    game = bargain(depths=modest)
    players = dict.fromkeys((0, 1), make_strategy(name))
    table = play(Rules(game), players, draw_chance(game, 1))
    for meeting in table.meetings:
        for text in meeting.offers:
            if text.author >= 0 and not meeting.last_day:  # on which a text is taken or left
                most = game.utilities[text.author, modest.demand[text.author]]
                assert game.utilities[text.author, text.outcome] <= most


# ---------------------------------------------------------------- choosing


def test_what_crosses_anothers_red_line_is_passed_over() -> None:
    view = view_of(refusing(1, MIDDLE), said=(BEST_A,))
    assert view.crossing.tolist() == [False] * 4 + [True, False]
    assert at_least(view, 0.2, view.game.utilities[1]) in (GREETING, NOTE_A)
    assert (
        at_least(replace(view, crossing=np.zeros(6, dtype=np.bool_)), 0.2, view.game.utilities[1]) == MIDDLE
    )


def test_of_what_is_good_enough_the_best_for_the_other_is_tabled() -> None:
    view = view_of(three_depths(), said=(BEST_A,))
    assert at_least(view, 0.25, public(view, 1)) == MIDDLE
    assert (
        at_least(view, 0.5, public(view, 1)) == BEST_A
    )  # nothing new is worth so much: it holds to its text


def test_with_nothing_new_left_it_holds_to_its_last_text() -> None:
    view = view_of(three_depths(), said=(BEST_A, NOTE_A, GREETING, MIDDLE))
    assert at_least(view, 0.0, public(view, 1)) == MIDDLE


def test_without_depths_the_same_text_may_be_tabled_again() -> None:
    view = view_of(pie(10), said=(8,))
    assert at_least(view, 0.75, None) == 8


def test_no_text_is_tabled_twice_while_another_is_good_enough() -> None:
    table = play(
        Rules(bargain()), dict.fromkeys((0, 1), make_strategy("conceder")), draw_chance(bargain(), 0)
    )
    for place in (0, 1):
        said = [text.outcome for m in table.meetings for text in m.offers if text.author == place]
        assert len(set(said)) == len(said)


def test_what_is_held_out_for_starts_at_the_demand() -> None:
    view = view_of(three_depths(depths=replace(three_depths().depths, demand=(MIDDLE, BEST_B))))
    assert view.best() == pytest.approx(0.3)
    assert TimeDependent(1.0).aspiration(view) == pytest.approx(0.3)
    assert TimeDependent(1.0).aspiration(replace(view, round=4)) == pytest.approx(view.reservation)


# ---------------------------------------------------------------- answering


def test_public_knows_the_plain_gains_and_nothing_that_is_kept_at_home() -> None:
    game = with_parties(three_depths(), {}, {"reservation": 0.7, "domestic_threshold": 0.9, "trust": 0.1})
    view = view_of(game)
    assert public(view, 1).tolist() == game.utilities[1].tolist()
    assert rating(view, public).tolist() == game.utilities[1].tolist()  # type: ignore[union-attr]


@pytest.mark.parametrize("rule", sorted(ACCEPTANCES))
def test_every_acceptance_rule_goes_by_what_signing_is_worth(rule: str) -> None:
    """The other's ratifier would sink the middle treaty: it is worth holding out for, and not worth signing."""
    view = replace(view_of(three_depths()), said=(MIDDLE,), round=3)
    doubtful = view.signing.copy()
    doubtful[MIDDLE] = 0.05
    sceptical = replace(view, signing=doubtful, offered=(NOTE_B, NOTE_B))
    offering = TimeDependent(1.0)
    if rule != "ac_time":  # which takes anything, once it is late
        assert not acceptance(rule)(sceptical, MIDDLE, offering, None)
    assert acceptance(rule)(replace(view, signing=view.signing + 1.0, round=4), MIDDLE, offering, None)


@pytest.mark.parametrize("rule", sorted(ACCEPTANCES))
@pytest.mark.parametrize("model", OPPONENT_MODELS)
def test_what_would_not_be_signed_is_refused_by_every_rule(rule: str, model: str) -> None:
    player = make_strategy("linear", rule, model)
    for round_ in (1, 4):
        view = replace(view_of(three_depths()), round=round_)
        assert player.answer(view, BEST_B) == Answer(0, False)


@pytest.mark.parametrize("rule", ["ac_next", "ac_combi"])
@pytest.mark.parametrize("name", NAMES)
def test_who_has_nothing_to_table_has_no_text_to_wait_for(name: str, rule: str) -> None:
    """As where the declared demand has come down to no more than having no text is worth, and caps all the rest."""
    view = view_of(three_depths())
    capped = replace(view, acceptable=np.zeros_like(view.acceptable))
    assert make_strategy(name, rule).answer(capped, NOTE_A) == Answer(0, True)


# ---------------------------------------------------------------- the last day


def last_day(game: Game, depth: int, place: int = 0) -> View:
    return replace(view_of(game, place), last_day=game.depths.at(depth), round=game.rounds)


def test_on_the_last_day_the_best_for_the_other_that_it_would_sign_is_tabled() -> None:
    view = last_day(three_depths(), 2)
    assert closing(view, view.game.depths.at(2), public(view, 1)) == MIDDLE
    assert closing(view, view.game.depths.at(2), None) == BEST_A
    assert make_strategy("boulware", model="public").propose(view) == Propose(0, MIDDLE)
    assert make_strategy("hardliner").propose(view) == Propose(0, BEST_A)


def test_on_the_last_day_more_than_the_demand_may_be_signed() -> None:
    game = three_depths(depths=replace(three_depths().depths, demand=(MIDDLE, BEST_B)))
    view = last_day(game, 2)
    assert closing(view, view.game.depths.at(2), None) == BEST_A


def test_on_the_last_day_a_line_of_the_others_is_crossed_only_for_want_of_better() -> None:
    view = last_day(refusing(1, MIDDLE), 2)
    assert closing(view, view.game.depths.at(2), public(view, 1)) == BEST_A
    view = last_day(refusing(1, MIDDLE, BEST_A), 2)
    assert closing(view, view.game.depths.at(2), public(view, 1)) == MIDDLE


def test_who_would_sign_nothing_of_a_depth_passes() -> None:
    view = last_day(refusing(0, BEST_A, MIDDLE, BEST_B), 2)
    assert make_strategy("boulware").propose(view) == Pass(0)


@pytest.mark.parametrize("name", NAMES)
def test_on_the_last_day_what_can_be_signed_is_taken(name: str) -> None:
    view = last_day(three_depths(), 2, 1)
    assert make_strategy(name).answer(view, MIDDLE) == Answer(1, True)
    assert make_strategy(name).answer(view, BEST_A) == Answer(1, False)


def test_a_seat_sees_which_depth_is_tried_and_what_the_rules_allow() -> None:
    table, draws = opened(refusing(0, BEST_B))
    view = see(table, 0, draws)
    assert view.last_day is None
    assert view.allowed.tolist() == [True] * 5 + [False]
    while not table.meeting.last_day:
        move = Pass(table.to_move) if table.on_table is None else Answer(table.to_move, False)
        table = apply(table, move, draws)
    day = see(table, 0, draws).last_day
    assert day is not None and np.flatnonzero(day).tolist() == [BEST_A, MIDDLE, BEST_B]
