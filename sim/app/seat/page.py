"""Take a seat: one person plays a party against agents, from the brief to the debrief."""

from __future__ import annotations

from sim.app.kit import pieces
from sim.app.seat import choice, debrief, seating, table
from sim.app.state import session


def show() -> None:
    """Draw the page."""
    reading = seating.read(session.current())
    if reading.seated is None:
        choice.choose(reading.problem)
    elif reading.seated.turn == "over":
        debrief.debrief(reading.seated)
    else:
        table.table(reading.seated)
    if reading.seated is not None:
        # What is to be done stands at the head of the page; the button that led here stood somewhere below.
        pieces.into_sight("lead", f"move {len(reading.seated.moves)}")
