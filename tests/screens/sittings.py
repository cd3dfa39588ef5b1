"""Sittings for the tests of the page on which a person takes a seat."""

from __future__ import annotations

from typing import Any

import numpy as np

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


def taken(seat: str = "japan", moves: tuple[Plain, ...] = (), **fields: Any) -> State:
    """A state in which somebody has sat down and moved."""
    state = seating.seat_taken(State(**fields), seat)
    for count, move in enumerate(moves):
        state = seating.moved(state, count, move)
        assert len(sat(state).moves) == count + 1, move
    return state


def willing(state: State, stop: int = 1000) -> State:
    """The state after a person who tables what all would accept where there is such a text, else what it may."""
    while sat(state).turn != "over" and len(sat(state).moves) < stop:
        seated = sat(state)
        seats = list(seated.sitting.rules.game.signatories)
        fit = np.flatnonzero(seated.table.value.acceptable[seats].all(axis=0))
        if seated.turn == "answer":
            move: Plain = "accept" if seated.legal.may_accept else "reject"
        elif fit.size:
            others = [place for place in seats if place != seated.sitting.place]
            move = int(fit[seated.table.value.expected[others][:, fit].min(axis=0).argmax()])
        else:
            move = seating.opening(seated) if seated.view.acceptable.any() else "pass"
        state = seating.moved(state, len(seated.moves), move)
    return state
