"""What must hold where texts have several depths, whatever the numbers.

What lies within `SLACK` of the boundary proves nothing: there the last bit decides.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.play import play
from sim.agents.strategies import Boa, make_strategy
from sim.domain.game import ACCEPTANCES, CONSTRAINTS, LADDER, OPPONENT_MODELS, PROTOCOLS, STRATEGIES, Game
from sim.domain.issue import Bools
from sim.rules.draws import draw_chance
from sim.rules.formulas import LEAST, MOST
from sim.rules.ladder import ladder
from sim.rules.meeting import MEDIATOR
from sim.rules.standing import Standing, opening_standing
from sim.rules.table import Rules, Table, refusals
from sim.rules.valuation import ALL_ON, Valuation, valuation
from tests.games import deep_games, seeds, units, with_party

SLACK = 1e-9

constraints = st.frozensets(st.sampled_from(CONSTRAINTS))
protocols = st.sampled_from(PROTOCOLS)
players = st.lists(
    st.builds(
        make_strategy,
        st.sampled_from([name for name in STRATEGIES if name != "human"]),
        st.none() | st.sampled_from(ACCEPTANCES),
        st.none() | st.sampled_from(OPPONENT_MODELS),
    ),
    min_size=3,
    max_size=3,
)


def played(game: Game, strategies: list[Boa], protocol: str, on: frozenset[str], seed: int) -> Table:
    seated = dict(zip(game.signatories, strategies, strict=False))
    return play(Rules(game, on, protocol), seated, draw_chance(game, seed))


def clear(game: Game, value: Valuation) -> Bools:
    """Texts whose place inside or outside does not hang on the last bits of a sum."""
    close = np.zeros(game.space.n, dtype=np.bool_)
    for place in game.signatories:
        for row in (value.plain, value.credible, value.signing):
            close |= np.abs(row[place] - value.reservation[place]) < SLACK
    return ~close


def removed(game: Game, before: Standing, after: Standing, on: frozenset[str], then: frozenset[str]) -> Bools:
    """Per party, the texts that it would sign before and not after."""
    one, two = valuation(game, before, on), valuation(game, after, then)
    gone: Bools = one.signable & ~two.signable & clear(game, one) & clear(game, two)
    return gone[list(game.signatories)]


# ---------------------------------------------------------------- worth is gain over no text


@given(deep_games(), constraints)
def test_a_text_that_binds_nothing_is_not_declined_for_want_of_interests(
    game: Game, on: frozenset[str]
) -> None:
    """A gain is asked for only as far as a text binds, so one that binds nothing has to take nothing, no more."""
    game = replace(game, dynamics=replace(game.dynamics, ties=0.0))
    value = valuation(game, opening_standing(game), on)
    for place in game.signatories:
        idle = (game.depths.binding == 0.0) & (game.utilities[place] >= 0.0)
        assert (value.plain[place][idle] >= value.reservation[place]).all()


@given(deep_games())
def test_a_text_that_binds_in_full_has_to_bring_the_whole_reservation(game: Game) -> None:
    game = replace(game, dynamics=replace(game.dynamics, ties=0.0))
    value = valuation(game, opening_standing(game))
    for place in game.signatories:
        whole = game.depths.binding == 1.0
        enough = game.utilities[place] >= value.reservation[place]
        assert ((value.plain[place] >= value.reservation[place]) == enough)[whole].all()


@settings(max_examples=150)
@given(deep_games(), st.integers(0, 2), units)
def test_a_higher_reservation_never_makes_a_text_signable(game: Game, place: int, by: float) -> None:
    standing = opening_standing(game)
    place = game.signatories[place % len(game.signatories)]
    higher = with_party(standing, place, reservation=standing.parties[place].reservation + by)
    assert not removed(game, higher, standing, ALL_ON, ALL_ON).any()


# ---------------------------------------------------------------- each constraint only takes away


@settings(max_examples=150)
@given(deep_games(supportive=False), constraints, st.sampled_from(CONSTRAINTS))
def test_a_constraint_switched_off_takes_no_text_away_where_no_ally_pays_for_support(
    game: Game, on: frozenset[str], off: str
) -> None:
    """At any depth: doubts, pressure and ratifiers only take from a worth, and a red line or a reservation only bars.

    An ally's support is no theorem: it adds worth, and where it is switched off with the alliance a text may be lost. Nor is
    it one of whole negotiations: with more that can be signed, who holds out for more may miss the day.
    """
    standing = opening_standing(game)
    assert not removed(game, standing, standing, on, on - {off}).any()


@given(deep_games(), constraints, st.sampled_from([name for name in CONSTRAINTS if name != "alliance"]))
def test_any_other_than_the_alliance_takes_no_text_away(game: Game, on: frozenset[str], off: str) -> None:
    standing = opening_standing(game)
    assert not removed(game, standing, standing, on, on - {off}).any()


@given(deep_games())
def test_without_constraints_everybody_would_sign_anything(game: Game) -> None:
    assert valuation(game, opening_standing(game), frozenset()).signable.all()


@given(deep_games(), constraints)
def test_nobody_tables_what_is_worth_more_than_its_declared_demand(game: Game, on: frozenset[str]) -> None:
    value = valuation(game, opening_standing(game), on)
    for place in game.signatories:
        demand = game.depths.demand[place]
        if demand >= 0 and value.expected[place, demand] >= value.reservation[place]:
            mine = value.acceptable[place]
            assert (value.expected[place][mine] <= value.expected[place, demand]).all()


# ---------------------------------------------------------------- whole negotiations


@settings(max_examples=120)
@given(deep_games(), players, protocols, constraints, seeds)
def test_nobody_accepts_what_it_would_not_sign_or_tables_what_crosses_its_line(
    game: Game, strategies: list[Boa], protocol: str, on: frozenset[str], seed: int
) -> None:
    table = played(game, strategies, protocol, on, seed)
    refused = refusals(table.rules)
    for meeting in table.meetings:
        for text in (*meeting.offers, *meeting.criticisms):
            assert text.author == MEDIATOR or not refused[text.author, text.outcome]
            for place, accepted in text.answers:
                assert not accepted or meeting.value.signable[place, text.outcome]


@settings(max_examples=120)
@given(deep_games(), players, protocols, constraints, seeds)
def test_the_ladder_is_the_step_of_what_was_signed(
    game: Game, strategies: list[Boa], protocol: str, on: frozenset[str], seed: int
) -> None:
    table = played(game, strategies, protocol, on, seed)
    assert table.result is not None
    step = ladder(game, table.result, table.agreement)
    if table.agreement is None:
        assert (step, table.result in ("deadline", "walked_out", "suspended")) == ("setback", True)
        return
    depth = int(game.depths.of[table.agreement])
    assert (table.result == "text_signed") == (not game.depths.ratified[depth])
    assert step == ("procedural" if table.result == "not_ratified" else LADDER[game.depths.steps[depth]])


@settings(max_examples=120)
@given(deep_games(eventful=False), players, protocols, seeds)
def test_after_a_meeting_nobody_is_believed_blindly_or_not_at_all(
    game: Game, strategies: list[Boa], protocol: str, seed: int
) -> None:
    table = played(game, strategies, protocol, ALL_ON, seed)
    for meeting in table.meetings[1:]:
        trust = [meeting.before.parties[place].trust for place in game.signatories]
        assert all(LEAST <= share <= MOST for share in (meeting.before.rapport, *trust))


@settings(max_examples=80)
@given(deep_games(eventful=False), players, protocols, seeds)
def test_the_last_day_goes_down_the_depths_once(
    game: Game, strategies: list[Boa], protocol: str, seed: int
) -> None:
    table = played(game, strategies, protocol, ALL_ON, seed)
    days = [meeting for meeting in table.meetings if meeting.last_day]
    assert len(days) <= 1
    for day in days:
        tabled = [int(game.depths.of[text.outcome]) for text in day.offers]
        assert tabled == sorted(tabled, reverse=True)
        assert all(
            (text.author == MEDIATOR) != game.depths.ratified[d]
            for text, d in zip(day.offers, tabled, strict=True)
        )


@settings(max_examples=80)
@given(deep_games(eventful=False), players, seeds)
def test_what_binds_nothing_and_costs_nothing_is_the_least_that_the_last_day_brings(
    game: Game, strategies: list[Boa], seed: int
) -> None:
    """Unless somebody leaves before, or a ratifier has to agree to it."""
    idle = game.utilities.copy()
    idle[:, 0] = 0.0
    game = replace(
        game,
        utilities=idle,
        refused=np.where(np.arange(game.space.n) == 0, False, game.refused),
        dynamics=replace(game.dynamics, ties=0.0),
        promises=replace(game.promises, gain=np.where(np.arange(game.space.n) == 0, 0.0, game.promises.gain)),
        depths=replace(game.depths, ratified=(False,) * len(game.depths.names)),
    )
    assert played(game, strategies, "alternating", ALL_ON, seed).result in ("text_signed", "walked_out")
