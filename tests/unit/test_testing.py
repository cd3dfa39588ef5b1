"""The contract kit: whoever keeps the contract passes, and every rule of it catches its breach."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from sim.agents.offering import Hardliner
from sim.agents.strategies import Boa, Human, Strategy, make_strategy
from sim.agents.view import View
from sim.domain.game import PROTOCOLS, STRATEGIES
from sim.errors import InputError, SimError
from sim.rules.moves import Answer, Move, Pass, Propose, Walk
from sim.testing import ContractBroken, check_strategy, contract_games, pie, small_game


@pytest.mark.parametrize("name", [name for name in STRATEGIES if name != "human"])
def test_every_built_in_strategy_keeps_the_contract(name: str) -> None:
    check_strategy(lambda: make_strategy(name))


def clerk(view: View, outcome: int | None) -> Move:
    """Asks for its best, and takes what gives it half of that."""
    if outcome is not None:
        return Answer(view.me, bool(view.acceptable[outcome] and view.expected[outcome] >= 0.5 * view.best()))
    if not view.candidates.any():
        return Pass(view.me)
    best = view.expected[view.candidates].max()
    return Propose(view.me, int(np.flatnonzero(view.candidates & (view.expected == best))[0]))


def test_a_person_with_a_script_keeps_the_contract() -> None:
    check_strategy(Human(clerk))


class Plain:
    """Keeps the contract; the breaches below change one thing each."""

    name = "plain"

    def aspiration(self, view: View) -> float:
        return view.best()

    def propose(self, view: View) -> Move:
        return clerk(view, None)

    def answer(self, view: View, outcome: int) -> Move:
        return clerk(view, outcome)


@pytest.mark.parametrize("make", [Plain, Plain(), lambda: Plain()], ids=["class", "object", "function"])
def test_a_class_an_object_and_a_function_can_be_checked(make: type[Strategy]) -> None:
    check_strategy(make, seeds=0)
    check_strategy(make)


class Forgetful(Plain):
    name = ""


class Borrowed(Plain):
    name = "linear"


class Infinite(Plain):
    def aspiration(self, view: View) -> float:
        return float("nan")


class Modest(Plain):
    def aspiration(self, view: View) -> float:
        return 0.0


class Wordy(Plain):
    def aspiration(self, view: View) -> float:
        return "much"  # type: ignore[return-value]


class Fragile(Plain):
    """Falls over where nothing is acceptable."""

    def propose(self, view: View) -> Move:
        return Propose(view.me, int(np.flatnonzero(view.acceptable)[0]))


class Silent(Plain):
    def propose(self, view: View) -> Move:
        return None  # type: ignore[return-value]


class Absent(Plain):
    def answer(self, view: View, outcome: int) -> Move:
        return Pass(view.me)


class Usurper(Plain):
    def propose(self, view: View) -> Move:
        return Walk(view.others[0])


class Reckless(Plain):
    def answer(self, view: View, outcome: int) -> Move:
        return Answer(view.me, True)


class Vague(Plain):
    def answer(self, view: View, outcome: int) -> Move:
        return Answer(view.me, 0.5)  # type: ignore[arg-type]


class Fractional(Plain):
    def propose(self, view: View) -> Move:
        return Propose(view.me, 0.0)  # type: ignore[arg-type]


class Moody(Plain):
    """Draws its own luck."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(3)

    def answer(self, view: View, outcome: int) -> Move:
        return Answer(view.me, bool(view.acceptable[outcome] and self.random.random() < 0.5))


@dataclass
class Diary(Plain):
    """Remembers for itself what the view would tell; a fresh one answers otherwise."""

    met: set[int] = field(default_factory=set)

    def answer(self, view: View, outcome: int) -> Move:
        self.met.add(view.round)
        return Answer(view.me, bool(view.acceptable[outcome]) and len(self.met) > 1)


class Forger(Plain):
    def answer(self, view: View, outcome: int) -> Move:
        view.value.expected[view.others[0], outcome] = 1.0
        return clerk(view, outcome)


class Eraser(Plain):
    def propose(self, view: View) -> Move:
        view.heard.clear()
        return clerk(view, None)


class Untimely(Plain):
    """Does not look which depth is tried on the last day."""

    def propose(self, view: View) -> Move:
        return clerk(replace(view, last_day=None), None)


