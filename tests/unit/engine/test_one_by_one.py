"""Strategies of one's own in very many runs: what the slower engine plays is what the compiled one would."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from sim.agents.own import OwnStrategy
from sim.agents.strategies import make_strategy
from sim.agents.view import View
from sim.domain.game import PROTOCOLS
from sim.engine.ensemble import Runs, play_courses, play_many, prepare
from sim.engine.given import Worded
from sim.errors import InputError
from sim.rules.moves import Move
from sim.scenario.setup import Setup

TRUST, LEVERAGE = "parties.japan.trust", "parties.usa.leverage"


class Twin:
    """A built-in strategy under another name, so that nobody has compiled it."""

    name = "twin"

    def __init__(self) -> None:
        self.strategy = make_strategy("linear")

    def aspiration(self, view: View) -> float:
        return self.strategy.aspiration(view)

    def propose(self, view: View) -> Move:
        return self.strategy.propose(view)

    def answer(self, view: View, outcome: int) -> Move:
        return self.strategy.answer(view, outcome)


def both(setup: dict[str, Any], given: Any = None, keep: tuple[str, ...] = ()) -> tuple[Runs, Runs]:
    seeds, found = np.arange(6), []
    for player in ("linear", OwnStrategy("tests:Twin", Twin())):
        prepared = prepare(Setup("2018-singapore", strategies={"japan": player}, **setup))
        found.append(play_many(prepared, seeds, given, keep))
    return found[0], found[1]


@pytest.mark.parametrize(
    "setup",
    [
        *({"protocol": protocol, "draw": True} for protocol in PROTOCOLS),
        {"off": ("alliance", "ratification"), "draw": False},
        {"changes": {"talks.rounds": 3, "parties.usa.role": "signatory"}, "draw": True},
    ],
)
def test_both_engines_play_many_runs_of_a_strategy_alike(setup: dict[str, Any]) -> None:
    compiled, alone = both(setup, keep=(TRUST, "no.such.setting"))
    for one in fields(Runs):
        mine, theirs = getattr(compiled, one.name), getattr(alone, one.name)
        assert np.array_equal(mine, theirs, equal_nan=True), one.name


def test_both_engines_take_the_same_words_and_numbers() -> None:
    words = Worded(("low", "high"), np.array([0, 1, 0, 1, 0, 1]))
    compiled, alone = both(
        {"draw": True}, {TRUST: words, LEVERAGE: np.linspace(0.2, 0.7, 6)}, (TRUST, LEVERAGE)
    )
    for one in fields(Runs):
        assert np.array_equal(getattr(compiled, one.name), getattr(alone, one.name)), one.name


def test_what_only_the_compiled_engine_notes_is_refused_in_a_sentence() -> None:
    prepared = prepare(Setup("2018-singapore", strategies={"japan": OwnStrategy("tests:Twin", Twin())}))
    with pytest.raises(InputError, match="built-in strategies alone"):
        play_courses(prepared, np.arange(2))
