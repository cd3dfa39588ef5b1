"""What a person can say of a text in a seat that does not sign, and what each word does."""

from __future__ import annotations

import streamlit as st

from sim.app.kit.table.desk import Desk
from sim.app.state.guard import handled
from sim.engine.sitting import Plain, Seated
from sim.telling.catalogue import t
from sim.telling.seat import speech

FROM_BEST_TO_WORST = ("support", "assure", "acquiesce", "object", "threaten")


@handled
def play(desk: Desk, move: Plain) -> None:
    """Make a move."""
    desk.move(desk.seen, move)


def effects(seated: Seated, text: int) -> None:
    """Say what the others expect, and what each word on the text does."""
    st.markdown(speech.usual(seated, text))
    does = [(t(f"seat.say.{saying}"), effect) for saying, effect in _effects(seated, text)]
    st.markdown("\n".join(f"- **{saying}**{t('common.colon')}{effect}" for saying, effect in does))


def choices(desk: Desk, seated: Seated, text: int) -> None:
    """Draw a button for everything that can be said of the text."""
    for saying, _ in _effects(seated, text):
        st.button(
            t(f"seat.say.{saying}"), key=desk.key(f"seat.say.{saying}"), on_click=play, args=(desk, saying)
        )


def _effects(seated: Seated, text: int) -> list[tuple[str, str]]:
    """What can be said of a text, from the best to the worst for it, and what each word does."""
    found = [(saying, speech.effect(seated, text, saying)) for saying in FROM_BEST_TO_WORST]
    return [(saying, effect) for saying, effect in found if effect is not None]