class Boundless(Plain):
    """Holds out for ever where texts have depths."""

    def aspiration(self, view: View) -> float:
        return math.inf if view.game.depths.told else view.best()


class Trespasser(Plain):
    """Takes whatever it is offered where texts have depths, also across its own red line."""

    def answer(self, view: View, outcome: int) -> Move:
        return Answer(view.me, True) if view.game.depths.told else clerk(view, outcome)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (Forgetful, "its name must be a text that is not empty"),
        (Borrowed, "its name must not be that of a built-in strategy"),
        (
            lambda: Boa("linear", Hardliner(), "ac_next", "bayesian"),
            "its name must not be that of a built-in",
        ),
        (Infinite, "its aspiration must be a number from 0 to 1"),
        (Wordy, "its aspiration must be a number from 0 to 1"),
        (Modest, "its aspiration must not be below its reservation"),
        (Fragile, "it must answer every view it is shown; .* it raised IndexError"),
        (Silent, "asked for a proposal it must return Propose, Pass or Walk; .* it returned None"),
        (Absent, "asked for an answer it must return Answer or Walk"),
        (Usurper, "it must move for its own party alone; .* in seat 0 it moved for 1"),
        (Reckless, "it must not accept what is not acceptable to it"),
        (Vague, "an answer must be true or false"),
        (Fractional, "it must propose the number of an outcome that is acceptable to it"),
        (Moody, "the same view must get the same answer"),
        (Diary, "the same view must get the same answer"),
        (Forger, "it must not change what it is shown"),
        (Eraser, "it must not change what it is shown"),
        (Untimely, "it must propose the number of a text that the rules allow it"),
        (Boundless, "its aspiration must be a finite number"),
        (Trespasser, "it must not accept what crosses its own red line"),
        (object, "a strategy must have the parts of `Strategy`; it lacks name"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_every_breach_is_caught_and_named_in_one_sentence(make: type[Strategy], says: str) -> None:
    with pytest.raises(ContractBroken, match=says) as caught:
        check_strategy(make)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, AssertionError)
    assert not isinstance(caught.value, SimError)


def test_the_games_cover_what_can_happen() -> None:
    games = dict(contract_games())
    rules = list(games.values())
    assert {r.protocol for r in rules} == set(PROTOCOLS)
    assert {len(r.game.signatories) for r in rules} == {2, 3}
    assert {1, 40} <= {r.game.rounds for r in rules}
    assert min(r.game.space.n for r in rules) == 1
    assert any(r.game.guarantors and r.game.refused.any() and r.game.promises.names for r in rules)
    assert any(not r.on for r in rules)
    deep = [r.game for r in rules if r.game.depths.told]
    assert {len(game.depths.names) for game in deep} == {2, 3}
    assert any(game.guarantors and game.refused.any() and game.promises.names for game in deep)
    assert any(-1 in game.depths.demand for game in deep)
    assert any(event.suspend for r in rules for event in r.game.events)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"utilities": [[0.5, 1.5]]}, "from 0 to 1"),
        ({"utilities": [0.5]}, "a row per party"),
        (
            {"utilities": [[0.1, 0.2, 0.3]] * 2, "sizes": [2, 2]},
            r"\[2, 2\] make 4 outcomes, but the rows are 3",
        ),
        ({"utilities": [[0.1]] * 2, "reservations": [0.1]}, "give one number, or 2"),
        ({"utilities": [[0.1]] * 2, "discounts": [1.0] * 3}, "give one number, or 2"),
    ],
)
def test_a_small_game_that_does_not_fit_together_is_refused(
    arguments: dict[str, list[float]], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        small_game(**arguments)  # type: ignore[arg-type]


def test_a_small_game_numbers_its_outcomes_with_the_last_issue_fastest() -> None:
    game = small_game([[0.0, 0.1, 0.2, 0.3]] * 2, sizes=[2, 2])
    assert game.space.terms(1) == {"issue0": "option0", "issue1": "option1"}
    assert game.utilities[0, 2] == 0.2


def test_a_pie_is_shared_out_whole() -> None:
    game = pie(7, discounts=(0.9, 0.8))
    assert game.utilities.sum(axis=0) == pytest.approx(np.ones(8))
    assert [party.discount for party in game.parties] == [0.9, 0.8]
    assert game.space.terms(3) == {"share": "a3"}
    with pytest.raises(InputError, match="0 slices cannot be divided"):
        pie(0)
