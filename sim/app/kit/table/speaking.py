"""What a person can say of a text in a seat that does not sign, and what each word does."""

from __future__ import annotations

import streamlit as st

from sim.app.kit import pieces
from sim.app.kit.table.desk import Desk
from sim.app.state.guard import handled
from sim.engine.sitting import Plain, Seated
from sim.telling.catalogue import t
from sim.telling.narrative import sentences
from sim.telling.seat import speech, worth

FROM_BEST_TO_WORST = ("support", "assure", "acquiesce", "object", "threaten")


@handled
def play(desk: Desk, move: Plain) -> None:
    """Make a move."""
    desk.move(desk.seen, move)


def choices(desk: Desk, seated: Seated, text: int) -> None:
    """Draw a button for everything that can be said of the text, with what follows from it."""
    st.markdown(sentences([worth.share(seated, text), speech.usual(seated, text)]))
    for saying in FROM_BEST_TO_WORST:
        effect = speech.effect(seated, text, saying)
        if effect is None:
            continue
        with st.container(key=f"seat.saying.{saying}", gap="small"):
            st.button(
                t(f"seat.say.{saying}"),
                key=desk.key(f"seat.say.{saying}"),
                on_click=play,
                args=(desk, saying),
                width="stretch",
            )
            pieces.note(effect)
