"""What must hold for the ladder whatever the numbers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain.game import LADDER, Game
from sim.rules.ladder import gaps, ladder
from sim.rules.standing import opening_standing
from sim.rules.table import Rules, refusals
from sim.rules.valuation import valuation
from tests.games import deep_games, games, with_party

SLACK = 1e-9
UNSIGNED = ("deadline", "walked_out", "suspended")


@settings(max_examples=200)
@given(st.one_of(games(), deep_games()), st.data())
def test_the_ladder_follows_from_the_result_and_the_depth(game: Game, data: st.DataObject) -> None:
    agreement = data.draw(st.integers(0, game.space.n - 1))
    step = LADDER[game.depths.steps[int(game.depths.of[agreement])]]
    for result in ("treaty_performed", "treaty_lapsed", "text_in_force", "text_lapsed", "text_signed"):
        assert ladder(game, result, agreement) == step
    assert ladder(game, "not_ratified", agreement) == "procedural"
    for result in UNSIGNED:
        assert ladder(game, result, None) == "setback"


@settings(max_examples=200)
@given(st.one_of(games(), deep_games()))
def test_a_depth_has_no_gap_left_exactly_where_all_would_sign_one_of_its_texts(game: Game) -> None:
    value = valuation(game, opening_standing(game))
    left = gaps(game, value, refusals(Rules(game)))
    fit = value.signable[list(game.signatories)].all(axis=0)
    for d, name in enumerate(game.depths.names):
        assert (left.get(name) == 0.0) == bool((fit & game.depths.at(d)).any())
        assert left.get(name, 0.0) >= 0.0


@settings(max_examples=200)
@given(st.one_of(games(), deep_games()), st.data())
def test_who_asks_for_more_is_not_nearer(game: Game, data: st.DataObject) -> None:
    place, by = data.draw(st.sampled_from(game.signatories)), data.draw(st.floats(0.0, 0.5))
    standing = opening_standing(game)
    more = with_party(standing, place, reservation=standing.parties[place].reservation + by)
    before = gaps(game, valuation(game, standing), game.refused)
    after = gaps(game, valuation(game, more), game.refused)
    assert all(after[name] >= before[name] - SLACK for name in before)
    assert list(after) == list(before)
