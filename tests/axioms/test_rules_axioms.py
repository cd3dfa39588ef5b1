"""What must hold for the worth of outcomes whatever the numbers: the theory behind the five constraints.

Where a property compares two sums of products, what lies within `SLACK` of the boundary proves nothing:
there the last bit decides. Everything else is meant exactly.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.game import CONSTRAINTS, Game
from sim.domain.issue import Bools, Issue, OutcomeSpace
from sim.domain.preferences import Preferences
from sim.rules.standing import Standing, opening_standing
from sim.rules.valuation import ALL_ON, Valuation, valuation
from tests.games import games, units, with_party

SLACK = 1e-9

constraints = st.frozensets(st.sampled_from(CONSTRAINTS))
switches = st.permutations(CONSTRAINTS).map(list)


def zone(game: Game, value: Valuation) -> Bools:
    agreed: Bools = np.all(value.acceptable[list(game.signatories)], axis=0)
    return agreed


def near_boundary(game: Game, standing: Standing, value: Valuation) -> Bools:
    """Outcomes whose place inside or outside a set hangs on the last bits of a sum."""
    close = np.zeros(game.space.n, dtype=np.bool_)
    for place in game.signatories:
        party = standing.parties[place]
        for worth in (value.credible[place], value.expected[place]):
            close |= np.abs(worth - party.reservation) < SLACK
        if party.domestic_threshold is not None:
            h = party.hawkishness
            view = (1.0 - h) * value.credible[place] + h * game.nationalist[place]
            close |= np.abs(view - party.domestic_threshold) < SLACK
    return close


def never_grows(game: Game, before: Standing, after: Standing, on: frozenset[str] = ALL_ON) -> None:
    """Neither the agreement zone nor any win-set gains an outcome from one standing to the other."""
    one, two = valuation(game, before, on), valuation(game, after, on)
    clear = ~near_boundary(game, before, one) & ~near_boundary(game, after, two)
    assert not (zone(game, two) & ~zone(game, one) & clear).any()
    assert not (two.wins & ~one.wins & clear).any()


# ---------------------------------------------------------------- worth lies in [0, 1]


@st.composite
def preferences(draw: st.DrawFn) -> tuple[Preferences, OutcomeSpace]:
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    issues = [Issue(f"i{i}", tuple(f"o{k}" for k in range(m))) for i, m in enumerate(sizes)]
    weights = {issue.id: draw(st.floats(0.0, 100.0)) for issue in issues}
    weights["i0"] += 0.5
    values = {issue.id: {option: draw(units) for option in issue.options} for issue in issues}
    conditions = st.fixed_dictionaries(
        {}, optional={i.id: st.lists(st.sampled_from(i.options)) for i in issues}
    )
    bonuses = draw(st.lists(st.tuples(conditions, st.floats(-1.0, 1.0)), max_size=3))
    return Preferences(weights, values, bonuses), OutcomeSpace.build(issues)


@given(preferences())
def test_utilities_lie_in_the_unit_interval_and_keep_the_order_of_what_is_added_up(
    case: tuple[Preferences, OutcomeSpace],
) -> None:
    wants, space = case
    utilities = wants.utilities(space)
    assert ((utilities >= 0.0) & (utilities <= 1.0)).all()
    shares = wants.shares(space)
    plain = np.zeros(space.n)
    for o in range(space.n):
        terms = space.terms(o)
        for share, issue in zip(shares, space.issues, strict=True):
            plain[o] += share * wants.values[issue.id][terms[issue.id]]
        for condition, amount in wants.bonuses:
            plain[o] += amount if all(terms[i] in options for i, options in condition.items()) else 0.0
    order = np.argsort(plain, kind="stable")
    for low, high in pairwise(order):
        if plain[high] - plain[low] > SLACK:
            assert utilities[low] < utilities[high]


@given(games(), constraints)
def test_worths_and_chances_lie_in_the_unit_interval(game: Game, on: frozenset[str]) -> None:
    value = valuation(game, opening_standing(game), on)
    for array in (value.credible, value.expected, value.passes, value.press):
        assert np.isfinite(array).all()
        assert ((array >= 0.0) & (array <= 1.0)).all()


@given(games(), constraints)
def test_what_is_acceptable_reaches_the_reservation_and_crosses_no_red_line(
    game: Game, on: frozenset[str]
) -> None:
    value = valuation(game, opening_standing(game), on)
    for place in game.signatories:
        mine, floor = value.acceptable[place], value.reservation[place]
        assert floor == (game.parties[place].reservation if "interests" in on else 0.0)
        assert (game.utilities[place][mine] >= floor).all()
        assert (value.expected[place][mine] >= floor).all()
        if "red_lines" in on:
            assert not game.refused[place][mine].any()


@given(games(), constraints)
def test_a_leader_expects_something_between_the_treaty_and_its_failure(
    game: Game, on: frozenset[str]
) -> None:
    standing = opening_standing(game)
    value = valuation(game, standing, on)
    for place in game.signatories:
        failed = max(0.0, standing.parties[place].reservation - game.dynamics.failure_cost)
        low = np.minimum(value.credible[place], failed)
        high = np.maximum(value.credible[place], failed)
        assert (value.expected[place] >= low - SLACK).all()
        assert (value.expected[place] <= high + SLACK).all()


# ---------------------------------------------------------------- who demands more gets fewer agreements


@given(games(guarded=True))
def test_a_guarantor_that_asks_for_more_is_no_easier_to_please(game: Game) -> None:
    """With a higher reservation it objects to more and supports less, in steps up to the most it could ask."""
    standing, guarantor = opening_standing(game), game.guarantors[0]
    steps = [with_party(standing, guarantor.party, reservation=k / 8) for k in range(9)]
    for lower, higher in pairwise(steps):
        before, after = valuation(game, lower), valuation(game, higher)
        assert (after.stances <= before.stances).all()
        assert (after.credible <= before.credible).all()
        never_grows(game, lower, higher)


@given(games(), st.integers(0, 2), units)
def test_a_higher_reservation_never_enlarges_the_zone_or_a_win_set(game: Game, place: int, by: float) -> None:
    standing = opening_standing(game)
    place = game.signatories[place % len(game.signatories)]
    higher = standing.parties[place].reservation + by * 0.3
    never_grows(game, standing, with_party(standing, place, reservation=higher))


@given(games(), st.integers(0, 2), units, units)
def test_a_higher_domestic_threshold_never_enlarges_the_zone_or_a_win_set(
    game: Game, place: int, low: float, by: float
) -> None:
    standing = opening_standing(game)
    place = game.signatories[place % len(game.signatories)]
    before = with_party(standing, place, domestic_threshold=low)
    after = with_party(standing, place, domestic_threshold=low + by)
    never_grows(game, before, after)
    never_grows(game, with_party(standing, place, domestic_threshold=None), after)


@given(games(), st.integers(0, 2), units, units, units)
def test_hawks_admit_nothing_that_a_nationalist_likes_less_than_the_leader(
    game: Game, place: int, threshold: float, h: float, by: float
) -> None:
    place = game.signatories[place % len(game.signatories)]
    standing = with_party(opening_standing(game), place, hawkishness=h, domestic_threshold=threshold)
    hawkish = with_party(standing, place, hawkishness=min(1.0, h + by))
    before, after = valuation(game, standing), valuation(game, hawkish)
    clear = ~near_boundary(game, standing, before) & ~near_boundary(game, hawkish, after)
    disliked = game.nationalist[place] <= before.credible[place]
    assert not (after.wins[place] & ~before.wins[place] & disliked & clear).any()
    others = [p for p in game.signatories if p != place]
    assert (after.wins[others] == before.wins[others]).all()


# ---------------------------------------------------------------- each constraint only takes away


@given(games(), constraints)
def test_what_survives_shrinks_from_constraint_to_constraint(game: Game, on: frozenset[str]) -> None:
    value = valuation(game, opening_standing(game), on)
    assert tuple(value.survives) == CONSTRAINTS
    for wider, narrower in pairwise(value.survives.values()):
        assert not (narrower & ~wider).any()
    before = np.ones(game.space.n, dtype=np.bool_)
    for name, left in value.survives.items():
        assert name in on or (left == before).all()
        before = left


@given(games(), constraints)
def test_what_survives_every_constraint_is_what_all_signatories_find_acceptable(
    game: Game, on: frozenset[str]
) -> None:
    standing = opening_standing(game)
    value = valuation(game, standing, on)
    clear = ~near_boundary(game, standing, value)
    assert (value.survives["ratification"] == zone(game, value))[clear].all()


@given(games(supportive=False), switches)
def test_each_constraint_switched_on_leaves_less_where_no_ally_pays_for_support(
    game: Game, order: list[str]
) -> None:
    """An ally's support is the one thing in the five constraints that can make an outcome better."""
    standing = opening_standing(game)
    steps = [valuation(game, standing, frozenset(order[:k])) for k in range(len(order) + 1)]
    for wider, narrower in pairwise(steps):
        clear = ~near_boundary(game, standing, wider) & ~near_boundary(game, standing, narrower)
        assert not (zone(game, narrower) & ~zone(game, wider) & clear).any()
        left, kept = narrower.survives["ratification"], wider.survives["ratification"]
        assert not (left & ~kept & clear).any()


