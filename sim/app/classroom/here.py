"""Who looks at a page of the lesson, what it may see, and what it has begun and not sent yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from sim.app.state import rooms
from sim.classroom.faults import ClassError
from sim.classroom.views import StudentView
from sim.scenario.schema import ScenarioSpec
from sim.telling import labels

LIVE, CHAT = "class.live", "class.chat"
"""The names of two parts of a page: what moves by itself, and where the person writes to the others."""

_UNSENT = "classroom.unsent"
"""What was typed while the database could not be reached."""


@dataclass(frozen=True)
class Here:
    """A person's seat: the secret of its address, and what it may see.

    ``feed``: where the page has left room for what is said at the table, at most one place.
    """

    secret: str
    feed: list[Any] = field(default_factory=list)

    @property
    def view(self) -> StudentView:
        """What the person may see, as this page knows it: a part that is drawn by itself may know more than the rest."""
        return rooms.drawn().view

    @property
    def spec(self) -> ScenarioSpec:
        """What is negotiated about."""
        return self.view.plan.loaded.spec

    def name(self, party: str) -> str:
        """Return what a seat is called."""
        return labels.seat(self.spec, party)

    def mine(self) -> str:
        """Return what the person's own seat is called; nothing where it has none."""
        return "" if self.view.seat is None else self.name(self.view.seat)

    def draft(self, name: str, usual: Any = None) -> Any:
        """Return what the person has begun under a name."""
        kept = {**self.view.draft, **_unsent()}.get(name)
        return usual if kept is None else kept

    def choice(self, name: str, options: Sequence[str]) -> str:
        """Return which of some options the person has chosen, the first before it has."""
        kept = self.draft(name)
        return kept if kept in options else options[0]

    def keep(self, name: str, value: Any) -> None:
        """Keep something that was begun; where the database is away, here until it is back."""
        _unsent()[name] = value
        self.flush()

    def keeping(self, name: str) -> Callable[[Any], None]:
        """Return what keeps a control's value under a name."""
        return lambda value: self.keep(name, value)

    def flush(self) -> bool:
        """Write down what is not written down yet, and return whether there was any; what cannot be now stays here."""
        if not _unsent():
            return False
        try:
            rooms.classroom().keep_draft(self.secret, _unsent())
        except ClassError:
            return False
        rooms.draft_with(_unsent())
        _unsent().clear()
        return True


def _unsent() -> dict[str, Any]:
    kept: dict[str, Any] = st.session_state.setdefault(_UNSENT, {})
    return kept
