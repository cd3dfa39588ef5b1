"""Events, and how trust moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.domain.game import Event, Game, Guarantor, Party
from sim.rules.draws import Draws, draw_chance
from sim.rules.formulas import trust_after, unit
from sim.rules.moves import Answer, Propose, Walk
from sim.rules.standing import Standing, happening, opening_standing, strike
from sim.rules.table import Rules, Table, apply, open_table
from sim.testing import pie


def struck(event: Event, round_: int = 3, game: Game | None = None) -> Standing:
    game = game or pie(4)
    return strike(event, opening_standing(game), game, round_)


@pytest.mark.parametrize(("x", "inside"), [(-0.1, 0.0), (0.3, 0.3), (1.2, 1.0)])
def test_unit_goes_to_the_nearer_end(x: float, inside: float) -> None:
    assert unit(x) == inside


def test_a_dated_event_happens_in_its_round_whatever_the_draw() -> None:
    event = Event("visit", at=3, chance=1.0)
    assert [r for r in range(1, 6) if happening(event, r, 0.0, frozenset())] == [3]


@pytest.mark.parametrize(("uniform", "happens"), [(0.0, True), (0.249, True), (0.25, False), (0.9, False)])
def test_an_event_by_chance_happens_below_its_chance(uniform: float, happens: bool) -> None:
    assert happening(Event("storm", chance=0.25), 1, uniform, frozenset()) is happens


def test_an_event_happens_once() -> None:
    assert not happening(Event("storm", chance=1.0), 2, 0.0, frozenset({"storm"}))
    assert struck(Event("storm")).fired == frozenset({"storm"})


def test_a_suspension_counts_from_its_round_on_and_never_shortens_another() -> None:
    assert struck(Event("quarrel", suspend=2)).resume == 5
    longer = replace(opening_standing(pie(4)), resume=9)
    assert strike(Event("quarrel", suspend=2), longer, pie(4), 3).resume == 9


def test_a_deadline_moves_inward_only_and_not_before_its_round() -> None:
    game = pie(4, rounds=10)
    assert struck(Event("summit", rounds_left=1), 3, game).deadline == 3
    assert struck(Event("summit", rounds_left=4), 3, game).deadline == 6
    assert struck(Event("summit", rounds_left=99), 3, game).deadline == 10


def test_an_event_shifts_trust_rapport_and_leverage_within_bounds() -> None:
    game = pie(4)
    parties = (replace(game.parties[0], trust=0.9), replace(game.parties[1], trust=0.1), Party("c", 0.5))
    guarantor = Guarantor(2, 0, 0.95, 0.1, 0.5, 0.0, 0.1, 0.1)
    game = replace(game, parties=parties, guarantors=(guarantor,))
    after = struck(Event("thaw", trust=0.2, rapport=-0.3, leverage=0.1), 1, game)
    assert [party.trust for party in after.parties] == pytest.approx([1.0, 0.3, 1.0])
    assert after.rapport == pytest.approx(0.2)
    assert after.leverage == (1.0,)


def test_a_new_leader_changes_what_the_event_names_and_nothing_else() -> None:
    event = Event("election", becomes={(1, "reservation"): 0.7, (1, "domestic_threshold"): 0.4})
    after = struck(event)
    assert after.parties[1] == replace(pie(4).parties[1], reservation=0.7, domestic_threshold=0.4)
    assert after.parties[0] == pie(4).parties[0]


@pytest.mark.parametrize(
    ("conceded", "threat", "mood", "rapport", "trust"),
    [
        (0.0, 0.0, 0.0, 0.5, 0.5),
        (0.2, 0.0, 0.0, 1.0, 0.7),  # a concession counts in full at the best rapport
        (0.2, 0.0, 0.0, 0.0, 0.6),  # and half at the worst
        (0.0, 0.5, 0.0, 0.5, 0.4),
        (0.0, 0.0, -0.05, 0.5, 0.45),
        (9.0, 0.0, 0.0, 1.0, 1.0),
        (0.0, 9.0, 0.0, 1.0, 0.0),
    ],
)
def test_trust_rises_with_concessions_and_falls_with_threats(
    conceded: float, threat: float, mood: float, rapport: float, trust: float
) -> None:
    assert trust_after(0.5, conceded, threat, mood, rapport, gain=1.0, loss=0.2) == pytest.approx(trust)


# ---------------------------------------------------------------- events at the table


def refuse_on(table: Table, draws: Draws) -> Table:
    """Play one meeting: whoever opens asks for everything, the other refuses."""
    table = apply(table, Propose(table.to_move, 4 if table.to_move == 0 else 0), draws)
    return apply(table, Answer(table.to_move, False), draws)


def test_suspended_rounds_pass_without_a_meeting_but_not_without_events() -> None:
    events = (Event("quarrel", at=2, suspend=2), Event("storm", at=3, trust=-0.5))
    game = replace(pie(4, rounds=6), events=events)
    draws = draw_chance(game, 0)
    table = refuse_on(open_table(Rules(game), draws), draws)
    assert table.meeting.round == 4
    assert [(m.round, m.events) for m in table.meetings] == [(1, ()), (2, ("quarrel",)), (3, ("storm",))]
    assert [m.offers == () for m in table.meetings] == [False, True, True]
    assert [party.trust for party in table.standing.parties] == [0.5, 0.5]


def test_talks_that_do_not_resume_end_suspended() -> None:
    game = replace(pie(4, rounds=4), events=(Event("rupture", at=2, suspend=9),))
    draws = draw_chance(game, 0)
    table = refuse_on(open_table(Rules(game), draws), draws)
    assert table.result == "suspended"
    assert [m.round for m in table.meetings] == [1, 2, 3, 4]


def test_talks_can_be_suspended_before_they_begin() -> None:
    game = replace(pie(4, rounds=3), events=(Event("rupture", at=1, suspend=9),))
    table = open_table(Rules(game), draw_chance(game, 0))
    assert (table.result, table.queue, len(table.meetings)) == ("suspended", (), 3)


def test_the_deadline_ends_the_talks() -> None:
    game = replace(pie(4, rounds=9), events=(Event("summit", at=2, rounds_left=2),))
    draws = draw_chance(game, 0)
    table = open_table(Rules(game), draws)
    while table.result is None:
        table = refuse_on(table, draws)
    assert (table.result, len(table.meetings)) == ("deadline", 3)


def test_an_event_by_chance_strikes_in_the_first_round_whose_draw_is_low() -> None:
    game = replace(pie(4, rounds=4), events=(Event("storm", chance=0.5),))
    draws = replace(draw_chance(game, 0), events=np.array([[0.9, 0.5, 0.1, 0.1]]))
    table = open_table(Rules(game), draws)
    while table.result is None:
        table = refuse_on(table, draws)
    assert [m.round for m in table.meetings if m.events] == [3]


def test_a_new_leader_is_in_office_when_the_round_opens() -> None:
    game = replace(pie(4), events=(Event("election", at=1, becomes={(0, "reservation"): 0.75}),))
    table = open_table(Rules(game), draw_chance(game, 0))
    assert table.value.reservation == (0.75, 0.0)
    assert table.value.acceptable[0].tolist() == [False, False, False, True, True]


def test_a_walk_ends_the_talks_at_once() -> None:
    game = pie(4)
    draws = draw_chance(game, 0)
    table = apply(open_table(Rules(game), draws), Walk(0), draws)
    assert (table.result, table.meeting.walked, table.agreement) == ("walked_out", 0, None)
