"""Long talks: a round takes the same work however many rounds there have been. Steps are counted, never time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

import sim
from sim.agents.offering import top
from sim.agents.play import play
from sim.agents.portions import PORTION, by_portions
from sim.agents.strategies import make_strategy
from sim.agents.view import View
from sim.domain.small import pie
from sim.engine.mesa import NegotiationModel
from sim.engine.replay import replay
from sim.rules.draws import draw_chance
from sim.rules.moves import Answer, Move, Propose
from sim.rules.table import Rules
from sim.scenario.load import load
from sim.telling import account
from sim.telling.story import story_of

WELL = load(Path(__file__).resolve().parents[2] / "golden" / "well.toml")
INSIDE = str(Path(sim.__file__).parent)
SHORT, LONG = 60, 240
"""Rounds. What every round goes through again grows sixteenfold from one to the other."""


class Deaf:
    """A strategy of one's own that tables its best text for ever and turns everything down."""

    name = "deaf"

    def aspiration(self, view: View) -> float:
        return view.best()

    def propose(self, view: View) -> Move:
        return Propose(view.me, top(view))

    def answer(self, view: View, outcome: int) -> Move:
        return Answer(view.me, False)


def steps(call: Callable[[], object]) -> int:
    """Count the lines of the package that a call executes; every turn of a loop is one."""
    counted = 0

    def line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return line

    def called(frame: FrameType, event: str, _: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(INSIDE) else None

    before = sys.gettrace()
    sys.settrace(called)
    try:
        call()
    finally:
        sys.settrace(before)
    return counted


def hold_out(rounds: int, offering: str, acceptance: str, model: str, protocol: str) -> int:
    """Steps of talks in which nobody gives in before the end."""
    game = pie(8, rounds=rounds)
    players = {place: make_strategy(offering, acceptance, model) for place in (0, 1)}
    rules, draws = Rules(game, protocol=protocol), draw_chance(game, 1)
    return steps(lambda: play(rules, players, draws))


@pytest.mark.parametrize(
    ("offering", "acceptance", "model", "protocol"),
    [
        ("hardliner", "ac_aspiration", "bayesian", "alternating"),
        ("hardliner", "ac_aspiration", "frequency", "simultaneous"),
        ("hardliner", "ac_previous", "none", "single_text"),
    ],
)
def test_play_takes_work_in_proportion_to_its_rounds(
    offering: str, acceptance: str, model: str, protocol: str
) -> None:
    short, long = (hold_out(rounds, offering, acceptance, model, protocol) for rounds in (SHORT, LONG))
    assert long < 1.5 * LONG / SHORT * short


def test_record_account_and_replay_take_work_in_proportion_to_their_rounds() -> None:
    seats = dict.fromkeys(("oben", "unten"), Deaf())
    played, told, again = [], [], []
    for rounds in (SHORT, LONG):
        scenario = WELL.with_changes({"talks.rounds": rounds})
        model = NegotiationModel(scenario, 1, strategies=seats, protocol="simultaneous")
        played.append(steps(model.run))
        record = model.record()
        assert record.rounds[-1].round == rounds
        story = story_of(record)
        told.append(steps(partial(account.rounds, story)))
        again.append(steps(partial(replay, record)))
    for short, long in (played, told, again):
        assert long < 1.5 * LONG / SHORT * short


def test_what_is_learnt_in_portions_is_what_is_learnt_at_once_wherever_a_row_is_cut() -> None:
    def add(before: float | None, new: tuple[int, ...]) -> float:
        total = 0.0 if before is None else before
        for text in new:
            total += 0.1 * text
        return total

    learn, rows = by_portions(add), np.random.default_rng(0).integers(0, 9, 3 * PORTION + 1).tolist()
    for n in (0, 1, PORTION - 1, PORTION, PORTION + 1, 2 * PORTION, len(rows)):
        assert learn(tuple(rows[:n])) == add(None, tuple(rows[:n]))