@given(games())
def test_without_constraints_everything_is_acceptable_to_everyone(game: Game) -> None:
    value = valuation(game, opening_standing(game), frozenset())
    assert zone(game, value).all()
    assert value.survives["ratification"].all()
    assert (value.credible == game.utilities).all()
    assert (value.passes == 1.0).all()


# ---------------------------------------------------------------- doubt, allies and time


@given(games(), st.integers(0, 2), units)
def test_less_trust_never_makes_anything_worth_more(game: Game, place: int, share: float) -> None:
    standing = opening_standing(game)
    place = game.signatories[place % len(game.signatories)]
    doubting = with_party(standing, place, trust=standing.parties[place].trust * share)
    before, after = valuation(game, standing), valuation(game, doubting)
    assert (after.credible[place] <= before.credible[place]).all()
    others = [p for p in range(len(game.parties)) if p != place]
    assert (after.credible[others] == before.credible[others]).all()


@given(games(guarded=True), units)
def test_more_leverage_never_makes_anything_worth_more(game: Game, by: float) -> None:
    """Least of all what is objected to or threatened; support does not grow with leverage."""
    standing = opening_standing(game)
    stronger = replace(standing, leverage=tuple(min(1.0, x + by) for x in standing.leverage))
    before, after = valuation(game, standing), valuation(game, stronger)
    assert (after.credible <= before.credible).all()
    assert (after.stances == before.stances).all()


@given(games(), units)
def test_more_deferral_never_makes_anything_worth_more(game: Game, by: float) -> None:
    later = replace(game.promises, deferral=np.minimum(1.0, game.promises.deferral + by))
    standing = opening_standing(game)
    before = valuation(game, standing)
    after = valuation(replace(game, promises=later), standing)
    assert (after.credible <= before.credible).all()


@given(games())
def test_full_trust_in_promises_that_nobody_backs_costs_nothing(game: Game) -> None:
    promises = replace(
        game.promises,
        backer=tuple(-1 for _ in game.promises.backer),
        confidence=np.ones_like(game.promises.confidence),
    )
    trusting = replace(game, promises=promises)
    standing = opening_standing(trusting)
    for place in game.signatories:
        standing = with_party(standing, place, trust=1.0)
    value = valuation(trusting, standing, frozenset({"credibility"}))
    assert (value.credible == game.utilities).all()
