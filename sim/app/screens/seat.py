"""Take a seat: one person plays a party against agents, from the brief to the debrief."""

from __future__ import annotations

from sim.app import seat_choice, seat_debrief, seat_table, seating, session


def show() -> None:
    """Draw the page."""
    reading = seating.read(session.current())
    if reading.seated is None:
        seat_choice.choose(reading.problem)
    elif reading.seated.turn == "over":
        seat_debrief.debrief(reading.seated)
    else:
        seat_table.table(reading.seated)
