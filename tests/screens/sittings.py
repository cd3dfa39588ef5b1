"""Sittings for the tests of the page on which a person takes a seat."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.app.kit.table import drafting
from sim.app.seat import seating
from sim.app.state.links import State
from sim.engine.sitting import Plain, Seated

EPISODES = ("1956-joint-declaration", "2018-singapore")
SEATS = ("japan", "russia", "usa")
EASY = ("credibility", "alliance", "ratification")


def sat(state: State) -> Seated:
    """The sitting of a state that has one."""
    found = seating.read(state).seated
    assert found is not None, seating.read(state).problem
    return found


def taken(seat: str = "japan", moves: tuple[Plain, ...] = (), signs: bool = True, **fields: Any) -> State:
    """A state in which somebody has sat down, in a guarantor's seat to sign as well, and moved."""
    state = seating.seat_taken(State(**fields), seat, signs=signs and seat == "usa")
    for count, move in enumerate(moves):
        state = seating.moved(state, count, move)
        assert len(sat(state).moves) == count + 1, move
    return state


def willing(state: State, stop: int = 1000) -> State:
    """The state after a person who tables what the others would sign where there is such a text, else what it may."""
    while sat(state).turn != "over" and len(sat(state).moves) < stop:
        seated = sat(state)
        value = seated.table.value
        others = [place for place in seated.sitting.rules.game.signatories if place != seated.sitting.place]
        fit = np.flatnonzero(value.signable[others].all(axis=0) & drafting.fit(seated))
        if seated.turn == "answer":
            move: Plain = "accept" if seated.legal.may_accept else "reject"
        elif fit.size:
            move = int(fit[value.signing[others][:, fit].min(axis=0).argmax()])
        else:
            move = drafting.opening(seated) if drafting.fit(seated).any() else "pass"
        state = seating.moved(state, len(seated.moves), move)
    return state


def stubborn(state: State, stop: int) -> State:
    """The state after a person who tables the same text again and again and accepts nothing."""
    while sat(state).turn != "over" and len(sat(state).moves) < stop:
        seated = sat(state)
        move: Plain = drafting.opening(seated) if seated.turn == "propose" else "reject"
        state = seating.moved(state, len(seated.moves), move)
    return state
